"""The open brackets of an expression and the names that are known inside them. Not the tokens (`tokens`).

A context's keys are known until its bracket closes, an iterator and a parameter in the bracket around them.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel import limits
from engine.feel.errors import LimitExceeded
from engine.feel.reading.names import BUILT_IN, Names


class Bracket:
    """An open bracket: which, what names are known inside, and what its parts mean."""

    def __init__(self, mark: str, kind: str = "") -> None:
        self.mark = mark
        self.kind = kind
        """`context`, `parameters`, `filter`, `type`, or nothing in particular."""
        self.is_range = False
        self.names = Names()
        self.binders = 0
        """`for`, `some` and `every` whose body has not begun: a comma here brings a further iterator."""


class Surroundings:
    """The brackets around the place where the cutting is, and all names that can stand there."""

    def __init__(self, names: Iterable[str | tuple[str, ...]]) -> None:
        self.stack = [Bracket("")]
        self.inner = Names()
        """Names that can stand after a dot or inside a filter: those of nested contexts."""
        for name in BUILT_IN:
            self.stack[0].names.add(name)
        for path in names:
            first, *further = (path,) if isinstance(path, str) else path
            self.stack[0].names.add(first)
            for part in further:
                self.inner.add(part)

    @property
    def bracket(self) -> Bracket:
        """The innermost open bracket; the text itself when none is open."""
        return self.stack[-1]

    def enter(self, mark: str, kind: str) -> None:
        """A bracket opens. Raises LimitExceeded."""
        if len(self.stack) > limits.NESTING:
            raise LimitExceeded("nesting", limits.NESTING)
        self.stack.append(Bracket(mark, kind))

    def leave(self) -> None:
        """The innermost bracket closes; one too many is for the grammar to refuse."""
        if len(self.stack) > 1:
            self.stack.pop()

    def declare(self, name: str) -> None:
        """The expression brings in a name; parameters are known behind their own bracket."""
        bracket = self.stack[-2] if self.bracket.kind == "parameters" else self.bracket
        bracket.names.add(name)
        self.inner.add(name)

    def knows(self, name: str) -> bool:
        """Is this the whole of a known name?"""
        return any(name in bracket.names.all for bracket in self.stack)

    def longest(self, source: str, position: int, *, after_dot: bool) -> tuple[str, int] | None:
        """The longest known name with spaces or operators at `position`, and where it ends."""
        wells = [self.inner] if after_dot else [bracket.names for bracket in self.stack]
        if not after_dot and any(bracket.kind == "filter" for bracket in self.stack):
            wells.append(self.inner)
        found = [match for well in wells if (match := well.longest(source, position))]
        return max(found, key=lambda match: match[1], default=None)
