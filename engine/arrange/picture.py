"""A BPMN file with a layout as an SVG picture, for pages without JavaScript and for paper. Not an editor.

Highlighted elements get a thicker line or a tick besides their colour, because colour never stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine import xml
from engine.arrange import look, symbols, text
from engine.arrange.reading import DI, local
from engine.arrange.scene import Box, Point

_DC = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_WAY = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


@dataclass
class _Picture:
    root: Any
    current: Collection[str]
    done: Collection[str]
    elements: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.elements = {one.get("id"): one for one in self.root.iter() if local(one) and one.get("id")}


def draw(
    data: bytes, file: str, *, current: Collection[str] = (), done: Collection[str] = (),
    title: str = "",
) -> str:  # fmt: skip
    """The first diagram of the file as SVG text; `current` and `done` are ids of elements to highlight.

    Raises BrokenProcess where `data` is not safe, readable XML. Without a layout the picture is empty.
    """
    picture = _Picture(xml.parse(data, file), current, done)
    plane = picture.root.find(f".//{{{DI}}}BPMNPlane")
    shapes = list(plane.iter(f"{{{DI}}}BPMNShape")) if plane is not None else []
    edges = list(plane.iter(f"{{{DI}}}BPMNEdge")) if plane is not None else []
    ranked = {rank: [part for one in shapes for part in _drawn(picture, one, rank)] for rank in range(3)}
    lines = [part for edge in edges for part in _edge(picture, edge)]
    labels = [part for one in (*edges, *shapes) for part in _outside_label(picture, one)]
    parts = [*ranked[0], *ranked[1], *lines, *ranked[2], *labels]
    return _page(parts, _extent(shapes, edges), title or file)


def _page(parts: list[str], view: Box, title: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view.x} {view.y} {view.width} {view.height}" '
        f'width="{view.width}" height="{view.height}" role="img" aria-label={quoteattr(title)} '
        'font-family="Fira Sans, Arial, sans-serif" font-size="11">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *map(look.dressed, parts), "</svg>"])


def _extent(shapes: list[Any], edges: list[Any]) -> Box:
    boxes = [_box(bounds) for one in (*shapes, *edges) for bounds in one.iter(_DC)]
    boxes += [Box(x, y, 0, 0) for edge in edges for x, y in _points(edge)]
    if not boxes:
        return Box(0, 0, 200, 100)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left - 20, top - 20, right - left + 40, bottom - top + 40)


def _box(bounds: Any) -> Box:
    return Box(*(_number(bounds.get(side)) for side in ("x", "y", "width", "height")))


def _points(edge: Any) -> list[Point]:
    return [(_number(way.get("x")), _number(way.get("y"))) for way in edge.iterfind(_WAY)]


def _number(written: str | None) -> int:
    """A coordinate; nonsense is 0, because a picture should show what it can."""
    try:
        return max(-100_000, min(round(float(written or 0)), 100_000))
    except (ValueError, OverflowError):
        return 0


def _drawn(picture: _Picture, shape: Any, rank: int) -> Iterator[str]:
    """The shape, if it is of this rank: 0 pools and lanes, 1 open subprocesses (below flows), 2 the rest."""
    element = picture.elements.get(shape.get("bpmnElement"))
    bounds = shape.find(_DC)
    if element is None or bounds is None or rank != _rank(element, shape):
        return
    box, id_ = _box(bounds), element.get("id")
    state = "current" if id_ in picture.current else "done" if id_ in picture.done else ""
    kind = f"frame {local(element)}" if rank == 0 else symbols.family(local(element))
    yield f"<g {look.group(kind, state)} data-element-id={quoteattr(id_)}>"
    yield f"<title>{escape(element.get('name') or id_)}</title>"
    yield from _frame(element, box) if rank == 0 else _node(element, shape, box)
    if state == "done":
        yield f'<path class="tick" d="M{box.right - 16} {box.y + 4} l5 6 l9 -12"/>'
    yield "</g>"


def _rank(element: Any, shape: Any) -> int:
    if local(element) in ("participant", "lane"):
        return 0
    return 1 if symbols.family(local(element)) == "sub" and shape.get("isExpanded") != "false" else 2


def _frame(element: Any, box: Box) -> Iterator[str]:
    fill = ' fill="none"' if local(element) == "lane" else ""
    yield f'<rect class="shape"{fill} x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"/>'
    if local(element) == "participant" and element.get("processRef"):
        yield f'<path class="shape" d="M{box.x + 30} {box.y}V{box.bottom}"/>'
    elif local(element) == "participant":
        yield from words(element.get("name") or "", box, box.width - 20, 12)
        return
    x, y = box.x + 15, box.centre[1]
    broken = text.lines(element.get("name") or "", box.height - 10, 12)[:2]
    for number, line in enumerate(broken):
        shift = x + 4 + round((number - (len(broken) - 1) / 2) * 13)
        turned = f'text-anchor="middle" transform="rotate(-90 {shift} {y})"'
        yield f'<text x="{shift}" y="{y}" {turned}>{escape(line)}</text>'


def _node(element: Any, shape: Any, box: Box) -> Iterator[str]:
    yield from symbols.draw(element, box, expanded=shape.get("isExpanded") != "false")
    kind = symbols.family(local(element))
    name = element.get("name") or ""
    if kind == "note":
        yield from words(" ".join("".join(element.itertext()).split()), box, box.width - 12, 11)
    elif kind == "sub" and shape.get("isExpanded") != "false":
        yield from words(name, Box(box.x, box.y + 6, box.width, 14), box.width - 20, 12)
    elif kind in ("task", "sub"):
        crowded = len(text.lines(name, box.width - 10, 12)) > 2 and local(element) in symbols.TASKS
        yield from words(name, box.moved(0, 8) if crowded else box, box.width - 10, 12)


def words(name: str, box: Box, widest: int, size: int) -> Iterator[str]:
    """`name` broken and centred in `box`."""
    broken = text.lines(name, widest, size)
    x, y = box.centre
    y += round(size * 0.36 - (len(broken) - 1) * 7)
    for number, line in enumerate(broken):
        yield f'<text x="{x}" y="{y + number * text.LINE}" text-anchor="middle">{escape(line)}</text>'


def _edge(picture: _Picture, edge: Any) -> Iterator[str]:
    element = picture.elements.get(edge.get("bpmnElement"))
    points = _points(edge)
    if element is None or len(points) < 2:
        return
    kind = {"sequenceFlow": "sequence", "messageFlow": "message"}.get(local(element), "association")
    state = "done" if element.get("id") in picture.done else ""
    yield f"<g {look.group(kind, state)} data-element-id={quoteattr(element.get('id') or '')}>"
    yield f'<path class="line"{look.dashes(kind)} d="{symbols.rounded(points)}"/>'
    yield from symbols.ends(kind, points)
    yield from symbols.default_mark(points) if _is_default(picture, element) else ()
    yield "</g>"


def _is_default(picture: _Picture, element: Any) -> bool:
    source = picture.elements.get(element.get("sourceRef") or "")
    return source is not None and source.get("default") == element.get("id")


def _outside_label(picture: _Picture, one: Any) -> Iterator[str]:
    element = picture.elements.get(one.get("bpmnElement"))
    bounds = one.find(f"{{{DI}}}BPMNLabel/{_DC}")
    if element is None or bounds is None or not element.get("name"):
        return
    box = _box(bounds)
    for number, line in enumerate(text.lines(element.get("name"), max(box.width, text.WIDEST))):
        y = box.y + 11 + number * text.LINE
        yield f'<text class="halo" x="{box.centre[0]}" y="{y}" text-anchor="middle">{escape(line)}</text>'
