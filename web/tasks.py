"""Tasks: the inbox and the page of one task. Each act is a noun below the task (`POST /tasks/7/completion`).

Not the rules of the acts: those are in `engine.permissions` and `engine.rules`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.ids import TaskId
from engine.queries.views import Inbox, InboxRow, PersonRow, Tab
from web.access import requires
from web.desk import ACTING_FOR, actor, asker, engine, now, onward, queries, represents, this_day
from web.requests import request_id
from web.words import GROUPS, group_of, group_title

tasks = Blueprint("tasks", __name__)


@tasks.get("/")
@requires("signed in")
def home() -> Response:
    """The inbox is the home of everybody."""
    return redirect(url_for("tasks.inbox"), 303)


@tasks.get("/tasks")
@requires("signed in")
def inbox() -> str:
    """Mine, my groups', what I may do for others, what waits for others, what is done; by deadline."""
    tab = _tab()
    found = queries().inbox(asker(), tab, now(), after=request.args.get("after"))
    return render_template(
        "inbox.html",
        tab=tab,
        groups=_groups(found.rows, tab),
        after=found.after,
        known=_fingerprint(found),
        waiting=_first_of_groups(found, tab),
    )


@tasks.get("/tasks/news")
@requires("signed in")
def news() -> str | tuple[str, int]:
    """Whether the list has changed since it was shown; rows under the pointer never move by themselves."""
    tab = _tab()
    if _fingerprint(queries().inbox(asker(), tab, now())) == request.args.get("known"):
        return "", 204
    return render_template("parts/news.html", tab=tab)


@tasks.post("/tasks/<task_id>/claim")
@requires("signed in", about="task")
def claim(task_id: str) -> Response:
    """Take the task; it then stands under the person's own tasks."""
    engine().claim(TaskId(task_id), by=actor(), request_id=request_id())
    return redirect(url_for("tasks.task", task_id=task_id, **onward()), 303)


@tasks.post("/tasks/<task_id>/release")
@requires("signed in", about="task")
def release(task_id: str) -> Response:
    """Give the task back to the group, for anybody to take."""
    engine().release(TaskId(task_id), by=actor(), request_id=request_id())
    flash(_("Die Aufgabe ist wieder frei. Ihr Entwurf bleibt gespeichert."), "info")
    return redirect(url_for("tasks.inbox", tab="represented" if represents() else "groups"), 303)


def task_url(task_id: str, for_whom: PersonRow | None = None, *, done: str | None = None) -> str:
    """The address of a task, to act in person or for somebody; `done` is the one just completed."""
    also: dict[str, Any] = {"done": done, **({ACTING_FOR: for_whom.id} if for_whom else {})}
    return url_for("tasks.task", task_id=task_id, **also)


def _tab() -> Tab:
    wanted = request.args.get("tab", "mine")
    return cast(Tab, wanted if wanted in get_args(Tab) else "mine")


def _groups(rows: Iterable[InboxRow], tab: Tab) -> list[tuple[str, str, Sequence[InboxRow]]]:
    """(key, heading, rows) in the order of urgency; what is done stands in one group."""
    if tab == "done":
        return [("done", _("Zuletzt erledigt"), tuple(rows))] if rows else []
    ordered = sorted(rows, key=lambda row: GROUPS.index(group_of(row.due, this_day())))
    grouped = groupby(ordered, lambda row: group_of(row.due, this_day()))
    return [(key, group_title(key), tuple(members)) for key, members in grouped]


def _fingerprint(found: Inbox) -> str:
    told = "".join(f"{row.task_id} {row.state} {row.assignee}\n" for row in found.rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _first_of_groups(found: Inbox, tab: Tab) -> InboxRow | None:
    """For an empty list: what waits in the groups, so that the page says where to go on."""
    if found.rows or tab != "mine":
        return None
    waiting = queries().inbox(asker(), "groups", now(), limit=20).rows
    return next((row for row in waiting if row.may_claim.allowed), None)
