"""Excel files, safely: cells that are never formulas, files of strangers with bounds. Not what a table means.

A text that begins like a formula gets an apostrophe, and loses it when it is read (OWASP: CSV injection).
A file is measured part by part by the hardened XML reader before openpyxl sees it.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from engine import xml
from engine.errors import BrokenProcess, EngineError

Look = Literal["text", "money", "decimal", "integer", "date", "month"]

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The type of an .xlsx."""
LARGEST = 5_000_000
"""Bytes of a file."""
_UNPACKED, _PARTS = 20_000_000, 100
_BOUNDS = xml.Bounds(size=8_000_000, elements=200_000, depth=40, attributes=200)
_TOO_MUCH = ("xml.too_large", "xml.too_many_elements")
_LONGEST = 32_767
_FORMULA = re.compile(r"'?[=+\-@\t\r]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMATS: dict[Look, str] = {
    "text": "@", "money": '#,##0.00 "€"', "decimal": "#,##0.00##", "integer": "#,##0", "date": "DD.MM.YYYY",
    "month": "MM.YYYY",
}  # fmt: skip
_HEAD = PatternFill("solid", fgColor="E6EAF2")
_LINE = Border(bottom=Side(style="thin", color="9AA4B2"))


@dataclass(frozen=True)
class Cell:
    """One cell: a text, number (`int`, `Decimal`), day, time or None, and the number of its line."""

    value: Any
    row: int
    data_type: str = "s"
    """`f` for what a spreadsheet would compute, `e` for what it failed to compute."""


Line = tuple[Cell, ...]


def put(cell: Any, value: Any, look: Look = "text", *, bold: bool = False) -> None:
    """Write a value as what it is: numbers and days typed, texts as texts and never as formulas."""
    cell.number_format = FORMATS[look]
    cell.alignment = Alignment(vertical="top", wrap_text=look == "text")
    if bold:
        cell.font = Font(bold=True)
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool | datetime):
        cell.value = value
        return
    if value is not None and value != "":
        cell.value = safe(str(value))
        cell.data_type = "s"


def head(cell: Any, text: str) -> None:
    """Write a heading of a column."""
    put(cell, text, bold=True)
    cell.fill, cell.border = _HEAD, _LINE


def total(cell: Any, value: Any, look: Look) -> None:
    """Write a cell of a line of sums."""
    put(cell, value, look, bold=True)
    cell.border = Border(top=Side(style="thin", color="9AA4B2"))


def safe(text: str) -> str:
    """The text without what Excel cannot hold, with an apostrophe where it could be taken for a formula."""
    clean = _UNSEEN.sub("", text)[: _LONGEST - 1]
    return f"'{clean}" if _FORMULA.match(clean) else clean


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this text (OWASP: CSV injection); an apostrophe prevents that."""
    return not text.startswith("'") and _FORMULA.match(text) is not None


def plain(text: str) -> str:
    """The reverse of `safe`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def packed(workbook: Workbook) -> bytes:
    """The file."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def rows(content: bytes, *, columns: int, most: int, file: str) -> Iterator[Line]:
    """The first `most` rows with anything in them of the first visible sheet, each with `columns` cells.

    Formulas stay formulas, and empty rows count for the numbers of the others only.
    Raises EngineError: `spreadsheet_too_large`, `spreadsheet_broken`.
    """
    _measured(content, file)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()
        found = _written(sheet.iter_rows(max_col=columns))
        yield from islice(filter(filled, found), most)
    except Exception as error:  # whatever a broken file provokes in openpyxl is one refusal for the person
        raise EngineError("spreadsheet_broken", file=file, cause=type(error).__name__) from None


def filled(line: Line) -> bool:
    """Whether anything can be read in a line."""
    return any(one.value is not None and str(one.value).strip() for one in line)


def _written(rows: Iterable[Any]) -> Iterator[Line]:
    """The rows of a sheet; where there are none openpyxl fills in one and the same, up to a million times."""
    before = None
    for number, cells in enumerate(rows, start=1):
        if cells is not before:
            before = cells
            yield _line(number, cells)


def _line(number: int, cells: Sequence[Any]) -> Line:
    return tuple(Cell(_value(one.value), number, one.data_type) for one in cells)


def _value(found: Any) -> Any:
    """What stands in a cell. Excel keeps fifteen digits; what stands behind them is not what was typed."""
    if isinstance(found, float) and math.isfinite(found):  # 1e999 is no amount
        return Decimal(f"{found:.15g}")
    return found if isinstance(found, int | date | time | None) else str(found)


def _measured(content: bytes, file: str) -> None:
    """Refuse what is too large, packed too tightly, or no plain workbook, before anything is unpacked."""
    too_large = EngineError("spreadsheet_too_large", file=file, limit=LARGEST // 1_000_000)
    if len(content) > LARGEST:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise too_large
            if len(set(names)) < len(names) or any("vbaProject" in name for name in names):
                raise EngineError("spreadsheet_broken", file=file, cause="parts")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    xml.parse(archive.read(part), part.filename, _BOUNDS)
    except BrokenProcess as error:
        raise too_large if error.findings[0].rule in _TOO_MUCH else _broken(file, error) from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError) as error:
        raise _broken(file, error) from None


def _broken(file: str, error: Exception) -> EngineError:
    return EngineError("spreadsheet_broken", file=file, cause=type(error).__name__)
