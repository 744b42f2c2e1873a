"""One task: its page, its draft, its rows, and the acts that end it. Not the rules (`engine.rules`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import AlreadyDone, EngineError, FieldProblem, Invalid, NotOpen, Rejected, Stale
from engine.forms import Raw
from engine.ids import TaskId, new
from engine.people import Actor
from engine.queries.inbox_views import InboxRow
from engine.queries.task_views import TaskPage
from engine.queries.views import Entry
from web.access import requires
from web.answers import Sheet, box_id, posted, rows_changed, sheet_of, typed
from web.desk import actor, asker, counts, engine, language, now, onward, queries, represents
from web.requests import draft_seen, last_seen, request_id, revision, wants_json
from web.tasks import task_url, tasks
from web.words import clock_time

__all__ = ["tasks"]


@dataclass(frozen=True)
class Overtaken:
    """Somebody was faster: why it was refused, what happened meanwhile, and what was sent too late."""

    fault: EngineError
    meanwhile: Sequence[Entry]
    sent: Sheet | None


Answer = str | tuple[str, int] | Response


@tasks.get("/tasks/<task_id>")
@requires("signed in", about="task")
def task(task_id: str) -> str:
    """What is to be done, the form, the papers beside it, and what happened before."""
    page = page_of(task_id)
    shown = render(page, sheet_of(page), focus=request.args.get("at", ""))
    visited(page.case.id, page.last_event)
    return shown


@tasks.post("/tasks/<task_id>/draft")
@requires("signed in", about="task")
def draft(task_id: str) -> Answer:
    """Keep what is typed, right or wrong; a script learns when, and which boxes are now to be seen."""
    raw = typed(request.form)
    try:
        saved = engine().save_draft(TaskId(task_id), by=actor(), fields=raw, seen=draft_seen())
    except Stale as fault:
        return _draft_elsewhere(task_id, fault)
    except (AlreadyDone, NotOpen) as fault:
        if wants_json():
            raise
        return overtaken(task_id, fault), 409
    if wants_json():
        return _draft_state(task_id, raw, saved)
    if request.args.get("then"):
        return redirect(url_for("tasks.step", task_id=task_id, step=request.args["then"], **onward()), 303)
    flash(_("Entwurf gespeichert um %(time)s.", time=clock_time(saved)), "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


def keep_draft(task_id: str) -> None:
    """Keep what was typed when a page is left for something else; nothing where it had no form to fill."""
    if "draft-seen" in request.form:
        engine().save_draft(TaskId(task_id), by=actor(), fields=typed(request.form))


def _draft_elsewhere(task_id: str, fault: Stale) -> Answer:
    """Another window has saved something else: nothing is overwritten, and both can be kept."""
    if not wants_json():
        return overtaken(task_id, fault), 409
    page = page_of(task_id)
    line = fault.reason.sentence(language())
    return make_response(jsonify(line=line, conflict=True, mark=page.draft_mark), 409)


@tasks.post("/tasks/<task_id>/rows")
@requires("signed in", about="task")
def rows(task_id: str) -> Answer:
    """Add a row to a table of the form, or take one away; everything else typed is kept as a draft."""
    page = page_of(task_id)
    if page.form is None:
        abort(404)
    change = request.form.get("row-change", "")
    try:
        raw, at = rows_changed(page.form, typed(request.form), change, page.context)
    except (KeyError, ValueError, IndexError):
        abort(400)
    try:
        seen = None if request.headers.get("HX-Request") else draft_seen()
        engine().save_draft(TaskId(task_id), by=actor(), fields=raw, seen=seen)
    except Stale as fault:
        return overtaken(task_id, fault), 409
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
        return overtaken(task_id, fault), 409
    flash(_("Erledigt. Der Vorgang ist weitergegangen."), "success")
    return _after(task_id)


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
        return overtaken(task_id, fault), 409
    flash(_("Zurückgegeben. Ihr Grund steht im Verlauf."), "success")
    return redirect(url_for("tasks.inbox", tab="represented" if represents() else "mine"), 303)


def _after(task_id: str) -> Response:
    """Where a completed task leads: to its own page, or (`and-then`) straight to the next one, taken."""
    following = next_task() if request.form.get("and-then") == "next" else None
    if following is None:
        return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)
    if not following.is_mine:
        whom = queries().person(following.acts_for.id) if following.acts_for else None
        with suppress(Rejected):  # somebody was faster: the page says with whom it lies
            engine().claim(TaskId(following.task_id), by=Actor(asker(), whom), request_id=new())
    return redirect(task_url(following.task_id, following.acts_for, done=task_id), 303)


def visited(case_id: str, seq: int) -> None:
    """Remember that the person has read so far; a busy database must not keep anybody from reading."""
    with suppress(EngineError):
        engine().mark_visited(case_id, seq, by=Actor(asker()))


def page_of(task_id: str) -> TaskPage:
    return queries().task(TaskId(task_id), asker(), now(), represents=represents())


def _again(task_id: str, raw: Raw, problems: Sequence[FieldProblem]) -> str:
    page = page_of(task_id)
    return render(page, sheet_of(page, raw, problems))


def _return_again(task_id: str, problem: str) -> str:
    page = page_of(task_id)
    return render(page, sheet_of(page), returning={**request.form, "problem": problem})


def overtaken(task_id: str, fault: EngineError) -> str:
    """The page as it is now, what happened meanwhile, and everything that was typed."""
    page = page_of(task_id)
    raw = typed(request.form) or None
    sent = sheet_of(page, raw)
    shown = sheet_of(page) if page.closed_at else sent  # what is answered is not what was sent too late
    meanwhile = tuple(entry for entry in page.history if entry.seq > last_seen())
    told = Overtaken(fault, meanwhile, sent)
    return render(page, shown, overtaken=told, returning=request.form)


def render(
    page: TaskPage, sheet: Sheet | None, *, focus: str = "", overtaken: Overtaken | None = None,
    returning: Mapping[str, str] | None = None,
    beside: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """The page of a task with what stands in its form, and what went wrong (`beside`: box → sentence)."""
    return render_template(
        "task.html",
        page=page,
        sheet=sheet,
        focus=focus,
        overtaken=overtaken,
        returning=returning or {},
        pasted=request.form,
        beside=beside or {},
        event_seen=page.last_event,
        next_task=next_task() if page.state == "completed" else None,
        more_to_do=page.state == "claimed" and (counts().mine > 1 or counts().groups > 0),
        rows_url=url_for("tasks.rows", task_id=page.id),
        tables_url=url_for("tasks.saved_table", task_id=page.id, table=""),
    )


def next_task() -> InboxRow | None:
    """What to do after this one: for whom one acts, else what is mine, then what waits for my groups."""
    for tab in ("represented", "mine", "groups") if represents() else ("mine", "groups"):
        for row in queries().inbox(asker(), tab, now(), limit=20).rows:
            if row.is_mine or row.may_claim.allowed:
                return row
    return None


def _draft_state(task_id: str, raw: Raw, saved: datetime) -> Response:
    page = page_of(task_id)
    sheet = sheet_of(page, raw)
    line = _("Gespeichert %(time)s", time=clock_time(saved))
    told = sheet.state(line) if sheet else {"line": line, "visible": [], "computed": {}, "states": {}}
    return jsonify({**told, "mark": engine().draft_mark(raw)})
