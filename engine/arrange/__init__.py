"""Arranging: gives a BPMN file a clean layout, and draws it as a picture. Not its meaning, and no checks."""

from __future__ import annotations

from collections.abc import Collection

from engine.arrange import layout, picture, reading, writing

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


def svg(
    data: bytes, file: str = "diagram.bpmn", *, current: Collection[str] = (), done: Collection[str] = (),
    title: str = "",
) -> str:  # fmt: skip
    """The first diagram of the file as SVG text; `current` and `done` are ids of elements to highlight.

    A file without a layout is arranged first. Raises BrokenProcess where `data` is not safe, readable XML.
    """
    drawn = data if b"BPMNShape" in data else arrange(data, file)
    return picture.draw(drawn, file, current=current, done=done, title=title)
