"""What people add beside a task: files, a note for the file, a letter edited outside. Not the form itself.

Each is sent together with the form, so that what is typed there is kept as a draft on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.commands import Upload
from engine.errors import BrokenProcess, EngineError, NotAllowed, Rejected
from engine.ids import CaseId, TaskId
from web.access import requires
from web.answers import sheet_of, typed
from web.cases import cases
from web.desk import actor, engine, language, onward
from web.requests import request_id
from web.task import Answer, keep_draft, page_of, render
from web.tasks import tasks

__all__ = ["cases", "tasks"]


@tasks.post("/tasks/<task_id>/files")
@requires("signed in", about="task")
def add_files(task_id: str) -> Answer:
    """Add files beside the task; they stand with the papers of the case."""
    found = uploads("added-files")
    return _beside(
        task_id,
        "added-files",
        lambda: engine().attach(found, by=actor(), task_id=TaskId(task_id), request_id=request_id()),
        ngettext(
            "Die Datei liegt bei den Unterlagen.", "%(num)s Dateien liegen bei den Unterlagen.", len(found)
        ),
    )


@tasks.post("/tasks/<task_id>/comments")
@requires("signed in", about="task")
def note(task_id: str) -> Answer:
    """Write a note into the history of the case."""
    text, case_id = request.form.get("note-text", ""), page_of(task_id).case.id
    return _beside(
        task_id,
        "note-text",
        lambda: engine().comment(CaseId(case_id), by=actor(), text=text, request_id=request_id()),
        _("Notiz steht im Verlauf."),
    )


@tasks.post("/tasks/<task_id>/documents/<document_id>/edition")
@requires("signed in", about="task")
def bring_back(task_id: str, document_id: str) -> Answer:
    """A letter that was edited in Word comes back as its next version."""
    box = f"edition-{document_id}"
    found = uploads(box)

    def act() -> object:
        if not found:
            raise Rejected("file_missing")
        return engine().bring_back(
            TaskId(task_id), document_id, found[0], by=actor(), request_id=request_id()
        )

    return _beside(task_id, box, act, _("Die bearbeitete Fassung liegt bei den Unterlagen."))


@cases.post("/<case_id>/files")
@requires("signed in", about="case")
def add_to_case(case_id: str) -> Response:
    """Add files to the case itself."""
    found = uploads("added-files")
    try:
        engine().attach(found, by=actor(), case_id=CaseId(case_id), request_id=request_id())
        flash(_("Abgelegt."), "success")
    except NotAllowed:
        raise
    except Rejected as fault:
        flash(fault.reason.sentence(language()), "danger")
    return redirect(url_for("cases.case", case_id=case_id, tab="documents"), 303)


def uploads(name: str) -> Sequence[Upload]:
    """The files of one box; an empty box has none."""
    return [Upload(one.filename, one.read()) for one in request.files.getlist(name) if one.filename]


def _beside(task_id: str, box: str, act: Callable[[], object], said: str) -> Answer:
    """Keep the draft, then act; a refusal stands at its box and nothing typed is lost."""
    try:
        act()
    except BrokenProcess as fault:
        told = " ".join(one.as_json(language())["message"] for one in fault.findings[:3])
        return _again(task_id, box, told)
    except Rejected as fault:
        return _again(task_id, box, fault.reason.sentence(language()))
    except EngineError as fault:
        if not fault.reason.code.startswith("documents."):
            raise
        return _again(task_id, box, fault.reason.sentence(language()))
    keep_draft(task_id)
    flash(said, "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


def _again(task_id: str, box: str, said: str) -> Answer:
    page = page_of(task_id)
    raw = typed(request.form) if "draft-seen" in request.form else None
    return render(page, sheet_of(page, raw), returning=request.form, beside={box: said}), 422
