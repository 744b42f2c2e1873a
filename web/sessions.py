"""Signing in and out. Not what a person may do (`engine.permissions`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, session, url_for
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
    begin(person)
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


def safe_target(wanted: str | None) -> str:
    """Where to go on: a path of this site, never another host; the inbox where nothing fits."""
    parts = urlsplit(wanted or "")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not wanted or not inside or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return url_for("tasks.inbox")
    return wanted


def begin(person: Person) -> None:
    """Sign `person` in."""
    chosen = session.get("language")
    session.clear()  # a new identity gets a new session and a new CSRF token
    session["person"] = person.id
    if chosen:
        session["language"] = chosen


def _page(*, failed: bool) -> str:
    return render_template("sign_in.html", failed=failed, next=request.values.get("next", ""))
