"""Circles that the engine would run through without ever stopping for a person, a message or a date.

Also tells of each process whether one can pass through it without a stop. Not whether loops end otherwise;
that is for `soundness`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Element, Process
from engine.bpmn.ways import Ways
from engine.check.report import at, path
from engine.errors import Finding

_PEOPLE = frozenset({"task", "userTask", "manualTask", "receiveTask"})
_CAUSES = frozenset({"error", "escalation"})
"""Triggers that come from the process itself and not from outside."""


def endless(process: Process, known: Mapping[str, Process]) -> Iterator[Finding]:
    """One finding for each circle in which nobody and nothing is waited for."""
    passing = Passing(known)
    told: set[str] = set()
    ways = Ways(process)
    for element in process.elements.values():
        if element.id in told or not passing.element(process, element):
            continue
        circle = _circle(process, element, ways, passing)
        if circle:
            told.update(circle)
            yield at(process, element, "loops.endless", path=path(process, [*circle, element.id]))


def _circle(process: Process, start: Element, ways: Ways, passing: Passing) -> list[str]:
    """The shortest way from an element back to itself without a stop, or nothing."""
    before: dict[str, str] = {}
    todo = [start.id]
    for here in todo:
        for after in sorted(ways.after[here]):
            if after == start.id:
                return _back(before, start.id, here)
            if after not in before and passing.element(process, process.elements[after]):
                before[after] = here
                todo.append(after)
    return []


def _back(before: Mapping[str, str], start: str, end: str) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


class Passing:
    """Where a token passes without a stop; what was found out is kept."""

    def __init__(self, known: Mapping[str, Process]) -> None:
        self._known = known
        self._scopes: dict[tuple[str, str | None], bool] = {}

    def element(self, process: Process, element: Element) -> bool:
        """Whether a token goes through the element without waiting for anything from outside."""
        if element.kind in _PEOPLE or element.event_subprocess:
            return False
        if element.kind == "subProcess":
            return self._scope(process, element.id)
        if element.kind == "callActivity":
            called = self._known.get(element.called or "")
            return called is not None and self._scope(called, None)
        kind = element.trigger.kind if element.trigger else "none"
        if element.kind == "boundaryEvent":
            return kind in _CAUSES
        return element.kind != "intermediateCatchEvent" or kind in ("none", "link")

    def _scope(self, process: Process, parent: str | None) -> bool:
        """Whether one can come from the start of a scope to one of its ends without a stop."""
        key = (process.id, parent)
        if key not in self._scopes:
            self._scopes[key] = False  # a process that calls itself is reported elsewhere
            self._scopes[key] = self._find(process, parent)
        return self._scopes[key]

    def _find(self, process: Process, parent: str | None) -> bool:
        inside = [one for one in process.elements.values() if one.parent == parent]
        seen = {one.id for one in inside if one.kind == "startEvent"}
        todo = list(seen)
        ways = Ways(process)
        while todo:
            here = process.elements[todo.pop()]
            if not here.outgoing and not (ways.after[here.id] - {here.id}):
                return True
            for after in ways.after[here.id] - seen:
                if self.element(process, process.elements[after]):
                    seen.add(after)
                    todo.append(after)
        return False
