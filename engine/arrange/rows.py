"""Which row of its strip each shape stands in: the main way on the first line, branches below. Not pixels.

The main way is the longest one through the diagram; where a flow that comes first in the file leads a way
at least 60 % as long, the order of the file decides, so an owner can choose. Branches are placed from right
to left: an inner branch lies nearer to the main way than one that goes around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.arrange.columns import Edge
from engine.arrange.scene import Level

Cell = tuple[int, int, int]
"""Strip, row, column."""


def assign(level: Level, edges: list[Edge], columns: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """(strip, row) of every shape in the grid."""
    placing = _Placing(level, edges, columns)
    for strips in placing.pools():
        placing.main_way(strips)
    while placing.branch() or placing.entrance() or placing.leftover():
        pass
    return placing.places


@dataclass
class _Placing:
    level: Level
    edges: list[Edge]
    columns: Mapping[str, int]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    taken: set[Cell] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.strip = {id_: index for index, one in enumerate(self.level.strips) for id_ in one.members}
        self.after: dict[str, list[str]] = {id_: [] for id_ in self.columns}
        self.before: dict[str, list[str]] = {id_: [] for id_ in self.columns}
        for source, target in self.edges:
            self.after[source].append(target)
            self.before[target].append(source)
        self.exceptional = {
            (self.level.nodes[flow.source].host, flow.target)
            for flow in self.level.flows
            if flow.kind == "sequence" and self.level.nodes[flow.source].host
        }
        self.lengths: dict[str, int] = {}
        for id_ in sorted(self.columns, key=lambda one: -self.columns[one]):
            ahead = [self.lengths[one] for one in self.after[id_] if self.normal(id_, one)]
            self.lengths[id_] = 1 + max(ahead, default=0)

    def normal(self, source: str, target: str) -> bool:
        return (source, target) not in self.exceptional

    def pools(self) -> list[list[int]]:
        """The strips of each pool."""
        grouped: dict[str, list[int]] = {}
        for index, strip in enumerate(self.level.strips):
            grouped.setdefault(strip.pool, []).append(index)
        return list(grouped.values())

    def main_way(self, strips: list[int]) -> None:
        """The happy path of one pool on the first row of each of its lanes."""
        own = [
            id_ for id_ in self.columns if self.strip[id_] in strips and not self.level.nodes[id_].is_artifact
        ]
        starts = [id_ for id_ in own if not self.before[id_]]
        starts = [id_ for id_ in starts if self.level.nodes[id_].kind == "startEvent"] or starts or own[:1]
        if starts:
            self.place(self.chain(max(starts, key=lambda id_: self.lengths[id_])), None, first=True)

    def chain(self, start: str) -> list[str]:
        """The way on from `start` over shapes that have no place yet."""
        way = [start]
        while ahead := [
            one for one in self.after[way[-1]] if one not in self.places and self.normal(way[-1], one)
        ]:
            longest = max(self.lengths[one] for one in ahead)
            way.append(next(one for one in ahead if self.lengths[one] >= 0.6 * longest))
        return way

    def place(self, chain: list[str], source: str | None, *, first: bool = False) -> None:
        """Find rows for the shapes of `chain`: one row for each stretch in one strip."""
        stretches = self.stretches(chain)
        for number, stretch in enumerate(stretches):
            strip = self.strip[stretch[0]]
            before = source if number == 0 else stretches[number - 1][-1]
            following = stretches[number + 1][0] if number + 1 < len(stretches) else self.goal(stretch[-1])
            left, right = self.extent(stretch, before, following, strip)
            row = self.free_row(strip, range(left, right + 1), 0 if first else self.lowest(strip, before))
            for id_ in stretch:
                self.places[id_] = (strip, row)
            self.taken.update((strip, row, column) for column in range(left, right + 1))

    def stretches(self, chain: list[str]) -> list[list[str]]:
        cut: list[list[str]] = []
        for id_ in chain:
            if cut and self.strip[cut[-1][-1]] == self.strip[id_]:
                cut[-1].append(id_)
            else:
                cut.append([id_])
        return cut

    def extent(
        self, stretch: list[str], before: str | None, following: str | None, strip: int
    ) -> tuple[int, int]:
        """Columns that a stretch takes, with the lines that lead to it and on from it."""
        left, right = self.columns[stretch[0]], self.columns[stretch[-1]]
        if before is not None and self.strip[before] == strip:
            left = min(left, self.columns[before] + 1)
        if following is not None:
            right = max(right, self.columns[following] - 1)
        return left, right

    def goal(self, id_: str) -> str | None:
        """The shape with a place that a chain flows into at its end."""
        placed = [one for one in self.after[id_] if one in self.places]
        return min(placed, key=lambda one: self.columns[one], default=None)

    def lowest(self, strip: int, before: str | None) -> int:
        """Branches lie below the shape they leave."""
        place = self.places.get(before) if before is not None else None
        return place[1] + 1 if place and place[0] == strip else 0

    def free_row(self, strip: int, columns: range, row: int) -> int:
        while any((strip, row, column) in self.taken for column in columns):
            row += 1
        return row

    def branch(self) -> bool:
        """Place what leaves the rightmost shape that has an unplaced follower."""
        open_ = [id_ for id_ in self.places if any(one not in self.places for one in self.after[id_])]
        if not open_:
            return False
        source = max(open_, key=lambda id_: self.columns[id_])
        ahead = [one for one in self.after[source] if one not in self.places]
        ahead.sort(key=lambda one: not self.normal(source, one))
        self.place(self.chain(ahead[0]), source)
        return True

    def entrance(self) -> bool:
        """Place a way that only leads in (a second start)."""
        starts = [
            id_ for id_ in self.columns if id_ not in self.places and self.after[id_] and not self.before[id_]
        ]
        if starts:
            self.place(self.chain(max(starts, key=lambda id_: self.lengths[id_])), None)
        return bool(starts)

    def leftover(self) -> bool:
        """Place what nothing leads to: artifacts, event subprocesses, forgotten shapes."""
        left = [id_ for id_ in self.columns if id_ not in self.places]
        if left:
            self.place([left[0]], None)
        return bool(left)
