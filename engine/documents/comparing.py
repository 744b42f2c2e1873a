"""Two versions of a Word letter side by side, paragraph by paragraph. Not who may replace one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from engine.documents.package import MAIN, Package, W, unpack
from engine.errors import BrokenProcess, Finding

LONGEST = 2_000
"""Characters of a paragraph that are shown."""
MOST = 400
"""Paragraphs of a comparison."""


@dataclass(frozen=True)
class Difference:
    """One paragraph: unchanged text has both sides alike, a new one no `old`, a removed one no `new`."""

    kind: Literal["same", "changed", "added", "removed"]
    old: str = ""
    new: str = ""


def compare(old: bytes, new: bytes, file: str) -> tuple[Difference, ...]:
    """What changed from one version to the other, with one unchanged paragraph around each change.

    Raises BrokenProcess with everything that makes the new file unfit to be kept.
    """
    before, after = _opened(old, file), _opened(new, file)
    if _texts(before, body=False) != _texts(after, body=False):
        raise BrokenProcess([Finding(file, "documents.header_changed")], code="broken_file", file=file)
    return _near_changes(_differences(_texts(before), _texts(after)))


def _opened(docx: bytes, file: str) -> Package:
    package = unpack(docx)
    if package.findings:
        raise BrokenProcess(package.findings, code="broken_file", file=file)
    return package


def _texts(package: Package, *, body: bool = True) -> list[str]:
    """The paragraphs of the body, or those of headers, footers and notes; empty ones are left out."""
    parts = [part for name, part in package.marked() if (package.kinds[name] == MAIN) == body]
    found = [paragraph_text(one) for part in parts for one in part.iter(W + "p")]
    return [text for text in found if text] if body else sorted({text for text in found if text})


def paragraph_text(paragraph: Any) -> str:
    """What a paragraph says: its runs without looks, tabs and breaks as one space, fields as their result."""
    parts = []
    for one in paragraph.iter(W + "t", W + "tab", W + "br", W + "noBreakHyphen"):
        inside = next(one.iterancestors(W + "p"), None)
        if inside is paragraph:
            parts.append((one.text or "") if one.tag == W + "t" else "-" if "Hyphen" in one.tag else " ")
    return " ".join("".join(parts).split())


def _differences(old: list[str], new: list[str]) -> Iterator[Difference]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Difference("same", text, text) for text in old[i:j])
            continue
        pairs = min(j - i, m - k)
        yield from (Difference("changed", old[i + n], new[k + n]) for n in range(pairs))
        yield from (Difference("removed", old=text) for text in old[i + pairs : j])
        yield from (Difference("added", new=text) for text in new[k + pairs : m])


def _near_changes(found: Iterator[Difference]) -> tuple[Difference, ...]:
    told = list(found)
    near = {
        place + step
        for place, one in enumerate(told)
        if one.kind != "same"
        for step in (-1, 0, 1)
        if 0 <= place + step < len(told)
    }
    return tuple(
        Difference(one.kind, one.old[:LONGEST], one.new[:LONGEST])
        for one in [told[place] for place in sorted(near)][:MOST]
    )
