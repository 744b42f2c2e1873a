"""Cases: the list, the page of one case, its printout, a note, trying again. Not opening one (`opening`)."""

from __future__ import annotations

from contextlib import suppress
from typing import cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import EngineError, Rejected
from engine.ids import CaseId, RunId
from engine.queries.case_views import CasePart, CaseWish, Span
from web.access import requires
from web.desk import actor, asker, engine, language, now, queries
from web.documents import download
from web.requests import request_id

TABS: tuple[CasePart, ...] = tuple(one for one in get_args(CasePart) if one not in ("print", "all"))
PAPERS = 50
"""Documents on one page."""
EVENTS = 50
PRINTED = 1000
"""Entries of the history in a printout; the export for auditors has all."""
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
    """Where the case stands, what happened, its documents, deadlines, people and notes."""
    return _render(case_id)


@cases.get("/<case_id>/print")
@requires("signed in", about="case")
def printed(case_id: str) -> str:
    """The whole case as one document to print."""
    wish = CaseWish("print", Span(limit=PRINTED))
    page = queries().case(CaseId(case_id), asker(), now(), wish=wish)
    return render_template("case_print.html", page=page, printed_at=now(), printed_limit=PRINTED)


@cases.get("/<case_id>/package")
@requires("signed in", about="case")
def package(case_id: str) -> Response:
    """The whole case with its proofs as one ZIP, for auditors."""
    return download(queries().export(case_id, asker(), now()))


@cases.post("/<case_id>/comments")
@requires("signed in", about="case")
def comment(case_id: str) -> Response | tuple[str, int]:
    """Write a note into the case's history."""
    try:
        text = request.form.get("note-text", "")
        engine().comment(CaseId(case_id), by=actor(), text=text, request_id=request_id())
    except Rejected as fault:
        if fault.reason.code != "text_missing":
            raise
        return _render(case_id, part="notes", problems={"note-text": fault.reason.sentence(language())}), 422
    flash(_("Notiz steht im Verlauf."), "success")
    return redirect(url_for("cases.case", case_id=case_id, tab="notes"), 303)


@cases.post("/<case_id>/runs/<run_id>/retry")
@requires("signed in", about="run")
def retry(case_id: str, run_id: str) -> Response:
    """Let a run that could not go on try again."""
    engine().retry(RunId(run_id), by=actor(), request_id=request_id())
    flash(_("Der Vorgang versucht es noch einmal."), "info")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _render(case_id: str, *, part: CasePart | None = None, problems: dict[str, str] | None = None) -> str:
    wanted = cast(CasePart, request.args.get("tab", "overview"))
    tab = part or (wanted if wanted in TABS else "overview")
    wish = CaseWish(tab, _span(), _number("skip") or 0)
    page = queries().case(CaseId(case_id), asker(), now(), wish=wish)
    shown = render_template(
        "case.html", page=page, tab=tab, wish=wish, problems=problems or {}, papers_on_page=PAPERS
    )
    with suppress(EngineError):  # a busy database must not keep anybody from reading
        engine().mark_visited(page.head.id, page.last_event, by=actor())
    return shown


def _span() -> Span:
    group = request.args.get("group", "")
    return Span(
        EVENTS, before=_number("before"), group=group, person=request.args.get("person", "")[:80].strip()
    )


def _number(name: str) -> int | None:
    """A number in the address; what somebody made up is no number."""
    found = request.args.get(name, "")
    return int(found) if found.isdecimal() and len(found) < 9 else None
