"""Every letter of the programme: harmless, complete, accessible, and it opens."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from engine import documents
from engine.errors import Invalid
from tests.processes.letter_values import NAMES, template, values, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IDS = re.compile(r'<(?:wp:docPr|w:bookmarkStart|v:shape)\b[^>]* (?:w:)?id="([^"]+)"')


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_no_findings(name: str) -> None:
    """Nothing refused, and nothing that a screen reader would miss."""
    assert [one.as_json()["message"] for one in documents.check(template(name), name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_written_from_its_example_without_a_gap(name: str) -> None:
    """All marks are filled, no sentence has a hole, nothing reads None."""
    text = written(name)
    assert not re.search(r"\{\{|\{%|None|  |\(\)| [.,;:](?!\S)|„“", text), text


@pytest.mark.parametrize("name", NAMES)
def test_the_example_has_no_value_the_letter_does_not_know(name: str) -> None:
    """The examples are the contract with the processes: each value of a letter's own file is read by it."""
    read = {path[0] for path in documents.fields(template(name))}
    common = {"vorgang", "heute", "beteiligte", "auskunft", "zeichnung", "dokument", "parameter"}
    assert set(values(name)) - common <= read


@pytest.mark.parametrize("name", NAMES)
def test_the_same_letter_is_the_same_bytes(name: str) -> None:
    """Written twice, draft or not, a letter is equal to the last byte."""
    for draft in (True, False):
        one, two = (documents.render(template(name), values(name), title=name, draft=draft) for _ in range(2))
        assert one.docx == two.docx


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_says_page_and_reference_in_one_typeface(name: str) -> None:
    """Az. and page x of y stand in the footer; there is one typeface; the language is German."""
    made = docx.Document(io.BytesIO(documents.render(template(name), values(name), title=name).docx))
    footer = made.sections[0].footer._element.xml
    assert "KIM-B2-2021-07" in footer
    assert " PAGE " in footer
    assert " NUMPAGES " in footer
    assert set(re.findall(r'w:ascii="([^"]+)"', made.styles.element.xml)) == {"Arial"}
    assert set(re.findall(r'w:lang [^>]*w:val="([^"]+)"', made.styles.element.xml)) == {"de-DE"}


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_opens_in_word_without_repair(name: str) -> None:
    """Every id is unique, every relationship leads somewhere, every table is whole, the title is set."""
    made = documents.render(template(name), values(name), title=f"Titel {name}", draft=True)
    with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
        parts = {part: archive.read(part).decode("utf-8", "replace") for part in archive.namelist()}
        assert len(parts) == len(archive.namelist())
    document = docx.Document(io.BytesIO(made.docx))
    assert document.core_properties.title == f"Titel {name}"
    for table in document.element.body.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        assert {len(row.findall(f"{W}tc")) for row in table.findall(f"{W}tr")} == {columns}
        assert all(cell[-1].tag == f"{W}p" for cell in table.iter(f"{W}tc"))
    for part, content in parts.items():
        assert len(IDS.findall(content)) == len(set(IDS.findall(content))), part
    related = set(re.findall(r'\br:id="([^"]+)"', parts["word/document.xml"]))
    assert related <= set(document.part.rels)


SIGNED = [name for name in NAMES if any(path[0] == "zeichnung" for path in documents.fields(template(name)))]

MADE_BY_MACHINE = ("S06_auszahlungsmitteilung", "S07_nachweisanforderung")
"""Notices that nobody signs; they say so where the line would be."""


@pytest.mark.parametrize("name", SIGNED)
def test_a_deputy_signs_as_deputy_and_an_unsigned_letter_has_a_line(name: str) -> None:
    """R45: "i. V." stands before the name; without a signature there is a line to sign on."""
    signature = {"name": "Demo Vertretung", "funktion": "Dezernat", "zusatz": "i. V.", "datum": None}
    assert "i. V. Demo Vertretung\nDezernat" in written(name, zeichnung=[signature])
    line = "ohne Unterschrift gültig" if name in MADE_BY_MACHINE else "____"
    assert line in written(name, zeichnung=[])


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_needs_neither_a_contact_nor_a_signature(name: str) -> None:
    """A first draft has nobody's signature yet and perhaps no contact."""
    supplied = {key: value for key, value in values(name).items() if key not in ("auskunft", "zeichnung")}
    assert documents.render(template(name), supplied, title=name, draft=True).docx


def test_a_missing_amount_is_named_not_left_out() -> None:
    """A notice without its amount does not exist."""
    with pytest.raises(Invalid) as refused:
        documents.render(template("D04"), {**values("D04"), "betrag": None}, title="D04")
    assert any(one.path == "betrag" and "Absatz" in one.reason.sentence() for one in refused.value.problems)


@pytest.mark.office
@pytest.mark.skipif(not documents.pdf_available(), reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", [name for name in NAMES if name[:3] in ("D04", "D07", "D14")])
def test_a_letter_opens_and_becomes_a_pdf(name: str) -> None:
    """LibreOffice reads what we write and makes a tagged PDF/A of it."""
    pdf = documents.to_pdf(documents.render(template(name), values(name), title=name).docx)
    assert b"/StructTreeRoot" in pdf
