"""The rows of an Excel or CSV file, or of the clipboard, onto the page of a form. Nothing is stored here.

What is read becomes the same texts that a person would have typed, and is judged by the form itself; a file
with anything wrong in it is not taken over at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from engine.confined import Upload
from engine.errors import FieldProblem, Reason
from engine.forms import brought, cells, delimited, headings, page, workbook
from engine.forms.answers import References
from engine.forms.fields import Field
from engine.forms.form import Form
from engine.forms.headings import ROWS, plain
from engine.forms.values import Refused
from engine.forms.workbook import Line

_SEARCHED, _SPARE, _TOLD = 5_000, 20, 50


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


def taken(
    form: Form, table: Field, upload: Upload, raw: page.Raw, around: Around
) -> Taken:  # fmt: skip
    """The page `raw` with the rows of a file in place of those of `table`, or what is wrong with the file.

    The file is an .xlsx or CSV. Raises EngineError as `brought.lines` where it is none that can be read.
    """
    titles = list(headings.of(table))
    width = len(titles) + _SPARE
    lines = brought.lines(upload, columns=width, most=_SEARCHED, titles=titles)
    if not lines:
        return _refused(raw, table, [Reason("spreadsheet.empty", {"label": table.label})])
    columns, wrong = _recognised(table, lines[0])
    wrong += _too_many(table, len(lines) - 1)
    if wrong:
        return _refused(raw, table, wrong)
    found = _collected(table, lines[1:], columns, around.references or {})
    kept = {name: list(texts) for name, texts in raw.items() if not name.startswith(f"{table.name}[")}
    return _taken(form, table, raw, kept, found, around)


def pasted(
    form: Form, table: Field, text: str, raw: page.Raw, at: tuple[int, str], around: Around
) -> Taken:  # fmt: skip
    """The page with cells from a clipboard written over the table from row and column `at` on.

    Without a column, and where the first line has the headings, columns are found by heading; else in order.
    A row of -1 stands for the first row behind those in which something is written.
    """
    lines = list(delimited.rows(text, columns=len(table.columns) + _SPARE, most=_SEARCHED))
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


def _in_order(table: Field, start: str, lines: Sequence[Line]) -> tuple[dict[int, Field], list[Reason]]:
    """The columns from `start` on, one for each cell of the widest line."""
    known = list(headings.of(table).values())
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


def _recognised(table: Field, line: Line) -> tuple[dict[int, Field], list[Reason]]:
    """Which place of a line belongs to which column, by the headings in any order."""
    known = {plain(heading): column for heading, column in headings.of(table).items()}
    columns: dict[int, Field] = {}
    wrong: list[Reason] = []
    for place, cell in enumerate(line):
        heading = workbook.plain(str(cell.value)) if cell.value is not None else ""
        column = known.get(plain(heading))
        if heading.strip() and (column is None or column in columns.values()):
            code = "spreadsheet.unknown_heading" if column is None else "spreadsheet.heading_twice"
            wrong.append(Reason(code, {"heading": heading[:60], "known": ", ".join(headings.of(table))}))
        elif column is not None:
            columns[place] = column
    missing = [one.label for one in known.values() if one.required and one not in columns.values()]
    if missing:
        wrong.append(Reason("spreadsheet.heading_missing", {"headings": ", ".join(missing)}))
    return columns, wrong


def _collected(
    table: Field,
    lines: Sequence[Line],
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
                found.raw[path] = cells.texts(column, line[place], headings.choices(column, references))
            except Refused as refused:
                found.raw[path] = [""]
                found.problems[path] = _problem(table, column, line, place, refused.reason)
    return found


def _judge(form: Form, table: Field, found: _Found, problems: Sequence[FieldProblem]) -> None:
    """What the form itself says about the new rows, each at its cell."""
    by_name = {column.name: column for column in headings.of(table).values()}
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


def _problem(table: Field, column: Field, line: Line, place: int, reason: Reason) -> FieldProblem:
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


def _line(line: Line) -> int:
    """The number of a line as Excel shows it."""
    return next(int(cell.row) for cell in line if cell.value is not None)
