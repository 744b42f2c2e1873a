"""Opening a case: with which process, with whom, and the first answers. Not what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import EngineError, FieldProblem, Invalid, Rejected
from engine.forms import Raw
from web.access import requires
from web.answers import posted, rows_changed, sheet_of, typed
from web.cases import cases
from web.desk import actor, asker, engine, now, queries
from web.requests import request_id, wants_json

__all__ = ["cases"]

_PARTICIPANT = "participant-"


@cases.get("/new")
@requires("signed in")
def new() -> str:
    """Which processes this person may open a case with."""
    return render_template("case_new.html", startable=queries().startable(asker(), now()))


@cases.get("/new/<process_id>")
@requires("signed in", about="process")
def opening(process_id: str) -> str:
    """Who takes part, and the form with which the process begins."""
    return _render(process_id)


@cases.post("/new/<process_id>")
@requires("signed in", about="process")
def open_case(process_id: str) -> tuple[str, int] | Response:
    """Open the case and go to it."""
    try:
        receipt = engine().open_case(
            process_id,
            by=actor(),
            answers=posted(request.form, request.files),
            participants=_participants(),
            request_id=request_id(),
            follows=_follows(),
        )
    except Invalid as fault:
        return _render(process_id, typed(request.form), problems=fault.problems), 422
    except Rejected as fault:
        return _render(process_id, typed(request.form), refused=fault), 409
    flash(_("Vorgang %(number)s ist eröffnet.", number=receipt.number), "success")
    return redirect(url_for("cases.case", case_id=receipt.case), 303)


@cases.post("/new/<process_id>/rows")
@requires("signed in", about="process")
def opening_rows(process_id: str) -> str | Response:
    """The same page with a row more or less, or with the fields that now apply. Nothing is stored yet."""
    page = queries().opening(process_id, asker(), now(), follows=_follows())
    raw, change = typed(request.form), request.form.get("row-change", "")
    sheet = sheet_of(page, raw)
    if wants_json() and sheet:
        return jsonify(sheet.state())
    if not change or page.form is None:
        return _render(process_id, raw)
    try:
        raw, at = rows_changed(page.form, raw, change, page.context)
    except (KeyError, ValueError, IndexError):
        abort(400)
    return _render(process_id, raw, focus=at)


def _participants() -> dict[str, str]:
    """Which organisation was chosen for which participant; open ones are left out."""
    chosen = {
        name.removeprefix(_PARTICIPANT): text
        for name, text in request.form.items()
        if name.startswith(_PARTICIPANT)
    }
    return {participant: organisation for participant, organisation in chosen.items() if organisation}


def _follows() -> str:
    """The case of last year that was chosen as a template, if one was."""
    return request.values.get("follows-case", "")


def _render(
    process_id: str, raw: Raw | None = None, *, focus: str = "", refused: EngineError | None = None,
    problems: Sequence[FieldProblem] = (),
) -> str:  # fmt: skip
    page = queries().opening(process_id, asker(), now(), follows=_follows())
    return render_template(
        "case_opening.html",
        page=page,
        sheet=sheet_of(page, raw, problems),
        chosen=_participants(),
        focus=focus,
        refused=refused,
        rows_url=url_for("cases.opening_rows", process_id=process_id),
    )
