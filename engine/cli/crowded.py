"""`laufmappe bench inbox`: what a page of each list costs beside a million finished tasks. No load test."""

from __future__ import annotations

import statistics
import time
from typing import Any

import sqlalchemy as sa

from engine.commands import Engine
from engine.ids import OrganisationId
from engine.people import Actor, Assignment, Organisation
from engine.queries.desk_views import Tab
from engine.store import crowd, directory

FINISHED = 1_000_000
OPEN = 100_000
ROUNDS = 40
LISTS: tuple[Tab, ...] = ("mine", "groups", "waiting", "done")


def measure(engine: Engine, *, finished: int = FINISHED, waiting: int = OPEN) -> dict[str, Any]:
    """Milliseconds (p50, p95) of a page with its numbers; the tables of `engine` are empty before."""
    who = _crowd(engine, finished, waiting)
    found: dict[str, Any] = {"finished_tasks": finished, "open_tasks": waiting}
    for tab in LISTS:
        times = sorted(_page(engine, who, tab) for _ in range(ROUNDS))
        found[f"{tab}_p50_ms"] = round(statistics.median(times), 2)
        found[f"{tab}_p95_ms"] = round(times[int(len(times) * 0.95) - 1], 2)
    return found


def _page(engine: Engine, who: Actor, tab: Tab) -> float:
    now = engine.clock.now()
    begin = time.perf_counter()
    engine.queries.counts(who.person, now)
    engine.queries.inbox(who.person, tab, now)
    return (time.perf_counter() - begin) * 1000


def _crowd(engine: Engine, finished: int, waiting: int) -> Actor:
    """One person among a hundred, with a hundred others' work around."""
    engine.prepare()
    now, place = engine.clock.now(), OrganisationId("haus")
    with engine.store.transaction() as connection:
        directory.put_organisation(connection, Organisation(place, "Demo Haus", "haus"))
        held = [Assignment(f"rolle{n}", place) for n in range(10)]
        login = directory.put_person(
            connection, login="messung", name="Demo Messung", personnel_id="0", assignments=held
        )
        crowd.done_tasks(connection, [login, *(f"p{n}" for n in range(99))], finished, now)
        crowd.open_tasks(connection, [("haus", f"rolle{n}") for n in range(100)], waiting, now)
    with engine.database.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
    found = engine.queries.directory().persons[login]  # type: ignore[index]
    return Actor(found)
