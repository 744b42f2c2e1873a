"""What the diagram says happens next, for each choice, before it is made. Not the moving of tokens.

The way is walked as drawn until it comes to people, to a wait or to its end. A condition on something that is
not known yet (a decision made on the way, another answer) leaves both ways open and says on what it depends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine import feel
from engine.bpmn.model import Element, Flow, Process
from engine.forms import Field, Form
from engine.library import Version
from engine.tree import Path

MOST = 12
"""Steps that are told of one choice: more is not read."""
CHOICES = 8
"""Values of a field up to which each is told apart."""


@dataclass(frozen=True)
class Step:
    """One thing that happens next."""

    kind: Literal["task", "document", "message", "notice", "wait", "end"]
    title: str
    who: str = ""
    """The role of a task, the receiver of a message."""
    condition: str = ""
    """Where it depends on what is not known yet: the question and its answer in the diagram."""
    joined: bool = False
    """Whether it only happens once other branches have come to the same place."""


@dataclass(frozen=True)
class Ahead:
    """What happens next after one choice."""

    steps: tuple[Step, ...]
    field: str = ""
    """Name of the field that decides; "" where no choice of this form changes the way."""
    value: str = ""
    """As the box of the page has it."""
    label: str = ""


@dataclass(frozen=True)
class Spot:
    """Where a task stands: its element, and the calls it lies in, the outermost first."""

    version: Version
    process: str
    element: str
    calls: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, version: Version, run_process: str, process: str, element: str, scope: Path) -> Spot:
        """From the scope of a task, which names the calls on the way to it."""
        calls, here = [], run_process
        for part in scope:
            call = version.process(here).elements.get(part) if isinstance(part, str) else None
            if call is not None and call.called:
                calls.append((here, call.id))
                here = call.called
        return cls(version, process, element, tuple(calls) if here == process else ())


def ahead(place: Spot, form: Form | None, context: Mapping[str, Any]) -> tuple[Ahead, ...]:
    """One entry for each value of the field that decides the way, or a single one where none does."""
    blind = _Walk(place.version, context)
    steps = blind.all_from(place)
    one = _deciding(form, blind.asked, place.element)
    if one is None:
        return (Ahead(steps),) if steps else ()
    told = []
    for text, value, label in _values(one):
        walk = _Walk(place.version, context, decided=(place.element, one.name), value=value)
        told.append(Ahead(walk.all_from(place), one.name, text, label))
    if all(each.steps == told[0].steps for each in told):
        return (Ahead(steps),)
    return tuple(told)


def _deciding(form: Form | None, asked: set[tuple[str, ...]], element: str) -> Field | None:
    """The first choice of the form that a condition on the way asks for."""
    named = {path[1] for path in asked if len(path) > 1 and path[0] == element}
    for one in form.fields if form is not None else ():
        choice = one.kind == "boolean" or 2 <= len(one.options) <= CHOICES
        if one.name in named and choice and not one.confirm:
            return one
    return None


def _values(one: Field) -> Iterator[tuple[str, Any, str]]:
    """Every value of a choice: as the page sends it, as conditions read it, as people do."""
    if one.kind == "boolean":
        yield from (("ja", True, ""), ("nein", False, ""))
        return
    for text, name in one.options:
        yield text, int(text) if one.whole else text, name


@dataclass
class _Walk:
    """One way through the diagram; `decided` is the path of the answer that is taken as `value`."""

    version: Version
    context: Mapping[str, Any]
    decided: tuple[str, ...] = ()
    value: Any = None
    asked: set[tuple[str, ...]] = field(default_factory=set)
    """What conditions read that could not be said."""
    found: list[Step] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def all_from(self, place: Spot) -> tuple[Step, ...]:
        process = self.version.process(place.process)
        self.passed.add(place.element)
        self._leave(process, process.elements[place.element], _Way(place.calls))
        return _merged(self.found)[:MOST]

    def _leave(self, process: Process, element: Element, way: _Way) -> None:
        flows = [process.flows[one] for one in element.outgoing]
        if not flows:
            self._end(process, element, way)
        for flow, condition in self._chosen(element, flows, way):
            self._enter(process, process.elements[flow.target], replace(way, condition=condition))

    def _chosen(self, element: Element, flows: list[Flow], way: _Way) -> Iterator[tuple[Flow, str]]:
        """The flows that may be taken, each with what it depends on."""
        if element.kind not in ("exclusiveGateway", "inclusiveGateway") and not any(
            one.condition for one in flows
        ):
            yield from ((one, way.condition) for one in flows)
            return
        exclusive, open_ways = element.kind == "exclusiveGateway", False
        for flow in flows:
            answer = True if len(flows) == 1 else self._answer(flow) if flow.id != element.default else False
            if answer is None:
                open_ways = True
                yield flow, _depends(way.condition, element, flow)
            elif answer:
                yield flow, _depends(way.condition, element, flow) if open_ways else way.condition
                if exclusive:
                    return
        for flow in flows:
            if flow.id == element.default:
                yield flow, _depends(way.condition, element, flow) if open_ways else way.condition

    def _answer(self, flow: Flow) -> bool | None:
        """What a condition says as far as it can be known here; None: that depends."""
        if not flow.condition:
            return True
        expression = feel.compile(flow.condition.strip().removeprefix("="))
        unknown = [path for path in expression.reads if not self._known(path)]
        self.asked |= set(unknown)
        if unknown:
            return None
        try:
            answer = expression.evaluate(self._names())
        except feel.LimitExceeded:
            return None
        return answer if isinstance(answer, bool) else None

    def _known(self, path: tuple[str, ...]) -> bool:
        if self.decided and path[: len(self.decided)] == self.decided:
            return True
        return path[0] not in self.passed and path[0] in self.context

    def _names(self) -> dict[str, Any]:
        value = self.value
        for name in reversed(self.decided[1:]):
            value = {name: value}
        return {**self.context, self.decided[0]: value} if self.decided else dict(self.context)

    def _enter(self, process: Process, element: Element, way: _Way) -> None:
        here = (process.id, element.id, way.condition)
        if here in self.seen or len(self.found) > 3 * MOST:
            return
        self.seen.add(here)
        self.passed.add(element.id)
        if element.kind == "parallelGateway" and len(element.incoming) > 1:
            way = replace(way, joined=True)
        if element.called or element.kind == "subProcess":
            self._inside(process, element, way)
        elif not self._tells(process, element, way):
            self._leave(process, element, way)

    def _inside(self, process: Process, element: Element, way: _Way) -> None:
        """Into a called process or a subprocess: where it begins without a message."""
        inner = self.version.process(element.called) if element.called else process
        parent = None if element.called else element.id
        calls = (*way.calls, (process.id, element.id)) if element.called else way.calls
        for one in inner.elements.values():
            plain = one.trigger is None or one.trigger.kind == "none"
            if one.kind == "startEvent" and one.parent == parent and plain:
                self._enter(inner, one, replace(way, calls=calls))
                return
        self._leave(process, element, way)

    def _end(self, process: Process, element: Element, way: _Way) -> None:
        """The end of the way here: out of the subprocess or the called process, or of the whole run."""
        if element.parent is not None:
            outer = process.elements[element.parent]
            self._leave(process, outer, way)
        elif way.calls:
            *rest, (name, call) = way.calls
            if self.decided:
                self.decided = (call, *self.decided)
            self.passed.add(call)
            outer_process = self.version.process(name)
            self._leave(outer_process, outer_process.elements[call], replace(way, calls=tuple(rest)))
        elif element.kind == "endEvent":
            self._tell("end", element.title, way)

    def _tells(self, process: Process, element: Element, way: _Way) -> bool:
        """Note what the element means to people; True where the way rests there."""
        if element.kind in ("userTask", "manualTask"):
            self._tell("task", element.title, way, self._role(element.lane))
            return True
        trigger = element.trigger
        if element.kind in ("intermediateCatchEvent", "receiveTask"):
            self._tell("wait", element.title, way)
            return True
        if trigger is not None and trigger.kind == "message" and element.kind != "startEvent":
            self._tell("message", self._message(trigger.reference, element), way, self._to(trigger.reference))
        elif element.kind == "sendTask":
            reference = trigger.reference if trigger else None
            self._tell("message", self._message(reference, element), way, self._to(reference))
        elif element.kind == "serviceTask":
            self._serves(element, way)
        return False

    def _serves(self, element: Element, way: _Way) -> None:
        topic = element.attributes.get("topic")
        if topic in ("dokument", "ausgabe"):
            self._tell("document", element.properties.get("titel") or element.title, way)
        elif topic == "mitteilung":
            self._tell("notice", element.title, way)

    def _tell(self, kind: Any, title: str, way: _Way, who: str = "") -> None:
        self.found.append(Step(kind, title, who, way.condition, way.joined))

    def _role(self, lane: str | None) -> str:
        role = self.version.roles.roles.get(lane or "")
        return role.name if role is not None else ""

    def _message(self, name: str | None, element: Element) -> str:
        declared = self.version.messages.messages.get(name or "")
        return declared.title if declared is not None else element.title

    def _to(self, name: str | None) -> str:
        declared = self.version.messages.messages.get(name or "")
        receiver = self.version.roles.participants.get(declared.to) if declared is not None else None
        return receiver.name if receiver is not None else ""


@dataclass(frozen=True)
class _Way:
    """How one came to a place: through which calls, on what condition, over a join."""

    calls: tuple[tuple[str, str], ...] = ()
    condition: str = ""
    joined: bool = False


def _merged(found: list[Step]) -> tuple[Step, ...]:
    """Each step once; an end that is reached either way is no longer conditional."""
    ends = [one.title for one in dict.fromkeys(found) if one.kind == "end"]
    either = {title for title in ends if ends.count(title) > 1}
    told = [replace(one, condition="") if one.kind == "end" and one.title in either else one for one in found]
    return tuple(dict.fromkeys(told))


def _depends(before: str, gateway: Element, flow: Flow) -> str:
    here = " ".join(part for part in (gateway.name, flow.name) if part)
    return "; ".join(part for part in (before, here) if part)
