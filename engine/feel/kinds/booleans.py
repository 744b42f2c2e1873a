"""The built-in function on booleans (DMN 1.5, 10.3.4.2, table 75). Not `and` and `or`, the operators."""

from __future__ import annotations

from engine.feel.kinds.builtin import builtin


@builtin("not", "negand: boolean")
def negation(run: object, negand: bool) -> bool:
    """true for false and false for true; null for all else (table 75)."""
    return not negand
