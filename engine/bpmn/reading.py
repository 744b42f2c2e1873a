"""Reads a .bpmn file into the frozen `Diagram` of `engine.bpmn.model`. Does not judge what is drawn.

Refused here is only what has no meaning at all: a file without a process, ids that are missing, malformed
or given twice, references that point nowhere. Everything else is for `engine.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from engine import xml
from engine.bpmn.model import Diagram, Element, Flow, Lane, MessageFlow, Pool, Process
from engine.bpmn.reading_elements import (
    BPMN,
    FLOW_NODES,
    SUBPROCESSES,
    Names,
    etree_name,
    local_name,
    read_element,
    read_expression,
    read_properties,
)
from engine.errors import BrokenProcess

_ID = re.compile(r"[A-Za-z_][\w.-]{0,199}", re.ASCII)
_MUST_HAVE_ID = FLOW_NODES | {
    "process",
    "sequenceFlow",
    "lane",
    "participant",
    "message",
    "signal",
    "error",
    "escalation",
}


@lru_cache(maxsize=128)
def read(data: bytes, file: str) -> Diagram:
    """All processes, pools and message flows of a BPMN 2.0 file.

    The same file stands in the version of every process that calls it; it is read once for all of them.
    Raises BrokenProcess with one finding for each malformed id or broken reference, so that the owner sees
    them all at once.
    """
    root = xml.parse(data, file)
    names = Names(file)
    if etree_name(root) != "definitions":
        names.report("not_bpmn", root, tag=str(root.tag).rsplit("}", 1)[-1])
        raise BrokenProcess(names.findings, "broken_file", file=file)
    _check_ids(root, names)
    _declare(root, names)
    diagram = _diagram(root, names, data)
    if not diagram.processes:
        names.report("no_process", root)
    if names.findings:
        raise BrokenProcess(names.findings, "broken_file", file=file)
    return diagram


def _check_ids(root: Any, names: Names) -> None:
    seen: dict[str, Any] = {}
    for node in root.iter(f"{{{BPMN}}}*"):
        given = node.get("id")
        if given is None:
            if etree_name(node) in _MUST_HAVE_ID:
                names.report("id_missing", node, kind=etree_name(node))
        elif not _ID.fullmatch(given):
            names.report("id_malformed", node, id=given[:60])
        elif given in seen:
            names.report("id_twice", node, other=seen[given].sourceline or 0)
        else:
            seen[given] = node


def _declare(root: Any, names: Names) -> None:
    for kind, attribute in (
        ("message", "name"), ("signal", "name"), ("error", "errorCode"), ("escalation", "escalationCode"),
    ):  # fmt: skip
        names.declared[kind] = {
            node.get("id"): (node.get(attribute) or node.get("name") or node.get("id") or "").strip()
            for node in root.findall(f"{{{BPMN}}}{kind}")
        }


def _diagram(root: Any, names: Names, data: bytes) -> Diagram:
    nodes = {node.get("id") or "": node for node in root.findall(f"{{{BPMN}}}process")}
    participants = list(root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant"))
    pools = {pool.id: pool for pool in (_pool(node, nodes, names) for node in participants)}
    owners = {pool.process: pool for pool in pools.values() if pool.process}
    processes = {id: _process(node, names, owners.get(id)) for id, node in nodes.items()}
    known = {*pools, *(element for process in processes.values() for element in process.elements)}
    flows = root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}messageFlow")
    return Diagram(
        file=names.file,
        processes=processes,
        pools=pools,
        message_flows=tuple(_message_flow(node, known, names) for node in flows),
        source=data,
    )


def _pool(node: Any, processes: dict[str, Any], names: Names) -> Pool:
    process = local_name(node.get("processRef"))
    if process is not None and process not in processes:
        names.report("unknown_reference", node, attribute="processRef", reference=process)
    return Pool(node.get("id") or "", (node.get("name") or "").strip(), process)


def _message_flow(node: Any, known: set[str], names: Names) -> MessageFlow:
    ends = {attribute: local_name(node.get(attribute)) or "" for attribute in ("sourceRef", "targetRef")}
    for attribute, reference in ends.items():
        if reference not in known:
            names.report("unknown_reference", node, attribute=attribute, reference=reference)
    return MessageFlow(node.get("id") or "", node.get("name") or "", ends["sourceRef"], ends["targetRef"])


@dataclass
class _Content:
    """What has been read of one process so far."""

    process: str
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)


def _process(node: Any, names: Names, pool: Pool | None) -> Process:
    content = _Content(node.get("id") or "")
    _read_level(node, names, content, parent=None)
    _connect(content)
    documentation = node.find(f"{{{BPMN}}}documentation")
    return Process(
        id=content.process,
        name=(node.get("name") or "").strip() or (pool.name if pool else ""),
        file=names.file,
        participant=pool.id if pool else None,
        participant_name=pool.name if pool else "",
        documentation="" if documentation is None else str(documentation.xpath("string()")).strip(),
        executable=node.get("isExecutable", "true") not in ("false", "0"),
        elements=content.elements,
        flows=content.flows,
        lanes=content.lanes,
        properties=read_properties(node),
    )


def _read_level(node: Any, names: Names, content: _Content, parent: Element | None) -> None:
    """Read the flow nodes and flows directly inside a process or subprocess, then go down."""
    inside = [child for child in node if etree_name(child) in FLOW_NODES]
    here = {child.get("id") or "" for child in inside}
    for lane in _lanes(node):
        _read_lane(lane, here, names, content)
    for child in _attached_last(inside):
        element = _place(child, names, content, parent)
        _check_attachment(child, element, here, names)
        content.elements[element.id] = element
        if element.kind in SUBPROCESSES:
            _read_level(child, names, content, element)
    flows = [_flow(child, here, names) for child in node.iterfind(f"{{{BPMN}}}sequenceFlow")]
    content.flows.update((flow.id, flow) for flow in flows)
    _check_defaults(inside, {flow.id: flow for flow in flows}, names)


def _lanes(node: Any) -> Iterator[Any]:
    """All lanes of a level, outer before inner, so that the innermost has the last word."""
    for lane_set in (*node.iterfind(f"{{{BPMN}}}laneSet"), *node.iterfind(f"{{{BPMN}}}childLaneSet")):
        for lane in lane_set.iterfind(f"{{{BPMN}}}lane"):
            yield lane
            yield from _lanes(lane)


def _read_lane(node: Any, here: set[str], names: Names, content: _Content) -> None:
    references = [local_name(child.text) or "" for child in node.iterfind(f"{{{BPMN}}}flowNodeRef")]
    for reference in references:
        if reference not in here:
            names.report("unknown_reference", node, attribute="flowNodeRef", reference=reference)
        content.lane_of[reference] = node.get("id") or ""
    lane = Lane(node.get("id") or "", (node.get("name") or "").strip(), tuple(references))
    content.lanes[lane.id] = lane


def _attached_last(nodes: list[Any]) -> list[Any]:
    """Boundary events after their hosts, whose lane they share when the file does not list them."""
    return sorted(nodes, key=lambda node: etree_name(node) == "boundaryEvent")


def _place(node: Any, names: Names, content: _Content, parent: Element | None) -> Element:
    host = content.elements.get(local_name(node.get("attachedToRef")) or "")
    inherited = (host and host.lane) or (parent and parent.lane) or None
    lane = content.lane_of.get(node.get("id") or "", inherited)
    above = parent.id if parent else None
    return read_element(node, names, process=content.process, parent=above, lane=lane)


def _check_attachment(node: Any, element: Element, here: set[str], names: Names) -> None:
    if element.kind == "boundaryEvent" and element.attached_to not in here:
        reference = element.attached_to or ""
        names.report("unknown_reference", node, attribute="attachedToRef", reference=reference)


def _flow(node: Any, here: set[str], names: Names) -> Flow:
    ends = {attribute: local_name(node.get(attribute)) or "" for attribute in ("sourceRef", "targetRef")}
    for attribute, reference in ends.items():
        if reference not in here:
            names.report("unknown_reference", node, attribute=attribute, reference=reference)
    return Flow(
        id=node.get("id") or "",
        name=(node.get("name") or "").strip(),
        source=ends["sourceRef"],
        target=ends["targetRef"],
        condition=read_expression(node.find(f"{{{BPMN}}}conditionExpression")),
        line=node.sourceline or 0,
    )


def _check_defaults(nodes: list[Any], flows: dict[str, Flow], names: Names) -> None:
    for node in nodes:
        default = local_name(node.get("default"))
        if default is not None and (default not in flows or flows[default].source != node.get("id")):
            names.report("unknown_reference", node, attribute="default", reference=default)


def _connect(content: _Content) -> None:
    """Tell every element its flows, in the order of the file."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in content.flows.values():
        incoming.setdefault(flow.target, []).append(flow.id)
        outgoing.setdefault(flow.source, []).append(flow.id)
    for id, element in content.elements.items():
        both = {"incoming": tuple(incoming.get(id, ())), "outgoing": tuple(outgoing.get(id, ()))}
        content.elements[id] = replace(element, **both)  # type: ignore[arg-type]
