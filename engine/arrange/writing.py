"""The diagram part of a BPMN file, put in the place of the old one. Not a byte of the rest changes.

The file is not parsed and written again (that would reorder attributes and lose the owner's layout); the
places of the old diagrams are found by walking over its tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from engine.arrange.scene import Box, Flow, Level, Node

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?P<name>[^\s/>]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
    re.DOTALL,
)
_SPACES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def replace_diagrams(source: str, planes: list[Level]) -> str:
    """The file with a new diagram part for these planes."""
    spans, end = _old_diagrams(source)
    kept, last = [], 0
    for start, stop in spans:
        kept.append(source[last:start].rstrip(" \t\n\r") if start > last else "")
        last = stop
    body = "".join([*kept, source[last:end].rstrip()])
    return body + "\n" + diagrams(planes, _ids(source, spans)) + "\n" + source[end:]


def _old_diagrams(source: str) -> tuple[list[tuple[int, int]], int]:
    """Places of the diagrams, and of the end tag of the file."""
    depth, opened, spans, end = 0, 0, [], len(source)
    for token in _TOKEN.finditer(source):
        name = token["name"]
        if name is None:
            continue
        is_diagram = name.rpartition(":")[2] == "BPMNDiagram"
        if token["close"]:
            depth -= 1
            if depth == 1 and is_diagram:
                spans.append((opened, token.end()))
            end = token.start() if depth == 0 else end
        elif token["empty"]:
            spans.extend([token.span()] if depth == 1 and is_diagram else [])
        else:
            opened = token.start() if depth == 1 else opened
            depth += 1
    return spans, end


def _ids(source: str, spans: list[tuple[int, int]]) -> set[str]:
    """Ids of the semantic part: the new shapes must not be called like something else."""
    for start, stop in reversed(spans):
        source = source[:start] + source[stop:]
    return set(re.findall(r"\bid\s*=\s*[\"']([^\"']+)[\"']", source))


def diagrams(planes: list[Level], used: set[str]) -> str:
    """The XML of all diagrams, indented by two spaces."""
    lines: list[str] = []
    for number, plane in enumerate(planes, start=1):
        names = _Names(used)
        lines.append(f"  <bpmndi:BPMNDiagram {_SPACES} id={names(f'BPMNDiagram_{number}', '')}>")
        element = quoteattr(plane.id)
        lines.append(f"    <bpmndi:BPMNPlane id={names(f'BPMNPlane_{number}', '')} bpmnElement={element}>")
        lines.extend(f"      {line}" for line in _plane(plane, names))
        lines.extend(["    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"])
    return "\n".join(lines)


class _Names:
    def __init__(self, used: set[str]) -> None:
        self.used = used

    def __call__(self, id_: str, suffix: str = "_di") -> str:
        name = id_ + suffix
        while name in self.used:
            name += "_"
        self.used.add(name)
        return quoteattr(name)


def _plane(level: Level, names: _Names) -> Iterator[str]:
    for boxes in (level.pool_boxes, level.lane_boxes):
        for id_, box in boxes.items():
            yield from _shape(id_, box, None, names, ' isHorizontal="true"')
    for node in level.every_node():
        yield from _shape(node.id, node.box, node.label, names, _settings(node))
    for flow in level.every_flow():
        if len(flow.points) > 1:
            yield from _edge(flow, names)


def _settings(node: Node) -> str:
    if node.inside:
        return ' isExpanded="true"'
    if node.collapsed:
        return ' isExpanded="false"'
    return ' isMarkerVisible="true"' if node.kind == "exclusiveGateway" else ""


def _shape(id_: str, box: Box, label: Box | None, names: _Names, settings: str) -> Iterator[str]:
    yield f"<bpmndi:BPMNShape id={names(id_)} bpmnElement={quoteattr(id_)}{settings}>"
    yield f"  {_bounds(box)}"
    yield from _label(label)
    yield "</bpmndi:BPMNShape>"


def _edge(flow: Flow, names: _Names) -> Iterator[str]:
    yield f"<bpmndi:BPMNEdge id={names(flow.id)} bpmnElement={quoteattr(flow.id)}>"
    for x, y in flow.points:
        yield f'  <di:waypoint x="{x}" y="{y}" />'
    yield from _label(flow.label)
    yield "</bpmndi:BPMNEdge>"


def _label(box: Box | None) -> Iterator[str]:
    if box:
        yield "  <bpmndi:BPMNLabel>"
        yield f"    {_bounds(box)}"
        yield "  </bpmndi:BPMNLabel>"


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
