"""From what the owner drew to what SpiffWorkflow executes: specifications, built once per process.

SpiffWorkflow's XML parser is not used: it hangs or crashes on some files and passes over what it does not
know. What is not on the list of `support` is refused here before anything is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.bpmn import activities, events, gateways, repetition, support, timers
from engine.bpmn.model import Diagram, Element, Process
from engine.bpmn.nodes import Exit, Node, ScopeSpec
from engine.bpmn.ways import Ways
from engine.errors import BrokenProcess, EngineError, Finding

_KINDS: Mapping[str, Callable[..., Node]] = {
    "startEvent": events.StartEvent,
    "endEvent": events.ThrowEvent,
    "intermediateCatchEvent": events.Catcher,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventGateway,
    "task": activities.OpenTask,
    "userTask": activities.OpenTask,
    "manualTask": activities.OpenTask,
    "serviceTask": activities.OpenTask,
    "receiveTask": activities.ReceiveTask,
    "sendTask": activities.SendTask,
    "businessRuleTask": activities.DecisionTask,
    "subProcess": activities.Subprocess,
    "callActivity": activities.Subprocess,
}


@dataclass(frozen=True)
class Plan:
    """Everything executable of one process, called processes included."""

    process: str
    processes: Mapping[str, Process]
    """The process and all that it calls, by id."""
    scopes: dict[str, ScopeSpec] = field(default_factory=dict)
    """By `scope_name`."""

    @property
    def top(self) -> ScopeSpec:
        return self.scopes[self.process]


def build(diagrams: Mapping[str, Diagram], process_id: str) -> Plan:
    """The plan of a process. Raises BrokenProcess with everything that cannot be executed as drawn."""
    known = {id: process for diagram in diagrams.values() for id, process in diagram.processes.items()}
    processes = _reachable(known, process_id)
    findings = [finding for process in processes.values() for finding in support.refused(process, known)]
    if findings:
        raise BrokenProcess(findings, process=process_id)
    plan = Plan(process_id, processes)
    for process in processes.values():
        builder = _Builder(process, findings)
        plan.scopes.update(builder.scopes())
    if findings:
        raise BrokenProcess(findings, process=process_id)
    return plan


def scope_name(process: str, parent: str | None) -> str:
    """How the inside of a process or of a subprocess in it is called; ids of BPMN contain no slash."""
    return process if parent is None else f"{process}/{parent}"


def _reachable(known: Mapping[str, Process], process_id: str) -> dict[str, Process]:
    found: dict[str, Process] = {}
    todo = [process_id]
    while todo:
        here = todo.pop()
        if here in known and here not in found:
            found[here] = known[here]
            todo.extend(element.called or "" for element in known[here].elements.values())
    if process_id not in found:
        raise BrokenProcess([Finding("", "execution.no_such_process", process_id)], process=process_id)
    return found


class _Builder:
    """Builds the scopes of one process."""

    def __init__(self, process: Process, findings: list[Finding]) -> None:
        self.process = process
        self.names = frozenset(process.elements)
        self.findings = findings
        self.ways = Ways(process)

    def scopes(self) -> dict[str, ScopeSpec]:
        elements = self.process.elements.values()
        inside = [None, *(element.id for element in elements if element.kind == "subProcess")]
        return {scope_name(self.process.id, parent): self._scope(parent) for parent in inside}

    def _scope(self, parent: str | None) -> ScopeSpec:
        scope = ScopeSpec(scope_name(self.process.id, parent), self.process.id)
        here = [element for element in self.process.elements.values() if element.parent == parent]
        nodes = {element.id: self._node(scope, element) for element in here}
        for element in here:
            node = nodes[element.id]
            if element.kind == "boundaryEvent":
                nodes[element.attached_to or ""].boundaries.append(node)
            if element.event_subprocess:
                scope.rising.append(self._rising(scope, element))
            self._connect(node, nodes)
        scope.patient.extend(node for node in scope.task_specs.values() if self._is_patient(node))
        return scope

    def _is_patient(self, node: Any) -> bool:
        if isinstance(node, gateways.InclusiveGateway):
            return len(node.element.incoming) > 1
        return isinstance(node, events.Catcher) and node.trigger.kind == "conditional"

    def _node(self, scope: ScopeSpec, element: Element) -> Any:
        if element.repetition is not None:
            return self._repeated(scope, element)
        node = _maker(element)(scope, element)
        self._complete(node)
        return node

    def _repeated(self, scope: ScopeSpec, element: Element) -> repetition.Repeated:
        each = _KINDS[element.kind](scope, element, f"{element.id}(each)")
        assert isinstance(each, activities.Activity)
        self._complete(each)
        several = element.repetition
        assert several is not None
        kind = repetition.Loop if several.kind == "loop" else repetition.MultiInstance
        body = kind(scope, element, each)
        body.number = self._compile(element, several.collection or several.cardinality)
        body.condition = self._compile(element, several.completion)
        return body

    def _rising(self, scope: ScopeSpec, inside: Element) -> events.EventSubprocessStart:
        start = next(
            e for e in self.process.elements.values() if e.parent == inside.id and e.kind == "startEvent"
        )
        node = events.EventSubprocessStart(scope, start, inside)
        self._complete(node)
        return node

    def _complete(self, node: Node) -> None:
        """What a node needs beside its element."""
        element = node.element
        if isinstance(node, events.Catcher):
            node.expression = self._trigger(element)
        elif isinstance(node, gateways.InclusiveGateway):
            node.reached_from = self.ways.reaching(element)
        elif isinstance(node, events.LinkThrow):
            node.catches_at = self.ways.link_target(element)
        elif isinstance(node, activities.Subprocess):
            calls = element.kind == "callActivity"
            node.inside = element.called or "" if calls else scope_name(self.process.id, element.id)
            node.given = self._given(element) if calls else {}

    def _connect(self, node: Node, nodes: Mapping[str, Node]) -> None:
        flows = [self.process.flows[id] for id in node.element.outgoing]
        node.exits = tuple(
            Exit(flow, self._compile(node.element, flow.condition), flow.id == node.element.default)
            for flow in flows
        )
        for flow in flows:
            node.connect(nodes[flow.target])

    def _given(self, call: Element) -> dict[str, feel.Expression]:
        compiled = {
            name: self._compile(call, source.removeprefix("=")) for name, source in call.inputs.items()
        }
        return {name: expression for name, expression in compiled.items() if expression is not None}

    def _trigger(self, element: Element) -> Any:
        trigger = element.trigger
        if trigger is None or trigger.expression is None:
            return None
        found = (
            timers.literal(trigger.timer or "duration", trigger.expression)
            if trigger.kind == "timer"
            else None
        )
        return found if found is not None else self._compile(element, trigger.expression)

    def _compile(self, element: Element, source: str | None) -> feel.Expression | None:
        if source is None:
            return None
        try:
            return feel.compile(source, self.names)
        except EngineError as error:
            facts = {"expression": source, "cause": str(error.reason)}
            place = (self.process.file, "execution.expression", element.id, element.name)
            self.findings.append(Finding(*place, facts=facts))
            return None


def _maker(element: Element) -> Callable[..., Node]:
    if element.kind == "intermediateThrowEvent" and element.trigger and element.trigger.kind == "link":
        return events.LinkThrow
    return _KINDS[element.kind]
