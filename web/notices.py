"""Notices: what one was told, read and unread. Not the sending of mail."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.people import Actor
from web.access import requires
from web.desk import asker, engine, now, queries
from web.sessions import safe_target

notices = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50


@notices.get("")
@requires("signed in")
def listing() -> str:
    """The latest first; all, or only what is unread."""
    unread = request.args.get("show") != "all"
    rows = queries().notices(
        asker(), now(), unread_only=unread, after=_after(request.args.get("after", "")), limit=PAGE + 1
    )
    more = f"{rows[PAGE - 1].at.isoformat()}|{rows[PAGE - 1].id}" if len(rows) > PAGE else None
    return render_template("notices.html", rows=rows[:PAGE], unread=unread, more=more)


@notices.post("/<notice_id>/opening")
@requires("signed in", about="notice")
def open_(notice_id: str) -> Response:
    """Read it, and go where it is about."""
    engine().mark_read(by=Actor(asker()), notice_ids=[notice_id])
    return redirect(safe_target(request.form.get("next")), 303)


@notices.post("/reading")
@requires("signed in")
def read() -> Response:
    """Mark these, or all, as read."""
    ids = request.form.getlist("notice")
    count = engine().mark_read(by=Actor(asker()), notice_ids=ids or None)
    flash(ngettext("%(num)s Mitteilung ist gelesen.", "%(num)s Mitteilungen sind gelesen.", count), "success")
    return redirect(url_for("notices.listing"), 303)


@notices.post("/<notice_id>/unread")
@requires("signed in", about="notice")
def unread(notice_id: str) -> Response:
    """Lay it back among the unread ones."""
    engine().mark_unread(notice_id, by=Actor(asker()))
    return redirect(url_for("notices.listing", show="all"), 303)


def _after(text: str) -> tuple[datetime, str] | None:
    """Where the next page begins; an address that somebody made up begins at the top."""
    at, _separator, identifier = text.partition("|")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (found, identifier) if found.tzinfo is not None else None
