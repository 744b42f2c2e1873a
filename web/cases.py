"""Cases: the list, the page of one case, a note, trying again. Opening one is in `web.opening`."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.ids import CaseId, RunId
from web.access import requires
from web.desk import actor, asker, engine, now, queries
from web.requests import request_id

TABS = ("overview", "history", "documents")
cases = Blueprint("cases", __name__, url_prefix="/cases")


@cases.get("")
@requires("signed in")
def listing() -> str:
    """The cases this person may know of, the newest first; searched by number, title or party."""
    text = request.args.get("text", "").strip()
    found = queries().cases(asker(), now(), text=text, after=request.args.get("after"))
    return render_template(
        "cases.html", found=found, text=text, may_open=bool(queries().startable(asker(), now()))
    )


@cases.get("/<case_id>")
@requires("signed in", about="case")
def case(case_id: str) -> str:
    """Where the case stands, what happened, its documents."""
    tab = request.args.get("tab", "overview")
    page = queries().case(CaseId(case_id), asker(), now())
    return render_template("case.html", page=page, tab=tab if tab in TABS else "overview")


@cases.post("/<case_id>/comments")
@requires("signed in", about="case")
def comment(case_id: str) -> Response:
    """Write a note into the case's history."""
    text = request.form.get("note-text", "").strip()
    if text:
        engine().comment(CaseId(case_id), by=actor(), text=text, request_id=request_id())
        flash(_("Notiz steht im Verlauf."), "success")
    return redirect(url_for("cases.case", case_id=case_id, tab="history"), 303)


@cases.post("/<case_id>/runs/<run_id>/retry")
@requires("signed in", about="run")
def retry(case_id: str, run_id: str) -> Response:
    """Let a run that could not go on try again."""
    engine().retry(RunId(run_id), by=actor(), request_id=request_id())
    flash(_("Der Vorgang versucht es noch einmal."), "info")
    return redirect(url_for("cases.case", case_id=case_id), 303)
