"""Signing in and out. Not what a person may do (`engine.permissions`), and not passkeys and OIDC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import NotAllowed, NotFound, Rejected
from engine.people import Actor
from web import kept
from web.access import requires
from web.desk import asker, desk, engine, language, queries
from web.devices import origin
from web.recognised import recognised

sessions = Blueprint("sessions", __name__)

START: Mapping[str, tuple[str, dict[str, Any]]] = {
    "tasks": ("tasks.inbox", {}),
    "groups": ("tasks.inbox", {"tab": "groups"}),
    "cases": ("cases.listing", {}),
    "deadlines": ("deadlines.listing", {}),
}
"""Where the day begins, by a person's own choice."""
STAYING = ("language", "kept")
"""What a browser keeps over a change of its person."""


@sessions.get("/sign-in")
@requires("anyone")
def sign_in() -> str | Response:
    """The page to sign in; in demo mode also the people of the demo, by role."""
    if g.person is not None and not desk().config.demo:
        return redirect(safe_target(request.args.get("next")), 303)
    return sign_in_page("")


@sessions.post("/sign-in")
@requires("anyone")
def enter() -> tuple[str, int] | Response:
    """Check login and password; the answer never tells which of the two was wrong."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    try:
        secret = engine().sign_in(login, password, origin=origin())
    except NotAllowed as fault:
        waits = fault.reason.code == "sign_in_wait"
        return sign_in_page(fault.reason.sentence(language()), waits=waits), 429 if waits else 422
    return arrive(secret)


@sessions.post("/sign-out")
@requires("anyone")
def leave() -> Response:
    """End the session, here and in the database; at the provider, too, if one had proved the person."""
    onward = url_for("sessions.sign_in")
    if g.session is not None:
        engine().end_session(g.session.id, by=Actor(g.person))
        onward = desk().leaving(g.session.proof) or onward
    _clear()
    session.pop("kept", None)
    return redirect(onward, 303)


@sessions.get("/sign-in/kept")
@requires("signed in")
def kept_form() -> str | Response:
    """What was typed when the session had run out, to be sent again by the same person."""
    found = kept.latest()
    if found is None:
        return redirect(url_for("tasks.inbox"), 303)
    return render_template("kept.html", form=found, shown=recognised(found), MARK=kept.MARK)


@sessions.post("/sign-in/kept")
@requires("signed in")
def discard_kept() -> Response:
    """It is not wanted any more."""
    kept.drop(request.form.get("kept", ""))
    flash(_("Die Eingaben sind verworfen."), "info")
    return redirect(url_for("tasks.inbox"), 303)


@sessions.get("/password/<secret>")
@requires("anyone")
def password_link(secret: str) -> str | tuple[str, int]:
    """The page on which somebody sets a password with a link they were given."""
    return _link_page(secret, "")


@sessions.post("/password/<secret>")
@requires("anyone")
def set_password(secret: str) -> Response | tuple[str, int] | str:
    """Set it; the link opens nothing any more."""
    new = request.form.get("new-password", "")
    if new != request.form.get("new-password-again", ""):
        return _link_page(secret, _("Die beiden Eingaben sind nicht gleich."))
    try:
        engine().set_password_by_link(secret, new)
    except NotFound:
        return _link_page(secret, "")
    except Rejected as fault:
        return _link_page(secret, fault.reason.sentence(language()))
    flash(_("Das Passwort ist gesetzt. Melden Sie sich jetzt damit an."), "success")
    return redirect(url_for("sessions.sign_in"), 303)


def safe_target(wanted: str | None) -> str:
    """Where to go on: a path of this site, never another host; the start page where nothing fits."""
    parts = urlsplit(wanted or "")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not wanted or not inside or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return start_page()
    return wanted


def start_page() -> str:
    """Where the person's day begins."""
    chosen = g.session.start_page if g.get("session") else "tasks"
    endpoint, values = START.get(chosen, START["tasks"])
    return url_for(endpoint, **values)


def arrive(secret: str, onward: str = "") -> Response:
    """Give the browser the secret of a new session, and go on to where its person wanted to go."""
    take(secret)
    return redirect(safe_target(onward or request.values.get("next")), 303)


def take(secret: str) -> None:
    """From now on this browser has this session: a new identity gets a new CSRF token, too."""
    if g.get("session") is not None:
        engine().end_session(g.session.id, by=Actor(asker()))  # nobody is two people in one browser
    _clear()
    session["id"] = secret
    found = queries().signed_in(secret, desk().clock.now())
    if found is not None:
        g.person, g.session = found.person, found
        session.setdefault("language", found.language)


def _clear() -> None:
    staying = {name: session[name] for name in STAYING if name in session}
    session.clear()
    session.update(staying)


def sign_in_page(problem: str, *, waits: bool = False) -> str:
    """The page to sign in, with what was wrong."""
    wanted = request.values.get("next", "")
    return render_template(
        "sign_in.html",
        problem=problem,
        waits=waits,
        next=wanted,
        has_kept=bool(session.get("kept")) and wanted == url_for("sessions.kept_form"),
        provider=desk().config.oidc_name if desk().config.oidc_issuer else "",
    )


def _link_page(secret: str, problem: str) -> str | tuple[str, int]:
    owner = queries().password_link(secret, desk().clock.now())
    account = queries().account(owner.id) if owner else None
    page = render_template("password.html", owner=owner, account=account, problem=problem)
    return (page, 404) if owner is None else (page, 422) if problem else page
