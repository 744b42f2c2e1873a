"""Lines in which nothing stands count for nothing: nobody is lost behind them."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from engine.confined import Upload
from engine.errors import EngineError
from engine.forms import delimited
from engine.rules import roster

HEADS = ["Anmeldename", "Name", "Personalnummer"]


def spaced(count: int, last: int = 0) -> bytes:
    """So many people, each with a blank line before; the sheet is formatted down to row `last`."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADS)
    for number in range(count):
        sheet.append([None, " "])
        sheet.append([f"demo{number}", "Demo Person", f"P{number}"])
    if last:
        sheet.cell(last, 2).number_format = "0.00"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_text(count: int) -> bytes:
    lines = (f"demo{number};Demo Person;P{number}" for number in range(count))
    return "\n \n".join([";".join(HEADS), *lines]).encode()


@pytest.mark.parametrize(
    "content", [spaced(2_600), spaced(3, last=1_048_576), as_text(4_000)], ids=("sheet", "formatted", "text")
)
def test_nobody_is_lost_behind_blank_lines(content: bytes) -> None:
    """Everybody in the list is read, at the number of the row in the file."""
    read = roster.read(Upload("Personal.xlsx", content))
    expected = {2_600: 5_201, 3: 7, 4_000: 8_001}
    assert read.lines[-1][0] == expected[len(read.lines)]


def test_a_list_that_is_too_long_is_refused_and_not_cut() -> None:
    """The sentence says how many are possible."""
    with pytest.raises(EngineError) as told:
        roster.read(Upload("Personal.csv", as_text(roster.MOST + 1)))
    assert told.value.reason.code == "roster_too_long"


def test_what_is_pasted_is_counted_by_its_lines_too() -> None:
    """Blank lines of a clipboard are none of the first so many."""
    found = list(delimited.rows("a\tb\n\n \t\n" * 3, columns=2, most=3))
    assert [line[0].row for line in found] == [1, 4, 7]
