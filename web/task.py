"""One task: its page, its draft, its rows, and the acts that end it. Not the rules (`engine.rules`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import AlreadyDone, EngineError, FieldProblem, Invalid, NotOpen, Stale
from engine.forms import Raw
from engine.ids import TaskId
from engine.queries.views import Entry, InboxRow, TaskPage
from web.access import requires
from web.answers import Sheet, box_id, posted, rows_changed, sheet_of, typed
from web.desk import actor, asker, engine, language, now, onward, queries, represents
from web.requests import last_seen, request_id, revision, wants_json
from web.tasks import tasks
from web.words import clock_time

__all__ = ["tasks"]

Answer = str | tuple[str, int] | Response


@tasks.get("/tasks/<task_id>")
@requires("signed in", about="task")
def task(task_id: str) -> str:
    """What is to be done, the form, the papers beside it, and what happened before."""
    page = _page(task_id)
    return render(page, sheet_of(page), focus=request.args.get("at", ""))


@tasks.post("/tasks/<task_id>/draft")
@requires("signed in", about="task")
def draft(task_id: str) -> Response:
    """Keep what is typed, right or wrong; a script learns when, and which boxes are now to be seen."""
    raw = typed(request.form)
    saved = engine().save_draft(TaskId(task_id), by=actor(), fields=raw)
    if wants_json():
        return _draft_state(task_id, raw, saved)
    if request.args.get("then"):
        return redirect(url_for("tasks.step", task_id=task_id, step=request.args["then"], **onward()), 303)
    flash(_("Entwurf gespeichert um %(time)s.", time=clock_time(saved)), "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


@tasks.post("/tasks/<task_id>/rows")
@requires("signed in", about="task")
def rows(task_id: str) -> Response:
    """Add a row to a table of the form, or take one away; everything else typed is kept as a draft."""
    page = _page(task_id)
    if page.form is None:
        abort(404)
    change = request.form.get("row-change", "")
    try:
        raw, at = rows_changed(page.form, typed(request.form), change, page.context)
    except (KeyError, ValueError, IndexError):
        abort(400)
    engine().save_draft(TaskId(task_id), by=actor(), fields=raw)
    return redirect(url_for("tasks.task", task_id=task_id, at=at, _anchor=box_id(at), **onward()), 303)


@tasks.post("/tasks/<task_id>/completion")
@requires("signed in", about="task")
def complete(task_id: str) -> Answer:
    """Done: the answers go into the case and the process moves on."""
    try:
        engine().complete(
            TaskId(task_id),
            by=actor(),
            answers=posted(request.form, request.files),
            revision=revision(),
            request_id=request_id(),
        )
    except Invalid as fault:
        return _again(task_id, typed(request.form), fault.problems), 422
    except (Stale, AlreadyDone, NotOpen) as fault:
        return _overtaken(task_id, fault), 409
    flash(_("Erledigt. Der Vorgang ist weitergegangen."), "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


@tasks.post("/tasks/<task_id>/return")
@requires("signed in", about="task")
def hand_back(task_id: str) -> Answer:
    """Back to an earlier step, with the reason for whoever does it again."""
    reason = request.form.get("return-reason", "").strip()
    if not reason:
        return _return_again(task_id, _("Schreiben Sie, warum Sie die Aufgabe zurückgeben.")), 422
    try:
        engine().hand_back(
            TaskId(task_id),
            by=actor(),
            to=request.form.get("return-to", ""),
            reason=reason,
            revision=revision(),
            request_id=request_id(),
        )
    except Invalid as fault:
        return _return_again(task_id, fault.reason.sentence(language())), 422
    except (Stale, AlreadyDone, NotOpen) as fault:
        return _overtaken(task_id, fault), 409
    flash(_("Zurückgegeben. Ihr Grund steht im Verlauf."), "success")
    return redirect(url_for("tasks.inbox", tab="represented" if represents() else "mine"), 303)


def _page(task_id: str) -> TaskPage:
    return queries().task(TaskId(task_id), asker(), now(), represents=represents())


def _again(task_id: str, raw: Raw, problems: Sequence[FieldProblem]) -> str:
    page = _page(task_id)
    return render(page, sheet_of(page, raw, problems))


def _return_again(task_id: str, problem: str) -> str:
    page = _page(task_id)
    return render(page, sheet_of(page), returning={**request.form, "problem": problem})


def _overtaken(task_id: str, fault: EngineError) -> str:
    """The page as it is now, what happened meanwhile, and everything that was typed."""
    page = _page(task_id)
    raw = typed(request.form) or None
    meanwhile = tuple(entry for entry in page.history if entry.seq > last_seen())
    return render(page, sheet_of(page, raw), overtaken=fault, meanwhile=meanwhile, returning=request.form)


def render(
    page: TaskPage, sheet: Sheet | None, *, focus: str = "", overtaken: EngineError | None = None,
    meanwhile: Sequence[Entry] = (), returning: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """The page of a task with what stands in its form, and what went wrong."""
    return render_template(
        "task.html",
        page=page,
        sheet=sheet,
        focus=focus,
        overtaken=overtaken,
        meanwhile=meanwhile,
        returning=returning or {},
        pasted=request.form,
        event_seen=max((entry.seq for entry in page.history), default=0),
        next_task=_next_task() if page.state == "completed" else None,
        rows_url=url_for("tasks.rows", task_id=page.id),
        tables_url=url_for("tasks.saved_table", task_id=page.id, table=""),
    )


def _next_task() -> InboxRow | None:
    """What to do after this one: for whom one acts, else what is mine, then what waits for my groups."""
    for tab in ("represented", "mine", "groups") if represents() else ("mine", "groups"):
        for row in queries().inbox(asker(), tab, now(), limit=20).rows:
            if row.is_mine or row.may_claim.allowed:
                return row
    return None


def _draft_state(task_id: str, raw: Raw, saved: datetime) -> Response:
    page = _page(task_id)
    sheet = sheet_of(page, raw)
    line = _("Gespeichert %(time)s", time=clock_time(saved))
    return jsonify(
        sheet.state(line) if sheet else {"line": line, "visible": [], "computed": {}, "states": {}}
    )
