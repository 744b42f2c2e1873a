"""A table of a form as an Excel file, and the way back with a report. Nothing is stored here.

What is read becomes the same texts that a person would have typed, and is judged by the form itself; a file
with anything wrong in it is not taken over at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.errors import FieldProblem, Reason
from engine.forms import page, workbook
from engine.forms.answers import References
from engine.forms.fields import LISTS, Field
from engine.forms.form import Form
from engine.forms.showing import number
from engine.forms.values import Refused, typed

ROWS = 500
"""Rows of a file that is read."""
_SEARCHED, _SPARE, _TOLD = 5_000, 20, 50
_SEPARATOR = "; "
_LOOKS: Mapping[str, workbook.Look] = {
    "money": "money", "decimal": "decimal", "integer": "integer", "date": "date", "month": "month",
}  # fmt: skip
_CHOICES = "Auswahl"


@dataclass(frozen=True)
class Taken:
    """A page with the rows of a file in its table; with problems, the page as it was."""

    raw: page.Raw
    rows: int = 0
    problems: tuple[FieldProblem, ...] = ()


@dataclass
class _Found:
    """The rows of a file on their way to a page."""

    raw: dict[str, list[str]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    """For each row taken: its number in the file."""
    problems: dict[str, FieldProblem] = field(default_factory=dict)


# -- out ----------------------------------------------------------------------------------------------------


def written(table: Field, raw: page.Raw, references: References | None = None) -> bytes:
    """The table with headings, the rows that stand in `raw`, and lists to choose from; an .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    title = "".join(one for one in table.label if one not in "[]:*?/\\'")[:31]
    sheet = book.create_sheet(title if title.strip() not in ("", _CHOICES) else "Tabelle")
    choices = book.create_sheet(_CHOICES)
    choices.sheet_state = "hidden"
    last = min(table.most, ROWS) + 1
    for place, (heading, column) in enumerate(_headings(table).items(), start=1):
        names = _names(column, references or {})
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


def _headings(table: Field) -> dict[str, Field]:
    """The columns that can stand in a sheet by heading; obligatory ones have a star."""
    found: dict[str, Field] = {}
    for column in table.columns:
        if column.kind != "file" and not column.computed:
            heading = f"{column.label} *" if column.required else column.label
            twice = sum(_plain(known) == _plain(heading) for known in found)
            found[f"{heading} ({column.name})" if twice else heading] = column
    return found


def _names(column: Field, references: References) -> dict[str, str]:
    """What can be chosen in a column: value → name."""
    if column.kind == "boolean":
        return {"ja": "ja", "nein": "nein"}
    return dict(column.options) or dict(references.get(column.reference, {}) if column.reference else {})


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
        return _SEPARATOR.join(names.get(text, text) for text in texts if text)
    text = texts[-1] if texts else ""
    try:
        return typed(column, text)
    except Refused:
        return text


# -- back ---------------------------------------------------------------------------------------------------


def taken(
    form: Form, table: Field, content: bytes, raw: page.Raw, context: Mapping[str, Any],
    references: References | None = None,
) -> Taken:  # fmt: skip
    """The page `raw` with the rows of an .xlsx in place of those of `table`, or what is wrong with the file.

    Raises EngineError (`spreadsheet_broken`, `spreadsheet_too_large`) where it is no file that can be read.
    """
    width = len(_headings(table)) + _SPARE
    lines = [cells for cells in workbook.rows(content, columns=width, most=_SEARCHED) if _filled(cells)]
    if not lines:
        return _refused(raw, table, [Reason("spreadsheet.empty", {"label": table.label})])
    columns, wrong = _recognised(table, lines[0])
    most = min(table.most, ROWS)
    if len(lines) - 1 > most:
        facts = {"label": table.label, "limit": most, "count": len(lines) - 1}
        wrong.append(Reason("forms.too_many_rows", facts))
    if wrong:
        return _refused(raw, table, wrong)
    found = _collected(table, lines[1:], columns, references or {})
    kept = {name: list(texts) for name, texts in raw.items() if not name.startswith(f"{table.name}[")}
    new = {**kept, **found.raw}
    _judge(form, table, new, found, form.look(new, context, references=references).problems)
    if found.problems:
        return Taken(raw, problems=_shortened(table, list(found.problems.values())))
    return Taken(new, rows=len(found.places))


def _recognised(table: Field, line: tuple[Any, ...]) -> tuple[dict[int, Field], list[Reason]]:
    """Which place of a line belongs to which column, by the headings in any order."""
    known = {_plain(heading): column for heading, column in _headings(table).items()}
    columns: dict[int, Field] = {}
    wrong: list[Reason] = []
    for place, cell in enumerate(line):
        heading = workbook.plain(str(cell.value)) if cell.value is not None else ""
        column = known.get(_plain(heading))
        if heading.strip() and (column is None or column in columns.values()):
            code = "spreadsheet.unknown_heading" if column is None else "spreadsheet.heading_twice"
            wrong.append(Reason(code, {"heading": heading[:60], "known": ", ".join(_headings(table))}))
        elif column is not None:
            columns[place] = column
    missing = [one.label for one in known.values() if one.required and one not in columns.values()]
    if missing:
        wrong.append(Reason("spreadsheet.heading_missing", {"headings": ", ".join(missing)}))
    return columns, wrong


def _collected(
    table: Field, lines: Sequence[tuple[Any, ...]], columns: Mapping[int, Field], references: References
) -> _Found:
    found = _Found()
    for index, line in enumerate(lines):
        found.places.append(_line(line))
        for place, column in columns.items():
            path = f"{table.name}[{index}].{column.name}"
            try:
                found.raw[path] = _texts(column, line[place], _names(column, references))
            except Refused as refused:
                found.raw[path] = [""]
                found.problems[path] = _problem(table, column, line, place, refused.reason)
    return found


def _texts(column: Field, cell: Any, names: Mapping[str, str]) -> list[str]:
    """A cell as what a person would have typed or chosen. Raises Refused for formulas and failed ones."""
    if cell.data_type == "f":
        raise Refused("in_formula", label=column.label)
    if cell.data_type == "e":
        raise Refused("in_error", label=column.label, value=str(cell.value)[:20])
    text = _text(column, cell.value)
    values = {_plain(name): value for value, name in names.items()}
    if column.kind in LISTS:
        parts = [part.strip() for part in text.split(_SEPARATOR.strip()) if part.strip()]
        return [values.get(_plain(part), part) for part in parts]
    return [values.get(_plain(text), text)]


def _text(column: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat() if column.kind in ("date", "month") else value.strftime("%d.%m.%Y")
    if isinstance(value, int | float):
        exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
        text = f"{exact:f}"  # Excel keeps fifteen digits; what stands behind them is not what was typed
        return number(exact) if column.kind in ("money", "decimal", "integer") else text.replace(".", ",")
    return workbook.plain(str(value)).strip()


def _judge(form: Form, table: Field, raw: page.Raw, found: _Found, problems: Sequence[FieldProblem]) -> None:
    """What the form itself says about the new rows, each at its cell."""
    by_name = {column.name: column for column in _headings(table).values()}
    for one in problems:
        head, _, name = one.path.partition("].")
        row = head.removeprefix(f"{table.name}[")
        if not (one.path.startswith(f"{table.name}[") and row.isdecimal()) or one.path in found.problems:
            continue
        column = by_name.get(name)
        facts = {"row": found.places[int(row)], "column": column.label if column else name}
        reason = Reason(one.reason.code, {**one.reason.facts, "label": facts["column"]})
        said = Reason("spreadsheet.in_row", {**facts, "problem": reason})
        found.problems[one.path] = FieldProblem(table.name, said)


def _problem(table: Field, column: Field, line: tuple[Any, ...], place: int, reason: Reason) -> FieldProblem:
    where = {
        "row": _line(line),
        "column": column.label,
        "cell": f"{get_column_letter(place + 1)}{_line(line)}",
    }
    return FieldProblem(table.name, Reason("spreadsheet.in_cell", {**where, "problem": reason}))


def _refused(raw: page.Raw, table: Field, reasons: Sequence[Reason]) -> Taken:
    return Taken(raw, problems=tuple(FieldProblem(table.name, reason) for reason in reasons))


def _shortened(table: Field, problems: list[FieldProblem]) -> tuple[FieldProblem, ...]:
    """In the order of the file, and no endless list."""
    problems.sort(key=lambda one: one.reason.facts["row"])
    if len(problems) <= _TOLD:
        return tuple(problems)
    more = Reason("spreadsheet.more", {"count": len(problems) - _TOLD})
    return (*problems[:_TOLD], FieldProblem(table.name, more))


def _filled(line: tuple[Any, ...]) -> bool:
    return any(cell.value is not None and str(cell.value).strip() for cell in line)


def _line(line: tuple[Any, ...]) -> int:
    """The number of a line as Excel shows it."""
    return next(int(cell.row) for cell in line if cell.value is not None)


def _plain(text: str) -> str:
    return " ".join(text.removesuffix("*").split()).casefold().removesuffix(" *")


def columns(form: Form) -> Iterator[Field]:
    """The tables of a form that can be exchanged with Excel."""
    yield from (one for one in form.fields if one.sheet and _headings(one))
