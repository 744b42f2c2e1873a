"""What is to be drawn: shapes, flows, strips, in whole pixels. Not XML, and no opinion on where things go.

A *level* is what shares one grid: all pools of a collaboration, or the inside of one subprocess. Its
height is cut into *strips* (lanes, pools without lanes, the inside itself), each strip into rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A rectangle; `x`, `y` is the upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    def around(self, other: Box) -> Box:
        """The smallest box with both in it."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def moved(self, dx: int, dy: int) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: int) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Box) -> bool:
        """They share more than an edge."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def contains(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, one: Point, two: Point) -> bool:
        """The straight (horizontal or vertical) line from `one` to `two` runs through the inside."""
        (x1, x2), (y1, y2) = sorted((one[0], two[0])), sorted((one[1], two[1]))
        return x1 < self.right and x2 > self.x and y1 < self.bottom and y2 > self.y


@dataclass
class Node:
    """A shape that lies in a cell of the grid (or, as a boundary event, on the edge of its host)."""

    id: str
    kind: str
    name: str
    width: int
    height: int
    host: str | None = None
    inside: Level | None = None
    """What an expanded subprocess contains."""
    collapsed: bool = False
    box: Box = Box(0, 0, 0, 0)
    label: Box | None = None

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_artifact(self) -> bool:
        return self.kind in ("textAnnotation", "dataObjectReference", "dataStoreReference", "group")

    @property
    def is_labelled_outside(self) -> bool:
        outside = (
            self.is_event or self.is_gateway or self.kind in ("dataObjectReference", "dataStoreReference")
        )
        return bool(self.name) and outside


@dataclass
class Flow:
    """A line between two shapes; `points` run from border to border."""

    id: str
    name: str
    source: str
    target: str
    kind: Literal["sequence", "message", "association"] = "sequence"
    is_default: bool = False
    points: list[Point] = field(default_factory=list)
    label: Box | None = None


@dataclass
class Strip:
    """A horizontal band of a level; `lanes` are the ids of the lanes around it, the outermost first."""

    pool: str = ""
    lanes: tuple[str, ...] = ()
    title: str = ""
    """The name that must fit along its height."""
    members: set[str] = field(default_factory=set)
    top: int = 0
    height: int = 0


@dataclass
class Level:
    """Shapes and flows on one grid; `lane_boxes` and `pool_boxes` are filled when it is laid out."""

    id: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    messages: list[Flow] = field(default_factory=list)
    lane_boxes: dict[str, Box] = field(default_factory=dict)
    pool_boxes: dict[str, Box] = field(default_factory=dict)
    size: Point = (0, 0)
    tracks: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    """Where flows ran: messages that lead into a subprocess use the same tracks."""

    def every_node(self) -> list[Node]:
        """All shapes, those inside expanded subprocesses too, outer before inner."""
        found: list[Node] = []
        for node in self.nodes.values():
            found.append(node)
            found.extend(node.inside.every_node() if node.inside else ())
        return found

    def every_flow(self) -> list[Flow]:
        """All lines on this plane, those inside expanded subprocesses too."""
        found = [*self.flows, *self.messages]
        for node in self.nodes.values():
            found.extend(node.inside.every_flow() if node.inside else ())
        return found

    def move(self, dx: int, dy: int) -> None:
        """Shift everything that lies on this level, also inside its subprocesses."""
        for strip in self.strips:
            strip.top += dy
        for node in self.nodes.values():
            node.box = node.box.moved(dx, dy)
            node.label = node.label.moved(dx, dy) if node.label else None
            if node.inside:
                node.inside.move(dx, dy)
        for flow in (*self.flows, *self.messages):
            flow.points = [(x + dx, y + dy) for x, y in flow.points]
            flow.label = flow.label.moved(dx, dy) if flow.label else None
