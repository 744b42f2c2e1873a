"""Deadlines as files to take along: a calendar, an Excel sheet. Not their choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from engine.clock import local
from engine.forms import workbook
from engine.queries import calendar
from engine.queries.deadlines import DeadlineRow
from engine.queries.reading import in_language
from engine.wording import Language, say

MOST = 5_000
"""Rows of a sheet; who needs more chooses first."""
COLUMNS = (
    ("day", 14), ("state", 16), ("kind", 14), ("number", 24), ("case", 36), ("task", 40), ("figure", 16),
    ("role", 28), ("organisation", 32), ("with", 28), ("reminder", 14), ("escalation", 14), ("steps", 70),
)  # fmt: skip


def excel(rows: Sequence[DeadlineRow], now: datetime, language: Language, *, curtailed: bool) -> bytes:
    """One line for each deadline; days are days, texts are never formulas."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(say("deadline_list", "title", language))
    workbook.put(sheet.cell(1, 1), say("deadline_list", "title", language), bold=True)
    at = local(now).strftime("%d.%m.%Y, %H:%M" if language == "de" else "%d/%m/%Y, %H:%M")
    about = [say("deadline_list", "as_of", language, at=at)]
    about += [say("deadline_list", "curtailed", language, limit=MOST)] if curtailed else []
    sheet.cell(2, 1).value = " · ".join(about)
    for place, (name, width) in enumerate(COLUMNS, start=1):
        workbook.head(sheet.cell(4, place), say("deadline_list", name, language))
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line, row in enumerate(rows, start=5):
        for place, (value, look) in enumerate(_cells(row, language), start=1):
            workbook.put(sheet.cell(line, place), value, look)
    sheet.freeze_panes = sheet.cell(5, 2)
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(COLUMNS))}{4 + len(rows)}"
    return workbook.packed(book)


def _cells(row: DeadlineRow, language: Language) -> Iterator[tuple[Any, workbook.Look]]:
    one, due = row.task, row.task.due
    if due is None:
        return
    yield due.day, "date"
    yield say("deadline_list", due.state, language), "text"
    yield (
        say("deadline_list", "legal" if due.legal else "binding" if due.binding else "internal", language),
        "text",
    )
    for text in (one.number, one.case_title, one.title, one.figure, one.role, one.organisation, one.assignee):
        yield text, "text"
    yield row.reminder_on, "date"
    yield row.escalation_on, "date"
    yield "\n".join(in_language(due, language)), "text"


def ics(rows: Sequence[DeadlineRow], now: datetime) -> str:
    """The same as a calendar to be taken in once; nothing personal in it."""
    found = (
        calendar.Entry(
            f"task-{row.task.task_id}@laufmappe",
            row.task.due.day,
            say("notices", "calendar_task", number=row.task.number, title=row.task.title),
        )
        for row in rows
        if row.task.due
    )
    return calendar.written(found, now)
