"""Follow-ups: a paper that one lays before oneself again on a day. Not deadlines (`web.deadlines`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import Rejected
from engine.ids import CaseId
from engine.people import Actor
from engine.queries.desk_views import FollowUpRow
from web.access import requires
from web.desk import asker, engine, language, now, queries, this_day
from web.requests import posted_day, request_id
from web.sessions import safe_target
from web.words import weekday

follow_ups = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")
PERIODS = ("P7D", "P14D", "P1M", "P3M", "P6M", "P1Y")
DELAYS = (("1", 1), ("3", 3), ("7", 7), ("14", 14), ("30", 30))
BOXES = {"reason_missing": "again-reason", "period_unknown": "again-every"}
"""Which box a refusal is about; any other is about the day."""


@follow_ups.get("")
@requires("signed in")
def listing() -> str:
    """What is due, and what comes later."""
    return _list({})


@follow_ups.get("/new")
@requires("signed in", about="case")
def new() -> str:
    """The form for a case, or for a task or a document of it."""
    return _form(request.args, {})


@follow_ups.post("")
@requires("signed in", about="case")
def add() -> Response | tuple[str, int]:
    """Lay it before oneself again."""
    problems: dict[str, str] = {}
    due_on = posted_day("again-day", problems)
    if due_on is None:
        problems.setdefault("again-day", _("Wählen Sie einen Tag."))
        return _form(request.form, problems), 422
    try:
        engine().set_follow_up(
            CaseId(request.form.get("case", "")),
            by=Actor(asker()),
            due_on=due_on,
            reason=request.form.get("again-reason", ""),
            task=request.form.get("task") or None,
            document=request.form.get("document") or None,
            every=request.form.get("again-every", ""),
            for_deputy=request.form.get("again-deputy") == "yes",
            request_id=request_id(),
        )
    except Rejected as fault:
        box = BOXES.get(fault.reason.code, "again-day")
        return _form(request.form, {box: fault.reason.sentence(language())}), 422
    flash(_("Wiedervorlage am %(day)s", day=weekday(due_on)), "success")
    return redirect(safe_target(request.form.get("next")), 303)


@follow_ups.post("/<follow_up_id>/completion")
@requires("signed in", about="follow-up")
def close(follow_up_id: str) -> Response:
    """Settled: it comes up no more (a recurring one has its next day already)."""
    engine().close_follow_up(follow_up_id, by=Actor(asker()), request_id=request_id())
    flash(_("Die Wiedervorlage ist erledigt."), "success")
    return redirect(safe_target(request.form.get("next")), 303)


@follow_ups.post("/<follow_up_id>/postponement")
@requires("signed in", about="follow-up")
def postpone(follow_up_id: str) -> Response | tuple[str, int]:
    """Another day: so many days from today, or a day of the calendar."""
    box = f"later-{follow_up_id}"
    problems: dict[str, str] = {}
    days = dict(DELAYS).get(request.form.get("days", ""))
    due_on = this_day() + timedelta(days=days) if days else posted_day(box, problems)
    if due_on is None:
        return _list(problems or {box: _("Wählen Sie einen Tag.")}), 422
    try:
        engine().postpone_follow_up(follow_up_id, by=Actor(asker()), due_on=due_on, request_id=request_id())
    except Rejected as fault:
        return _list({box: fault.reason.sentence(language())}), 409
    flash(_("Verschoben auf %(day)s", day=weekday(due_on)), "success")
    return redirect(safe_target(request.form.get("next")), 303)


def _list(problems: Mapping[str, str]) -> str:
    found = queries().follow_ups(asker(), now(), due_only=False)
    due, later = _split(found)
    return render_template("follow_ups.html", due=due, later=later, problems=problems, typed=request.form)


def _split(found: Sequence[FollowUpRow]) -> tuple[list[FollowUpRow], list[FollowUpRow]]:
    due = [one for one in found if one.due_on <= this_day()]
    return due, [one for one in found if one.due_on > this_day()]


def _form(values: Mapping[str, Any], problems: Mapping[str, str]) -> str:
    about = queries().follow_up_about(
        values.get("case", ""),
        asker(),
        now(),
        task_id=values.get("task", ""),
        document_id=values.get("document", ""),
    )
    return render_template(
        "follow_up_new.html",
        about=about,
        problems=problems,
        typed=request.form,
        periods=PERIODS,
        today=this_day(),
        proposed=this_day() + timedelta(days=14),
        back=safe_target(values.get("next") or url_for("cases.case", case_id=about.case_id)),
    )
