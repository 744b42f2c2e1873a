"""A letter edited outside: its differences are shown, and what was changed is in the issued letter."""

from __future__ import annotations

import io

import docx as word
import pytest

from engine import documents
from engine.documents import comparing
from engine.errors import BrokenProcess, EngineError

DRAFT = ["Bescheid", "Sehr geehrte Damen und Herren,", "wir bewilligen 100 €.", "Entwurf vom 1. März", "Gruß"]


def letter(*paragraphs: str, header: str = "Kreis") -> bytes:
    paper = word.Document()
    paper.sections[0].header.paragraphs[0].text = header
    for text in paragraphs:
        paper.add_paragraph(text)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def texts(content: bytes) -> list[str]:
    return [one.text for one in word.Document(io.BytesIO(content)).paragraphs]


def edited(**changes: str) -> list[str]:
    return [changes.get(f"p{place}", text) for place, text in enumerate(DRAFT)]


def test_differences_are_told_paragraph_by_paragraph() -> None:
    """A changed, a new and a removed paragraph, each with its neighbours; in the confined process, too."""
    after = [DRAFT[0], "Guten Tag,", *DRAFT[2:4], "Neu.", DRAFT[4]]
    told = documents.compare(letter(*DRAFT), letter(*after), "Bescheid.docx")
    assert [(one.kind, one.new) for one in told if one.kind != "same"] == [
        ("changed", "Guten Tag,"),
        ("added", "Neu."),
    ]
    assert told == comparing.compare(letter(*DRAFT), letter(*after), "Bescheid.docx")


def test_a_changed_header_is_refused_by_name() -> None:
    """Headers come from the template; what would be lost when the letter is issued is not taken."""
    with pytest.raises(BrokenProcess) as refused:
        documents.compare(letter(*DRAFT), letter(*DRAFT, header="Stadt"), "Bescheid.docx")
    assert [one.rule for one in refused.value.findings] == ["documents.header_changed"]


def test_what_was_changed_stands_in_the_issued_letter() -> None:
    """Beside what is computed anew: the date of issue is that of the issued letter."""
    after = [*edited(p1="Guten Tag,")[:3], "Bitte rufen Sie an.", *DRAFT[3:]]
    fresh = letter(*edited(p3="Köln, 5. März"))
    carried, sha256 = documents.carry(letter(*DRAFT), letter(*after), fresh, "Bescheid.docx")
    assert texts(carried) == [
        "Bescheid", "Guten Tag,", "wir bewilligen 100 €.", "Bitte rufen Sie an.", "Köln, 5. März", "Gruß",
    ]  # fmt: skip
    assert (carried, sha256) == documents.carry(letter(*DRAFT), letter(*after), fresh, "Bescheid.docx")


def test_a_removed_paragraph_is_gone() -> None:
    """Removing is a change like any other."""
    carried, _ = documents.carry(
        letter(*DRAFT), letter(*DRAFT[:1], *DRAFT[2:]), letter(*DRAFT), "Bescheid.docx"
    )
    assert texts(carried) == [DRAFT[0], *DRAFT[2:]]


def test_where_hand_and_computation_differ_nothing_is_issued() -> None:
    """Nobody can say which holds: the paragraph is named."""
    fresh = letter(*edited(p2="wir bewilligen 90 €."))
    with pytest.raises(EngineError) as refused:
        documents.carry(letter(*DRAFT), letter(*edited(p2="wir bewilligen 110 €.")), fresh, "Bescheid.docx")
    assert refused.value.reason.facts["paragraph"] == "wir bewilligen 100 €."
