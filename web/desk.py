"""What a request works with: the engine, its queries, the clock, and the person who asks. Not a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask import abort, current_app, g, request

from engine.clock import Clock, today
from engine.commands import Engine
from engine.config import Config
from engine.people import Actor, Person
from engine.queries import Queries
from engine.queries.inbox_views import Counts
from engine.wording import Language

_KEY = "laufmappe"
ACTING_FOR = "acting-for"


@dataclass(frozen=True)
class Desk:
    """The parts of the program that pages may use."""

    engine: Engine
    queries: Queries
    config: Config
    clock: Clock
    leaving: Callable[[str], str] = lambda proof: ""
    """Where a browser is sent to end a provider's session, too; "" for nowhere."""


def set_up(app_extensions: dict[str, object], desk: Desk) -> None:
    """Put the desk where requests of this app find it."""
    app_extensions[_KEY] = desk


def desk() -> Desk:
    """The desk of the app that answers this request."""
    return cast(Desk, current_app.extensions[_KEY])


def engine() -> Engine:
    return desk().engine


def queries() -> Queries:
    """The reading side; a page that is only shown looks up people and names once for everything on it."""
    if request.method not in ("GET", "HEAD"):
        return desk().queries
    if "queries" not in g:
        g.queries = desk().queries.for_one_page()
    return cast(Queries, g.queries)


def counts() -> Counts:
    """The numbers beside the navigation, asked when a page shows them and not before."""
    if "counts" not in g:
        g.counts = queries().counts(asker(), now())
    return cast(Counts, g.counts)


def now() -> datetime:
    """One instant for the whole request, so that a page never disagrees with itself."""
    if "now" not in g:
        g.now = desk().clock.now()
    return cast(datetime, g.now)


def this_day() -> date:
    """The calendar day in Berlin at this request."""
    return today(now())


def asker() -> Person:
    """The signed-in person. Only behind a route that requires one (`web.access`)."""
    return cast(Person, g.person)


def actor() -> Actor:
    """The signed-in person as the one who acts, perhaps for somebody (`represents`)."""
    return Actor(asker(), represents())


def represents() -> Person | None:
    """For whom this request acts: what its form or else its address says. 404 for somebody unknown.

    Whether an arrangement allows it is not asked here: the engine asks it in every turn.
    """
    wanted = request.form.get(ACTING_FOR) or request.args.get(ACTING_FOR)
    if wanted and "acting" not in g:
        g.acting = queries().person(wanted) or abort(404)
    return cast("Person | None", g.get("acting"))


def onward() -> dict[str, Any]:
    """What the address of the next page must carry, so that it acts for the same person."""
    absent = represents()
    return {ACTING_FOR: absent.id} if absent else {}


def language() -> Language:
    """The language of this page."""
    return cast(Language, g.get("language", "de"))
