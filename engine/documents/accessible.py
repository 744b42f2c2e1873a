"""What a reader with a screen reader would miss in a letter: language, headings, header rows, alt texts.

Warnings only; nothing here concerns safety. Rules: BITV 2.0, PDF/UA-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.documents.package import Package, W
from engine.errors import Finding

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def accessibility(package: Package) -> Iterator[Finding]:
    """Warnings about a package that opened without findings."""
    for name, tree in package.marked():
        for number, table in enumerate(tree.iter(W + "tbl"), start=1):
            if (
                len(table.findall(W + "tr")) > 1
                and not _laid_out(table)
                and table.find(f".//{W}tblHeader") is None
            ):
                yield _warning("table_without_header", name, table=number)
        for drawing in tree.iter(_DRAWING):
            if not drawing.get("descr"):
                yield _warning("picture_without_alt", name, picture=drawing.get("name", ""))
    if not any(_language(tree) for tree in package.trees.values()):
        yield _warning("no_language", "word/styles.xml")
    if not any(_heading(tree) for _, tree in package.marked()):
        yield _warning("no_headings", "word/document.xml")


def _warning(rule: str, part: str, **facts: Any) -> Finding:
    return Finding("", f"documents.{rule}", element=part, severity="warning", facts=facts)


def _laid_out(table: Any) -> bool:
    """A table without lines that only places blocks beside each other says so in its description."""
    described = table.find(f"{W}tblPr/{W}tblDescription")
    return described is not None and described.get(W + "val", "").startswith("Layout")


def _language(tree: Any) -> bool:
    default = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return default is not None and bool(default.get(W + "val"))


def _heading(tree: Any) -> bool:
    styles = (style.get(W + "val", "") for style in tree.iter(W + "pStyle"))
    return any(style.lower().startswith(("heading", "berschrift", "title", "titel")) for style in styles)
