"""Deadlines: everything with a date that waits for this person or their groups, with its calculation."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template

from engine.queries.views import InboxRow
from web.access import requires
from web.desk import asker, now, queries

MOST = 200
deadlines = Blueprint("deadlines", __name__, url_prefix="/deadlines")


@deadlines.get("")
@requires("signed in")
def listing() -> str:
    """By day, the nearest first."""
    found = [(row.due, row) for row in _rows() if row.due is not None]
    found.sort(key=lambda pair: (pair[0].day, pair[1].number))
    days = [(day, tuple(pairs)) for day, pairs in groupby(found, lambda pair: pair[0].day)]
    return render_template("deadlines.html", days=days)


def _rows() -> list[InboxRow]:
    mine = queries().inbox(asker(), "mine", now(), limit=MOST).rows
    groups = queries().inbox(asker(), "groups", now(), limit=MOST).rows
    return list({row.task_id: row for row in (*mine, *groups)}.values())
