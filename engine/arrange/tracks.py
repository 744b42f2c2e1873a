"""The net of lines on which flows may run, and what is in the way. Not the search for a way.

Points lie where a vertical track crosses a horizontal one. Tracks run through the middle of columns and
rows and, every 10 pixels, through the channels between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from engine.arrange.ends import Inside
from engine.arrange.grid import Grid
from engine.arrange.scene import Box, Level, Point

MARGIN = 4
"""A flow keeps this far from shapes that are not its ends."""
_CLEAR = 20
"""A track keeps this far from the shapes at the sides of its channel."""

Step = tuple[int, int]
RIGHT, DOWN, LEFT, UP = range(4)
STEPS: tuple[Step, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))


class Net:
    """All tracks of a level, with the shapes that block them and the labels that make them dear."""

    def __init__(self, level: Level, grid: Grid, inside: Inside) -> None:
        xs, self.ys = _vertical(level, grid), sorted(_horizontal(level, grid) | inside.ys)
        riders = {node.box.centre[0] for node in level.nodes.values() if node.host}
        self.xs = sorted(xs | riders | inside.xs)
        self.private = {index for index, x in enumerate(self.xs) if x not in xs}
        """Tracks that are there for one shape only; others should not turn onto them."""
        self.nodes = [*level.nodes.values(), *inside.nodes]
        self.blocked: dict[tuple[int, int, bool], set[str]] = {}
        self.dear: set[tuple[int, int, bool]] = set()
        for node in self.nodes:
            for edge in self.under(node.box.grown(MARGIN)):
                self.blocked.setdefault(edge, set()).add(node.id)
        for (x1, y1), (x2, y2) in inside.lines:
            self.avoid(Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)).grown(3))

    def under(self, box: Box) -> Iterable[tuple[int, int, bool]]:
        """The pieces of track (i, j, horizontal) inside `box`; each goes right or down from (i, j)."""
        i1, i2 = bisect_right(self.xs, box.x), bisect_left(self.xs, box.right)
        j1, j2 = bisect_right(self.ys, box.y), bisect_left(self.ys, box.bottom)
        for j in range(j1, j2):
            for i in range(max(i1 - 1, 0), min(i2, len(self.xs) - 1)):
                yield i, j, True
        for i in range(i1, i2):
            for j in range(max(j1 - 1, 0), min(j2, len(self.ys) - 1)):
                yield i, j, False

    def avoid(self, box: Box) -> None:
        """Keep flows off the place of a label where there is another way."""
        self.dear.update(self.under(box))

    def piece(self, i: int, j: int, direction: int) -> tuple[int, int, bool]:
        """The piece of track that a step from (i, j) in `direction` takes."""
        di, dj = STEPS[direction]
        return min(i, i + di), min(j, j + dj), dj == 0

    def point(self, i: int, j: int) -> Point:
        return self.xs[i], self.ys[j]

    def has(self, i: int, j: int) -> bool:
        return 0 <= i < len(self.xs) and 0 <= j < len(self.ys)

    def gate(self, box: Box, direction: int) -> tuple[Point, int, int] | None:
        """Where a flow leaves `box`: the point on its border and the first crossing outside."""
        x, y = box.centre
        if direction in (RIGHT, LEFT):
            dock = (box.right if direction == RIGHT else box.x, y)
            i, j = _beyond(self.xs, direction == RIGHT, box.x, box.right), bisect_left(self.ys, y)
            on_track = j < len(self.ys) and self.ys[j] == y
        else:
            dock = (x, box.bottom if direction == DOWN else box.y)
            i, j = bisect_left(self.xs, x), _beyond(self.ys, direction == DOWN, box.y, box.bottom)
            on_track = i < len(self.xs) and self.xs[i] == x
        return (dock, i, j) if on_track and self.has(i, j) else None

    def pool_gates(self, box: Box) -> Iterable[tuple[Point, int, int, int]]:
        """Everywhere along the upper and lower border of a pool; the last is the direction outward."""
        for direction, y in ((UP, box.y), (DOWN, box.bottom)):
            j = _beyond(self.ys, direction == DOWN, box.y, box.bottom)
            for i, x in enumerate(self.xs if self.has(0, j) else ()):
                if i not in self.private:
                    yield (x, y), i, j, direction


def _beyond(tracks: list[int], after: bool, low: int, high: int) -> int:
    """The first track on one side of low … high that is not too close."""
    return bisect_left(tracks, high + MARGIN) if after else bisect_right(tracks, low - MARGIN) - 1


def _vertical(level: Level, grid: Grid) -> set[int]:
    centres = {(left + right) // 2 for left, right in grid.columns}
    return centres | {x for channel in grid.channels_x for x in _lines(channel)}


def _horizontal(level: Level, grid: Grid) -> set[int]:
    centres = {(top + bottom) // 2 for top, bottom in grid.rows.values()}
    borders = {y for strip in level.strips for y in (strip.top, strip.top + strip.height)}
    tracks = {y for channel in grid.channels_y.values() for y in _lines(channel)}
    for upper, lower in _pool_gaps(level):
        tracks.update(range(upper + 20, lower - 10, 10))
    return (centres | tracks) - borders


def _pool_gaps(level: Level) -> list[tuple[int, int]]:
    pairs = zip(level.strips, level.strips[1:], strict=False)
    return [(one.top + one.height, two.top) for one, two in pairs if one.pool != two.pool]


def _lines(channel: tuple[int, int]) -> Sequence[int]:
    start, end = channel
    if end - start < 2 * _CLEAR:
        return [start + (end - start) // 20 * 10] if end - start >= 20 else []
    return range(start + _CLEAR, end - _CLEAR + 1, 10)
