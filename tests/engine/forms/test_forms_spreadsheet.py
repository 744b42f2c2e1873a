"""A table goes to Excel and comes back the same; what is wrong is told by cell; no file does harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from engine.confined import Upload
from engine.errors import EngineError
from engine.forms import sheet_reading, sheet_writing
from engine.rules import roster
from tests.engine.forms.form_building import CHOICE, CONTEXT, DAY, MONEY, YES, form, table

PLACE = {"title": "Stelle", "type": "string", "x-verweis": "organisation"}
PLACES = {"organisation": {"bgl": "Stadt Bergisch Gladbach"}}
AROUND = sheet_reading.Around(CONTEXT, PLACES)
TEXT = {"title": "Bezeichnung", "type": "string", "maxLength": 60}
COLUMNS = {"was": TEXT, "betrag": MONEY, "ab": DAY, "sicher": YES, "art": CHOICE, "stelle": PLACE}
FORM = form({"kosten": table(COLUMNS, required=["was", "betrag"], maxItems=20), "betrag": MONEY})
KOSTEN = FORM.sheet.by_name["kosten"]
MARCH = datetime(2021, 3, 1)  # noqa: DTZ001 - Excel knows no time zones
HEADS = ["Bezeichnung *", "Betrag *", "Beginn", "Gesichert", "Art", "Stelle"]
RAW = {
    "betrag": ["1,00"],
    "kosten[0].was": ["=1+1"],
    "kosten[0].betrag": ["45.833,33"],
    "kosten[0].ab": ["2021-03-01"],
    "kosten[0].sicher": ["ja"],
    "kosten[0].art": ["fest"],
    "kosten[0].stelle": ["bgl"],
}


def excel(*lines: list[Any]) -> bytes:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def taken(content: bytes, raw: Any = RAW) -> sheet_reading.Taken:
    return sheet_reading.taken(FORM, KOSTEN, Upload("Kosten.xlsx", content), raw, AROUND)


def told(found: sheet_reading.Taken) -> list[str]:
    return [one.reason.sentence() for one in found.problems]


def test_a_table_comes_back_as_it_went() -> None:
    """Money, days, yes and no, choices and references; every other box keeps what was typed."""
    back = taken(sheet_writing.written(KOSTEN, RAW, PLACES))
    assert told(back) == []
    assert (back.raw, back.rows) == (RAW, 1)


def test_cells_are_typed_and_nothing_is_a_formula() -> None:
    """A number is a number, a day is a day, and a text that looks like a formula is quoted."""
    sheet = load_workbook(io.BytesIO(sheet_writing.written(KOSTEN, RAW, PLACES))).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert values[1:] == [45833.33, MARCH, "ja", "Festbetrag", "Stadt Bergisch Gladbach"]
    assert (values[0], sheet["A2"].data_type) == ("'=1+1", "s")
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ('#,##0.00 "€"', "DD.MM.YYYY")


def test_choices_are_offered_in_the_sheet() -> None:
    """Each column of a choice has its list; it lies in a hidden sheet, however long it is."""
    book = load_workbook(io.BytesIO(sheet_writing.written(KOSTEN, {}, PLACES)))
    offered = {str(one.sqref): one.formula1 for one in book.worksheets[0].data_validations.dataValidation}
    assert offered == {
        "D2:D21": "Auswahl!$D$1:$D$2",
        "E2:E21": "Auswahl!$E$1:$E$2",
        "F2:F21": "Auswahl!$F$1:$F$1",
    }
    assert [cell.value for cell in book["Auswahl"]["E"]] == ["anteil", "Festbetrag"]
    assert book["Auswahl"].sheet_state == "hidden"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (45833.33, "45.833,33"),
        (0.1 + 0.2, "0,3"),
        ("45.833,33", "45.833,33"),
        ("45.833,33 €", "45.833,33 €"),
        (12, "12"),
    ],
)
def test_german_numbers_and_typed_ones_are_both_understood(cell: Any, expected: str) -> None:
    """What Excel keeps as a binary number is what was typed, not its fifteen digits."""
    assert taken(excel(HEADS, ["Miete", cell])).raw["kosten[0].betrag"] == [expected]


@pytest.mark.parametrize("written", ["1e999", "-1e999"])
def test_a_number_beyond_all_numbers_is_no_amount(written: str) -> None:
    """What Excel never writes and somebody may: it is told at its cell, in a table as in a list of people."""
    content = excel(HEADS, ["Miete", 123456789])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(b"123456789", written.encode()))
    found = taken(target.getvalue())
    assert (found.raw, len(found.problems)) == (RAW, 1)
    assert "ist keine Zahl" in told(found)[0]
    assert roster.read(Upload("Personal.xlsx", target.getvalue())).problems


@pytest.mark.parametrize("cell", [MARCH, date(2021, 3, 1), "01.03.2021", "2021-03-01"])
def test_days_in_every_notation(cell: Any) -> None:
    """A day typed as a day, German or ISO."""
    found = taken(excel(HEADS, ["Miete", 1, cell]))
    assert FORM.look(found.raw, CONTEXT, references=PLACES).answers["kosten"][0]["ab"] == date(2021, 3, 1)


def test_headings_may_stand_in_any_order_and_rows_may_be_blank() -> None:
    """People sort columns and leave lines out."""
    found = taken(excel(["betrag", "BEZEICHNUNG"], [None, None], [5, "Miete"], [None, " "]))
    assert (found.rows, found.raw["kosten[0].was"], found.raw["kosten[0].betrag"]) == (1, ["Miete"], ["5"])


def test_the_report_names_row_column_and_cause() -> None:
    """Everything wrong at once, in the order of the file; nothing is taken over."""
    found = taken(
        excel(
            HEADS,
            ["Miete", "viel", "31.02.2021"],
            ["Material", None, None, None, "geschenkt"],
            ["Strom", "=1+1"],
        )
    )
    assert [one.partition(". ")[0] for one in told(found)] == [
        "Eingelesene Zeile 2, Spalte „Betrag“: Betrag: „viel“ ist keine Zahl",
        "Eingelesene Zeile 2, Spalte „Beginn“: Beginn: Den 31.02.2021 gibt es nicht.",
        "Eingelesene Zeile 3, Spalte „Betrag“: Betrag fehlt.",
        "Eingelesene Zeile 3, Spalte „Art“: Art: „geschenkt“ steht nicht zur Auswahl.",
        "Eingelesene Zeile 4, Spalte „Betrag“ (B4): Hier steht eine Formel",
    ]
    assert (found.raw, found.rows) == (RAW, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["Betrag", "Farbe"]], "„Farbe“"),
        ([["Betrag"], [1]], "fehlen Spalten: Bezeichnung"),
        ([["Betrag", "Betrag", "Bezeichnung"]], "zweimal"),
        ([[]], "steht nichts"),
        ([HEADS, *[["Miete", 1]] * 21], "Höchstens 20 Zeilen sind möglich, es sind 21"),
    ],
)
def test_a_sheet_that_is_not_this_table_is_refused(lines: list[list[Any]], expected: str) -> None:
    """Wrong headings, none, too many rows: said before any cell is judged."""
    assert any(expected in one for one in told(taken(excel(*lines))))


def test_more_rows_than_1000_are_never_read() -> None:
    """The bound of the file stands even where the form allows more."""
    wide = form({"kosten": table({"was": TEXT}, maxItems=1000)})
    content = excel(["Bezeichnung"], *[["x"]] * 1001)
    found = sheet_reading.taken(wide, wide.sheet.by_name["kosten"], Upload("a.xlsx", content), {}, AROUND)
    assert ["1000" in one for one in told(found)] == [True]


def archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def changed(name: str, change: Any) -> bytes:
    """A sound workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(excel(HEADS, ["Miete", 1]))) as sound:
        parts = {one: sound.read(one) for one in sound.namelist()}
    return archive({**parts, name: change(parts.get(name, b""))})


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "spreadsheet_broken"),
        (archive({"a.txt": b"x"}), "spreadsheet_broken"),
        (archive({"xl/worksheets/sheet1.xml": b" " * 30_000_000}), "spreadsheet_too_large"),
        (archive({f"{number}.xml": b"<a/>" for number in range(200)}), "spreadsheet_too_large"),
        (b"0" * 5_000_001, "spreadsheet_too_large"),
        (changed("xl/vbaProject.bin", lambda old: b"x"), "spreadsheet_broken"),
        (
            changed("xl/sharedStrings.xml", lambda old: DOCTYPE + old.partition(b"?>")[2]),
            "spreadsheet_broken",
        ),
        (changed("xl/worksheets/sheet1.xml", lambda old: old[:-20]), "spreadsheet_broken"),
        (changed("xl/worksheets/sheet1.xml", lambda old: b"<a>" * 99 + b"</a>" * 99), "spreadsheet_broken"),
    ],
)
def test_files_of_strangers_do_no_harm(content: bytes, code: str) -> None:
    """Bombs, macros, entities, torn files: one sentence each, no traceback."""
    with pytest.raises(EngineError) as refused:
        taken(content)
    assert refused.value.reason.code == code
