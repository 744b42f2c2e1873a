"""Tasks: the inbox, and taking and giving back a task. Each act is a noun below the task.

Not the rules of the acts: those are in `engine.permissions` and `engine.rules`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.ids import TaskId
from engine.people import Actor
from engine.queries.deadlines import DeadlineRow, DeadlineWish
from engine.queries.desk_views import Filters, FollowUpRow, PersonRow, Tab, ViewRow
from engine.queries.inbox_views import Counts, Inbox, InboxRow
from web import rows
from web.access import requires
from web.desk import ACTING_FOR, actor, asker, engine, now, onward, queries, represents, this_day
from web.filters import address_of, asked_filters, asked_tab
from web.requests import request_id
from web.sessions import safe_target

tasks = Blueprint("tasks", __name__)


@tasks.get("/")
@requires("signed in")
def home() -> Response:
    """The inbox is the home of everybody."""
    return redirect(url_for("tasks.inbox"), 303)


@tasks.get("/tasks")
@requires("signed in")
def inbox() -> str | Response:
    """Mine, my groups', what I may do for others, what waits for others, what is done; by deadline."""
    standard = None if request.args else queries().standard_view(asker(), now())
    if standard is not None:
        tab, filters, view = standard
        return redirect(url_for("tasks.inbox", **address_of(tab, filters, view=view)), 303)
    tab, filters = asked_tab(), asked_filters()
    counts, views = queries().numbers(asker(), now())
    g.counts = counts
    found = queries().inbox(asker(), tab, now(), after=request.args.get("after"), wanted=filters)
    return render_template("inbox.html", **_page(tab, filters, found, counts, views))


@tasks.get("/tasks/news")
@requires("signed in")
def news() -> str | tuple[str, int]:
    """What has changed in the list since it was shown; rows under the pointer never move by themselves."""
    tab, filters = asked_tab(), asked_filters()
    found = queries().inbox(asker(), tab, now(), wanted=filters)
    fresh, changed = rows.changes(found, request.args.get("known", ""))
    if not fresh and not changed:
        return "", 204
    return render_template("parts/news.html", fresh=fresh, back=_to(tab, filters))


@tasks.post("/tasks/density")
@requires("signed in")
def density() -> Response:
    """How much room a row gets: the same setting as on the page of settings."""
    engine().set_settings(by=Actor(asker()), density=request.form.get("density", ""))
    return redirect(safe_target(request.form.get("next")), 303)


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


def _page(
    tab: Tab, filters: Filters, found: Inbox, counts: Counts, views: tuple[ViewRow, ...]
) -> dict[str, Any]:
    first = "after" not in request.args
    panel = "panel" in request.args or filters.narrows
    again = _follow_ups(counts) if tab == "mine" and first and not panel else ()
    return {
        "tab": tab,
        "filters": filters,
        "groups": rows.grouped(
            found.rows,
            tab,
            filters.by,
            now(),
            more=found.after is not None,
            processes=queries().processes_named(),
        ),
        "kinds": rows.alike(found.rows) if tab in ("mine", "groups") else (),
        "for_whom": rows.represented(found.rows) if tab == "represented" else None,
        "after": found.after,
        "first": first,
        "known": rows.known(found) if first else "",
        "panel": panel,
        "choices": queries().choices(asker(), tab, now(), filters) if panel else None,
        "views": views,
        "view": next((one for one in views if one.id == request.args.get("view")), None),
        "again": again,
        "waiting": None if again or panel else _first_of_groups(found, tab, counts),
        "upcoming": None if again or panel else _upcoming(found, tab, counts),
        "groups_held": _groups_held() if panel else (),
        "to": lambda **changes: _to(tab, filters, **changes),
        "here": address_of(tab, filters),
    }


def _to(tab: Tab, filters: Filters, **changes: Any) -> str:
    return url_for("tasks.inbox", **address_of(tab, filters, **changes))


def _follow_ups(counts: Counts) -> tuple[FollowUpRow, ...]:
    """What one laid before oneself for today: it stands above the tasks."""
    return queries().follow_ups(asker(), now())[:20] if counts.follow_ups else ()


def _upcoming(found: Inbox, tab: Tab, counts: Counts) -> DeadlineRow | None:
    """For an empty list with nothing in the groups either: the next deadline at one's organisation."""
    if found.rows or tab != "mine" or counts.groups:
        return None
    return next(iter(queries().deadlines(asker(), now(), DeadlineWish(), limit=1).rows), None)


def _groups_held() -> list[tuple[str, str]]:
    """The groups with which a view can be shared: (organisation|role, as one reads it)."""
    titles, directory = queries().roles_named(), queries().directory()
    found = {
        f"{held.organisation}|{held.role}": " – ".join(
            (titles.get(held.role, held.role), directory.organisations[held.organisation].name)
        )
        for held in asker().roles_on(this_day())
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def _first_of_groups(found: Inbox, tab: Tab, counts: Counts) -> InboxRow | None:
    """For an empty list: what waits in the groups, so that the page says where to go on."""
    if found.rows or tab != "mine" or not counts.groups:
        return None
    waiting = queries().inbox(asker(), "groups", now(), limit=20).rows
    return next((row for row in waiting if row.may_claim.allowed), None)
