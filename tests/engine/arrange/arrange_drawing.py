"""BPMN files without a layout for the tests, and a plain reader of the layout they get. Tests nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

from lxml import etree

SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t" id="defs"'
)
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def node(id_: str, kind: str = "userTask", name: str = "", inside: str = "", **attributes: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{id_}" name="{name or id_}"{more}>{inside}</bpmn:{kind}>'


def flows(*pairs: str) -> str:
    """`"a b Name"` is a flow from a to b."""
    made = [(*pair.split(" ", 2), "")[:3] for pair in pairs]
    return "".join(
        f'<bpmn:sequenceFlow id="f_{one}_{two}" name="{name}" sourceRef="{one}" targetRef="{two}"/>'
        for one, two, name in made
    )


def process(*parts: str, id_: str = "p", lanes: dict[str, str] | None = None) -> str:
    """A process; `lanes` maps lane ids to the ids of their elements, separated by blanks."""
    bands = "".join(
        f'<bpmn:lane id="{lane}" name="Rolle {lane}">'
        + "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in members.split())
        + "</bpmn:lane>"
        for lane, members in (lanes or {}).items()
    )
    lane_set = f'<bpmn:laneSet id="{id_}_lanes">{bands}</bpmn:laneSet>' if bands else ""
    return f'<bpmn:process id="{id_}" isExecutable="true">{lane_set}{"".join(parts)}</bpmn:process>'


def file(*parts: str, pools: Sequence[str] = (), messages: Iterable[str] = ()) -> bytes:
    """A file; pools are `"id process"` or `"id"` for a black box, messages `"from to Name"`."""
    collaboration = ""
    if pools:
        made = [pool.split() for pool in pools]
        inner = "".join(
            f'<bpmn:participant id="{one[0]}" name="Pool {one[0]}"'
            + (f' processRef="{one[1]}"/>' if one[1:] else "/>")
            for one in made
        )
        for number, message in enumerate(messages):
            source, target, name = message.split(" ", 2)
            inner += (
                f'<bpmn:messageFlow id="m{number}" name="{name}" sourceRef="{source}" targetRef="{target}"/>'
            )
        collaboration = f'<bpmn:collaboration id="zusammenarbeit">{inner}</bpmn:collaboration>'
    return f"<bpmn:definitions {SPACES}>{collaboration}{''.join(parts)}</bpmn:definitions>".encode()


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        level = self.x < other.right and other.x < self.right
        return level and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        level = self.x <= other.x and other.right <= self.right
        return level and self.y <= other.y and other.bottom <= self.bottom

    def docks(self) -> set[tuple[float, float]]:
        x, y = self.x + self.width / 2, self.y + self.height / 2
        return {(self.x, y), (self.right, y), (x, self.y), (x, self.bottom)}


@dataclass
class Layout:
    """What stands in the diagram part, by id of the element."""

    root: Any
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {one.get("id"): one for one in reversed(list(self.root.iter())) if one.get("id")}

    def element(self, id_: str) -> Any:
        return self.by_id[id_]

    def kind(self, id_: str) -> str:
        return str(self.element(id_).tag).rpartition("}")[2]

    def ancestors(self, id_: str) -> set[str]:
        return {one.get("id") for one in self.element(id_).iterancestors()}

    def pieces(self, id_: str) -> list[Box]:
        """The straight pieces of a flow as boxes without thickness."""
        return [
            Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
            for (x1, y1), (x2, y2) in pairwise(self.edges[id_])
        ]

    def nodes(self) -> list[str]:
        return [id_ for id_ in self.shapes if self.kind(id_) not in ("participant", "lane")]


def layout(data: bytes) -> Layout:
    """Read the first plane of an arranged file."""
    root = etree.fromstring(data)
    found = Layout(root)
    plane = next(root.iter(f"{_DI}BPMNPlane"))
    for part in plane:
        id_ = part.get("bpmnElement")
        label = part.find(f"{_DI}BPMNLabel/{_DC}Bounds")
        if label is not None:
            found.labels[id_] = _box(label)
        if part.tag == f"{_DI}BPMNShape":
            assert id_ not in found.shapes, f"{id_} is drawn twice"
            found.shapes[id_] = _box(part.find(f"{_DC}Bounds"))
        else:
            found.edges[id_] = [
                (float(way.get("x")), float(way.get("y"))) for way in part.iter(f"{_DD}waypoint")
            ]
    return found


def _box(bounds: Any) -> Box:
    return Box(*(float(bounds.get(side)) for side in ("x", "y", "width", "height")))


def faults(found: Layout) -> list[str]:
    """Everything about a layout that no diagram may have."""
    return [*_overlaps(found), *_outside(found), *_flow_faults(found)]


def _overlaps(found: Layout) -> list[str]:
    wrong = []
    for one, two in combinations(found.nodes(), 2):
        attached = (
            found.element(one).get("attachedToRef") == two or found.element(two).get("attachedToRef") == one
        )
        nested = one in found.ancestors(two) or two in found.ancestors(one)
        if not attached and not nested and found.shapes[one].overlaps(found.shapes[two]):
            wrong.append(f"{one} overlaps {two}")
    return wrong


def _outside(found: Layout) -> list[str]:
    wrong = []
    for lane in found.root.iter("{*}lane"):
        for reference in lane.iter("{*}flowNodeRef"):
            if not found.shapes[lane.get("id")].holds(found.shapes[reference.text]):
                wrong.append(f"{reference.text} lies outside of lane {lane.get('id')}")
    for id_ in found.nodes():
        parent = found.element(id_).getparent()
        around = found.shapes.get(parent.get("id"))
        is_rider = found.element(id_).get("attachedToRef")
        if around and not is_rider and not around.holds(found.shapes[id_]):
            wrong.append(f"{id_} lies outside of {parent.get('id')}")
    return wrong


def _flow_faults(found: Layout) -> list[str]:
    wrong = []
    for id_, points in found.edges.items():
        element = found.element(id_)
        ends = [element.get("sourceRef"), element.get("targetRef")]
        if any(x1 != x2 and y1 != y2 for (x1, y1), (x2, y2) in pairwise(points)):
            wrong.append(f"{id_} is not orthogonal")
        for end, point in zip(ends, (points[0], points[-1]), strict=True):
            if found.kind(end) != "participant" and point not in found.shapes[end].docks():
                wrong.append(f"{id_} does not dock at the middle of a side of {end}")
        exempt = {*ends, *(one for end in ends for one in found.ancestors(end))}
        wrong += [
            f"{id_} runs through {other}"
            for other in set(found.nodes()) - exempt
            for piece in found.pieces(id_)
            if piece.overlaps(found.shapes[other])
        ]
    return wrong


def labels_on_something(found: Layout) -> list[str]:
    """Names that stand on a line, on a shape, or on another name."""
    wrong = [
        f"name of {one} on name of {two}"
        for one, two in combinations(found.labels, 2)
        if found.labels[one].overlaps(found.labels[two])
    ]
    for id_, label in found.labels.items():
        wrong += [
            f"name of {id_} on flow {flow}"
            for flow in found.edges
            if any(piece.overlaps(label) for piece in found.pieces(flow))
        ]
        inner = {*found.ancestors(id_), id_}
        wrong += [
            f"name of {id_} on {one}"
            for one in set(found.nodes()) - inner
            if label.overlaps(found.shapes[one])
        ]
    return wrong
