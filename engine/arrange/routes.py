"""The way of each flow: short, with few bends, few crossings and no line on another. Not labels.

A* over (crossing, direction). Straight flows of the main way go first; what comes later goes around.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from engine.arrange.ends import End
from engine.arrange.scene import Flow, Level, Node, Point
from engine.arrange.tracks import DOWN, LEFT, RIGHT, STEPS, UP, Net

_BEND = 30
_CROSSING = 120
_ON_ANOTHER = 30
"""Per pixel on the line of an unrelated flow."""
_TOGETHER = 0
"""Per pixel on a flow with the same start or end: parting and joining are drawn like a comb."""
_ON_LABEL = 2
_PRIVATE = 60
_NOTHING: frozenset[str] = frozenset()
_SHARED = 280
_COMB = 160
_MERGED = 30
_AGAINST = 600
_IMPOSSIBLE = 100_000
_RESERVED = 100
"""To come in where a gateway has a branch to send out."""

_LEAVE = {
    "gateway": {RIGHT: 0, DOWN: 10, UP: 25, LEFT: 400},
    "activity": {RIGHT: 0, DOWN: 50, UP: 60, LEFT: 400},
    "boundary": {DOWN: 0},
    "message": {DOWN: 0, UP: 0, RIGHT: 200, LEFT: 200},
    "association": {UP: 0, DOWN: 0, RIGHT: 30, LEFT: 30},
}
_ENTER = {
    "gateway": {RIGHT: 0, DOWN: 15, UP: 15, LEFT: 400},
    "activity": {RIGHT: 0, DOWN: 50, UP: 50, LEFT: 400},
    "message": {DOWN: 0, UP: 0, RIGHT: 200, LEFT: 200},
    "association": {UP: 0, DOWN: 0, RIGHT: 30, LEFT: 30},
}

Piece = tuple[int, int, bool]
State = tuple[int, int, int]


@dataclass
class Router:
    """Finds the ways of one level and remembers what is taken."""

    level: Level
    net: Net
    ends: dict[str, End]
    pieces: dict[Piece, list[Flow]] = field(default_factory=dict)
    crossings: dict[tuple[int, int], list[tuple[Flow, bool, bool]]] = field(default_factory=dict)
    """At each crossing of tracks: the flow, whether it runs horizontally, whether vertically."""
    docks: dict[tuple[str, Point], list[tuple[Flow, bool]]] = field(default_factory=dict)
    clashes: set[Piece] = field(default_factory=set)
    """Pieces on which unrelated flows lie on each other: there the grid is too narrow."""

    total: int = 0
    """What all ways cost together: length, bends, crossings. Less is easier to read."""

    def __post_init__(self) -> None:
        after: dict[str, list[int]] = {}
        for flow in self.level.flows:
            if flow.kind == "sequence" and self.level.nodes[flow.source].is_gateway:
                (_, y), (_, there) = (self.level.nodes[one].box.centre for one in (flow.source, flow.target))
                after.setdefault(flow.source, []).append(there - y)
        several = {id_: ways for id_, ways in after.items() if len(ways) > 1}
        self.reserved = {(id_, DOWN) for id_, ways in several.items() if max(ways) > 0}
        self.reserved |= {(id_, UP) for id_, ways in several.items() if min(ways) < 0}

    def route(self, flows: list[Flow]) -> None:
        """Give every flow its points, the straight and short ones first."""
        for flow in sorted(flows, key=self._priority):
            way = self._way(flow)
            if way:
                self._take(flow, *way)
            else:
                self.total += _IMPOSSIBLE

    def _priority(self, flow: Flow) -> tuple[int, int, int]:
        one, two = self.ends[flow.source].node.box.centre, self.ends[flow.target].node.box.centre
        across, down = two[0] - one[0], abs(two[1] - one[1])
        kinds = {"sequence": 0, "message": 1, "association": 2}
        straight = 0 if down == 0 and across > 0 else 1 if across > 0 else 2
        return kinds[flow.kind], straight, abs(across) + down

    def _way(self, flow: Flow) -> tuple[list[State], Point, Point] | None:
        goals: dict[tuple[int, int], list[tuple[int, Point, int]]] = {}
        for dock, i, j, direction, cost in self._gates(flow, leaving=False):
            goals.setdefault((i, j), []).append((direction, dock, cost))
        hint = self._hint(flow)
        through = self.ends[flow.source].within | self.ends[flow.target].within
        queue: list[tuple[int, int, State, int]] = []
        came: dict[State, State | None] = {}
        starts: dict[State, Point] = {}
        best: dict[State, int] = {}
        for dock, i, j, direction, cost in self._gates(flow, leaving=True):
            state = (i, j, direction)
            cost += self._distance(dock, self.net.point(i, j))
            if cost < best.get(state, cost + 1):
                best[state], came[state], starts[state] = cost, None, dock
                heapq.heappush(queue, (cost + hint(i, j), cost, state, -1))
        while queue:
            _, cost, state, goal = heapq.heappop(queue)
            if goal >= 0:
                self.total += cost
                trail = _trail(state, came)
                return trail, starts[trail[0]], goals[state[0], state[1]][goal][1]
            if cost > best[state]:
                continue
            for number, extra in self._finish(state, goals, flow):
                heapq.heappush(queue, (cost + extra, cost + extra, state, number))
            for following, extra in self._moves(state, flow, through):
                if cost + extra < best.get(following, cost + extra + 1):
                    best[following], came[following] = cost + extra, state
                    ahead = hint(following[0], following[1])
                    heapq.heappush(queue, (cost + extra + ahead, cost + extra, following, -1))
        return None

    def _hint(self, flow: Flow) -> Callable[[int, int], int]:
        """A lower bound of the way that is left: to the border of the target."""
        box = self.ends[flow.target].node.box

        def ahead(i: int, j: int) -> int:
            x, y = self.net.point(i, j)
            return max(box.x - x, x - box.right, 0) + max(box.y - y, y - box.bottom, 0)

        return ahead

    def _gates(self, flow: Flow, *, leaving: bool) -> Iterator[tuple[Point, int, int, int, int]]:
        """Docks of an end of the flow: point, crossing outside, direction of travel, cost."""
        end = self.ends[flow.source if leaving else flow.target]
        for dock, i, j, outward, cost in self._doors(flow, end, leaving=leaving):
            direction = outward if leaving else (outward + 2) % 4
            burden = self._in_the_way(dock, self.net.point(i, j), end)
            yield (
                dock,
                i,
                j,
                direction,
                cost + burden + self._occupied(end.node.id, dock, flow, leaving=leaving),
            )

    def _doors(self, flow: Flow, end: End, *, leaving: bool) -> Iterator[tuple[Point, int, int, int, int]]:
        if end.is_pool:
            yield from ((*gate, 0) for gate in self.net.pool_gates(end.node.box))
            return
        for direction, cost in _sides(flow, end.node, leaving=leaving).items():
            outward = direction if leaving else (direction + 2) % 4
            if not leaving and (end.node.id, outward) in self.reserved:
                cost += _RESERVED
            gate = self.net.gate(end.node.box, outward)
            if gate:
                yield *gate, outward, cost

    def _in_the_way(self, one: Point, two: Point, end: End) -> int:
        """A shape between the dock and the first crossing outside makes this dock nearly unusable."""
        own = {end.node.id, *end.within}
        others = (node for node in self.net.nodes if node.id not in own and not node.host)
        return sum(_AGAINST for node in others if node.box.meets(one, two))

    def _occupied(self, id_: str, dock: Point, flow: Flow, *, leaving: bool) -> int:
        """Each answer of a gateway leaves on its own side; below, several may leave together like a comb."""
        cost = 0
        comb = leaving and dock[1] > self.ends[id_].node.box.centre[1]
        for other, left in self.docks.get((id_, dock), ()):
            if left != leaving or other.kind != flow.kind:
                cost += _AGAINST
            else:
                together = 0 if not flow.name else _COMB
                cost += together if comb else _SHARED if leaving else _MERGED
        return cost

    def _finish(
        self, state: State, goals: dict[tuple[int, int], list[tuple[int, Point, int]]], flow: Flow
    ) -> Iterator[tuple[int, int]]:
        i, j, direction = state
        for number, (wanted, dock, cost) in enumerate(goals.get((i, j), ())):
            if (wanted + 2) % 4 != direction:
                bend = 0 if wanted == direction else _BEND
                last = self._distance(self.net.point(i, j), dock)
                yield number, cost + bend + last + self._meeting(state, wanted, flow)

    def _moves(self, state: State, flow: Flow, through: frozenset[str]) -> Iterator[tuple[State, int]]:
        i, j, direction = state
        for turn in (0, 1, 3):
            heading = (direction + turn) % 4
            di, dj = STEPS[heading]
            if not self.net.has(i + di, j + dj):
                continue
            piece = self.net.piece(i, j, heading)
            if not self.net.blocked.get(piece, _NOTHING) <= through:
                continue
            length = self._distance(self.net.point(i, j), self.net.point(i + di, j + dj))
            cost = length + self._company(piece, flow) * length
            cost += _ON_LABEL * length if piece in self.net.dear else 0
            cost += self._meeting(state, heading, flow)
            if turn:
                cost += _BEND + (_PRIVATE if i in self.net.private else 0)
            yield (i + di, j + dj, heading), cost

    def _company(self, piece: Piece, flow: Flow) -> int:
        return sum(
            _TOGETHER if _related(flow, other) else _ON_ANOTHER for other in self.pieces.get(piece, ())
        )

    def _meeting(self, state: State, heading: int, flow: Flow) -> int:
        """What other flows at this crossing cost, going on in `heading`.

        Flows from one gateway may part, flows into one shape may join; anything else is a crossing.
        """
        i, j, direction = state
        di, dj = STEPS[direction]
        before = self.pieces.get(self.net.piece(i - di, j - dj, direction), ())
        after = self.pieces.get(self.net.piece(i, j, heading), ())
        cost = 0
        for other, level, upright in self.crossings.get((i, j), ()):
            came, goes = other in before, other in after
            if came and goes:
                continue
            if _related(flow, other) and (came or goes):
                fits = came if flow.source == other.source else goes
                cost += 0 if fits else _CROSSING
            elif heading != direction or (level if direction in (UP, DOWN) else upright):
                cost += _CROSSING
        return cost

    def _distance(self, one: Point, two: Point) -> int:
        return abs(one[0] - two[0]) + abs(one[1] - two[1])

    def _take(self, flow: Flow, trail: list[State], start: Point, end: Point) -> None:
        for one, two in pairwise(trail):
            piece = self.net.piece(one[0], one[1], two[2])
            if any(not _related(flow, other) for other in self.pieces.get(piece, ())):
                self.clashes.add(piece)
            self.pieces.setdefault(piece, []).append(flow)
        self._mark(flow, trail, start, end)
        self.docks.setdefault((flow.source, start), []).append((flow, True))
        self.docks.setdefault((flow.target, end), []).append((flow, False))
        flow.points = straight([start, *(self.net.point(i, j) for i, j, _ in trail), end])

    def _mark(self, flow: Flow, trail: list[State], start: Point, end: Point) -> None:
        points = [start, *(self.net.point(i, j) for i, j, _ in trail), end]
        for number, (i, j, _) in enumerate(trail, start=1):
            level = points[number - 1][1] == points[number][1] or points[number][1] == points[number + 1][1]
            upright = points[number - 1][0] == points[number][0] or points[number][0] == points[number + 1][0]
            self.crossings.setdefault((i, j), []).append((flow, level, upright))


def straight(points: list[Point]) -> list[Point]:
    """The same way without points in the middle of a line, and without doubled points."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return kept


def _trail(state: State, came: dict[State, State | None]) -> list[State]:
    trail = [state]
    while (before := came[trail[-1]]) is not None:
        trail.append(before)
    return trail[::-1]


def _related(one: Flow, two: Flow) -> bool:
    return one.kind == two.kind and (one.source == two.source or one.target == two.target)


def _sides(flow: Flow, node: Node, *, leaving: bool) -> dict[int, int]:
    table = _LEAVE if leaving else _ENTER
    if flow.kind != "sequence":
        return table[flow.kind]
    if leaving and node.host:
        return table["boundary"]
    return table["gateway" if node.is_gateway else "activity"]
