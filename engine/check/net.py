"""The token game of one process: from where its tokens are to where they can be next. No data, no time.

Every choice that a gateway could make is possible; a called process is one step, a repetition one round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.model import Element
from engine.bpmn.reading_elements import SUBPROCESSES
from engine.check.anatomy import Anatomy, State, minus, plus


@dataclass(frozen=True)
class Outside:
    """What a called process can let out: codes of errors and escalations (None: any code)."""

    errors: frozenset[str | None] = frozenset()
    escalations: frozenset[str | None] = frozenset()


@dataclass(frozen=True)
class Move:
    """One step: the element that does it, whether that completes the element, and the state after it."""

    element: str
    completes: bool
    state: State
    caught: str | None = None
    """The event that caught what the element threw, in the same step."""


class Net:
    """The moves of one process. `optional` are the non-interrupting events that may happen."""

    def __init__(
        self, parts: Anatomy, outside: Mapping[str, Outside], optional: frozenset[str] = frozenset()
    ) -> None:
        self.parts = parts
        self.process = parts.process
        self.outside = outside
        self.optional = optional

    # -- states -------------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Move]:
        """The first states: one for each way to start the process."""
        for start in self.parts.starts.get(None, ()):
            for state in self._leave((), start):
                yield Move(start.id, True, state)

    def is_over(self, state: State) -> bool:
        """Whether no token is left."""
        return all(place.startswith("!") for place in state)

    def resting(self, state: State) -> set[str]:
        """The elements at which tokens are."""
        return {self.parts.at(place) for place in state if not place.startswith("!")}

    def entered(self, state: State) -> set[str]:
        """The elements into which a token is about to go."""
        return {self.process.flows[place].target for place in state if place in self.process.flows}

    def moves(self, state: State) -> Iterator[Move]:
        """Every step that is possible in `state`."""
        for place in dict.fromkeys(state):
            if place.startswith("@"):
                yield from self._open(state, self.process.elements[place[1:]])
            elif not place.startswith("!"):
                yield from self._arrive(state, place)
        yield from self._rise(state, None)

    # -- arriving -----------------------------------------------------------------------------------------

    def _arrive(self, state: State, place: str) -> Iterator[Move]:
        element = self.process.elements[self.parts.at(place)]
        if element.kind in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1:
            if place == next(flow for flow in element.incoming if flow in state):
                yield from self._join(state, element)
            return
        rest = minus(state, [place])
        if element.kind in SUBPROCESSES:
            for start in self.parts.starts.get(element.id, ()):
                for after in self._leave(plus(rest, [f"@{element.id}"]), start):
                    yield Move(element.id, False, after)
        elif element.id in self.parts.boundaries:
            yield Move(element.id, False, plus(rest, [f"@{element.id}"]))
        elif element.trigger is not None and element.kind in ("endEvent", "intermediateThrowEvent"):
            yield from self._throw(rest, element)
        else:
            yield from self._done(rest, element)

    def _join(self, state: State, element: Element) -> Iterator[Move]:
        filled = [flow for flow in element.incoming if flow in state]
        empty = [flow for flow in element.incoming if flow not in state]
        if element.kind == "parallelGateway":
            ready = not empty
        else:
            others = self.resting(tuple(p for p in state if p not in element.incoming)) - {element.id}
            ready = not any(others & self.parts.reaching[element.id][flow] for flow in empty)
        if ready:
            yield from self._done(minus(state, filled), element)

    def _done(self, rest: State, element: Element) -> Iterator[Move]:
        """The element is completed and sends its tokens on."""
        for after in self._leave(rest, element):
            yield Move(element.id, True, after)
        skips = element.repetition is not None and element.repetition.kind == "loop"
        if skips and element.repetition and element.repetition.test_before:
            yield from (Move(element.id, False, after) for after in self._leave(rest, element))

    # -- open activities ----------------------------------------------------------------------------------

    def _open(self, state: State, element: Element) -> Iterator[Move]:
        inside = self.parts.inside.get(element.id, frozenset())
        if not any(place in inside and not place.startswith("!") for place in state):
            closed = self.parts.without(state, element)
            yield from self._done(closed, element)
        for boundary in self.parts.boundaries.get(element.id, ()):
            if self._can_happen(boundary, element):
                yield from self._interrupt(state, element, boundary)
        yield from self._rise(state, element)

    def _interrupt(self, state: State, host: Element, boundary: Element) -> Iterator[Move]:
        if boundary.interrupting:
            rest = self.parts.without(state, host)
        elif self._may_happen(state, boundary):
            rest = plus(state, [f"!{boundary.id}"])
        else:
            return
        for after in self._leave(rest, boundary):
            yield Move(boundary.id, True, after)

    def _can_happen(self, boundary: Element, host: Element) -> bool:
        """Whether the event can come by itself; what is thrown inside a subprocess is followed exactly."""
        trigger = boundary.trigger
        if trigger is None or trigger.kind not in ("error", "escalation"):
            return True
        if host.kind == "callActivity":
            outside = self.outside.get(host.called or "", Outside())
            codes = outside.errors if trigger.kind == "error" else outside.escalations
            return trigger.reference in codes or None in codes or (trigger.reference is None and bool(codes))
        if host.kind in SUBPROCESSES:
            by_service = trigger.kind == "error" and self._has_service(host)
            return by_service or self._called_inside(boundary, host)
        return trigger.kind == "error"

    def _called_inside(self, boundary: Element, host: Element) -> bool:
        """Whether a process called inside lets out what this event catches."""
        within = self.parts.inside[host.id]
        for one in self.process.elements.values():
            if one.kind == "callActivity" and within.intersection(one.incoming) and boundary.trigger:
                outside = self.outside.get(one.called or "", Outside())
                kind = boundary.trigger.kind
                codes = outside.errors if kind == "error" else outside.escalations
                if any(self.parts.catch(one, kind, code, own=True) is boundary for code in codes):
                    return True
        return False

    def _has_service(self, host: Element) -> bool:
        within = self.parts.inside[host.id]
        return any(
            one.kind == "serviceTask" and within.intersection(one.incoming)
            for one in self.process.elements.values()
        )

    def _may_happen(self, state: State, event: Element) -> bool:
        """Beside the flow a date comes once, anything else may come again; twice shows what that does."""
        once = event.trigger is not None and event.trigger.timer in ("date", "duration")
        return event.id in self.optional and state.count(f"!{event.id}") < (1 if once else 2)

    # -- event subprocesses -------------------------------------------------------------------------------

    def _rise(self, state: State, scope: Element | None) -> Iterator[Move]:
        """Event subprocesses of a scope that is open."""
        rising = self.parts.rising.get(scope.id if scope else None, ())
        if not rising or (scope is None and self.is_over(state)):
            return
        for start, inside in rising:
            if start.trigger is None or start.trigger.kind not in ("error", "escalation"):
                yield from self._raise(state, scope, start, inside)

    def _raise(self, state: State, scope: Element | None, start: Element, inside: Element) -> Iterator[Move]:
        closed = f"!{scope.id if scope else ''}"
        if closed in state:
            return
        if start.interrupting:
            rest = plus(self.parts.cleared(state, scope), [closed])
        elif self._may_happen(state, start):
            rest = plus(state, [f"!{start.id}"])
        else:
            return
        for after in self._leave(plus(rest, [f"@{inside.id}"]), start):
            yield Move(start.id, True, after)

    # -- throwing -----------------------------------------------------------------------------------------

    def _throw(self, rest: State, element: Element) -> Iterator[Move]:
        trigger = element.trigger
        kind = trigger.kind if trigger else "none"
        if kind == "terminate":
            scope = self.process.elements.get(element.parent or "")
            yield Move(element.id, True, self.parts.cleared(rest, scope))
        elif kind in ("error", "escalation"):
            yield from self._thrown(rest, element, kind, trigger.reference if trigger else None)
        else:
            yield from self._done(rest, element)

    def _thrown(self, rest: State, element: Element, kind: str, code: str | None) -> Iterator[Move]:
        caught = self.parts.catch(element, kind, code)
        if caught is None:
            if kind == "error":
                yield Move(element.id, True, ())
            else:
                yield from self._done(rest, element)
            return
        for before in self._leave(rest, element) if kind == "escalation" else (rest,):
            host = self.process.elements.get(caught.attached_to or "")
            if host is not None:
                moves = self._interrupt(before, host, caught)
            else:
                inside = self.process.elements[caught.parent or ""]
                scope = self.process.elements.get(inside.parent or "")
                moves = self._raise(before, scope, caught, inside)
            found = [Move(element.id, True, move.state, caught.id) for move in moves]
            yield from found or [Move(element.id, True, before)]

    def _leave(self, rest: State, element: Element) -> Iterator[State]:
        """The states after the element has sent its tokens on, one for each choice it has."""
        if element.kind == "intermediateThrowEvent" and element.trigger and element.trigger.kind == "link":
            yield plus(rest, [f">{self.parts.ways.link_target(element)}"])
            return
        for flows in self.parts.choices(element):
            yield plus(rest, flows)
