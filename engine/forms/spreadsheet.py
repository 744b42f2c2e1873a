"""A table of a form as an Excel or CSV file, and the way back with a report. Nothing is stored here.

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
from engine.forms import delimited, page, workbook
from engine.forms.answers import References
from engine.forms.fields import LISTS, Field
from engine.forms.form import Form
from engine.forms.showing import entry, number
from engine.forms.values import Refused, typed

ROWS = 1000
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


@dataclass(frozen=True)
class Around:
    """What the rules of the form see besides its answers."""

    context: Mapping[str, Any]
    references: References | None = None


@dataclass
class _Found:
    """The rows of a file on their way to a page."""

    raw: dict[str, list[str]] = field(default_factory=dict)
    first: int = 0
    """The row of the table into which the first of them goes."""
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


def written_as_text(table: Field, raw: page.Raw, references: References | None = None) -> bytes:
    """The same as a CSV file: semicolons, decimal commas, days as 01.03.2021."""
    headings = _headings(table)
    lines = [list(headings)]
    for index in page.rows(raw, table.name):
        boxes = ((one, raw.get(f"{table.name}[{index}].{one.name}", ())) for one in headings.values())
        lines.append([_as_text(one, texts, _names(one, references or {})) for one, texts in boxes])
    return delimited.packed(lines)


def _as_text(column: Field, texts: Sequence[str], names: Mapping[str, str]) -> str:
    value = _value(column, texts, names)
    if isinstance(value, date):
        return value.strftime("%m/%Y" if column.kind == "month" else "%d.%m.%Y")
    return value if isinstance(value, str) else entry(column, value)


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
    """The page `raw` with the rows of a file in place of those of `table`, or what is wrong with the file.

    The file is an .xlsx or CSV. Raises EngineError (`spreadsheet_broken`, `spreadsheet_too_large`) where it
    is no file that can be read.
    """
    lines = [cells for cells in _lines(table, content) if _filled(cells)]
    if not lines:
        return _refused(raw, table, [Reason("spreadsheet.empty", {"label": table.label})])
    columns, wrong = _recognised(table, lines[0])
    wrong += _too_many(table, len(lines) - 1)
    if wrong:
        return _refused(raw, table, wrong)
    found = _collected(table, lines[1:], columns, references or {})
    kept = {name: list(texts) for name, texts in raw.items() if not name.startswith(f"{table.name}[")}
    return _taken(form, table, raw, kept, found, Around(context, references))


def pasted(
    form: Form, table: Field, text: str, raw: page.Raw, at: tuple[int, str], around: Around
) -> Taken:  # fmt: skip
    """The page with cells from a clipboard written over the table from row and column `at` on.

    Without a column, and where the first line has the headings, columns are found by heading; else in order.
    A row of -1 stands for the first row behind those in which something is written.
    """
    lines = [cells for cells in delimited.rows(text, columns=len(table.columns) + _SPARE, most=_SEARCHED)
             if _filled(cells)]  # fmt: skip
    if not lines:
        return _refused(raw, table, [Reason("spreadsheet.nothing_pasted", {"label": table.label})])
    row, name = at
    columns, wrong = _recognised(table, lines[0])
    if wrong:
        columns, wrong = _in_order(table, name, lines)
    else:
        lines = lines[1:]
    first = _next_row(table, raw) if row < 0 else row
    wrong += _too_many(table, first + len(lines))
    if wrong:
        return _refused(raw, table, wrong)
    found = _collected(table, lines, columns, around.references or {}, first)
    return _taken(form, table, raw, raw, found, around)


def _taken(
    form: Form, table: Field, raw: page.Raw, kept: page.Raw, found: _Found, around: Around
) -> Taken:  # fmt: skip
    """All rows or none: `kept` with what was found, judged by the form, or `raw` with the problems."""
    new = {**{name: list(texts) for name, texts in kept.items()}, **found.raw}
    _judge(form, table, found, form.look(new, around.context, references=around.references).problems)
    if found.problems:
        return Taken(raw, problems=_shortened(table, list(found.problems.values())))
    return Taken(new, rows=len(found.places))


def _lines(table: Field, content: bytes) -> Iterator[tuple[Any, ...]]:
    """The lines of a workbook or of a CSV file. Raises EngineError."""
    width = len(_headings(table)) + _SPARE
    text = None if content.startswith(b"PK") else delimited.decoded(content)
    headings = {_plain(heading) for heading in _headings(table)}
    if text is not None and (delimited.is_table(text) or _plain(text.partition("\n")[0]) in headings):
        return delimited.rows(text, columns=width, most=_SEARCHED)
    return workbook.rows(content, columns=width, most=_SEARCHED)


def _in_order(
    table: Field, start: str, lines: Sequence[tuple[Any, ...]]
) -> tuple[dict[int, Field], list[Reason]]:
    """The columns from `start` on, one for each cell of the widest line."""
    known = list(_headings(table).values())
    names = [one.name for one in known]
    known = known[names.index(start) :] if start in names else known
    wide = max(place for line in lines for place, cell in enumerate(line, start=1) if cell.value is not None)
    if wide > len(known):
        facts = {"label": table.label, "limit": len(known), "count": wide}
        return {}, [Reason("spreadsheet.too_wide", facts)]
    return dict(enumerate(known[:wide])), []


def _next_row(table: Field, raw: page.Raw) -> int:
    """The row behind the last one in which something is written."""
    prefix = f"{table.name}["
    written = {name for name, texts in raw.items() if name.startswith(prefix) and any(map(str.strip, texts))}
    return max((int(name.removeprefix(prefix).partition("]")[0]) for name in written), default=-1) + 1


def _too_many(table: Field, count: int) -> list[Reason]:
    most = min(table.most, ROWS)
    facts = {"label": table.label, "limit": most, "count": count}
    return [Reason("forms.too_many_rows", facts)] if count > most else []


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
    table: Field,
    lines: Sequence[tuple[Any, ...]],
    columns: Mapping[int, Field],
    references: References,
    first: int = 0,
) -> _Found:
    found = _Found(first=first)
    for index, line in enumerate(lines, start=first):
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


def _judge(form: Form, table: Field, found: _Found, problems: Sequence[FieldProblem]) -> None:
    """What the form itself says about the new rows, each at its cell."""
    by_name = {column.name: column for column in _headings(table).values()}
    for one in problems:
        head, _, name = one.path.partition("].")
        row = head.removeprefix(f"{table.name}[")
        if not (one.path.startswith(f"{table.name}[") and row.isdecimal()) or one.path in found.problems:
            continue
        column, place = by_name.get(name), int(row) - found.first
        if not 0 <= place < len(found.places):
            continue  # a row that was there before
        facts = {"row": found.places[place], "column": column.label if column else name}
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
