"""Deadlines at one's organisations: legal and internal, with their calculation, to read and to take along."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from engine.forms.workbook import EXCEL
from engine.queries import deadline_files
from engine.queries.deadlines import KINDS, LIGHTS, DeadlineRow, DeadlineWish
from engine.queries.desk_views import Filters
from engine.queries.views import DocumentFile
from web.access import requires
from web.desk import asker, language, now, queries, this_day
from web.documents import download

deadlines = Blueprint("deadlines", __name__, url_prefix="/deadlines")


@deadlines.get("")
@requires("signed in")
def listing() -> str:
    """By day, the nearest first."""
    wish = _wish()
    found = queries().deadlines(asker(), now(), wish, after=request.args.get("after"))
    return render_template(
        "deadlines.html",
        found=found,
        days=_by_day(found.rows),
        wish=wish,
        chosen=_chosen(wish),
        to=lambda **changes: url_for("deadlines.listing", **{**_chosen(wish), **changes}),
    )


@deadlines.get("/sheet")
@requires("signed in")
def sheet() -> Response:
    """What is chosen as an Excel file, with the calculations."""
    rows, curtailed = _all(deadline_files.MOST)
    content = deadline_files.excel(rows, now(), language(), curtailed=curtailed)
    return download(DocumentFile(f"Fristen_{this_day().isoformat()}.xlsx", EXCEL, content))


@deadlines.get("/calendar")
@requires("signed in")
def calendar() -> Response:
    """What is chosen as a calendar file, to be taken in once."""
    rows, _curtailed = _all(deadline_files.MOST)
    content = deadline_files.ics(rows, now()).encode()
    return download(DocumentFile(f"Fristen_{this_day().isoformat()}.ics", "text/calendar", content))


def _all(most: int) -> tuple[Sequence[DeadlineRow], bool]:
    found = queries().deadlines(asker(), now(), _wish(), limit=most)
    return found.rows, found.after is not None


def _wish() -> DeadlineWish:
    given = {name: request.args.get(name, "").strip()[:200] for name in ("process", "organisation", "text")}
    light, kind = request.args.get("light", ""), request.args.get("kind", "")
    return DeadlineWish(
        light=light if light in LIGHTS else "",
        kind=kind if kind in KINDS else "",
        filters=Filters(**given),  # type: ignore[arg-type]
    )


def _chosen(wish: DeadlineWish) -> dict[str, Any]:
    return {
        name: value
        for name, value in {"light": wish.light, "kind": wish.kind, **wish.filters.as_json()}.items()
        if value
    }


def _by_day(rows: Sequence[DeadlineRow]) -> list[tuple[Any, list[DeadlineRow]]]:
    dated = [row for row in rows if row.task.due is not None]
    return [
        (due, list(members)) for due, members in groupby(dated, lambda row: row.task.due and row.task.due.day)
    ]
