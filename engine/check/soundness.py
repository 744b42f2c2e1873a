"""Proves that a process cannot get stuck: its states are explored over tokens, every choice being possible.

Not over data: a way that the conditions of today never take counts as well, for tomorrow they may. Events
that happen beside the flow are explored one at a time, twice if they can come again; where the bound is hit
it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Element, Process
from engine.check.anatomy import Anatomy, State, non_interrupting
from engine.check.exploring import BOUND, Space, explore
from engine.check.net import Net, Outside
from engine.check.report import at, called, path, warning
from engine.errors import Finding


def spaces(process: Process, outside: Mapping[str, Outside]) -> dict[str | None, Space]:
    """The walks through a process: without events beside the flow, then one for each such event.

    An event at an activity that is itself reached only through another such event is explored with it.
    """
    parts = Anatomy(process)
    found: dict[str | None, Space] = {None: explore(Net(parts, outside))}
    waiting = non_interrupting(process)
    while waiting:
        ready = [event for event in waiting if _armed_in(found, event, waiting[event], process)]
        for event in ready:
            with_it = _armed_in(found, event, waiting.pop(event), process)
            if with_it is not None:
                net = Net(parts, outside, with_it.net.optional | {event})
                found[event] = explore(net, bound=BOUND // 4)
        if not ready:
            break
    return found


def _armed_in(
    found: Mapping[str | None, Space], event: str, host: str | None, process: Process
) -> Space | None:
    """The first walk in which the event is armed."""
    for space in found.values():
        scope = process.elements[process.elements[event].parent or ""].parent if host is None else host
        if scope is None or scope in space.moved or scope in space.entered:
            return space
    return None


def soundness(process: Process, found: Mapping[str | None, Space]) -> Iterator[Finding]:
    """What goes wrong with the tokens, each with the shortest way that leads there."""
    stuck: set[frozenset[str]] = set()
    trouble: list[Finding] = []
    for space in found.values():
        trouble.extend(_dead_ends(process, space, stuck))
    for space in found.values():
        trouble.extend(_doubled(process, space, trouble))
        if not trouble:
            trouble.extend(_without_end(process, space))
    yield from trouble
    complete = all(space.complete for space in found.values())
    if not complete:
        yield warning(process, None, "soundness.too_many_states", limit=BOUND)
    elif not trouble:
        yield from _never(process, found)


def _dead_ends(process: Process, space: Space, stuck: set[frozenset[str]]) -> Iterator[Finding]:
    for state, following in space.after.items():
        if following or space.net.is_over(state):
            continue
        resting = frozenset(space.net.resting(state))
        if resting in stuck:
            continue
        stuck.add(resting)
        way = space.way(state)
        element = _waiting(process, state, resting)
        ended = any(process.elements[id].kind == "endEvent" for id in way)
        missing = ", ".join(f"„{title}“" for title in _missing(process, element, state))
        rule = "soundness.left_behind" if ended else "soundness.dead_end"
        yield at(process, element, rule, path=path(process, way), missing=missing)


def _waiting(process: Process, state: State, resting: frozenset[str]) -> Element:
    """The join that waits for ever, else any element that is stuck."""
    joins = [id for id in sorted(resting) if len(process.elements[id].incoming) > 1]
    return process.elements[(joins or sorted(resting))[0]]


def _missing(process: Process, element: Element, state: State) -> list[str]:
    """From where the join still expects a token."""
    flows = [process.flows[id] for id in element.incoming if id not in state]
    return [process.elements[flow.source].title for flow in flows]


def _doubled(process: Process, space: Space, trouble: list[Finding]) -> Iterator[Finding]:
    """Two tokens on one flow: what follows would be done twice. Only the first place is told."""
    if any(finding.rule == "soundness.twice" for finding in trouble):
        return
    for place, state in space.doubled.items():
        flow = process.flows.get(place)
        element = process.elements[flow.target if flow else place[1:]]
        source = called(process, process.elements[flow.source]) if flow else element.title
        way = path(process, space.way(state))
        yield at(process, element, "soundness.twice", path=way, source=source)
        return


def _without_end(process: Process, space: Space) -> Iterator[Finding]:
    """States from which no end can be reached: a process that goes round for ever."""
    if not space.complete:
        return
    before: dict[State, list[State]] = {}
    for state, following in space.after.items():
        for after in following:
            before.setdefault(after, []).append(state)
    good = {state for state in space.before if space.net.is_over(state)} | space.cut
    todo = list(good)
    while todo:
        for earlier in before.get(todo.pop(), ()):
            if earlier not in good:
                good.add(earlier)
                todo.append(earlier)
    for state in space.before:
        if state not in good:
            element = process.elements[sorted(space.net.resting(state))[0]]
            yield at(process, element, "soundness.no_way_out", path=path(process, space.way(state)))
            return


def _never(process: Process, found: Mapping[str | None, Space]) -> Iterator[Finding]:
    """Elements that are drawn on a way, and yet no token ever gets there."""
    seen = {id for space in found.values() for id in (*space.moved, *space.entered)}
    for element in process.elements.values():
        if element.id not in seen and not _reported_elsewhere(process, element):
            yield at(process, element, "soundness.never")


def _reported_elsewhere(process: Process, element: Element) -> bool:
    """Elements that no flow leads to are reported by `structure`; a subprocess begins with its start."""
    return not element.incoming and element.kind != "boundaryEvent" and not element.event_subprocess
