"""Who represents whom: one's arrangements, arranging one and ending it. Not acting for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import NotFound, Rejected
from engine.people import Actor, Person
from engine.queries.desk_views import PersonRow
from web.access import requires
from web.desk import asker, engine, language, now, queries, this_day
from web.requests import posted_day, request_id

BOXES = {
    "reason_missing": "deputy-reason",
    "deputy_period": "deputy-until",
    "deputy_backdated": "deputy-since",
    "person_unknown": "deputy-person",
}
"""Which box a refusal is about; any other is about the choice of the deputy."""
deputies = Blueprint("deputies", __name__, url_prefix="/deputies")


@deputies.get("")
@requires("signed in")
def listing() -> str:
    """Who represents me, whom I represent, and the form to arrange it."""
    return _page(request.args.get("absent", ""), {}, {})


@deputies.post("")
@requires("signed in", about="person")
def arrange() -> Response | tuple[str, int]:
    """Let somebody act for oneself, or for somebody below."""
    absent = request.form.get("deputy-absent", "")
    problems: dict[str, str] = {}
    since, until = posted_day("deputy-since", problems), posted_day("deputy-until", problems)
    if problems:
        return _page(absent, request.form, problems), 422
    try:
        engine().arrange_deputy(
            absent,
            request.form.get("deputy-person", ""),
            by=Actor(asker()),
            reason=request.form.get("deputy-reason", ""),
            since=since,
            until=until,
            roles=request.form.getlist("deputy-roles"),
            processes=request.form.getlist("deputy-processes"),
            request_id=request_id(),
        )
    except (Rejected, NotFound) as fault:
        box = BOXES.get(fault.reason.code, "deputy-person")
        said = _("Wählen Sie, wer vertritt.") if isinstance(fault, NotFound) else _said(fault)
        return _page(absent, request.form, {box: said}), 422
    flash(_("Die Vertretung ist eingerichtet."), "success")
    return redirect(url_for("deputies.listing"), 303)


@deputies.post("/<arrangement_id>/end")
@requires("signed in", about="person")
def end(arrangement_id: str) -> Response:
    """From now on nobody acts under this arrangement."""
    engine().end_deputy(arrangement_id, by=Actor(asker()), request_id=request_id())
    flash(_("Die Vertretung ist beendet."), "success")
    return redirect(url_for("deputies.listing"), 303)


def _page(wanted: str, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    rows = queries().deputies(asker(), now())
    absentees = queries().absentees(asker(), now())
    chosen = next((one for one in absentees if one.id == wanted), absentees[0])
    absent = queries().person(chosen.id) or asker()
    return render_template(
        "deputies.html",
        mine=[row for row in rows if row.is_mine],
        theirs=[row for row in rows if row.deputy.id == asker().id],
        others=[row for row in rows if not row.is_mine and row.deputy.id != asker().id],
        absentees=absentees,
        absent=absent,
        colleagues=_colleagues(absent),
        roles=queries().roles_of(absent, now()),
        processes=queries().processes_of(absent, now()),
        ticked=request.form.getlist("deputy-roles"),
        ticked_processes=request.form.getlist("deputy-processes"),
        typed=typed,
        problems=problems,
        today=this_day(),
    )


def _colleagues(absent: Person) -> Sequence[PersonRow]:
    """Who works where the absent person works."""
    places = {held.organisation for held in absent.roles_on(this_day())}
    found = (
        PersonRow(one.id, one.name)
        for one in queries().directory().persons.values()
        if one.active
        and one.personnel_id != absent.personnel_id
        and any(held.organisation in places for held in one.roles_on(this_day()))
    )
    return sorted(found, key=lambda row: row.name)


def _said(fault: Rejected) -> str:
    return fault.reason.sentence(language())
