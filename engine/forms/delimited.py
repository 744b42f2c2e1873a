"""Tables as text: CSV files and what a spreadsheet puts on the clipboard. Not what a table means.

German Excel writes semicolons and decimal commas, often in Windows-1252; the clipboard has tabs. A text that
begins like a formula gets an apostrophe when it is written (OWASP: CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from engine.errors import EngineError
from engine.forms import workbook
from engine.forms.workbook import Cell, Line

LARGEST = 2_000_000
"""Characters of a text."""
_DELIMITERS = "\t;,"


def decoded(content: bytes) -> str | None:
    """The text of a file, or None where it is none (a workbook, a picture)."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def is_table(text: str) -> bool:
    """Whether the first line has more than one cell."""
    return any(one in text.partition("\n")[0] for one in _DELIMITERS)


def rows(text: str, *, columns: int, most: int, file: str = "") -> Iterator[Line]:
    """The first `most` lines with anything in them, each with `columns` cells.

    Raises EngineError (`spreadsheet_...`).
    """
    if len(text) > LARGEST:
        raise EngineError("spreadsheet_too_large", file=file, limit=LARGEST // 1_000_000)
    first = text.partition("\n")[0]
    delimiter = next((one for one in _DELIMITERS if one in first), ";")
    try:
        read = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
        written = ((number, line) for number, line in read if any(map(str.strip, line[:columns])))
        for number, line in islice(written, most):
            cells = (line + [""] * columns)[:columns]
            yield tuple(_cell(cell, number) for cell in cells)
    except csv.Error:
        raise EngineError("spreadsheet_broken", file=file, cause="csv") from None


def _cell(text: str, row: int) -> Cell:
    return Cell(text if text.strip() else None, row, "f" if text.startswith("=") else "s")


def packed(lines: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that a German Excel opens with a double click: byte order mark, semicolons."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in line] for line in lines)
    return target.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    """Negative amounts stay amounts; everything else that looks like a formula is quoted."""
    number = cell.startswith("-") and cell[1:].replace(".", "").replace(",", "").isdecimal()
    return cell if number else workbook.safe(cell)
