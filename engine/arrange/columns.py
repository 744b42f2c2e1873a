"""Which column each shape stands in: time runs from left to right. Not rows, not pixels.

Loops are opened first (a flow back to something already under way is a back flow); then each shape stands
one column right of the last thing it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.arrange.scene import Level, Node

Edge = tuple[str, str]


def forward_edges(level: Level) -> list[Edge]:
    """Flows without back flows, by shape; what leaves a boundary event leaves its host."""
    edges = [(anchor(level, flow.source), flow.target) for flow in level.flows if flow.kind == "sequence"]
    after: dict[str, list[str]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    back = _back_edges(_starts_first(level, edges), after)
    return [edge for edge in dict.fromkeys(edges) if edge not in back]


def anchor(level: Level, id_: str) -> str:
    """The shape that stands in the grid for `id_`: the host of a boundary event."""
    host = level.nodes[id_].host if id_ in level.nodes else None
    return host if host in level.nodes and host is not None else id_


def assign(level: Level, edges: Iterable[Edge]) -> dict[str, int]:
    """Columns from 0, without gaps."""
    edges = list(edges)
    in_grid = [id_ for id_, node in level.nodes.items() if not _rides(level, id_) and not node.is_artifact]
    waits: dict[str, list[tuple[str, int]]] = {id_: [] for id_ in in_grid}
    for source, target in edges:
        waits[target].append((source, 1))
    for source, target in _messages(level, waits):
        if not _reaches(waits, target, source):
            waits[target].append((source, 0))
    columns = _longest(waits)
    _pull_right(level, columns, edges)
    _place_artifacts(level, columns)
    order = {column: index for index, column in enumerate(sorted(set(columns.values())))}
    return {id_: order[column] for id_, column in columns.items()}


def _rides(level: Level, id_: str) -> bool:
    return anchor(level, id_) != id_


def _starts_first(level: Level, edges: list[Edge]) -> list[str]:
    """Start events, then whatever nothing leads to, then the rest, each in the order of the file."""
    targets = {target for _, target in edges}
    rank = {
        id_: 0 if node.kind == "startEvent" else 1 if id_ not in targets else 2
        for id_, node in level.nodes.items()
    }
    return sorted(level.nodes, key=lambda id_: rank[id_])


def _back_edges(starts: list[str], after: Mapping[str, list[str]]) -> set[Edge]:
    back: set[Edge] = set()
    state: dict[str, str] = {}
    for start in starts:
        trail = [(start, iter(after.get(start, ())))] if start not in state else []
        state.setdefault(start, "open")
        while trail:
            here, rest = trail[-1]
            target = next(rest, None)
            if target is None:
                state[here] = "done"
                trail.pop()
            elif state.get(target) == "open":
                back.add((here, target))
            elif target not in state:
                state[target] = "open"
                trail.append((target, iter(after.get(target, ()))))
    return back


def _messages(level: Level, known: Mapping[str, object]) -> list[Edge]:
    """Message flows between shapes of the grid: what is received stands right of what was sent."""
    homes = {inner.id: node.id for node in level.nodes.values() for inner in _inside(node)}
    pairs = [
        (
            anchor(level, homes.get(flow.source, flow.source)),
            anchor(level, homes.get(flow.target, flow.target)),
        )
        for flow in level.messages
    ]
    return [pair for pair in pairs if pair[0] in known and pair[1] in known]


def _inside(node: Node) -> list[Node]:
    return node.inside.every_node() if node.inside else []


def _reaches(waits: Mapping[str, list[tuple[str, int]]], start: str, goal: str) -> bool:
    """`start` comes before `goal` already (so that goal before start would be a circle)."""
    seen, open_ = set(), [goal]
    while open_:
        here = open_.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            open_.extend(source for source, _ in waits[here])
    return False


def _longest(waits: Mapping[str, list[tuple[str, int]]]) -> dict[str, int]:
    columns = dict.fromkeys(waits, 0)
    for _ in waits:
        changed = False
        for id_, before in waits.items():
            column = max((columns[source] + step for source, step in before), default=0)
            if column != columns[id_]:
                columns[id_], changed = column, True
        if not changed:
            break
    return columns


def _pull_right(level: Level, columns: dict[str, int], edges: list[Edge]) -> None:
    """What only a second start leads to stands just before what it flows into, not at the far left."""
    after: dict[str, list[str]] = {id_: [] for id_ in columns}
    for source, target in edges:
        after[source].append(target)
    main = _reached(_main_starts(level, columns, edges), after)
    for id_ in sorted(columns, key=lambda one: -columns[one]):
        if id_ not in main and after[id_]:
            columns[id_] = max(columns[id_], min(columns[target] for target in after[id_]) - 1)


def _main_starts(level: Level, columns: dict[str, int], edges: list[Edge]) -> list[str]:
    """The first start of each pool."""
    firsts: dict[str, str] = {}
    pools = {id_: strip.pool for strip in level.strips for id_ in strip.members}
    for id_ in _starts_first(level, edges):
        if id_ in columns:
            firsts.setdefault(pools.get(id_, ""), id_)
    return list(firsts.values())


def _reached(starts: list[str], after: Mapping[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    while starts:
        here = starts.pop()
        if here not in reached:
            reached.add(here)
            starts.extend(after[here])
    return reached


def _place_artifacts(level: Level, columns: dict[str, int]) -> None:
    for flow in level.flows:
        for end, other in ((flow.source, flow.target), (flow.target, flow.source)):
            if flow.kind == "association" and level.nodes[end].is_artifact and end not in columns:
                columns[end] = columns.get(anchor(level, other), 0)
    for id_, node in level.nodes.items():
        if node.is_artifact:
            columns.setdefault(id_, 0)
