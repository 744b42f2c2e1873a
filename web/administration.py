"""Pages of the administration: people and their roles, organisations, the calendar of the house.

Not what may be changed by whom: the engine asks that in every turn. Running the house: `web.operation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.commands import PersonEntry
from engine.errors import EngineError, Invalid, NotFound, Rejected
from engine.ids import OrganisationId
from engine.people import Actor, Assignment, Organisation
from web.access import requires
from web.desk import asker, engine, language, now, queries, this_day
from web.requests import request_id

administration = Blueprint("administration", __name__, url_prefix="/administration")
Answer = Response | str | tuple[str, int]
Problems = Mapping[str, str]
SPARE = 2
"""Empty lines for further roles at the end of a person's roles."""


@administration.get("")
@requires("administration")
def people() -> str:
    """Everybody, by name; with a search."""
    page = request.args.get("page", "1")
    found = queries().people(
        now(),
        text=request.args.get("text", "")[:100],
        closed=request.args.get("closed") == "1",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    return render_template("admin/people.html", found=found, closed=request.args.get("closed") == "1")


@administration.get("/people/new")
@requires("administration")
def new_person() -> str:
    """The form for somebody new."""
    return render_template("admin/person_new.html", typed={}, problems={})


@administration.post("/people")
@requires("administration")
def add_person() -> Answer:
    """Add a person; then their page is open, for roles and a password."""
    try:
        noted = engine().add_person(_entry(), by=Actor(asker()), request_id=request_id())
    except Invalid as fault:
        page = render_template("admin/person_new.html", typed=request.form, problems=said(fault))
        return page, 422
    flash(
        _("Das Konto ist angelegt. Geben Sie der Person Rollen und einen Link für ihr Passwort."), "success"
    )
    return redirect(url_for("administration.person", person_id=noted.id), 303)


@administration.get("/people/<person_id>")
@requires("administration", about="person")
def person(person_id: str) -> str:
    """One person: what is known, roles with their periods, password, what was changed."""
    return _person_page(person_id, {}, {})


@administration.post("/people/<person_id>")
@requires("administration", about="person")
def change_person(person_id: str) -> Answer:
    """Name, login, personnel id, address."""
    try:
        noted = engine().change_person(person_id, _entry(), by=Actor(asker()), request_id=request_id())
    except Invalid as fault:
        return _person_page(person_id, request.form, said(fault)), 422
    flash(_("Die Angaben sind gespeichert.") if noted else _("Es war nichts zu ändern."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@administration.post("/people/<person_id>/roles")
@requires("administration", about="person")
def set_roles(person_id: str) -> Answer:
    """Exactly the roles of the form, each with its period."""
    try:
        wanted = _assignments()
        noted = engine().set_roles(person_id, wanted, by=Actor(asker()), request_id=request_id())
    except Rejected as fault:
        return _person_page(person_id, {}, {"role-0": fault.reason.sentence(language())}), 422
    flash(_("Die Rollen sind gespeichert.") if noted else _("Es war nichts zu ändern."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@administration.post("/people/<person_id>/closing")
@requires("administration", about="person")
def close_person(person_id: str) -> Response:
    """Close the account: no sign-in, no act; all sessions end."""
    engine().close_person(person_id, by=Actor(asker()), request_id=request_id())
    flash(_("Das Konto ist geschlossen, alle Sitzungen sind beendet."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@administration.post("/people/<person_id>/opening")
@requires("administration", about="person")
def reopen_person(person_id: str) -> Response:
    """Open a closed account again."""
    engine().reopen_person(person_id, by=Actor(asker()), request_id=request_id())
    flash(_("Das Konto ist wieder geöffnet."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@administration.post("/people/<person_id>/password-link")
@requires("administration", about="person")
def password_link(person_id: str) -> str:
    """Show a link with which the person sets a password: this once."""
    secret = engine().give_password_link(person_id, by=Actor(asker()), request_id=request_id())
    link = url_for("sessions.password_link", secret=secret, _external=True)
    known = queries().person_admin(person_id, now())
    return render_template("admin/password_link.html", link=link, known=known)


@administration.get("/organisations")
@requires("administration")
def organisations() -> str:
    """Every authority and association, and the form for a new one."""
    return _organisations_page("", {}, {})


@administration.get("/organisations/<organisation_id>")
@requires("administration", about="organisation")
def organisation(organisation_id: str) -> str:
    """The form to change one."""
    return _organisations_page(organisation_id, {}, {})


@administration.post("/organisations")
@requires("administration")
def put_organisation() -> Answer:
    """Add an organisation or change one."""
    form, chosen = request.form, request.form.get("organisation", "")
    details, wrong = _details(form.get("details", ""))
    wanted = Organisation(
        OrganisationId(chosen or form.get("identifier", "").strip()),
        form.get("name", "").strip()[:200],
        form.get("kind", "").strip()[:60],
        details,
    )
    if wrong:
        return _organisations_page(chosen, form, {"details": wrong}), 422
    by, once = Actor(asker()), request_id()
    try:
        noted = engine().put_organisation(wanted, is_new=not chosen, by=by, request_id=once)
    except Invalid as fault:
        return _organisations_page(chosen, form, said(fault)), 422
    flash(_("Die Angaben sind gespeichert.") if noted else _("Es war nichts zu ändern."), "success")
    return redirect(url_for("administration.organisations"), 303)


@administration.get("/roles")
@requires("administration")
def roles() -> str:
    """Every role: where it comes from, who stands above, who has it."""
    return render_template("admin/roles.html", rows=queries().role_overview(now()))


@administration.get("/calendar")
@requires("administration")
def calendar() -> str:
    """The year's holidays and the closing days of the house."""
    return _calendar_page({}, {})


@administration.post("/calendar")
@requires("administration")
def close_house() -> Answer:
    """A further day on which the house is closed."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        wrong = {"day": _("Schreiben Sie das Datum als JJJJ-MM-TT, oder wählen Sie es aus.")}
        return _calendar_page(request.form, wrong), 422
    try:
        name = request.form.get("reason", "")
        engine().close_house(day, name, by=Actor(asker()), request_id=request_id())
    except Rejected as fault:
        box = "reason" if fault.reason.code == "closing_day_name" else "day"
        return _calendar_page(request.form, {box: fault.reason.sentence(language())}), 422
    flash(_("Der Schließtag ist eingetragen."), "success")
    return redirect(url_for("administration.calendar", year=day.year), 303)


@administration.post("/calendar/<day>/opening")
@requires("administration", about="closing day")
def open_house(day: str) -> Response:
    """The house is open on this day after all."""
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise NotFound("closing_day_unknown") from None
    engine().open_house(which, by=Actor(asker()), request_id=request_id())
    flash(_("Der Schließtag ist gestrichen."), "success")
    return redirect(url_for("administration.calendar", year=which.year), 303)


def said(fault: Invalid) -> Problems:
    """Box → what is wrong with it, in the language of the page."""
    return {one.path.replace("_", "-"): one.reason.sentence(language()) for one in fault.problems}


def _entry() -> PersonEntry:
    form = request.form
    names = ("login", "name", "personnel-id", "email")
    return PersonEntry(*(" ".join(form.get(name, "").split()) for name in names))


def _assignments() -> list[Assignment]:
    """The lines of the form in which a role is chosen. Raises Rejected for a text that is no day."""
    columns = [request.form.getlist(name) for name in ("role", "organisation", "since", "until")]
    rows = zip(*columns, strict=False)
    return [
        Assignment(role, OrganisationId(place), _day(since), _day(until))
        for role, place, since, until in rows
        if role
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Rejected("roster_day", text=text[:40]) from None


def _details(text: str) -> tuple[dict[str, str], str]:
    """What letters know of an organisation, a line each: `anschrift: Markt 1`."""
    pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
    if any(not sign or not key.strip().isidentifier() for key, sign, _rest in pairs):
        return {}, _(
            "Schreiben Sie in jede Zeile einen Namen ohne Leerzeichen, einen Doppelpunkt und den Wert."
        )
    return {key.strip(): value.strip().replace("\\n", "\n") for key, _sign, value in pairs}, ""


def _person_page(person_id: str, typed: Mapping[str, Any], problems: Problems) -> str:
    known = queries().person_admin(person_id, now())
    account = queries().account(person_id)
    if account is None:
        raise NotFound("person_unknown")
    held: list[Assignment | None] = [*known.person.assignments, *([None] * SPARE)]
    return render_template(
        "admin/person.html",
        known=known,
        account=account,
        held=held,
        roles=queries().role_choices(),
        places=sorted(queries().directory().organisations.values(), key=lambda one: one.name),
        sessions=queries().sessions(known.person, now()),
        passkeys=queries().passkeys(person_id),
        history=queries().directory_changes(about=person_id),
        own=known.person.personnel_id == asker().personnel_id,
        typed=typed,
        problems=problems,
    )


def _organisations_page(chosen: str, typed: Mapping[str, Any], problems: Problems) -> str:
    known = queries().directory().organisations
    found = known.get(OrganisationId(chosen)) if chosen else None
    if chosen and found is None:
        raise NotFound("organisation_unknown", organisation=chosen)
    return render_template(
        "admin/organisations.html",
        rows=sorted(known.values(), key=lambda one: (one.kind, one.name)),
        found=found,
        kinds=sorted({one.kind for one in known.values()}),
        typed=typed,
        problems=problems,
    )


def _calendar_page(typed: Mapping[str, Any], problems: Problems) -> str:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked[:6]) <= 2100 else this_day().year
    try:
        days = queries().calendar_year(year)
    except EngineError:
        days = ()
    return render_template("admin/calendar.html", year=year, days=days, typed=typed, problems=problems)
