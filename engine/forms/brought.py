"""An Excel or CSV file that somebody brings, as lines of cells. Read in a child process (`engine.confined`).

Not what a line means, and not the clipboard: what is pasted is a text of the page.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from engine.confined import Bounds, Upload, ask
from engine.forms import delimited, workbook
from engine.forms.headings import plain
from engine.forms.workbook import Cell, Line

BOUNDS = Bounds(seconds=4, clock=15)


def lines(upload: Upload, *, columns: int, most: int, titles: Sequence[str] = ()) -> list[Line]:
    """The first `most` lines of the file in which something stands, with `columns` cells; formulas stay such.

    A text of one column is a table where it begins with one of `titles`. Raises EngineError
    (`spreadsheet_broken`, `spreadsheet_too_large`, `file_too_costly`) naming the file.
    """
    question = {"name": upload.name, "columns": columns, "most": most, "titles": list(titles)}
    answer = ask(_lines, upload.content, file=upload.name, bounds=BOUNDS, **question)
    return [tuple(Cell(value, number, kind) for kind, value in line) for number, line in answer]


def _lines(content: bytes, name: str, columns: int, most: int, titles: list[str]) -> list[Any]:
    """The work: number, and kind and value of each cell."""
    text = None if content.startswith(b"PK") else delimited.decoded(content)
    found: Iterable[Line]
    if text is not None and _is_table(text, titles):
        found = delimited.rows(text, columns=columns, most=most, file=name)
    else:
        found = workbook.rows(content, columns=columns, most=most, file=name)
    return [[line[0].row, [[one.data_type, one.value] for one in line]] for line in found]


def _is_table(text: str, titles: list[str]) -> bool:
    first = text.partition("\n")[0]
    return delimited.is_table(text) or plain(first) in map(plain, titles)


def warm() -> None:
    """What Python loads at first use, it loads before the limits are set."""
    book, target = Workbook(), io.BytesIO()
    book.worksheets[0].append([1, "a", Decimal(1)])
    book.save(target)
    _lines(target.getvalue(), "", 3, 3, [])
    _lines(b"a;b\n", "", 2, 2, [])
