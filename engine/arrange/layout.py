"""Lays out a plane, subprocesses first: columns, rows, pixels, flows, labels. Reads and writes no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.arrange import columns, ends, grid, labels, rows
from engine.arrange.grid import HEADER, Room
from engine.arrange.routes import Router
from engine.arrange.scene import Box, Level
from engine.arrange.tracks import Net

_ROUNDS = 5
_ATTEMPTS = 60
_GAIN = 60
"""About half a crossing: for less, the order of the file stays."""
_ORIGIN = (160, 80)

Places = Mapping[str, tuple[int, int]]


def plane(level: Level) -> None:
    """Lay out a whole plane (collaboration, process, or the inside of a collapsed subprocess)."""
    depth = max((len(strip.lanes) for strip in level.strips), default=0)
    pools = any(strip.pool for strip in level.strips)
    inside(level, header=HEADER * (depth + pools))
    if pools or depth:
        _frames(level, depth)
    level.move(*_ORIGIN)
    labels.place(level)
    for boxes in (level.lane_boxes, level.pool_boxes):
        boxes.update({id_: box.moved(*_ORIGIN) for id_, box in boxes.items()})


def inside(level: Level, *, header: int = 0, room: Room | None = None) -> None:
    """Lay out one level with its upper left corner at (0, 0), right of a header of so many pixels."""
    for node in level.nodes.values():
        if node.inside:
            inside(node.inside, room=Room(rows={(0, -1): 30}))
            width, height = node.inside.size
            node.width, node.height = max(width, 140), max(height, 100)
    edges = columns.forward_edges(level)
    in_column = columns.assign(level, edges)
    plan = _Plan(level, in_column, rows.assign(level, edges, in_column), room or Room())
    plan.draw()
    for swapped in plan.swaps():
        plan.try_(swapped)
    plan.draw()
    _settle(level, header)


@dataclass
class _Plan:
    """One way to lay out a level, and attempts at a better one."""

    level: Level
    columns: Mapping[str, int]
    rows: Places
    room: Room
    cost: int = 0

    def draw(self) -> None:
        """Lay out and route; where flows lie on each other, widen the channel and do it again."""
        for _ in range(_ROUNDS):
            lines = grid.lay(self.level, self.columns, self.rows, self.room)
            router = _route(self.level, lines)
            self.cost = router.total
            if not _widen(self.room, router, lines):
                break

    def swaps(self) -> Iterator[tuple[int, int, int]]:
        """Pairs of neighbouring rows below the main way: (strip, upper, lower)."""
        for strip, row in sorted(set(self.rows.values()))[:_ATTEMPTS]:
            if row > 1:
                yield strip, row - 1, row

    def try_(self, swap: tuple[int, int, int]) -> None:
        """Exchange two rows if the flows become clearly easier to follow."""
        strip, one, two = swap
        exchanged = {(strip, one): (strip, two), (strip, two): (strip, one)}
        tried = {id_: exchanged.get(place, place) for id_, place in self.rows.items()}
        lines = grid.lay(self.level, self.columns, tried, self.room)
        cost = _route(self.level, lines).total
        if cost < self.cost - _GAIN:
            self.rows, self.cost = tried, cost


def _route(level: Level, lines: grid.Grid) -> Router:
    touchable, inner = ends.find(level, grid.width(level))
    net = Net(level, lines, inner)
    for box in labels.wishes(level):
        net.avoid(box)
    router = Router(level, net, touchable)
    flows = [*level.flows, *level.messages]
    router.route([flow for flow in flows if flow.source in touchable and flow.target in touchable])
    level.tracks = (net.xs, net.ys)
    return router


def _widen(room: Room, router: Router, lines: grid.Grid) -> bool:
    """Where flows lie on each other, make the channel wider; False when nothing had to be."""
    wider_columns: set[int] = set()
    wider_rows: set[tuple[int, int]] = set()
    for i, j, horizontal in router.clashes:
        x, y = router.net.point(i, j)
        if horizontal:
            wider_rows.update(key for key, (top, bottom) in lines.channels_y.items() if top < y < bottom)
        else:
            channels = enumerate(lines.channels_x)
            wider_columns.update(number - 1 for number, (left, right) in channels if left < x < right)
    for column in wider_columns:
        room.columns[column] = room.columns.get(column, 0) + 20
    for row in wider_rows:
        room.rows[row] = room.rows.get(row, 0) + 20
    return bool(wider_columns or wider_rows)


def _settle(level: Level, header: int) -> None:
    """Move the level right of its header and note how large it became."""
    width = grid.width(level)
    bottom = max((strip.top + strip.height for strip in level.strips), default=0)
    for node in level.nodes.values():
        if node.inside:
            node.inside.move(node.box.x, node.box.y)
    for flow in (*level.flows, *level.messages):
        flow.points = [(x + header, y) for x, y in flow.points]
    for node in level.nodes.values():
        node.box = node.box.moved(header, 0)
        if node.inside:
            node.inside.move(header, 0)
    level.size = (-(-(width + header) // 20) * 20, -(-bottom // 20) * 20)


def _frames(level: Level, depth: int) -> None:
    """Boxes of pools and lanes around their strips."""
    width = level.size[0]
    pools = any(strip.pool for strip in level.strips)
    for strip in level.strips:
        if strip.pool:
            _frame(level.pool_boxes, strip.pool, Box(0, strip.top, width, strip.height))
        for number, lane in enumerate(strip.lanes):
            left = HEADER * (number + pools)
            _frame(level.lane_boxes, lane, Box(left, strip.top, width - left, strip.height))


def _frame(frames: dict[str, Box], id_: str, box: Box) -> None:
    frames[id_] = frames[id_].around(box) if id_ in frames else box
