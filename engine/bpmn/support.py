"""What is executed exactly as drawn: allow-lists. Whatever is not on a list is refused, never passed over.

`check` reads the same lists; `refused` is asked again before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn.model import Element, EventKind, Process
from engine.errors import Finding

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"}
)
ACTIVITIES = TASKS | {"subProcess", "callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
ELEMENTS = ACTIVITIES | GATEWAYS | EVENTS
"""Kinds of flow nodes (`Element.kind`)."""

REPETITIONS = frozenset({"parallel", "sequential", "loop"})
REPEATABLE = ACTIVITIES
"""Activities that may be repeated (event subprocesses may not)."""

_CAUGHT: frozenset[EventKind] = frozenset({"message", "signal", "timer", "conditional", "escalation"})
TRIGGERS: Mapping[str, frozenset[EventKind]] = {
    "start of a process": frozenset({"none", "message", "signal", "timer"}),
    "start of a subprocess": frozenset({"none"}),
    "interrupting start of an event subprocess": _CAUGHT | {"error"},
    "other start of an event subprocess": _CAUGHT,
    "interrupting boundary": _CAUGHT | {"error"},
    "other boundary": _CAUGHT,
    "catch": frozenset({"message", "signal", "timer", "conditional", "link"}),
    "catch after an event gateway": frozenset({"message", "signal", "timer", "conditional"}),
    "throw": frozenset({"none", "message", "signal", "escalation", "link"}),
    "end": frozenset({"none", "message", "signal", "error", "escalation", "terminate"}),
}
"""Event definitions by position (`position` tells where an event is)."""

_ALWAYS = frozenset({"id", "name"})
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "process": _ALWAYS | {"isExecutable", "isClosed", "processType"},
    "sequenceFlow": _ALWAYS | {"sourceRef", "targetRef"},
    "startEvent": _ALWAYS | {"isInterrupting"},
    "boundaryEvent": _ALWAYS | {"attachedToRef", "cancelActivity"},
    "endEvent": _ALWAYS,
    "intermediateCatchEvent": _ALWAYS,
    "intermediateThrowEvent": _ALWAYS,
    "exclusiveGateway": _ALWAYS | {"default", "gatewayDirection"},
    "inclusiveGateway": _ALWAYS | {"default", "gatewayDirection"},
    "parallelGateway": _ALWAYS | {"gatewayDirection"},
    "eventBasedGateway": _ALWAYS | {"gatewayDirection"},
    "callActivity": _ALWAYS | {"default", "calledElement"},
    "subProcess": _ALWAYS | {"default", "triggeredByEvent"},
    "sendTask": _ALWAYS | {"default", "messageRef", "implementation"},
    "receiveTask": _ALWAYS | {"default", "messageRef", "implementation"},
    **{
        kind: _ALWAYS | {"default", "implementation"}
        for kind in ("userTask", "serviceTask", "businessRuleTask")
    },
    **{kind: _ALWAYS | {"default"} for kind in ("task", "manualTask")},
    "multiInstanceLoopCharacteristics": frozenset({"id", "isSequential", "behavior"}),
    "standardLoopCharacteristics": frozenset({"id", "testBefore", "loopMaximum"}),
}
"""BPMN attributes that may stand at an element; all others change what it does in ways we do not execute."""

IGNORED_VALUES: Mapping[str, frozenset[str]] = {
    "isForCompensation": frozenset({"false"}),
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
    "parallelMultiple": frozenset({"false"}),
    "instantiate": frozenset({"false"}),
    "eventGatewayType": frozenset({"Exclusive"}),
    "triggeredByEvent": frozenset({"false"}),
    "isImmediate": frozenset({"true"}),
    "behavior": frozenset({"All"}),
}
"""Further attributes that may be written out with their default value only."""


def position(element: Element, process: Process) -> str:
    """Where an event is: a key of `TRIGGERS`."""
    if element.kind == "startEvent":
        around = process.elements.get(element.parent or "")
        if around is None:
            return "start of a process"
        if not around.event_subprocess:
            return "start of a subprocess"
        return (
            "interrupting start of an event subprocess"
            if element.interrupting
            else "other start of an event subprocess"
        )
    if element.kind == "boundaryEvent":
        return "interrupting boundary" if element.interrupting else "other boundary"
    if element.kind == "intermediateCatchEvent":
        behind = any(_kind_at(process, flow) == "eventBasedGateway" for flow in element.incoming)
        return "catch after an event gateway" if behind else "catch"
    return "throw" if element.kind == "intermediateThrowEvent" else "end"


def refused(process: Process, known: Mapping[str, Process]) -> list[Finding]:
    """Everything in a process that is not executed as drawn. `known`: processes that may be called."""
    findings: list[Finding] = []
    starts = [one for one in process.elements.values() if one.kind == "startEvent" and one.parent is None]
    if not starts:
        findings.append(Finding(process.file, "execution.no_start", process.id, process.name))
    if sum(map(_is_plain, starts)) > 1:
        findings.append(Finding(process.file, "execution.several_starts", process.id, process.name))
    for element in process.elements.values():
        findings.extend(
            Finding(
                process.file,
                f"execution.{rule}",
                element.id,
                element.name,
                facts={"kind": element.kind, **facts},
            )
            for rule, facts in _wrong(element, process, known)
        )
    return findings


Wrong = Iterator[tuple[str, dict[str, Any]]]


def _wrong(element: Element, process: Process, known: Mapping[str, Process]) -> Wrong:
    if element.kind not in ELEMENTS:
        yield "element", {}
        return
    if element.trigger is not None:
        yield from _wrong_trigger(element, process)
    yield from _wrong_flows(element, process)
    if element.repetition is not None:
        yield from _wrong_repetition(element)
    if element.instantiate:
        yield "instantiate", {}
    if element.kind == "subProcess":
        yield from _wrong_inside(element, process)
    if element.kind == "callActivity":
        yield from _wrong_call(element, process, known)
    if element.kind == "boundaryEvent" and not _can_be_left(element, process):
        yield "attached", {}


def _wrong_trigger(element: Element, process: Process) -> Wrong:
    trigger = element.trigger
    assert trigger is not None
    if element.kind not in EVENTS:
        if trigger.reference is None:
            yield "no_message", {}
        return
    place = position(element, process)
    if trigger.kind not in TRIGGERS[place]:
        yield "trigger", {"trigger": trigger.kind, "position": place}
    elif trigger.kind in ("message", "signal", "link") and not trigger.reference:
        yield "no_name", {"trigger": trigger.kind}
    elif trigger.kind in ("timer", "conditional") and not trigger.expression:
        yield "no_expression", {"trigger": trigger.kind}
    elif (
        trigger.kind == "link"
        and element.kind == "intermediateThrowEvent"
        and _link_targets(element, process) != 1
    ):
        yield "link", {"link": trigger.reference}


def _wrong_flows(element: Element, process: Process) -> Wrong:
    conditions = [process.flows[flow].condition for flow in element.outgoing if flow != element.default]
    if element.kind in ("parallelGateway", "eventBasedGateway") and (any(conditions) or element.default):
        yield "condition_ignored", {}
    if element.kind == "exclusiveGateway" and len(element.outgoing) > 1 and not all(conditions):
        yield "condition_missing", {}
    if element.kind == "eventBasedGateway" and not _waits_behind(element, process):
        yield "event_gateway", {}
    if element.kind in ("startEvent", "boundaryEvent") and element.incoming:
        yield "flow_into", {}
    if element.kind == "endEvent" and element.outgoing:
        yield "flow_out_of", {}
    if element.event_subprocess and (element.incoming or element.outgoing):
        yield "event_subprocess_flow", {}


def _waits_behind(gateway: Element, process: Process) -> bool:
    behind = [process.elements[process.flows[flow].target] for flow in gateway.outgoing]
    return len(behind) > 1 and all(
        len(element.incoming) == 1
        and element.repetition is None
        and (
            element.kind == "intermediateCatchEvent"
            or (element.kind == "receiveTask" and not _hung(element, process))
        )
        for element in behind
    )


def _hung(host: Element, process: Process) -> bool:
    return any(element.attached_to == host.id for element in process.elements.values())


def _wrong_repetition(element: Element) -> Wrong:
    several = element.repetition
    assert several is not None
    if element.kind not in REPEATABLE or element.event_subprocess:
        yield "repetition", {}
    elif several.kind == "loop":
        if several.completion is None and several.maximum is None:
            yield "loop_without_end", {}
    elif (several.collection is None) == (several.cardinality is None):
        yield "instances", {}


def _wrong_inside(element: Element, process: Process) -> Wrong:
    starts = [
        other
        for other in process.elements.values()
        if other.parent == element.id and other.kind == "startEvent"
    ]
    if len(starts) != 1:
        yield "subprocess_start", {"number": len(starts)}


def _wrong_call(element: Element, process: Process, known: Mapping[str, Process]) -> Wrong:
    called = known.get(element.called or "")
    if called is None:
        yield "called", {"called": element.called or ""}
        return
    starts = [
        e for e in called.elements.values() if e.kind == "startEvent" and e.parent is None and _is_plain(e)
    ]
    if len(starts) != 1:
        yield "called_start", {"called": called.id}
    if _calls(called, process.id, known, set()):
        yield "calls_itself", {"called": called.id}


def _calls(process: Process, wanted: str, known: Mapping[str, Process], seen: set[str]) -> bool:
    if process.id == wanted:
        return True
    seen.add(process.id)
    called = {element.called or "" for element in process.elements.values()} - seen
    return any(_calls(known[id], wanted, known, seen) for id in called if id in known)


def _is_plain(start: Element) -> bool:
    return start.trigger is None or start.trigger.kind == "none"


def _can_be_left(boundary: Element, process: Process) -> bool:
    host = process.elements.get(boundary.attached_to or "")
    return host is not None and host.kind in ACTIVITIES and not host.event_subprocess


def _link_targets(element: Element, process: Process) -> int:
    return sum(
        other.kind == "intermediateCatchEvent"
        and other.parent == element.parent
        and other.trigger == element.trigger
        for other in process.elements.values()
    )


def _kind_at(process: Process, flow: str) -> str:
    return process.elements[process.flows[flow].source].kind
