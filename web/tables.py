"""Tables of a form to a spreadsheet and back, beside typing them. Nothing is stored: rows come onto the page.

Not the reading of the file: that is `engine.forms.sheet_reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.commands import Upload
from engine.errors import EngineError, FieldProblem, NotAllowed, Reason
from engine.forms import Field, Form, Raw, sheet_reading, sheet_writing
from engine.forms.workbook import EXCEL
from engine.ids import TaskId
from engine.queries.task_views import TaskPage
from engine.queries.views import DocumentFile
from web.access import requires
from web.answers import sheet_of, typed
from web.desk import asker, now, queries, represents
from web.documents import download
from web.task import Answer, render
from web.tasks import tasks

__all__ = ["tasks"]


@tasks.get("/tasks/<task_id>/tables/<table>")
@requires("signed in", about="task")
def saved_table(task_id: str, table: str) -> Response:
    """The table of the form as an Excel file, with the rows that are saved."""
    page, _, field = _place(task_id, table)
    return _file(page, field, page.values)


@tasks.post("/tasks/<task_id>/tables/<table>")
@requires("signed in", about="task")
def typed_table(task_id: str, table: str) -> Response:
    """The same with the rows that stand on the page; they stay unsaved."""
    page, _, field = _place(task_id, table)
    return _file(page, field, typed(request.form))


@tasks.post("/tasks/<task_id>/tables/<table>/rows")
@requires("signed in", about="task")
def read_table(task_id: str, table: str) -> Answer:
    """The rows of a file onto the page, or what is wrong with it; typed entries stay either way."""
    page, form, field = _fillable(task_id, table)
    raw = typed(request.form)
    upload = request.files.get(f"excel-{table}")
    if upload is None or not upload.filename:
        return _told(page, raw, [FieldProblem(table, Reason("spreadsheet.no_file", {"label": field.label}))])
    try:
        sent = Upload(upload.filename, upload.read())
        found = sheet_reading.taken(form, field, sent, raw, _around(page))
    except EngineError as fault:
        return _told(page, raw, [FieldProblem(table, fault.reason)])
    if found.problems:
        return _told(page, raw, found.problems)
    return _shown(page, table, found)


@tasks.post("/tasks/<task_id>/tables/<table>/cells")
@requires("signed in", about="task")
def paste_cells(task_id: str, table: str) -> Answer:
    """Copied cells onto the page: from the box where they were pasted on, else as new rows at the end."""
    page, form, field = _fillable(task_id, table)
    raw, text = typed(request.form), request.form.get(f"paste-{table}", "")
    try:
        found = sheet_reading.pasted(form, field, text, raw, _pasted_at(table), _around(page))
    except EngineError as fault:
        return _told(page, raw, [FieldProblem(table, fault.reason)])
    if found.problems:
        return _told(page, raw, found.problems)
    return _shown(page, table, found)


def _around(page: TaskPage) -> sheet_reading.Around:
    return sheet_reading.Around(page.context, page.references)


def _pasted_at(table: str) -> tuple[int, str]:
    """Row and column of the box in which somebody pasted: `3:betrag`; -1 for the end of the table."""
    row, _, column = request.form.get(f"at-{table}", "").partition(":")
    return (int(row), column) if row.isdecimal() and len(row) < 5 else (-1, "")


def _fillable(task_id: str, table: str) -> tuple[TaskPage, Form, Field]:
    """The table, for whoever may write into it. Raises NotAllowed."""
    page, form, field = _place(task_id, table)
    verdict = page.may["save_draft"]
    if verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)
    return page, form, field


def _shown(page: TaskPage, table: str, found: sheet_reading.Taken) -> Answer:
    """The page with the new rows, which nobody has saved yet."""
    flash(
        ngettext(
            "%(num)s Zeile eingelesen. Gespeichert wird sie erst, wenn Sie speichern oder erledigen.",
            "%(num)s Zeilen eingelesen. Gespeichert werden sie erst, wenn Sie speichern oder erledigen.",
            found.rows,
        ),
        "success",
    )
    return render(page, sheet_of(page, found.raw), focus=f"{table}[0]")


def _place(task_id: str, table: str) -> tuple[TaskPage, Form, Field]:
    page = queries().task(TaskId(task_id), asker(), now(), represents=represents())
    field = page.form.sheet.by_name.get(table) if page.form else None
    if page.form is None or field is None or field.sheet is None:
        abort(404)
    if table in page.withheld:
        raise NotAllowed("table_withheld", title=field.label, **page.withheld[table].facts)
    return page, page.form, field


def _file(page: TaskPage, table: Field, raw: Raw) -> Response:
    name = f"{page.case.number}_{table.label}"
    if request.args.get("as") == "csv":
        text = sheet_writing.written_as_text(table, raw, page.references)
        return download(DocumentFile(f"{name}.csv", "text/csv; charset=utf-8", text))
    content = sheet_writing.written(table, raw, page.references)
    return download(DocumentFile(f"{name}.xlsx", EXCEL, content))


def _told(page: TaskPage, raw: Raw, problems: Sequence[FieldProblem]) -> Answer:
    return render(page, sheet_of(page, raw, problems)), 422
