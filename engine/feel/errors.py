"""How an expression can be refused: it cannot be read, or it asks for too much. Not a null, which is a value.

An expression that fails on its values gives null and a note (`Expression.explain`); only these two are
raised.
"""

from __future__ import annotations

from typing import Any

from engine.errors import EngineError


class FeelSyntaxError(EngineError):
    """The text is no FEEL. Facts: source, position (0-based), line, column (1-based), expected, found."""

    def __init__(self, code: str, source: str, position: int, **facts: Any) -> None:
        before = source[:position]
        super().__init__(
            f"feel.syntax.{code}",
            source=source,
            position=position,
            line=before.count("\n") + 1,
            column=position - (before.rfind("\n") + 1) + 1,
            **{"expected": (), "found": "", **facts},
        )


class LimitExceeded(EngineError):
    """The expression, or a value it makes, is larger than the program allows. Facts: limit."""

    def __init__(self, code: str, limit: int) -> None:
        super().__init__(f"feel.limit.{code}", limit=limit)
