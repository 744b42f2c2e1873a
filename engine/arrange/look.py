"""How a picture looks: ink, paper and highlights as attributes. Not which signs are drawn.

Attributes and not a style sheet, because a page with a strict content policy ignores embedded styles; a
page's own style sheet can still restyle every class.
"""

from __future__ import annotations

INK = "#1a1a1a"
PAPER = "#ffffff"
GREY = "#6b7280"

_KINDS = {
    "frame": f'fill="{PAPER}" stroke="{GREY}" font-size="12"',
    "task": f'fill="{PAPER}" stroke="{INK}" stroke-width="1.5" font-size="12"',
    "sub": f'fill="{PAPER}" stroke="{INK}" stroke-width="1.5" font-size="12"',
    "message": f'fill="{PAPER}" stroke="{INK}" stroke-width="1.3"',
}
_STATES = {
    "current": 'fill="#e0eaff" stroke="#1d4ed8" stroke-width="3.5"',
    "done": 'fill="#eef8f0" stroke="#15803d" stroke-width="1.5"',
}
_PARTS = (
    ('class="shape bold"', 'class="shape bold" stroke-width="3.5"'),
    ('class="mark"', f'class="mark" fill="none" stroke="{INK}" stroke-width="1.4"'),
    ('class="mark thick"', f'class="mark thick" fill="none" stroke="{INK}" stroke-width="2.5"'),
    ('class="solid"', f'class="solid" fill="{INK}" stroke="{INK}" stroke-width="1"'),
    ('class="line"', 'class="line" fill="none"'),
    ('class="tick"', 'class="tick" fill="none" stroke-width="2.5"'),
    ('class="halo"', f'class="halo" fill="{INK}" stroke="{PAPER}" stroke-width="3" paint-order="stroke"'),
    ("<text x=", f'<text fill="{INK}" stroke="none" x='),
)
_DASHES = {"message": ' stroke-dasharray="8 5"', "association": ' stroke-dasharray="2 4"'}


def group(kind: str, state: str) -> str:
    """Class and attributes of the group around one element."""
    classes = f"{kind} {state}".strip()
    plain = f'fill="{PAPER}" stroke="{INK}" stroke-width="1.5"'
    size = ' font-size="12"' if kind in ("task", "sub") else ""
    look = _STATES[state] + size if state else _KINDS.get(kind.split(" ")[0], plain)
    return f'class="{classes}" {look}'


def dashes(kind: str) -> str:
    """The dashes of a line: messages long, associations dotted."""
    return _DASHES.get(kind, "")


def dressed(part: str) -> str:
    """The part with the attributes that its classes stand for."""
    for plain, full in _PARTS:
        part = part.replace(plain, full)
    return part
