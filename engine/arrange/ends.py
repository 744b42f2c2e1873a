"""What flows can start and end at, also inside subprocesses, and what is in their way there. Not the ways."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from engine.arrange.scene import Box, Level, Node, Point


@dataclass
class End:
    """A shape of the level, one inside a subprocess of it, or a pool."""

    node: Node
    within: frozenset[str] = frozenset()
    """The open subprocesses around it: its flows may run through their area."""
    is_pool: bool = False


@dataclass
class Inside:
    """What a message finds inside the subprocesses that it leads into, in the coordinates of the level."""

    nodes: list[Node] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)
    xs: set[int] = field(default_factory=set)
    ys: set[int] = field(default_factory=set)


def find(level: Level, width: int) -> tuple[dict[str, End], Inside]:
    """Everything that flows of this level may touch; the pools are `width` wide."""
    ends = {id_: End(node) for id_, node in level.nodes.items()}
    inside = Inside()
    touched = {end for flow in level.messages for end in (flow.source, flow.target)}
    for outer in level.nodes.values():
        if outer.inside and touched & {node.id for node in outer.inside.every_node()}:
            _open(outer, (0, 0), frozenset(), inside, ends)
    for strip in level.strips:
        if strip.pool:
            box = Box(0, strip.top, width, strip.height)
            known = ends.get(strip.pool)
            pool = known.node.box.around(box) if known else box
            ends[strip.pool] = End(Node(strip.pool, "participant", "", 0, 0, box=pool), is_pool=True)
    return ends, inside


def _open(outer: Node, offset: Point, around: frozenset[str], inside: Inside, ends: dict[str, End]) -> None:
    level, around = outer.inside, around | {outer.id}
    if level is None:
        return
    dx, dy = offset[0] + outer.box.x, offset[1] + outer.box.y
    inside.xs.update(x + dx for x in level.tracks[0])
    inside.ys.update(y + dy for y in level.tracks[1])
    for flow in level.flows:
        points = [(x + dx, y + dy) for x, y in flow.points]
        inside.lines.extend(pairwise(points))
    for node in level.nodes.values():
        moved = replace(node, box=node.box.moved(dx, dy))
        inside.nodes.append(moved)
        ends[node.id] = End(moved, around)
        _open(node, (dx, dy), around, inside, ends)
