"""The text that really runs: a part of the letter with its marks put together, and where each line stands.
Not what a mark may do (that is `allowed`) and not its values.

Word spreads `{{ betrag }}` over any number of runs. docxtpl joins them again; its result is what is checked
and what is executed, the same string, so nothing can hide between the two.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from engine.documents.package import Package, W
from engine.errors import Reason

MARKS = 3_000
_MARK = re.compile(r"\{\{|\{%|\{#")
_ANYWHERE = re.compile(rb"\{\{|\{%|\{#")
_TRICKS = re.compile(
    r"\{\{\s*(?:p|r|tr|tc)\s|\{%\s*tc\s|\{%\s*(?:colspan|cellbg|vm|hm)\b|\{%-|-%\}|\{\{-|-\}\}|\{_\{|\{_%"
)
_KINDS = {"header": "header", "footer": "footer", "footnotes": "notes", "endnotes": "notes"}


@dataclass(frozen=True)
class Source:
    """One part as Jinja reads it; every paragraph begins a line."""

    part: str
    kind: str
    text: str

    def place(self, line: int) -> Reason:
        """Where line `line` (1-based) stands, in the words of someone who has the letter open in Word."""
        lines = self.text.split("\n")
        before, here = lines[: line - 1], lines[line - 1] if 0 < line <= len(lines) else ""
        facts: dict[str, Any] = {"part": Reason(f"documents.part.{self.kind}"), "excerpt": excerpt(here)}
        earlier = "".join(before)
        if earlier.count("<w:tbl>") > earlier.count("</w:tbl>"):
            return Reason("documents.place.table", {**facts, "table": earlier.count("<w:tbl>")})
        # {%p ...%} took its paragraph away: its mark stands between paragraphs now
        taken = sum(one.rpartition("</w:p>")[2].count("{%") for one in before)
        number = len(re.findall(r"<w:p[ >]", earlier + here[:5])) + taken
        return Reason("documents.place.paragraph", {**facts, "number": number})


def excerpt(text: str) -> str:
    """The words of a piece of markup, shortened, so that a person finds the spot with Word's search."""
    words = " ".join(re.sub(r"<[^>]*>|\{%.*?%\}", "", text).split())
    return words if len(words) <= 60 else words[:59] + "…"


def sources(package: Package) -> list[Source]:
    """The parts of the letter that carry marks. Marks in the wrong place become findings of the package."""
    found = []
    marked = dict(package.marked())
    for name in sorted(package.trees.keys() - marked.keys()):
        if _ANYWHERE.search(package.parts[name]):
            package.refuse("marks_elsewhere", name)
    for name, tree in marked.items():
        if _clean(package, name, tree) and _carries_marks(tree):
            found.append(Source(name, _kind(package, name), _joined(tree)))
    return found


def put_into(source: Source, rendered: str) -> bytes:
    """The rendered text as the bytes of its part; line breaks of values become line breaks in Word.

    Raises etree.XMLSyntaxError where marks have torn the markup apart.
    """
    filled = _words().resolve_listing(rendered.replace("\n<w:p", "<w:p"))
    tree = etree.fromstring(filled.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    _finish_cells(tree)
    _number_drawings(tree)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _words() -> DocxTemplate:
    return DocxTemplate(io.BytesIO())


def _kind(package: Package, name: str) -> str:
    word = package.kinds[name].rpartition(".")[2].removesuffix("+xml")
    return _KINDS.get(word, "body")


def _joined(tree: Any) -> str:
    plain = etree.tostring(tree, encoding="unicode").replace("\n", " ")
    joined = _words().patch_xml(plain)
    joined = re.sub(r"\{[{%].*?[%}]\}", lambda mark: re.sub("[„‚]", '"', mark.group(0)), joined)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", joined)


def _carries_marks(tree: Any) -> bool:
    text = "".join(tree.itertext())
    return bool(_MARK.search(text)) or any(
        _MARK.search(value) for element in tree.iter() for value in element.attrib.values()
    )


def _clean(package: Package, name: str, tree: Any) -> bool:
    """False if docxtpl must not see this part: marks outside of text, unclosed ones, tricks, too many."""
    before = len(package.findings)
    for element in tree.iter():
        outside = [*element.attrib.values(), element.tail or ""]
        if element.tag != W + "t":
            outside.append(element.text or "")
        if any(_MARK.search(text) for text in outside):
            package.refuse("mark_misplaced", name, what=excerpt(next(filter(_MARK.search, outside))))
    count = 0
    for paragraph in tree.iter(W + "p"):
        text = "".join(one.text or "" for one in paragraph.iter(W + "t"))
        count += len(_MARK.findall(text))
        _paragraph(package, name, text)
    if count > MARKS:
        package.refuse("too_many_marks", name, count=count, limit=MARKS)
    return len(package.findings) == before


def _paragraph(package: Package, name: str, text: str) -> None:
    trick = _TRICKS.search(text)
    if trick:
        package.refuse("mark_not_allowed", name, what=trick.group(0), excerpt=excerpt(text))
    for opening, closing in (("{{", "}}"), ("{%", "%}"), ("{#", "#}")):
        if text.count(opening) != text.count(closing):
            package.refuse("mark_unclosed", name, what=opening, excerpt=excerpt(text))


def _finish_cells(tree: Any) -> None:
    """A table cell must end with a paragraph; a condition may have taken its only one away."""
    for cell in tree.iter(W + "tc"):
        if len(cell) == 0 or cell[-1].tag != W + "p":
            etree.SubElement(cell, W + "p")


def _number_drawings(tree: Any) -> None:
    """A repeated drawing needs an id of its own."""
    drawings = tree.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    for number, drawing in enumerate(drawings, start=1):
        drawing.set("id", str(number))
