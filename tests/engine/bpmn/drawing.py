"""Draws small processes for tests, without XML. Not the reader of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from engine import bpmn
from engine.bpmn.model import Diagram, Element, Flow, Process, Repetition, Trigger
from engine.tree import Tree

NOW = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)
KINDS = {
    "start": "startEvent", "end": "endEvent", "user": "userTask", "task": "task", "service": "serviceTask",
    "manual": "manualTask", "send": "sendTask", "receive": "receiveTask", "rule": "businessRuleTask",
    "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
    "race": "eventBasedGateway",
    "sub": "subProcess", "call": "callActivity", "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent", "boundary": "boundaryEvent",
}  # fmt: skip
_EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}


class Drawing:
    """A process under the pencil: `d.node("user", "a")`, `d.flow("a", "b", "x = 1")`."""

    def __init__(self, process: str = "p") -> None:
        self.process = process
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}
        self.inside: str | None = None

    def node(self, kind: str, id: str, trigger: Trigger | None = None, **more: Any) -> str:
        kind = KINDS.get(kind, kind)
        if trigger is None and kind in _EVENTS:
            trigger = Trigger("none")
        more.setdefault("parent", self.inside)
        self.elements[id] = Element(id, id, kind, self.process, trigger=trigger, **more)
        return id

    def flow(self, source: str, target: str, condition: str | None = None, *, default: bool = False) -> str:
        id = f"f{len(self.flows)}"
        self.flows[id] = Flow(id, "", source, target, condition)
        before, after = self.elements[source], self.elements[target]
        self.elements[source] = replace(
            before, outgoing=(*before.outgoing, id), default=id if default else before.default
        )
        after = self.elements[target]
        self.elements[target] = replace(after, incoming=(*after.incoming, id))
        return id

    def chain(self, *ids: str) -> None:
        """`start a b end`: flows between neighbours; what is not drawn yet is a user task."""
        for id in ids:
            if id not in self.elements:
                self.node({"start": "start", "end": "end"}.get(id.rstrip("0123456789"), "user"), id)
        for source, target in pairwise(ids):
            self.flow(source, target)

    def insert(self, id: str, flow: str) -> None:
        """Put the gateway `id` into a flow; the way on from it is its default."""
        target = self.flows[flow].target
        kept = tuple(other for other in self.elements[target].incoming if other != flow)
        self.elements[target] = replace(self.elements[target], incoming=kept)
        self.flows[flow] = replace(self.flows[flow], target=id)
        self.elements[id] = replace(self.elements[id], incoming=(flow,))
        self.flow(id, target, default=True)

    def boundary(self, id: str, host: str, trigger: Trigger, interrupting: bool = True) -> None:
        self.node("boundary", id, trigger, attached_to=host, interrupting=interrupting)

    def diagram(self) -> Diagram:
        process = Process(
            self.process, self.process, f"{self.process}.bpmn", None, elements=self.elements, flows=self.flows
        )
        return Diagram(f"{self.process}.bpmn", {self.process: process})

    def executable(self, *others: Drawing) -> bpmn.Executable:
        drawn = {one.process: one.diagram() for one in (self, *others)}
        return bpmn.compile(drawn, self.process)


class Play:
    """One run under test: keeps the tree, the clock and the last step."""

    def __init__(
        self, executable: bpmn.Executable, values: dict[str, Any] | None = None, **start: Any
    ) -> None:
        self.executable = executable
        self.around = bpmn.Around(Tree(values), NOW)
        self.happened: list[bpmn.Happening] = []
        self._take(executable.start(self.around, **start))

    def _take(self, step: bpmn.Step) -> bpmn.Step:
        self.step = step
        self.happened.extend(step.happened)
        return step

    def open(self, *kinds: str) -> list[str]:
        """Ids of what waits, sorted; only user and service tasks unless told otherwise."""
        wanted = kinds or ("user", "service")
        return sorted(point.element for point in self.step.waiting if point.kind in wanted)

    def key(self, element: str, nth: int = 0) -> str:
        return [point.key for point in self.step.waiting if point.element == element][nth]

    def point(self, element: str, nth: int = 0) -> bpmn.Waiting:
        return [point for point in self.step.waiting if point.element == element][nth]

    def do(self, element: str, nth: int = 0, **answers: Any) -> Play:
        if answers:
            self.around.tree.write((*self.point(element, nth).scope, element), answers)
        self._take(self.executable.complete(self.step.tokens, self.key(element, nth), self.around))
        return self

    def fail(self, element: str, code: str) -> Play:
        self._take(self.executable.fail(self.step.tokens, self.key(element), code, self.around))
        return self

    def deliver(self, element: str, nth: int = 0, **payload: Any) -> Play:
        key = self.key(element, nth)
        self._take(self.executable.deliver(self.step.tokens, key, payload, self.around))
        return self

    def signal(self, name: str) -> Play:
        self._take(self.executable.signal(self.step.tokens, name, self.around))
        return self

    def fire(self, element: str, nth: int = 0) -> Play:
        self._take(self.executable.fire(self.step.tokens, self.key(element, nth), self.around))
        return self

    def resume(self) -> Play:
        self._take(self.executable.resume(self.step.tokens, self.around))
        return self

    def later(self, **delta: Any) -> Play:
        self.around.now += timedelta(**delta)
        return self

    def told(self, kind: str) -> list[str]:
        return [happening.element for happening in self.happened if happening.kind == kind]


def message(name: str) -> Trigger:
    return Trigger("message", name)


def signal(name: str) -> Trigger:
    return Trigger("signal", name)


def timer(expression: str, kind: Any = "duration") -> Trigger:
    return Trigger("timer", timer=kind, expression=expression)


def error(code: str | None = None) -> Trigger:
    return Trigger("error", code)


def escalation(code: str | None = None) -> Trigger:
    return Trigger("escalation", code)


def several(kind: Any = "parallel", **more: Any) -> Repetition:
    return Repetition(kind, **more)
