"""Signing in and out, and the demo's change of roles. Not what a person may do (`engine.permissions`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.people import Person
from web.access import requires
from web.desk import desk, queries

sessions = Blueprint("sessions", __name__)


@sessions.get("/sign-in")
@requires("anyone")
def sign_in() -> str | Response:
    """The page to sign in; in demo mode also the people of the demo, by role."""
    if g.person is not None and not desk().config.demo:
        return redirect(url_for("tasks.inbox"), 303)
    return _page(failed=False)


@sessions.post("/sign-in")
@requires("anyone")
def enter() -> tuple[str, int] | Response:
    """Check login and password; the answer never tells which of the two was wrong."""
    person = queries().sign_in(request.form.get("login", "").strip(), request.form.get("password", ""))
    if person is None:
        return _page(failed=True), 422
    _begin(person)
    return redirect(safe_target(request.form.get("next")), 303)


@sessions.post("/sign-out")
@requires("anyone")
def leave() -> Response:
    """End the session."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    return redirect(url_for("sessions.sign_in"), 303)


@sessions.post("/demo/person")
@requires("demo")
def become() -> Response:
    """Continue as another of the demo's people."""
    wanted = request.form.get("person", "")
    if wanted not in {row.id for row in queries().demo_people()}:
        raise NotFound
    person = queries().person(wanted)
    if person is None:
        raise NotFound
    _begin(person)
    flash(_("Sie sind jetzt %(name)s.", name=person.name), "info")
    return redirect(safe_target(request.form.get("next")), 303)


def safe_target(wanted: str | None) -> str:
    """Where to go on: a path of this site, never another host; the inbox where nothing fits."""
    parts = urlsplit(wanted or "")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not wanted or not inside or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return url_for("tasks.inbox")
    return wanted


def _begin(person: Person) -> None:
    chosen = session.get("language")
    session.clear()  # a new identity gets a new session and a new CSRF token
    session["person"] = person.id
    if chosen:
        session["language"] = chosen


def _page(*, failed: bool) -> str:
    people = queries().demo_people() if desk().config.demo else []
    target = request.values.get("next", "")
    return render_template("sign_in.html", people=people, failed=failed, next=target)
