"""Several tasks of one kind at once: one review page, then a result for each. Not the rules of the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.commands import Done
from engine.errors import Rejected
from engine.forms import Raw
from engine.queries.selection import AT_ONCE, Kind, Selection
from engine.queries.task_views import TaskPage
from web.access import requires
from web.answers import Sheet, posted, sheet_of, typed
from web.desk import actor, asker, engine, language, now, onward, queries, represents
from web.filters import asked_filters, asked_tab
from web.requests import request_id

ACTS = ("complete", "claim", "reassign")
REFUSED = ("bulk_too_many", "bulk_one_kind")
Answer = str | tuple[str, int] | Response
selection = Blueprint("selection", __name__, url_prefix="/tasks/selection")


@selection.get("")
@requires("signed in", about="task")
def review() -> Answer:
    """What will happen with each, and which of them the person may not do, with the reason."""
    if "all" in request.args:
        ids = queries().listed(asker(), asked_tab(), now(), asked_filters())
        return redirect(url_for("selection.review", task=ids, act=request.args.get("act"), **onward()), 303)
    return _review(request.args.getlist("task"), _act(), {})


@selection.post("/claim")
@requires("signed in", about="task")
def claim() -> Answer:
    """Take them all."""
    tasks = request.form.getlist("picked-task")
    return _did("claim", tasks, lambda: engine().claim_all(tasks, by=actor(), request_id=request_id()))


@selection.post("/reassignment")
@requires("signed in", about="task")
def reassign() -> Answer:
    """Give them all to one person, or back to the group."""
    tasks, to = request.form.getlist("picked-task"), request.form.get("step-person", "")
    text = request.form.get("step-text", "").strip()
    problems = {} if to else {"step-person": _("Wählen Sie eine Person.")}
    problems |= {} if text else {"step-text": _("Bitte geben Sie einen Grund an.")}
    if problems:
        return _review(tasks, "reassign", problems), 422
    return _did(
        "reassign",
        tasks,
        lambda: engine().reassign_all(
            tasks, by=actor(), to=None if to == "-" else to, reason=text, request_id=request_id()
        ),
    )


@selection.post("/completion")
@requires("signed in", about="task")
def complete() -> Answer:
    """Complete them all with the same answers, each in a turn of its own."""
    tasks = request.form.getlist("picked-task")
    found = _selection(tasks)
    if not found.can_share:
        return _review(tasks, "complete", {}), 409
    sheet = _sheet(found, typed(request.form))
    if sheet is not None and sheet.problems:
        return _review(tasks, "complete", {}, sheet), 422
    return _did(
        "complete",
        tasks,
        lambda: engine().complete_all(
            tasks,
            by=actor(),
            answers=posted(request.form, request.files),
            revisions=_revisions(),
            request_id=request_id(),
        ),
    )


def _did(act: str, tasks: Sequence[str], verb: Any) -> Answer:
    """Do it and tell what became of each; the same form sent again tells the same again."""
    if not tasks:
        return _review(tasks, act, {"selection": _("Wählen Sie mindestens eine Aufgabe.")}), 422
    try:
        done: Sequence[Done] = verb()
    except Rejected as fault:
        if fault.reason.code not in REFUSED:
            raise
        return _review(tasks, act, {"selection": fault.reason.sentence(language())}), 409
    rows = {one.row.task_id: one.row for one in _selection(tasks).rows}
    return render_template(
        "selection_done.html",
        act=act,
        done=[(one, rows.get(one.task_id)) for one in done if one.receipt],
        refused=[(one, rows.get(one.task_id)) for one in done if not one.receipt],
    )


def _review(tasks: Sequence[str], act: str, problems: Mapping[str, str], sheet: Sheet | None = None) -> str:
    found = _selection(tasks)
    able = [one for one in found.rows if _able(found, one.row.task_id, act)]
    kept = [one for one in found.rows if one not in able]
    return render_template(
        "selection.html",
        found=found,
        act=act if (act == "complete" and found.can_share) or act != "complete" else "claim",
        able=able,
        kept=kept,
        lost=len(set(tasks)) - len(found.rows),
        ticked=set(tasks),
        sheet=sheet or (_sheet(found, {}) if act == "complete" and able else None),
        problems=problems,
        typed=request.values,
        of_kind=lambda kind: _of_kind(found, kind),
        most=AT_ONCE,
    )


def _able(found: Selection, task: str, act: str) -> bool:
    one = next(each for each in found.rows if each.row.task_id == task)
    to = found.to_receiver.get(task)
    return one.may[act].allowed and (act != "reassign" or to is None or to.allowed)


def _act() -> str:
    wanted = request.args.get("act", "complete")
    return wanted if wanted in ACTS else abort(404)


def _selection(tasks: Sequence[str]) -> Selection:
    receiver = request.values.get("step-person", "")
    return queries().selection(tasks, asker(), now(), represents=represents(), receiver=receiver)


def _of_kind(found: Selection, kind: Kind) -> list[str]:
    return [one.row.task_id for one in found.rows if one.kind == kind]


def _revisions() -> dict[str, int]:
    """The state of each task as the review page showed it: `revision-ID` is that of its run."""
    found = {}
    for name, value in request.form.items():
        head, _separator, task = name.partition("-of-")
        if head == "revision" and value.isdecimal() and len(value) < 10:
            found[task] = int(value)
    return found


def _sheet(found: Selection, raw: Raw) -> Sheet | None:
    """The form as the first task that one may complete asks it, empty or with what was typed."""
    first = next((one for one in found.rows if one.may["complete"].allowed), None)
    if first is None or found.form is None:
        return None
    page: TaskPage = queries().task(first.row.task_id, asker(), now(), represents=represents())
    sheet = sheet_of(page, raw)
    if sheet is None or not raw:
        return sheet
    return sheet_of(page, raw, sheet.reading.problems)
