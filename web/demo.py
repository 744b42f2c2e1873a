"""The bar of the demo: another person, another day. Exists only in demo mode and is no part of daily work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.clock import FakeClock, MovedClock
from engine.queries.desk_views import PersonRow
from web.access import requires
from web.desk import desk, engine, now, queries
from web.devices import origin
from web.sessions import safe_target, take
from web.words import moment

demo = Blueprint("demo", __name__, url_prefix="/demo")


@dataclass(frozen=True)
class Bar:
    """What the bar offers to somebody who plays a case through."""

    people: Sequence[PersonRow]
    work: Mapping[str, Sequence[str]]
    """Person id → titles of what waits for this person."""
    next_due: datetime | None
    today: datetime

    def waiting(self) -> list[PersonRow]:
        """The people for whom something waits."""
        return [row for row in self.people if row.id in self.work]

    def groups(self) -> list[tuple[str, list[PersonRow]]]:
        """The people by organisation."""
        return [(place, list(rows)) for place, rows in groupby(self.people, lambda row: row.organisation)]

    def next_person(self) -> tuple[PersonRow, str] | None:
        """Who can go on, and with what; None where the person at the screen has something to do."""
        person = g.get("person")
        if person is not None and self.work.get(person.id):
            return None
        known = {row.id: row for row in self.people}
        return next(((known[who], titles[0]) for who, titles in self.work.items() if who in known), None)


@demo.app_context_processor
def _for_pages() -> dict[str, Any]:
    return {"demo_bar_now": _bar}


def _bar() -> Bar:
    """The bar at this moment; pages that do not show it do not pay for it."""
    asked = queries()
    return Bar(asked.demo_people(), asked.demo_work(now()), asked.demo_next_due(), now())


@demo.post("/person")
@requires("demo")
def become() -> Response:
    """Continue as another of the demo's people."""
    wanted = request.form.get("person", "")
    if wanted not in {row.id for row in queries().demo_people()}:
        raise NotFound
    person = queries().person(wanted)
    if person is None:
        raise NotFound
    take(engine().begin_session(person.id, way="demo", origin=origin()))
    flash(_("Sie sind jetzt %(name)s.", name=person.name), "info")
    return redirect(safe_target(request.form.get("next")), 303)


@demo.post("/clock")
@requires("demo")
def move_clock() -> Response:
    """Let a day pass, or all days up to what happens by itself next."""
    clock, due = desk().clock, queries().demo_next_due()
    if not isinstance(clock, MovedClock | FakeClock):
        raise NotFound
    wait = timedelta(days=1)
    if request.form.get("until") == "due" and due is not None:
        wait = max(due - clock.now(), timedelta(0))
    then = clock.advance(wait)
    flash(_("Es ist jetzt %(moment)s.", moment=moment(then)), "info")
    return redirect(url_for("tasks.inbox" if g.person is not None else "sessions.sign_in"), 303)
