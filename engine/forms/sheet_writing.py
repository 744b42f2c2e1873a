"""A table of a form as an Excel or CSV file: headings, rows, lists to choose from. Not the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.forms import delimited, headings, page, workbook
from engine.forms.answers import References
from engine.forms.fields import LISTS, Field
from engine.forms.headings import ROWS, SEPARATOR
from engine.forms.showing import entry
from engine.forms.values import Refused, typed

_LOOKS: Mapping[str, workbook.Look] = {
    "money": "money", "decimal": "decimal", "integer": "integer", "date": "date", "month": "month",
}  # fmt: skip
_CHOICES = "Auswahl"


def written(table: Field, raw: page.Raw, references: References | None = None) -> bytes:
    """The table with headings, the rows that stand in `raw`, and lists to choose from; an .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    title = "".join(one for one in table.label if one not in "[]:*?/\\'")[:31]
    sheet = book.create_sheet(title if title.strip() not in ("", _CHOICES) else "Tabelle")
    choices = book.create_sheet(_CHOICES)
    choices.sheet_state = "hidden"
    last = min(table.most, ROWS) + 1
    for place, (heading, column) in enumerate(headings.of(table).items(), start=1):
        names = headings.choices(column, references or {})
        workbook.head(sheet.cell(1, place), heading)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(len(heading) + 3, 14), 48)
        _offer(sheet, choices, column, place, last, tuple(names.values()))
        for line in range(2, last + 1):
            sheet.cell(line, place).number_format = workbook.FORMATS[_LOOKS.get(column.kind, "text")]
        for line, index in enumerate(page.rows(raw, table.name), start=2):
            texts = raw.get(f"{table.name}[{index}].{column.name}", ())
            workbook.put(
                sheet.cell(line, place), _value(column, texts, names), _LOOKS.get(column.kind, "text")
            )
    sheet.freeze_panes = "A2"
    return workbook.packed(book)


def written_as_text(table: Field, raw: page.Raw, references: References | None = None) -> bytes:
    """The same as a CSV file: semicolons, decimal commas, days as 01.03.2021."""
    columns = headings.of(table)
    lines = [list(columns)]
    for index in page.rows(raw, table.name):
        boxes = ((one, raw.get(f"{table.name}[{index}].{one.name}", ())) for one in columns.values())
        lines.append([_as_text(one, texts, headings.choices(one, references or {})) for one, texts in boxes])
    return delimited.packed(lines)


def _as_text(column: Field, texts: Sequence[str], names: Mapping[str, str]) -> str:
    value = _value(column, texts, names)
    if isinstance(value, date):
        return value.strftime("%m/%Y" if column.kind == "month" else "%d.%m.%Y")
    return value if isinstance(value, str) else entry(column, value)


def _offer(
    sheet: Worksheet, choices: Worksheet, column: Field, place: int, last: int, names: Sequence[str]
) -> None:
    """A list to choose from in each cell of a column; lists of several cannot be offered by Excel."""
    if not names or column.kind in LISTS:
        return
    for line, name in enumerate(names, start=1):
        workbook.put(choices.cell(line, place), name)
    letter = get_column_letter(place)
    offered = DataValidation(
        type="list", formula1=f"{_CHOICES}!${letter}$1:${letter}${len(names)}", allow_blank=True
    )
    offered.error, offered.showErrorMessage = "Bitte wählen Sie einen Eintrag der Liste.", True
    offered.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(offered)


def _value(column: Field, texts: Sequence[str], names: Mapping[str, str]) -> Any:
    """What stands in a box as a value of a cell; what does not fit stays a text."""
    if names or column.kind in LISTS:
        return SEPARATOR.join(names.get(text, text) for text in texts if text)
    text = texts[-1] if texts else ""
    try:
        return typed(column, text)
    except Refused:
        return text
