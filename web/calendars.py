"""The calendar of a person: its secret address, made, shown once, revoked; and the calendar itself."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.people import Actor
from web.access import requires
from web.desk import asker, engine, now, queries

calendars = Blueprint("calendars", __name__, url_prefix="/calendar")


@calendars.get("")
@requires("signed in")
def page() -> str:
    """Whether there is an address, and what a calendar shows."""
    return render_template("calendar.html", exists=queries().has_feed(asker()), address="")


@calendars.post("/address")
@requires("signed in", about="person")
def renew() -> str:
    """A new address, on the page this once: only its hash is kept, so nobody can show it again."""
    token = engine().renew_feed(by=Actor(asker()))
    address = url_for("calendars.feed", token=token, _external=True)
    return render_template("calendar.html", exists=True, address=address)


@calendars.post("/revocation")
@requires("signed in", about="person")
def revoke() -> Response:
    """No address opens the calendar any more."""
    engine().revoke_feed(by=Actor(asker()))
    flash(_("Die Adresse gilt nicht mehr. Kalender, die sie verwenden, bekommen nichts Neues."), "success")
    return redirect(url_for("calendars.page"), 303)


@calendars.get("/<token>.ics")
@requires("anyone")
def feed(token: str) -> Response:
    """Deadlines and follow-ups for a calendar program; whoever knows the secret reads number, title, day."""
    text = queries().calendar(token, now()) if len(token) < 100 else None
    if text is None:
        abort(404)
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
