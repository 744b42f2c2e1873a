"""One evaluation: its values, its notes, its steps. Not the expression, which many evaluations share."""

from __future__ import annotations

from collections.abc import Mapping
from time import thread_time
from typing import Any

from engine.errors import Reason
from engine.feel import limits
from engine.feel.errors import LimitExceeded
from engine.feel.kinds.kind import adopt

NOW = "now()"
"""Under this name a context may hold the present instant (an aware datetime) for `now()` and `today()`."""


_KIND_FACTS = ("kind", "left", "right", "wanted")


class Run:
    """What the closures of one evaluation share."""

    __slots__ = ("_adopted", "_look_at", "_until", "context", "depth", "notes", "steps")

    def __init__(self, context: Mapping[str, Any], *, noting: bool = False) -> None:
        self.context = context
        self.notes: list[Reason] | None = [] if noting else None
        self.steps = 0
        self.depth = 0
        """Calls of functions that have not returned."""
        self._adopted: dict[tuple[int, tuple[str, ...]], Any] = {}
        self._look_at = limits.STEPS_BETWEEN_LOOKS
        self._until = 0.0

    def charge(self, steps: int) -> None:
        """Count work done. Raises LimitExceeded when it is too much or takes too long."""
        self.steps += steps
        if self.steps >= self._look_at:
            self._look()

    def _look(self) -> None:
        # The thread's own time, so that a busy machine does not turn a right answer into a refusal.
        now = thread_time()
        self._until = self._until or now + limits.MILLISECONDS / 1000
        self._look_at = self.steps + limits.STEPS_BETWEEN_LOOKS
        if self.steps > limits.STEPS:
            raise LimitExceeded("steps", limits.STEPS)
        if now > self._until:
            raise LimitExceeded("time", limits.MILLISECONDS)

    def adopt(self, path: tuple[str, ...], value: Any) -> Any:
        """A list or context from outside as a FEEL value; copied once for each place it is read from."""
        key = (id(self.context), path)
        if key not in self._adopted:
            self._adopted[key] = adopt(value)
        return self._adopted[key]

    def note(self, code: str, **facts: Any) -> Any:
        """Remember why something is null, and return that null."""
        if self.notes is not None and len(self.notes) < 100:
            self.notes.append(Reason(f"feel.note.{code}", _worded(facts)))
        return None


def _worded(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds of values as reasons of their own: a sentence names them in its language."""
    return {name: _kinds(fact) if name in _KIND_FACTS else fact for name, fact in facts.items()}


def _kinds(names: str) -> Reason:
    """`date, string` as "a date or a text"; that null is possible too helps nobody."""
    first, *others = [name for name in names.split(", ") if name != "null"] or ["null"]
    kind = Reason(f"feel.kind.{first}")
    return Reason("feel.kind.or", {"one": kind, "other": _kinds(", ".join(others))}) if others else kind
