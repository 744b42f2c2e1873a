"""What a person changed in a draft, carried over into the letter that is issued. Not the comparing.

Draft and issued letter come from the same template; between them only what is computed anew may differ (a
date, a signature). A changed paragraph is carried where the issued letter has the draft's paragraph word for
word; where both differ, nobody can say which holds, and nothing is issued.
"""

from __future__ import annotations

import copy
import hashlib
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

from engine.documents.comparing import paragraph_text
from engine.documents.package import MAIN, W, pack, unpack
from engine.errors import BrokenProcess, EngineError

_RUN_PARTS = frozenset(W + name for name in ("rPr", "t", "tab", "br", "noBreakHyphen"))


def carry(base: bytes, edited: bytes, fresh: bytes, file: str) -> tuple[bytes, str]:
    """`fresh` with every change that leads from `base` to `edited`, and its SHA-256.

    `file` is the name of the edited one. Raises EngineError `documents.carry_conflict` naming the paragraph,
    BrokenProcess for a file that cannot be opened safely.
    """
    packages = [unpack(one) for one in (base, edited, fresh)]
    for one in packages:
        if one.findings:
            raise BrokenProcess(one.findings, code="broken_file", file=file)
    name = next(part for part, kind in packages[2].kinds.items() if kind == MAIN)
    old, new, target = (_paragraphs(one) for one in packages)
    texts = [[paragraph_text(one) for one in part] for part in (old, new, target)]
    places = _places(texts[0], texts[2])
    steps = SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes()
    for tag, i, j, k, m in reversed(steps):
        if tag != "equal":
            _apply(texts[0][i:j], new[k:m], _span(places, target, i, j, texts[0]))
    tree = packages[2].trees[name]
    content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    carried = pack({**packages[2].parts, name: content})
    return carried, hashlib.sha256(carried).hexdigest()


def _paragraphs(package: Any) -> list[Any]:
    """The paragraphs of the body in their order, also those in tables, without those in text boxes."""
    _, tree = next(package.marked())
    found = tree.iter(W + "p")
    return [one for one in found if next(one.iterancestors(W + "p"), None) is None]


def _places(old: list[str], fresh: list[str]) -> dict[int, int]:
    """Paragraph of the draft → the same paragraph of the letter that is issued."""
    matcher = SequenceMatcher(None, old, fresh, autojunk=False)
    return {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}


def _span(places: dict[int, int], target: list[Any], i: int, j: int, old: list[str]) -> list[Any]:
    """The paragraphs to be changed, after the one before them: all must be the draft's, word for word."""
    anchor = i - 1
    while anchor > 0 and anchor not in places and i == j:
        anchor -= 1
    needed = range(i, j) if i < j else [max(anchor, 0)]
    for one in needed:
        if one not in places:
            raise EngineError("documents.carry_conflict", paragraph=old[one][:80] or "…")
    return [target[places[one]] for one in needed]


def _apply(old: list[str], new: list[Any], there: list[Any]) -> None:
    """Change the paragraphs `there` into `new`; where `old` is empty, put `new` after the one there."""
    if not old:
        last = there[0]
        for one in new:
            added = copy.deepcopy(last)
            _say(added, one)
            last.addnext(added)
            last = added
        return
    for one, said in zip(there, new, strict=False):
        _say(one, said)
    for one in there[len(new) :]:
        _take_away(one)
    last = there[min(len(new), len(there)) - 1] if new else there[0]
    for one in new[len(there) :]:
        added = copy.deepcopy(last)
        _say(added, one)
        last.addnext(added)
        last = added


def _say(paragraph: Any, said: Any) -> None:
    """Give `paragraph` the words of `said` with their looks; its own style and place stay."""
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    for run in said.iter(W + "r"):
        if next(run.iterancestors(W + "p"), None) is said:
            paragraph.append(_plain(run))


def _plain(run: Any) -> Any:
    found = copy.deepcopy(run)
    for child in list(found):
        if child.tag not in _RUN_PARTS:
            found.remove(child)
    return found


def _take_away(paragraph: Any) -> None:
    """Remove it; a cell keeps its last paragraph, and a section its end."""
    parent = paragraph.getparent()
    alone = parent.tag == W + "tc" and len(parent.findall(W + "p")) == 1
    if alone or paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        for child in list(paragraph):
            if child.tag != W + "pPr":
                paragraph.remove(child)
    else:
        parent.remove(paragraph)
