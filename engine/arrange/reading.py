"""From a BPMN file to the scenes that must be drawn. Not a check: what it does not know it draws as a task.

It reads the XML on its own (not through `engine.bpmn`) because it must also draw files that the engine
would refuse: an owner arranges first and reads the findings then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine import xml
from engine.arrange import text
from engine.arrange.scene import Flow, Level, Node, Strip

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"

_SUB = ("subProcess", "transaction", "adHocSubProcess")
_ARTIFACTS = ("textAnnotation", "dataObjectReference", "dataStoreReference")
_SIZES = {"dataObjectReference": (36, 50), "dataStoreReference": (50, 50)}


@dataclass
class Drawing:
    """All planes of a file: the first is the collaboration or process, the others collapsed subprocesses."""

    planes: list[Level] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def read(data: bytes, file: str) -> Drawing:
    """The scenes of `data`. Raises BrokenProcess where it is not safe, readable XML."""
    root = xml.parse(data, file)
    reader = _Reader(
        {shape.get("bpmnElement") for shape in root.iter(f"{{{DI}}}BPMNShape") if _closed(shape)}
    )
    processes = {process.get("id"): process for process in root.iter(f"{{{BPMN}}}process")}
    drawing = Drawing(names={one.get("id"): one.get("name") or "" for one in root.iter() if _is_named(one)})
    collaboration = root.find(f"{{{BPMN}}}collaboration")
    if collaboration is not None and collaboration.find(f"{{{BPMN}}}participant") is not None:
        drawing.planes.append(reader.collaboration(collaboration, processes))
    for process in processes.values():
        drawing.planes.append(reader.level(process))
    drawing.planes.extend(reader.closed)
    return drawing


def _closed(shape: Any) -> bool:
    return bool(shape.get("isExpanded") == "false")


def _is_named(element: Any) -> bool:
    return isinstance(element.tag, str) and element.get("id") is not None


def local(element: Any) -> str:
    """The name of an XML element without its namespace; empty for what is not BPMN."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2] if tag.startswith(f"{{{BPMN}}}") else ""


@dataclass
class _Reader:
    collapsed: set[str]
    closed: list[Level] = field(default_factory=list)

    def collaboration(self, element: Any, processes: dict[str, Any]) -> Level:
        level = Level(element.get("id") or "")
        for participant in element.findall(f"{{{BPMN}}}participant"):
            process = processes.pop(participant.get("processRef"), None)
            inside = self.level(process) if process is not None else Level("", strips=[Strip()])
            for strip in inside.strips:
                strip.pool = participant.get("id")
            level.nodes.update(inside.nodes)
            level.flows.extend(inside.flows)
            level.strips.extend(inside.strips)
        level.messages = list(_flows(element, "messageFlow", "message"))
        return level

    def level(self, container: Any) -> Level:
        """The inside of a process or subprocess with its lanes as strips."""
        level = Level(container.get("id") or "")
        for element in container:
            node = self.node(element)
            if node:
                level.nodes[node.id] = node
        for element in container:
            if local(element) in _ARTIFACTS:
                level.nodes[element.get("id")] = _artifact(element)
        level.flows = [
            flow
            for flow in (
                *_flows(container, "sequenceFlow", "sequence"),
                *_flows(container, "association", "association"),
                *_data_flows(container),
            )
            if flow.source in level.nodes and flow.target in level.nodes
        ]
        defaults = {element.get("default") for element in container} - {None}
        for flow in level.flows:
            flow.is_default = flow.id in defaults
        level.strips = list(_strips(container)) or [Strip()]
        _fill(level)
        return level

    def node(self, element: Any) -> Node | None:
        kind, id_ = local(element), element.get("id")
        if not id_ or not _is_flow_node(kind):
            return None
        name = _name(element)
        node = Node(id_, kind, name, *_size(kind), host=element.get("attachedToRef"))
        if kind in _SUB:
            inside = self.level(element)
            node.collapsed = id_ in self.collapsed or not inside.nodes
            if inside.nodes and node.collapsed:
                self.closed.append(inside)
            node.inside = None if node.collapsed else inside
        return node


def _name(element: Any) -> str:
    """The name on one line; a no-break space stays one."""
    return re.sub(r"[ \t\r\n]+", " ", element.get("name") or "").strip()


def _is_flow_node(kind: str) -> bool:
    return kind in _SUB or kind == "callActivity" or kind.endswith(("Task", "task", "Event", "Gateway"))


def _size(kind: str) -> tuple[int, int]:
    if kind.endswith("Event"):
        return 36, 36
    return (50, 50) if kind.endswith("Gateway") else (100, 80)


def _artifact(element: Any) -> Node:
    kind = local(element)
    if kind != "textAnnotation":
        return Node(element.get("id"), kind, element.get("name") or "", *_SIZES[kind])
    words = " ".join("".join(element.itertext()).split())
    height = text.extent(words, 100)[1] + 10
    return Node(element.get("id"), kind, words, 120, (height + 19) // 20 * 20)


def _flows(container: Any, tag: str, kind: Any) -> Iterator[Flow]:
    for element in container.findall(f"{{{BPMN}}}{tag}"):
        source, target = element.get("sourceRef"), element.get("targetRef")
        if source and target:
            name = _name(element)
            yield Flow(element.get("id") or f"{source}_{target}", name, source, target, kind)


def _data_flows(container: Any) -> Iterator[Flow]:
    """Associations between an activity and its data objects, which the standard nests into the activity."""
    for activity in container:
        for tag, inner in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
            for element in activity.findall(f"{{{BPMN}}}{tag}") if local(activity) else ():
                other = (element.findtext(f"{{{BPMN}}}{inner}") or "").strip()
                pair = (other, activity.get("id")) if inner == "sourceRef" else (activity.get("id"), other)
                yield Flow(element.get("id") or "", "", pair[0], pair[1], "association")


def _strips(container: Any, above: tuple[str, ...] = ()) -> Iterator[Strip]:
    sets = container.findall(f"{{{BPMN}}}laneSet") or container.findall(f"{{{BPMN}}}childLaneSet")
    for lane in (lane for one in sets for lane in one.findall(f"{{{BPMN}}}lane")):
        path = (*above, lane.get("id"))
        inner = list(_strips(lane, path))
        if inner:
            yield from inner
        else:
            members = {(one.text or "").strip() for one in lane.findall(f"{{{BPMN}}}flowNodeRef")}
            yield Strip(lanes=path, title=_name(lane), members=members)


def _fill(level: Level) -> None:
    """Give every shape one strip: boundary events their host's, artifacts that of what they explain."""
    home = {id_: strip for strip in reversed(level.strips) for id_ in strip.members}
    near = {end: other for flow in level.flows for end, other in _ends(flow, level)}
    for node in level.nodes.values():
        anchor = node.host or (near.get(node.id) if node.is_artifact else None)
        strip = home.get(anchor or node.id) or home.get(node.id) or level.strips[0]
        home[node.id] = strip
    for strip in level.strips:
        strip.members = {id_ for id_ in level.nodes if home[id_] is strip}


def _ends(flow: Flow, level: Level) -> Iterator[tuple[str, str]]:
    if flow.kind == "association":
        for end, other in ((flow.source, flow.target), (flow.target, flow.source)):
            if level.nodes[end].is_artifact:
                yield end, other
