"""An overview as an Excel file: headings, typed cells, sums, and what was chosen. Not what stands in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from engine.check.settings import Column
from engine.clock import local
from engine.forms import workbook
from engine.queries.overview_sums import Total
from engine.queries.overviews import OverviewPage, shown
from engine.wording import Language, say

_LOOKS: dict[str, workbook.Look] = {"betrag": "money", "datum": "date"}


def excel(page: OverviewPage, language: Language = "de") -> bytes:
    """All rows of `page` as an .xlsx; amounts and days are amounts and days, texts are never formulas."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("".join(one for one in page.head.title if one not in "[]:*?/\\'")[:31] or "1")
    workbook.put(sheet.cell(1, 1), page.head.title, bold=True)
    workbook.put(sheet.cell(2, 1), _about(page, language))
    for place in (1, 2):
        sheet.cell(place, 1).alignment = Alignment(wrap_text=False)
    headings = [say("overviews", "case", language), *_year(page), *(one.label for one in page.columns)]
    for place, heading in enumerate(headings, start=1):
        workbook.head(sheet.cell(4, place), heading)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(len(heading) + 4, 16), 50)
    line = 5
    for row in page.rows:
        workbook.put(sheet.cell(line, 1), row.number)
        if page.year_label:
            workbook.put(sheet.cell(line, 2), str(row.year) if row.year is not None else None)
        for place, (column, value) in enumerate(zip(page.columns, row.values, strict=True), _first(page)):
            why = page.withheld.get(column.id)
            told = why.sentence(language) if why else _cell(column, value, language)
            workbook.put(sheet.cell(line, place), told, "text" if why else _look(column, value))
        line += 1
    for total in page.totals:
        line = _put_total(sheet, line, page, total, language)
    sheet.freeze_panes = sheet.cell(5, 2)
    last = get_column_letter(len(headings))
    sheet.auto_filter.ref = f"A4:{last}{4 + len(page.rows)}"
    return workbook.packed(book)


def _about(page: OverviewPage, language: Language) -> str:
    """When, and what was chosen: a printed sheet must say what it leaves out."""
    at = local(page.at).strftime("%d.%m.%Y, %H:%M" if language == "de" else "%d/%m/%Y, %H:%M")
    parts = [say("overviews", "as_of", language, at=at)]
    if page.wish.year is not None:
        parts.append(f"{page.year_label}: {page.wish.year}")
    if page.wish.text:
        parts.append(say("overviews", "with_text", language, text=page.wish.text))
    if page.curtailed:
        parts.append(say("overviews", "curtailed", language))
    return " · ".join(parts)


def _year(page: OverviewPage) -> list[str]:
    return [page.year_label] if page.year_label else []


def _first(page: OverviewPage) -> int:
    return 3 if page.year_label else 2


def _cell(column: Column, value: Any, language: Language) -> Any:
    """Numbers and days stay what they are; all else is what people read. Unknown stays an empty cell."""
    typed = isinstance(value, int | Decimal | date) and not isinstance(value, bool) and not column.names
    return value if value is None or typed else shown(column, value, language)


def _look(column: Column, value: Any) -> workbook.Look:
    if column.kind == "zahl":
        return "integer" if isinstance(value, int) else "decimal"
    return _LOOKS.get(column.kind, "text")


def _put_total(sheet: Any, line: int, page: OverviewPage, total: Total, language: Language) -> int:
    """A line of sums, and below it how many values are unknown where there are some; the next free line."""
    title = say("overviews", "sum", language) if total.year is None else f"{page.year_label} {total.year}"
    workbook.total(sheet.cell(line, 1), title, "text")
    for place, (column, value) in enumerate(zip(page.columns, total.sums, strict=True), _first(page)):
        if column.summed and column.id not in page.withheld:
            workbook.total(sheet.cell(line, place), value, _look(column, value))
    if not any(total.unknown):
        return line + 1
    workbook.put(sheet.cell(line + 1, 1), say("overviews", "unknown", language))
    for place, (column, count) in enumerate(zip(page.columns, total.unknown, strict=True), _first(page)):
        seen = None if column.id in page.withheld else count or None
        workbook.put(sheet.cell(line + 1, place), seen, "integer")
    return line + 2
