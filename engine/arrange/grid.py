"""From columns and rows to pixels, and the tracks on which flows may run. Not the flows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine.arrange import text
from engine.arrange.scene import Box, Level, Node, Strip

GAP = 60
ROW_GAP = 50
PADDING = 30
LANE = 140
POOL_GAP = 60
BLACK_BOX = 60
HEADER = 30
"""Width of the strip with the name of a pool or lane."""


@dataclass
class Room:
    """How much more room than usual the flows need, by gap; learned while routing."""

    columns: dict[int, int] = field(default_factory=dict)
    rows: dict[tuple[int, int], int] = field(default_factory=dict)
    """(strip, row): below that row; row -1 is the space above the first."""


@dataclass
class Grid:
    """Where columns and rows lie, and the channels between them."""

    columns: list[tuple[int, int]]
    """Left and right edge of each."""
    rows: dict[tuple[int, int], tuple[int, int]]
    """Upper and lower edge of each (strip, row)."""
    channels_x: list[tuple[int, int]]
    channels_y: dict[tuple[int, int], tuple[int, int]]


def lay(level: Level, columns: Mapping[str, int], places: Mapping[str, tuple[int, int]], room: Room) -> Grid:
    """Give every shape of the level its box, and every strip its height. The upper left corner is (0, 0)."""
    across = _columns(level, columns, room)
    down = _rows(level, places, room)
    for id_, column in columns.items():
        node = level.nodes[id_]
        left, right = across[column]
        top, bottom = down[places[id_]]
        x, y = (left + right) // 2 - node.width // 2, (top + bottom) // 2 - node.height // 2
        node.box = Box(x, y, node.width, node.height)
    _boundary_events(level)
    return Grid(across, down, _between(across), _channels(level, down))


def width(level: Level) -> int:
    """How wide the level is, with a gap at its right."""
    return max((node.box.right for node in level.nodes.values()), default=GAP) // 20 * 20 + 20 + GAP


def _columns(level: Level, columns: Mapping[str, int], room: Room) -> list[tuple[int, int]]:
    edges: list[tuple[int, int]] = []
    left = GAP + room.columns.get(-1, 0)
    for column in range(max(columns.values(), default=-1) + 1):
        nodes = [level.nodes[id_] for id_, one in columns.items() if one == column]
        width = -(-max((node.width for node in nodes), default=60) // 20) * 20
        edges.append((left, left + width))
        left += width + max(GAP, _label_room(level, nodes)) + room.columns.get(column, 0)
    return edges


def _label_room(level: Level, nodes: list[Node]) -> int:
    """A gap must hold the names of the flows that leave a gateway to the right."""
    leaving = {node.id for node in nodes if not node.host}
    named = [flow for flow in level.flows if flow.source in leaving and flow.name]
    rooms = (text.extent(flow.name)[0] + (34 if flow.is_default else 20) for flow in named)
    return max((-(-room // 10) * 10 for room in rooms), default=0)


def _rows(
    level: Level, places: Mapping[str, tuple[int, int]], room: Room
) -> dict[tuple[int, int], tuple[int, int]]:
    edges: dict[tuple[int, int], tuple[int, int]] = {}
    y = 0
    riders = {node.host for node in level.nodes.values() if node.host}
    for index, strip in enumerate(level.strips):
        y += POOL_GAP if index and strip.pool != level.strips[index - 1].pool else 0
        strip.top = y
        members = {id_: places[id_][1] for id_ in strip.members if id_ in places}
        y += PADDING + room.rows.get((index, -1), 0)
        for row in range(max(members.values(), default=-1) + 1):
            inside = [level.nodes[id_] for id_, one in members.items() if one == row]
            height = -(-max((node.height for node in inside), default=80) // 20) * 20
            height = max(height, 80)
            edges[index, row] = (y, y + height)
            y += height + ROW_GAP + (20 if any(node.id in riders for node in inside) else 0)
            y += room.rows.get((index, row), 0)
        y += (PADDING - ROW_GAP) if members else 0
        smallest = max(LANE, _title_room(strip)) if members or strip.lanes else BLACK_BOX
        y = max(y, strip.top + smallest)
        strip.height = y - strip.top
    return edges


def _title_room(strip: Strip) -> int:
    """The name of a lane runs along its height, in two lines at most."""
    height = LANE
    while len(text.lines(strip.title, height - 10, 12)) > 2:
        height += 20
    return height


def _boundary_events(level: Level) -> None:
    """On the lower edge of their host: from the right, the middle kept free for the host's own flow."""
    riders: dict[str, list[Node]] = {}
    for node in level.nodes.values():
        if node.host in level.nodes and node.host is not None:
            riders.setdefault(node.host, []).append(node)
    for host, events in riders.items():
        box = level.nodes[host].box
        for event, x in zip(events, _seats(box, len(events)), strict=True):
            event.box = Box(x - event.width // 2, box.bottom - event.height // 2, event.width, event.height)


def _seats(box: Box, count: int) -> list[int]:
    if box.width <= 100:
        seats = {1: [80], 2: [80, 20], 3: [100, 50, 0]}.get(count)
        return [box.x + seat for seat in seats or range(110, 110 - 40 * count, -40)]
    pitch = min(100, (box.width - 60) // count // 10 * 10)
    return [box.right - 50 - pitch * number for number in range(count)]


def _between(edges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The channels left of, between and right of the columns."""
    ends = [(0, 0), *edges, ((edges[-1][1] if edges else 0) + GAP, 0)]
    return [(one[1], two[0]) for one, two in pairwise(ends)]


def _channels(
    level: Level, rows: dict[tuple[int, int], tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The channels below each row (row -1: above the first), cut at the borders of strips."""
    channels: dict[tuple[int, int], tuple[int, int]] = {}
    for index, strip in enumerate(level.strips):
        upper = strip.top
        own = sorted(row for number, row in rows if number == index)
        for row in own:
            channels[index, row - 1] = (upper, rows[index, row][0])
            upper = rows[index, row][1]
        if own:
            channels[index, own[-1]] = (upper, strip.top + strip.height)
    return channels
