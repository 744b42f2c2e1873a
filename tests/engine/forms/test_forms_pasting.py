"""Cells of a CSV file or a clipboard become rows, all or none; rows are copied and nothing else moves."""

from __future__ import annotations

from typing import Any

import pytest

from engine import forms
from engine.confined import Upload
from engine.forms import delimited, sheet_reading, sheet_writing
from tests.engine.forms.form_building import CHOICE, CONTEXT, DAY, MONEY, form, table

TEXT = {"title": "Bezeichnung", "type": "string", "maxLength": 60}
COLUMNS = {"was": TEXT, "betrag": MONEY, "ab": DAY, "art": CHOICE}
FORM = form({"kosten": table(COLUMNS, required=["was"], maxItems=1000), "betrag": MONEY})
KOSTEN = FORM.sheet.by_name["kosten"]
RAW = {
    "betrag": ["1,00"],
    "kosten[0].was": ["Miete"],
    "kosten[0].betrag": ["-1.250,50"],
    "kosten[0].ab": ["2021-03-01"],
    "kosten[0].art": ["fest"],
}


def pasted(text: str, at: tuple[int, str] = (-1, ""), raw: Any = RAW) -> sheet_reading.Taken:
    return sheet_reading.pasted(FORM, KOSTEN, text, raw, at, sheet_reading.Around(CONTEXT))


def told(found: sheet_reading.Taken) -> str:
    return " ".join(one.reason.sentence() for one in found.problems)


def test_a_csv_file_comes_back_as_it_went() -> None:
    """Semicolons, decimal commas, German days, names of choices."""
    text = sheet_writing.written_as_text(KOSTEN, RAW)
    assert text.decode("utf-8-sig").splitlines()[1] == "Miete;-1.250,50;01.03.2021;Festbetrag"
    back = sheet_reading.taken(FORM, KOSTEN, Upload("a.csv", text), RAW, sheet_reading.Around(CONTEXT))
    assert (told(back), FORM.look(back.raw, CONTEXT).answers) == ("", FORM.look(RAW, CONTEXT).answers)


def test_a_text_that_looks_like_a_formula_is_quoted_and_read_back() -> None:
    """No spreadsheet computes what somebody typed (CSV injection)."""
    raw = {"kosten[0].was": ['=HYPERLINK("http://x")']}
    text = sheet_writing.written_as_text(KOSTEN, raw)
    assert "'=HYPERLINK" in text.decode("utf-8-sig")
    assert (
        sheet_reading.taken(FORM, KOSTEN, Upload("a.csv", text), {}, sheet_reading.Around(CONTEXT)).raw[
            "kosten[0].was"
        ]
        == raw["kosten[0].was"]
    )


def test_a_file_of_an_old_excel_is_read_too() -> None:
    """Windows-1252, and commas where the machine is English."""
    content = "Bezeichnung,Betrag\nMöbel,5\n".encode("cp1252")
    assert sheet_reading.taken(FORM, KOSTEN, Upload("a.csv", content), {}, sheet_reading.Around(CONTEXT)).raw[
        "kosten[0].was"
    ] == ["Möbel"]


def test_cells_are_appended_behind_the_last_row_in_use() -> None:
    """In the order of the columns where there are no headings."""
    found = pasted('Tische\t45.833,33\n"Stühle; alt"\t10\n')
    assert (found.rows, found.raw["kosten[0].was"]) == (2, ["Miete"])
    assert found.raw["kosten[1].betrag"] == ["45.833,33"]
    assert found.raw["kosten[2].was"] == ["Stühle; alt"]


def test_cells_pasted_into_a_box_go_on_from_there() -> None:
    """To the right and down; what stands left of them stays."""
    found = pasted("5,00\t01.04.2021", (0, "betrag"))
    assert (found.raw["kosten[0].was"], found.raw["kosten[0].betrag"]) == (["Miete"], ["5,00"])
    assert FORM.look(found.raw, CONTEXT).answers["kosten"][0]["ab"].isoformat() == "2021-04-01"


def test_headings_in_what_is_pasted_decide_the_columns() -> None:
    """People copy the whole table, too."""
    assert pasted("Betrag\tBezeichnung\n7\tStrom").raw["kosten[1].was"] == ["Strom"]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Tische\tviel", (-1, ""), "Eingelesene Zeile 1, Spalte „Betrag“: Betrag: „viel“ ist keine Zahl"),
        ("Tische\t=1+1", (-1, ""), "Spalte „Betrag“ (B1): Hier steht eine Formel"),
        ("1\t2\t3", (0, "ab"), "haben 3 Spalten; ab hier gibt es 2"),
        (" \n", (-1, ""), "Es ist nichts eingefügt"),
        ("x\n" * 1000, (-1, ""), "Höchstens 1000 Zeilen"),
    ],
)
def test_what_does_not_fit_changes_nothing(text: str, at: tuple[int, str], expected: str) -> None:
    """All cells or none, and a sentence that names row and column."""
    found = pasted(text, at)
    assert (found.raw, expected in told(found)) == (RAW, True), told(found)


def test_a_thousand_rows_are_read() -> None:
    """That many a table may have."""
    assert pasted("Tische\t1,00\n" * 999).rows == 999


def test_a_copied_row_stands_right_below() -> None:
    """The rows below move down, other boxes stay."""
    raw = {**RAW, "kosten[1].was": ["Strom"]}
    copied = forms.copy_row(raw, KOSTEN, 0)
    assert [copied[f"kosten[{row}].was"] for row in (0, 1, 2)] == [["Miete"], ["Miete"], ["Strom"]]
    assert (copied["kosten[1].art"], copied["betrag"], "kosten[2].art" in copied) == (
        ["fest"],
        ["1,00"],
        False,
    )


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xfe\x00", b""])
def test_what_is_no_text_is_no_table(content: bytes) -> None:
    """A picture is not taken for a CSV file."""
    assert not delimited.is_table(delimited.decoded(content) or "")
