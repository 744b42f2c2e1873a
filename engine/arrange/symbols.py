"""The signs of BPMN 2.0: circles, diamonds, envelopes, clocks, arrows. Not where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, pi, sin
from typing import Any

from engine.arrange.reading import local
from engine.arrange.scene import Box, Point

_GATEWAYS = {
    "exclusiveGateway": "M-8 -8L8 8M8 -8L-8 8",
    "parallelGateway": "M-11 0H11M0 -11V11",
    "complexGateway": "M-11 0H11M0 -11V11M-8 -8L8 8M8 -8L-8 8",
    "eventBasedGateway": "M0 -7L7 -2L4 6H-4L-7 -2Z",
}
_TRIGGERS = {
    "messageEventDefinition": "M-8 -5.5H8V5.5H-8ZM-8 -5.5L0 1L8 -5.5",
    "timerEventDefinition": "M0 -8A8 8 0 1 1 0 8A8 8 0 1 1 0 -8M0 -6V0L4 3",
    "errorEventDefinition": "M-7 7L-3 -6L2 2L7 -7L4 6L-1 -1Z",
    "escalationEventDefinition": "M0 -8L6 7L0 1L-6 7Z",
    "signalEventDefinition": "M0 -8L8 6H-8Z",
    "conditionalEventDefinition": "M-6 -8H6V8H-6ZM-4 -4H4M-4 0H4M-4 4H4",
    "linkEventDefinition": "M-8 -3H2V-7L8 0L2 7V3H-8Z",
    "compensateEventDefinition": "M-8 0L0 -6V6ZM0 0L8 -6V6Z",
    "cancelEventDefinition": "M-7 -5L-5 -7L0 -2L5 -7L7 -5L2 0L7 5L5 7L0 2L-5 7L-7 5L-2 0Z",
    "terminateEventDefinition": "M0 -9A9 9 0 1 1 0 9A9 9 0 1 1 0 -9Z",
}
_COG = "M-3 -7H3L4 -4L7 -3V3L4 4L3 7H-3L-4 4L-7 3V-3L-4 -4ZM0 -2.5A2.5 2.5 0 1 1 0 2.5A2.5 2.5 0 1 1 0 -2.5"
_HAND = (
    "M-8 2V-2C-6 -6 -2 -6 2 -6C4 -6 3 -4 1 -4H7C9 -4 9 -2 7 -2H8C9 -2 9 1 7 1C8 1 8 4 5 4H-4C-6 4 -7 4 -8 2Z"
)
TASKS = {
    "userTask": "M-3 -6A3.5 3.5 0 1 1 3 -6A3.5 3.5 0 1 1 -3 -6M-7 8V4C-7 0 -4 -1 0 -1S7 0 7 4V8Z",
    "serviceTask": _COG,
    "businessRuleTask": "M-8 -6H8V6H-8ZM-8 -2H8M-8 2H8M-3 -2V6",
    "sendTask": _TRIGGERS["messageEventDefinition"],
    "receiveTask": _TRIGGERS["messageEventDefinition"],
    "scriptTask": "M-5 -7H6C2 -3 8 1 4 7H-7C-3 3 -9 -1 -5 -7M-3 -3H2M-3 0H3M-2 3H3",
    "manualTask": _HAND,
}


def family(kind: str) -> str:
    """How a kind of element is drawn: event, gateway, task, sub, note, store."""
    if kind.endswith("Event"):
        return "event"
    if kind.endswith("Gateway"):
        return "gateway"
    known = {"textAnnotation": "note", "dataObjectReference": "paper", "dataStoreReference": "store"}
    subs = ("subProcess", "transaction", "adHocSubProcess")
    return known.get(kind, "sub" if kind in subs else "task")


def draw(element: Any, box: Box, *, expanded: bool) -> Iterator[str]:
    """The shape of `element` in `box`, without its name."""
    kind = local(element)
    drawers = {"event": _event, "gateway": _gateway, "note": _note, "paper": _paper, "store": _store}
    drawer = drawers.get(family(kind))
    if drawer:
        yield from drawer(element, box)
    else:
        yield from _activity(element, box, expanded=expanded)


def _event(element: Any, box: Box) -> Iterator[str]:
    kind, (x, y), radius = local(element), box.centre, box.width / 2
    goes_on = "false" in (element.get("cancelActivity"), element.get("isInterrupting"))
    dashed = ' stroke-dasharray="5 3"' if goes_on else ""
    bold = " bold" if kind == "endEvent" else ""
    yield f'<circle class="shape{bold}" cx="{x}" cy="{y}" r="{radius}"{dashed}/>'
    if kind not in ("startEvent", "endEvent"):
        yield f'<circle class="shape" cx="{x}" cy="{y}" r="{radius - 3}"{dashed}/>'
    for definition in element:
        path = _TRIGGERS.get(local(definition))
        if path:
            throwing = kind in ("endEvent", "intermediateThrowEvent") or local(definition).startswith(
                "terminate"
            )
            yield _sign(path, x, y, solid=throwing)


def _gateway(element: Any, box: Box) -> Iterator[str]:
    (x, y), half = box.centre, box.width / 2
    yield f'<path class="shape" d="M{x} {y - half}L{x + half} {y}L{x} {y + half}L{x - half} {y}Z"/>'
    kind = local(element)
    if kind == "inclusiveGateway":
        yield f'<circle class="mark thick" cx="{x}" cy="{y}" r="11"/>'
    elif kind in _GATEWAYS:
        if kind == "eventBasedGateway":
            yield f'<circle class="mark" cx="{x}" cy="{y}" r="13"/>'
            yield f'<circle class="mark" cx="{x}" cy="{y}" r="11"/>'
        yield f'<path class="mark thick" d="{_GATEWAYS[kind]}" transform="translate({x} {y})"/>'


def _activity(element: Any, box: Box, *, expanded: bool) -> Iterator[str]:
    kind = local(element)
    bold = " bold" if kind == "callActivity" else ""
    dashed = ' stroke-dasharray="3 4"' if element.get("triggeredByEvent") == "true" else ""
    size = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
    yield f'<rect class="shape{bold}" {size} rx="10"{dashed}/>'
    if kind == "transaction":
        inner = box.grown(-3)
        size = f'x="{inner.x}" y="{inner.y}" width="{inner.width}" height="{inner.height}"'
        yield f'<rect class="mark" {size} rx="8"/>'
    if kind in TASKS:
        yield _sign(TASKS[kind], box.x + 15, box.y + 15, solid=kind == "sendTask")
    markers = list(_markers(element, closed=family(kind) == "sub" and not expanded))
    x = box.centre[0] - 9 * (len(markers) - 1)
    for number, path in enumerate(markers):
        yield _sign(path, x + 18 * number, box.bottom - 10, solid=False)


def _markers(element: Any, *, closed: bool) -> Iterator[str]:
    if closed or local(element) == "callActivity":
        yield "M-7 -7H7V7H-7ZM0 -4V4M-4 0H4"
    for child in element:
        if local(child) == "standardLoopCharacteristics":
            yield "M2 6A6 6 0 1 0 -4 5M-4 5L-8 6M-4 5L-4 1"
        if local(child) == "multiInstanceLoopCharacteristics":
            yield (
                "M-6 -4H6M-6 0H6M-6 4H6" if child.get("isSequential") == "true" else "M-4 -6V6M0 -6V6M4 -6V6"
            )


def _note(element: Any, box: Box) -> Iterator[str]:
    yield f'<path class="mark" d="M{box.x + 12} {box.y}H{box.x}V{box.bottom}H{box.x + 12}"/>'


def _paper(element: Any, box: Box) -> Iterator[str]:
    fold = f"M{box.right - 10} {box.y}V{box.y + 10}H{box.right}"
    outline = f"M{box.x} {box.y}H{box.right - 10}L{box.right} {box.y + 10}V{box.bottom}H{box.x}Z"
    yield f'<path class="shape" d="{outline}{fold}"/>'


def _store(element: Any, box: Box) -> Iterator[str]:
    bend = f"A{box.width / 2} 7 0 0 0"
    left, right, top, bottom = box.x, box.right, box.y + 7, box.bottom - 7
    body = f"M{left} {top}V{bottom}{bend} {right} {bottom}V{top}"
    yield f'<path class="shape" d="{body}{bend} {left} {top}{bend} {right} {top}"/>'


def _sign(path: str, x: float, y: float, *, solid: bool) -> str:
    kind = "solid" if solid else "mark"
    return f'<path class="{kind}" d="{path}" transform="translate({x} {y})"/>'


def rounded(points: list[Point]) -> str:
    """A path through `points` with softened corners."""
    path = f"M{points[0][0]} {points[0][1]}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        one, two = _toward(corner, before, 6), _toward(corner, after, 6)
        path += f"L{one[0]:g} {one[1]:g}Q{corner[0]} {corner[1]} {two[0]:g} {two[1]:g}"
    return f"{path}L{points[-1][0]} {points[-1][1]}"


def _toward(start: Point, end: Point, by: float) -> tuple[float, float]:
    length = max(abs(end[0] - start[0]) + abs(end[1] - start[1]), 1)
    part = min(by, length / 2) / length
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def ends(kind: str, points: list[Point]) -> Iterator[str]:
    """The arrow head (and the small circle at the start of a message)."""
    if kind == "association":
        return
    (x1, y1), (x2, y2) = points[-2:]
    angle = atan2(y2 - y1, x2 - x1)
    wings = [(x2 - 10 * cos(angle + turn), y2 - 10 * sin(angle + turn)) for turn in (pi / 8, -pi / 8)]
    shape = f"M{x2} {y2}L{wings[0][0]:.1f} {wings[0][1]:.1f}L{wings[1][0]:.1f} {wings[1][1]:.1f}Z"
    yield f'<path class="{"solid" if kind == "sequence" else "shape"}" d="{shape}"/>'
    if kind == "message":
        x, y = _toward(points[0], points[1], 4)
        yield f'<circle class="shape" cx="{x:g}" cy="{y:g}" r="4"/>'


def default_mark(points: list[Point]) -> Iterator[str]:
    """The slash at the start of a default flow."""
    (x1, y1), (x2, y2) = points[:2]
    angle = atan2(y2 - y1, x2 - x1)
    x, y = x1 + 10 * cos(angle), y1 + 10 * sin(angle)
    yield f'<path class="line" d="M{x - 4:.1f} {y + 5:.1f}L{x + 4:.1f} {y - 5:.1f}"/>'
