"""A process taken apart for the token game: what hangs where, which places lie inside what. Moves nothing.

Places are texts: the id of a flow (a token on its way into the element behind), `@id` an open activity,
`>id` a token on its way to a link, `!id` a mark that something optional has happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.bpmn.model import Element, Process
from engine.bpmn.reading_elements import SUBPROCESSES
from engine.bpmn.ways import Ways

State = tuple[str, ...]
"""A sorted tuple of places, one entry for each token."""


class Anatomy:
    """The parts of one process, found once."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.ways = Ways(process)
        self.boundaries: dict[str, list[Element]] = {}
        self.starts: dict[str | None, list[Element]] = {}
        self.rising: dict[str | None, list[tuple[Element, Element]]] = {}
        """By scope: the starts of its event subprocesses, each with its event subprocess."""
        elements = process.elements.values()
        for element in elements:
            if element.attached_to:
                self.boundaries.setdefault(element.attached_to, []).append(element)
            if element.kind == "startEvent":
                self.starts.setdefault(element.parent, []).append(element)
        for element in elements:
            for start in self.starts.get(element.id, ()) if element.event_subprocess else ():
                self.rising.setdefault(element.parent, []).append((start, element))
        self.reaching = {e.id: self.ways.reaching(e) for e in elements if e.kind == "inclusiveGateway"}
        self.inside = {e.id: self._places_inside(e) for e in elements if e.kind in SUBPROCESSES}
        self.side = self._side()
        self._all = frozenset().union(*self.inside.values(), self._places_of(None))

    def at(self, place: str) -> str:
        """The element at which a token in this place is."""
        return place[1:] if place[0] in "@>" else self.process.flows[place].target

    def choices(self, element: Element) -> Iterator[Iterable[str]]:
        """The sets of flows on which an element can send its tokens."""
        flows = element.outgoing
        if element.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ([flow] for flow in flows)
            return
        bound = [f for f in flows if self.process.flows[f].condition is not None and f != element.default]
        free = [f for f in flows if f not in bound and f != element.default]
        sizes = range(len(bound) + 1) if len(bound) <= 5 else (0, 1, 2, len(bound))
        for size in sizes:
            for chosen in combinations(bound, size):
                if free or chosen:
                    yield [*free, *chosen]
                elif element.default:
                    yield [element.default]
        if not flows:
            yield []

    def without(self, state: State, activity: Element) -> State:
        """The state without an activity and everything inside it."""
        marks = {f"!{one.id}" for one in self.boundaries.get(activity.id, ())}
        gone = self.inside.get(activity.id, frozenset()) | marks | {f"@{activity.id}", f"!{activity.id}"}
        return tuple(place for place in state if place not in gone)

    def cleared(self, state: State, scope: Element | None) -> State:
        """The state without anything inside a scope."""
        inside = self.inside[scope.id] if scope else self._all
        return tuple(place for place in state if place not in inside)

    def catch(self, element: Element, kind: str, code: str | None, *, own: bool = False) -> Element | None:
        """What catches the event that `element` throws, from the inside out; None: it leaves the process.

        With `own` the events on the border of `element` itself count: it is an activity.
        """
        here: Element | None = element
        while here is not None:
            outer = own or here is not element
            candidates: list[Element] = [*self.boundaries.get(here.id, ())] if outer else []
            candidates += [start for start, _ in self.rising.get(here.parent, ())]
            fitting = [one for one in candidates if one.trigger and one.trigger.kind == kind]
            for wanted in (code, None):
                for one in fitting:
                    if one.trigger and one.trigger.reference == wanted:
                        return one
            here = self.process.elements.get(here.parent or "")
        return None

    def _side(self) -> frozenset[str]:
        """Places where only tokens of events beside the flow can be; there may be several at once."""
        beside = non_interrupting(self.process)
        hosts = {self.process.elements[id].parent or "" for id, host in beside.items() if host is None}
        starts = [start.id for starts in self.starts.values() for start in starts]
        main = self.ways.spread(starts, self.ways.after.__getitem__, *beside, *hosts)
        inside = {one.id for one in self.process.elements.values() if one.parent in hosts}
        off = {id for id in self.process.elements if id not in main or id in inside}
        flows = {flow.id for flow in self.process.flows.values() if flow.source in off}
        return frozenset(flows | {f"@{id}" for id in off})

    def _places_of(self, parent: str | None) -> frozenset[str]:
        """The places directly inside a scope."""
        places: set[str] = set()
        for element in self.process.elements.values():
            if element.parent == parent:
                places.update(element.outgoing)
                places.update({f"@{element.id}", f">{element.id}", f"!{element.id}"})
        return frozenset(places)

    def _places_inside(self, scope: Element) -> frozenset[str]:
        """The places inside a subprocess, at any depth."""
        found: set[str] = set()
        todo = [scope.id]
        while todo:
            here = todo.pop()
            found |= self._places_of(here)
            inner = (one for one in self.process.elements.values() if one.parent == here)
            todo.extend(one.id for one in inner if one.kind in SUBPROCESSES)
        return frozenset(found)


def non_interrupting(process: Process) -> dict[str, str | None]:
    """The events that happen beside the flow, each with the element at which it is armed (None: a scope)."""
    found: dict[str, str | None] = {}
    for element in process.elements.values():
        around = process.elements.get(element.parent or "")
        rises = element.kind == "startEvent" and around is not None and around.event_subprocess
        if (element.kind == "boundaryEvent" or rises) and not element.interrupting:
            found[element.id] = element.attached_to
    return found


def plus(state: State, places: Iterable[str]) -> State:
    """The state with further tokens."""
    return tuple(sorted((*state, *places)))


def minus(state: State, places: Iterable[str]) -> State:
    """The state without one token of each of these places."""
    left = list(state)
    for place in places:
        left.remove(place)
    return tuple(left)
