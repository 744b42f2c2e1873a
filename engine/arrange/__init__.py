"""Arranging: gives a BPMN file a clean layout, and draws it as a picture. Not its meaning, and no checks."""

from __future__ import annotations

from engine.arrange import layout, reading, writing
from engine.arrange.picture import svg

__all__ = ["arrange", "svg"]


def arrange(data: bytes, file: str) -> bytes:
    """The same file with a new diagram part; everything else keeps its bytes.

    Raises BrokenProcess where `data` is not safe, readable XML. The same file, the same bytes.
    """
    drawing = reading.read(data, file)
    for plane in drawing.planes:
        layout.plane(plane)
    source = data.decode("utf-8-sig")
    return writing.replace_diagrams(source, drawing.planes).encode("utf-8")
