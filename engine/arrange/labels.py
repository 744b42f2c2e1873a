"""Where names stand: off lines, shapes and other names wherever there is a free place. Not their width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from engine.arrange import text
from engine.arrange.scene import Box, Flow, Level, Node, Point

_NEAR = 4
_MARK = 18
"""Room for the slash at the start of a default flow."""
_TITLE = 26
"""Height of the name of an open subprocess, inside its upper edge."""
_ON_SHAPE = 1000
_ON_LABEL = 1000
_ON_LINE = 300
_ON_BORDER = 150
_NOT_MINE = 60
"""A name near the line of another flow might be read as that one's."""


def wishes(level: Level) -> Iterator[Box]:
    """The places names would like best; flows keep off them where they can."""
    for node in level.nodes.values():
        if node.is_labelled_outside and not node.host:
            yield next(_beside(node))


def place(plane: Level) -> None:
    """Give every name on the plane that stands outside its shape a box; all shapes and flows are in place."""
    flows = plane.every_flow()
    lines = [(flow, *pair) for flow in flows for pair in pairwise(flow.points)]
    _place(plane, _Occupied(lines), None)


def _place(level: Level, room: _Occupied, outer: Node | None) -> None:
    room.shapes = [(node, node.box) for node in level.nodes.values()]
    room.borders = [y for strip in level.strips for y in (strip.top, strip.top + strip.height)]
    if outer:
        title = Box(outer.box.x, outer.box.y, outer.box.width, _TITLE)
        room.shapes.append((outer, title))
        room.borders = [outer.box.y, outer.box.bottom]
    for node in level.nodes.values():
        if node.is_labelled_outside:
            node.label = room.best(_beside(node), node)
    for flow in (*level.flows, *level.messages):
        if flow.name and len(flow.points) > 1:
            flow.label = room.best(_along(flow), flow)
    for node in level.nodes.values():
        if node.inside:
            _place(node.inside, room, node)


@dataclass
class _Occupied:
    lines: list[tuple[Flow, Point, Point]]
    shapes: list[tuple[Node, Box]] = field(default_factory=list)
    borders: list[int] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)

    def best(self, places: Iterator[Box], owner: Node | Flow) -> Box:
        """The first place with nothing on it, or the one with the least."""
        ranked = [(self.burden(box, owner), number, box) for number, box in enumerate(places)]
        chosen = min(ranked, key=lambda one: (one[0] + one[1], one[1]))[2]
        self.labels.append(chosen)
        return chosen

    def burden(self, box: Box, owner: Node | Flow) -> int:
        near = box.grown(1)
        cost = sum(_ON_SHAPE for node, other in self.shapes if node is not owner and near.overlaps(other))
        cost += sum(_ON_LABEL for other in self.labels if near.overlaps(other))
        cost += sum(_ON_LINE for _, one, two in self.lines if near.meets(one, two))
        if isinstance(owner, Flow):
            wide = box.grown(8)
            cost += sum(
                _NOT_MINE for flow, one, two in self.lines if flow is not owner and wide.meets(one, two)
            )
        return cost + sum(_ON_BORDER for y in self.borders if box.y < y < box.bottom)


def _beside(node: Node) -> Iterator[Box]:
    width, height = text.extent(node.name)
    box, (x, y) = node.box, node.box.centre
    above, below = box.y - _NEAR - height, box.bottom + _NEAR
    centred, right, left = x - width // 2, x + _NEAR, x - _NEAR - width
    if node.host:
        spots = [
            (right, below - 2),
            (left, below - 2),
            (box.right + _NEAR, y + 4),
            (box.x - _NEAR - width, y + 4),
        ]
    elif node.is_gateway:
        spots = [(centred, above), (centred, below)]
    else:
        spots = [(centred, below), (centred, above)]
    if not node.host:
        corner = box.width // 4
        spots += [(right + corner, box.y - height + 6), (left - corner, box.y - height + 6)]
        spots += [(right + corner, box.bottom - 6), (left - corner, box.bottom - 6)]
        spots += [(right, above), (left, above), (right, below), (left, below)]
    for spot in spots:
        yield Box(*spot, width, height)
    for down in (20, 40):
        yield Box(centred if not node.host else right, below + down, width, height)


def _along(flow: Flow) -> Iterator[Box]:
    """Places beside the flow, the ones near its start first."""
    width, height = text.extent(flow.name)
    pieces = list(pairwise(flow.points))
    if flow.kind == "message":
        pieces.sort(key=lambda piece: -_length(piece))
    for number, (one, two) in enumerate(pieces):
        away = _MARK if flow.is_default and number == 0 else _NEAR
        if one[1] == two[1]:
            yield from _on_level(one, two, (width, height), away)
        else:
            yield from _on_upright(one, two, (width, height), away)


def _on_level(one: Point, two: Point, size: Point, away: int) -> Iterator[Box]:
    width, height = size
    left, right = sorted((one[0], two[0]))
    y = one[1]
    start = left + away if one[0] < two[0] else right - away - width
    for x in (start, (left + right - width) // 2, *range(left + _NEAR, right - width, 20)):
        yield Box(x, y - _NEAR + 1 - height, width, height)
        yield Box(x, y + _NEAR - 1, width, height)


def _on_upright(one: Point, two: Point, size: Point, away: int) -> Iterator[Box]:
    width, height = size
    top, bottom = sorted((one[1], two[1]))
    x = one[0]
    start = top + away if one[1] < two[1] else bottom - away - height
    for y in (start, (top + bottom - height) // 2, *range(top + _NEAR, bottom - height, 20)):
        yield Box(x + _NEAR, y, width, height)
        yield Box(x - _NEAR - width, y, width, height)


def _length(piece: tuple[Point, Point]) -> int:
    (x1, y1), (x2, y2) = piece
    return abs(x1 - x2) + abs(y1 - y2)
