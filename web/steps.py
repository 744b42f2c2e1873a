"""Other ways with a task than doing it: delegate, ask, co-sign, reassign, return, recall. Not the rules.

Each has a small page of its own, so that the page of the task stays about the task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import NotFound, Rejected
from engine.ids import TaskId
from engine.permissions import Verb
from engine.queries.desk_views import PersonRow
from engine.queries.task_views import TaskPage
from engine.queries.team import Purpose
from web.access import requires
from web.answers import sheet_of, typed
from web.desk import actor, asker, engine, language, now, onward, queries, represents
from web.requests import request_id
from web.task import Answer, page_of, render
from web.tasks import tasks

__all__ = ["tasks"]

Name = Literal["delegation", "question", "signatures", "reassignment"]


@dataclass(frozen=True)
class Step:
    """What a step needs: the verdict that allows it, and for what people are chosen."""

    verb: Verb
    purpose: Purpose


STEPS: Mapping[str, Step] = {
    "delegation": Step("delegate", "delegate"),
    "question": Step("ask", "ask"),
    "signatures": Step("request_signature", "sign"),
    "reassignment": Step("reassign", "reassign"),
}
BOXES = {"reason_missing": "step-text", "text_missing": "step-text"}
"""Which box a refusal is about; any other is about the person."""


@tasks.get("/tasks/<task_id>/steps/<step>")
@requires("signed in", about="task")
def step(task_id: str, step: str) -> str:
    """Whom, and why: the form of one step."""
    return _form(task_id, step, {})


@tasks.post("/tasks/<task_id>/steps/<step>")
@requires("signed in", about="task")
def take_step(task_id: str, step: str) -> Answer:
    """Do it, or say why not and keep what was typed."""
    if step not in STEPS:
        abort(404)
    try:
        said = _do(task_id, step)
    except NotFound as fault:
        if fault.reason.code != "person_unknown":
            raise
        return _form(task_id, step, {"step-person": _("Wählen Sie eine Person.")}), 422
    except Rejected as fault:
        box = BOXES.get(fault.reason.code, "step-person")
        return _form(task_id, step, {box: fault.reason.sentence(language())}), 409
    flash(said, "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


@tasks.post("/tasks/<task_id>/preparation")
@requires("signed in", about="task")
def give_back_prepared(task_id: str) -> Response:
    """Back to who delegated it, with the form as it was filled in so far."""
    engine().return_delegated(
        TaskId(task_id),
        by=actor(),
        note=request.form.get("return-note", ""),
        fields=typed(request.form),
        request_id=request_id(),
    )
    flash(_("Zurückgegeben. Ihre Angaben sind als Entwurf dabei."), "success")
    return redirect(url_for("tasks.inbox", tab="represented" if represents() else "mine"), 303)


@tasks.post("/tasks/<task_id>/recall")
@requires("signed in", about="task")
def recall(task_id: str) -> Answer:
    """Take back one's own completion while nobody has acted on it."""
    reason = request.form.get("recall-reason", "")
    try:
        engine().recall(TaskId(task_id), by=actor(), reason=reason, request_id=request_id())
    except Rejected as fault:
        page = page_of(task_id)
        beside = {"recall-reason": fault.reason.sentence(language())}
        return render(page, sheet_of(page), returning=request.form, beside=beside), 409
    flash(_("Zurückgeholt. Ihre Angaben sind wieder ein Entwurf."), "success")
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


def _do(task_id: str, step: str) -> str:
    """Let the engine do it; what the page then says."""
    text, whom = request.form.get("step-text", ""), request.form.get("step-person", "")
    task, verbs = TaskId(task_id), engine()
    if step == "delegation":
        back = request.form.get("step-returns") == "yes"
        verbs.delegate(task, by=actor(), to=whom, reason=text, returns=back, request_id=request_id())
        return str(_("Delegiert. Die Aufgabe steht bei Ihnen unter „Warten auf andere“."))
    if step == "question":
        verbs.ask(task, by=actor(), of=whom, text=text, request_id=request_id())
        return str(_("Die Frage ist gestellt. Die Aufgabe bleibt, wo sie ist."))
    if step == "reassignment":
        to = None if whom == "-" else whom
        verbs.reassign(task, by=actor(), to=to, reason=text, request_id=request_id())
        return str(_("Umverteilt. Der Grund steht im Verlauf."))
    people = request.form.getlist("step-people")
    if not people:
        raise NotFound("person_unknown")
    in_turn = request.form.get("step-order") == "in-turn"
    verbs.request_signatures(
        task, by=actor(), of=people, text=text, sequential=in_turn, request_id=request_id()
    )
    return str(_("Um Mitzeichnung ist gebeten. Erledigen können Sie, sobald alle mitgezeichnet haben."))


def _form(task_id: str, step: str, problems: Mapping[str, str]) -> str:
    if step not in STEPS:
        abort(404)
    page = page_of(task_id)
    wanted = STEPS[step]
    verdict = page.may[wanted.verb]
    groups, others = _receivers(page, wanted) if verdict.allowed else ([], [])
    return render_template(
        "step.html",
        page=page,
        step=step,
        verdict=verdict,
        groups=groups,
        others=others,
        problems=problems,
        typed=request.form,
        ticked=request.form.getlist("step-people"),
    )


Groups = list[tuple[str, Sequence[PersonRow]]]


def _receivers(page: TaskPage, step: Step) -> tuple[Groups, list[tuple[PersonRow, str]]]:
    """Who can be chosen, under headings; and who cannot, with the reason."""
    asked = queries().receivers(page.id, represents() or asker(), now(), purpose=step.purpose)
    found = [(row, verdict) for row, verdict in asked if row.id != asker().id or step.verb == "reassign"]
    able = [row for row, verdict in found if verdict.allowed]
    refused = {row: verdict for row, verdict in found if not verdict.allowed}
    groups: Groups = [("", able)]
    if step.verb == "delegate":
        lent = queries().receivers(page.id, represents() or asker(), now(), purpose="prepare")
        prepare = [row for row, verdict in lent if verdict.allowed and row in refused]
        groups = [(_("Kann sie erledigen"), able), (_("Kann sie nur vorbereiten"), prepare)]
        refused = {row: verdict for row, verdict in refused.items() if row not in prepare}
    told = [(row, one.reason.sentence(language())) for row, one in refused.items() if one.reason]
    return groups, told
