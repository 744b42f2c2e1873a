"""Whether a drawn process has a sensible shape: starts, ends, choices, ways, names.

What is not executed at all is refused by `engine.bpmn.support`; what happens with many tokens at once is for
`soundness`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import support
from engine.bpmn.model import Element, Process
from engine.bpmn.reading_elements import SUBPROCESSES
from engine.bpmn.ways import Ways
from engine.check.report import at, warning
from engine.errors import Finding

_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})


def structure(process: Process) -> Iterator[Finding]:
    """Everything about the shape of one process that its owner should know."""
    scopes = [None, *(element for element in process.elements.values() if element.kind in SUBPROCESSES)]
    for scope in scopes:
        yield from _ends(process, scope)
    for element in process.elements.values():
        yield from _dead_end(process, element)
        yield from _choice(process, element)
        yield from _names(process, element)
    yield from _unreachable(process)
    yield from _links(process)


def _ends(process: Process, scope: Element | None) -> Iterator[Finding]:
    inside = [one for one in process.elements.values() if one.parent == (scope.id if scope else None)]
    starts = [one for one in inside if one.kind == "startEvent"]
    if starts and not any(one.kind == "endEvent" or _ends_by_itself(one) for one in inside):
        yield at(process, scope, "structure.no_end")


def _ends_by_itself(element: Element) -> bool:
    """An activity that no flow leaves consumes its token: an implicit end (BPMN 2.0.2, 10.5.3 and 13.3.2)."""
    return element.kind in support.ACTIVITIES and not element.event_subprocess and not element.outgoing


def _dead_end(process: Process, element: Element) -> Iterator[Finding]:
    ends = (
        element.kind == "endEvent" or element.event_subprocess or _is_link(element, "intermediateThrowEvent")
    )
    if _ends_by_itself(element):
        yield warning(process, element, "structure.implicit_end")
    elif not ends and not element.outgoing:
        yield at(process, element, "structure.dead_end")
    if element.trigger and element.trigger.kind == "error" and not element.interrupting:
        yield at(process, element, "structure.error_must_interrupt")


def _choice(process: Process, element: Element) -> Iterator[Finding]:
    """Conditions where they are not asked, and choices that may find no way."""
    flows = [process.flows[id] for id in element.outgoing]
    if element.kind in support.GATEWAYS and len(element.incoming) == 1 and len(flows) == 1:
        yield warning(process, element, "structure.pointless_gateway")
    splits = len(flows) > 1
    chooses = (element.kind in _CHOICES and len(flows) > 1) or element.kind in support.ACTIVITIES
    for flow in flows:
        if flow.condition and flow.id == element.default:
            yield at(process, flow, "structure.condition_on_default", gateway=element.title)
        elif flow.condition and not chooses:
            yield at(process, flow, "structure.condition_ignored", source=element.title)
        elif (
            element.kind in _CHOICES and len(flows) > 1 and not flow.condition and flow.id != element.default
        ):
            yield at(process, flow, "structure.condition_missing", gateway=element.title)
    if element.kind in _CHOICES and splits and not element.default:
        yield warning(process, element, "structure.no_default")
    if element.kind in support.ACTIVITIES and flows and all(flow.condition for flow in flows):
        yield warning(process, element, "structure.no_default")


def _names(process: Process, element: Element) -> Iterator[Finding]:
    splits = element.kind in _CHOICES and len(element.outgoing) > 1
    plain_start = element.kind == "startEvent" and element.parent is not None
    speaking = element.kind not in support.GATEWAYS and not plain_start
    if not element.name and (splits or speaking):
        yield warning(process, element, "structure.name_missing", kind=element.kind)
    for id in element.outgoing if splits else ():
        if not process.flows[id].name:
            yield warning(process, process.flows[id], "structure.answer_missing", gateway=element.title)


def _unreachable(process: Process) -> Iterator[Finding]:
    ways = Ways(process)
    begins = [one.id for one in process.elements.values() if one.kind == "startEvent" or one.event_subprocess]
    if not begins:  # said by `support`; that nothing is reached then goes without saying
        return
    reached = ways.spread(begins, ways.after.__getitem__)
    for element in process.elements.values():
        if element.id not in reached:
            yield at(process, element, "structure.unreachable")


def _links(process: Process) -> Iterator[Finding]:
    """Two catches of one link: `support` reports the throw; the owner looks for the catches."""
    caught: dict[tuple[str | None, str | None], Element] = {}
    for one in process.elements.values():
        if one.trigger and _is_link(one, "intermediateCatchEvent"):
            place = (one.parent, one.trigger.reference)
            if caught.setdefault(place, one) is not one:
                yield at(process, one, "structure.link_twice", link=place[1] or "")


def _is_link(element: Element, kind: str) -> bool:
    return element.kind == kind and element.trigger is not None and element.trigger.kind == "link"
