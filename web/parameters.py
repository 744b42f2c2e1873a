"""Parameters: what the authority has set, since when and why; setting one takes two of the administration.

Not their use in expressions. Whether somebody may propose or release, the engine decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.errors import Invalid, NotAllowed, Rejected
from engine.people import Actor
from engine.permissions import may_decide_parameter
from engine.queries.parameters import CONFIRMED, OPEN, ParameterRow, ProgrammeParameters, show
from web.access import requires
from web.desk import asker, engine, language, now, queries, this_day
from web.requests import posted_day, request_id

parameters = Blueprint("parameters", __name__, url_prefix="/parameters")
Answer = Response | str | tuple[str, int]
BOXES = {"parameter_period": "until", "parameter_source_missing": "source"}
"""Which box a refusal is about; any other is about the value."""


@parameters.get("")
@requires("signed in")
def listing() -> str:
    """Every parameter with its value today, its period, its source, its status; open points first."""
    found = queries().parameters(now())
    waiting = [
        (programme.id, row, one)
        for programme in found
        for row in programme.rows
        for one in row.proposals
        if one.state == "proposed"
    ]
    return render_template(
        "parameters.html", programmes=found, waiting=waiting, CONFIRMED=CONFIRMED, OPEN=OPEN, show=show
    )


@parameters.get("/<programme>/<key>")
@requires("administration", about="parameter")
def parameter(programme: str, key: str) -> str:
    """One parameter: its value, what was set and by whom, what waits for a second person, and the form."""
    return _page(programme, key, {}, {})


@parameters.post("/<programme>/<key>")
@requires("administration", about="parameter")
def propose(programme: str, key: str) -> Answer:
    """Propose a value; it counts once another person of the administration has released it."""
    form = request.form
    problems: dict[str, str] = {}
    since, until = posted_day("since", problems), posted_day("until", problems)
    if since is None and not problems:
        problems["since"] = _("Ab welchem Tag soll der Wert gelten?")
    if problems or since is None:
        return _page(programme, key, form, problems), 422
    said = {"value": form.get("value", "").strip(), "source": form.get("source", "")}
    period = {"since": since, "until": until}
    try:
        by = Actor(asker())
        engine().propose_parameter(programme, key, by=by, request_id=request_id(), **said, **period)  # type: ignore[arg-type]
    except Invalid as fault:
        return _page(programme, key, form, {"value": fault.problems[0].reason.sentence(language())}), 422
    except Rejected as fault:
        box = BOXES.get(fault.reason.code, "value")
        return _page(programme, key, form, {box: fault.reason.sentence(language())}), 422
    flash(_("Der Vorschlag ist gemacht. Jemand anderes aus der Verwaltung muss ihn freigeben."), "success")
    return redirect(url_for("parameters.parameter", programme=programme, key=key), 303)


@parameters.post("/<programme>/<key>/<proposal_id>/decision")
@requires("administration", about="proposal")
def decide(programme: str, key: str, proposal_id: str) -> Answer:
    """Release a proposal of somebody else, or decline it (one's own: take it back)."""
    releases = request.form.get("decision") == "release"
    verb = engine().release_parameter if releases else engine().decline_parameter
    box = f"note-{proposal_id}"
    try:
        verb(proposal_id, by=Actor(asker()), note=request.form.get(box, ""), request_id=request_id())
    except NotAllowed:
        raise
    except Rejected as fault:
        return _page(programme, key, request.form, {box: fault.reason.sentence(language())}), 422
    flash(_("Der Wert gilt wie vorgeschlagen.") if releases else _("Der Vorschlag ist abgelehnt."), "success")
    return redirect(url_for("parameters.parameter", programme=programme, key=key), 303)


def _found(programme: str, key: str) -> tuple[ProgrammeParameters, ParameterRow]:
    for one in queries().parameters(now()):
        for row in one.rows:
            if (one.id, row.key) == (programme, key):
                return one, row
    raise NotFound


def _page(programme: str, key: str, typed: Mapping[str, Any], problems: Mapping[str, str]) -> str:
    found, row = _found(programme, key)
    may = {
        one.id: may_decide_parameter(Actor(asker()), one, this_day())
        for one in row.proposals
        if one.state == "proposed"
    }
    return render_template(
        "parameter.html",
        programme=found,
        row=row,
        may=may,
        show=show,
        listed=row.kind in ("liste", "tabelle"),
        history=queries().directory_changes(about=key),
        typed=typed,
        problems=problems,
    )
