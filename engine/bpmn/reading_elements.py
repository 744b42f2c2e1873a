"""One flow node of a .bpmn file read into its `Element`: trigger, repetition, settings. Not their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.model import Element, EventKind, Repetition, Trigger
from engine.errors import Finding

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

FLOW_NODES = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
        "scriptTask", "callActivity", "subProcess", "transaction", "adHocSubProcess", "exclusiveGateway",
        "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "startEvent",
        "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    }
)  # fmt: skip
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})

_EVENT_KINDS: Mapping[str, EventKind] = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
}
_REFERENCES: Mapping[EventKind, str] = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}
_TIMERS: Mapping[str, Any] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_FEEL_SETTINGS = frozenset(
    {"dueDate", "followUpDate", "priority", "assignee", "candidateGroups", "candidateUsers"}
)


@dataclass
class Names:
    """What the file declares beside its processes, and the findings met while reading."""

    file: str
    declared: dict[str, dict[str, str]] = field(default_factory=dict)
    """For `message`, `signal`, `error`, `escalation`: name or code by id."""
    findings: list[Finding] = field(default_factory=list)

    def report(self, rule: str, node: Any, **facts: Any) -> None:
        facts.setdefault("line", node.sourceline or 0)
        named = (node.get("id") or "", node.get("name") or "")
        self.findings.append(Finding(self.file, f"bpmn.{rule}", *named, facts=facts))

    def resolve(self, kind: EventKind, node: Any, owner: Any) -> str | None:
        """The name or code that `node` refers to; a reference to nothing is reported at `owner`."""
        reference = local_name(node.get(_REFERENCES[kind]))
        if reference is None:
            return None
        found = self.declared.get(kind, {}).get(reference)
        if found is None:
            self.report("unknown_reference", owner, attribute=_REFERENCES[kind], reference=reference)
        return found


def read_element(node: Any, names: Names, *, process: str, parent: str | None, lane: str | None) -> Element:
    """The element of one flow node; its flows are added by the caller."""
    kind = etree_name(node)
    return Element(
        id=node.get("id") or "",
        name=(node.get("name") or "").strip(),
        kind=kind,
        process=process,
        parent=parent,
        lane=lane,
        documentation=_text(_first(node, BPMN, "documentation")) or "",
        trigger=_trigger(node, kind, names),
        attached_to=local_name(node.get("attachedToRef")) if kind == "boundaryEvent" else None,
        interrupting=_interrupting(node, kind),
        repetition=_repetition(node),
        default=local_name(node.get("default")),
        called=node.get("calledElement"),
        event_subprocess=node.get("triggeredByEvent") == "true",
        instantiate=node.get("instantiate") == "true",
        attributes=_settings(node),
        properties=read_properties(node),
        inputs=_inputs(node),
        line=node.sourceline or 0,
    )


def read_properties(node: Any) -> dict[str, str]:
    """The `camunda:property` pairs of an element or process."""
    found = (p for box in _extensions(node, "properties") for p in _children(box, CAMUNDA, "property"))
    return {p.get("name") or "": (p.get("value") or "").strip() for p in found}


def expression(text: str | None) -> str | None:
    """FEEL as written in the file, without the leading `=` that some modelling tools add; None if empty."""
    stripped = (text or "").strip()
    return (stripped[1:].strip() if stripped.startswith("=") else stripped) or None


def read_expression(node: Any | None) -> str | None:
    """The FEEL text inside an XML element, or None."""
    return None if node is None else expression(_text(node))


def etree_name(node: Any) -> str:
    """Local name of a BPMN element; `""` for elements of other vocabularies and for comments."""
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag[len(BPMN) + 2 :] if tag.startswith(f"{{{BPMN}}}") else ""


def local_name(reference: str | None) -> str | None:
    """A QName reference without its prefix: `tns:Message_1` as `Message_1`."""
    return reference.strip().rsplit(":", 1)[-1] if reference else None


def _trigger(node: Any, kind: str, names: Names) -> Trigger | None:
    if kind in ("receiveTask", "sendTask"):
        return Trigger("message", names.resolve("message", node, node))
    if not kind.endswith("Event"):
        return None
    definitions = [
        child for child in node if etree_name(child).endswith(("EventDefinition", "DefinitionRef"))
    ]
    if not definitions:
        return Trigger("none")
    if len(definitions) > 1 or etree_name(definitions[0]) not in _EVENT_KINDS:
        return Trigger("multiple")
    return _definition(definitions[0], node, names)


def _definition(node: Any, owner: Any, names: Names) -> Trigger:
    kind = _EVENT_KINDS[etree_name(node)]
    if kind in _REFERENCES:
        return Trigger(kind, names.resolve(kind, node, owner))
    if kind == "link":
        return Trigger(kind, (node.get("name") or "").strip() or None)
    if kind == "conditional":
        return Trigger(kind, expression=read_expression(_first(node, BPMN, "condition")))
    for child in node:
        if etree_name(child) in _TIMERS:
            return Trigger(kind, timer=_TIMERS[etree_name(child)], expression=read_expression(child))
    return Trigger(kind)


def _interrupting(node: Any, kind: str) -> bool:
    switch = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(kind)
    return switch is None or node.get(switch, "true") not in ("false", "0")


def _repetition(node: Any) -> Repetition | None:
    loop = _first(node, BPMN, "standardLoopCharacteristics")
    if loop is not None:
        maximum = loop.get("loopMaximum") or ""
        return Repetition(
            "loop",
            completion=read_expression(_first(loop, BPMN, "loopCondition")),
            test_before=loop.get("testBefore") == "true",
            maximum=int(maximum) if maximum.isascii() and maximum.isdigit() and len(maximum) < 10 else None,
        )
    several = _first(node, BPMN, "multiInstanceLoopCharacteristics")
    if several is None:
        return None
    item = _first(several, BPMN, "inputDataItem")
    reference = _text(_first(several, BPMN, "loopDataInputRef"))
    return Repetition(
        "sequential" if several.get("isSequential") == "true" else "parallel",
        collection=expression(several.get(f"{{{CAMUNDA}}}collection")) or expression(reference),
        item=several.get(f"{{{CAMUNDA}}}elementVariable") or (None if item is None else item.get("name")),
        cardinality=read_expression(_first(several, BPMN, "loopCardinality")),
        completion=read_expression(_first(several, BPMN, "completionCondition")),
    )


def _settings(node: Any) -> dict[str, str]:
    prefix = f"{{{CAMUNDA}}}"
    found = {key[len(prefix) :]: value for key, value in node.attrib.items() if key.startswith(prefix)}
    for key in _FEEL_SETTINGS & found.keys():
        found[key] = expression(found[key]) or ""
    return found


def _inputs(node: Any) -> dict[str, str]:
    found = (p for box in _extensions(node, "inputOutput") for p in _children(box, CAMUNDA, "inputParameter"))
    return {p.get("name") or "": read_expression(p) or "" for p in found}


def _extensions(node: Any, name: str) -> Iterator[Any]:
    for extension in _children(node, BPMN, "extensionElements"):
        yield from _children(extension, CAMUNDA, name)


def _children(node: Any, namespace: str, name: str) -> Iterator[Any]:
    return iter(node.findall(f"{{{namespace}}}{name}"))


def _first(node: Any, namespace: str, name: str) -> Any | None:
    return node.find(f"{{{namespace}}}{name}")


def _text(node: Any | None) -> str | None:
    """All text inside `node`, without comments."""
    return None if node is None else str(node.xpath("string()")).strip()
