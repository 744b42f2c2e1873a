"""The inbox with ten and with a hundred thousand open tasks: the same statements, found by indexes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from engine.clock import today
from engine.commands import Engine
from engine.ids import OrganisationId
from engine.people import Actor, Assignment, Organisation, Person
from engine.queries.desk_views import Filters, Tab
from engine.queries.nearest import nearest
from engine.queries.sources import sources
from engine.store import crowd, directory
from tests.engine.inbox.desk import staff
from tests.engine.shell.test_cost import counted

CEILING = 6
GROUPS = 800
LISTS: tuple[Tab, ...] = ("mine", "groups", "represented", "waiting", "done")


def _busy(engine: Engine) -> Person:
    """Somebody who holds a role at 800 places."""
    people = staff(engine)
    with engine.store.transaction() as connection:
        for n in range(GROUPS):
            directory.put_organisation(
                connection, Organisation(OrganisationId(f"p{n}"), f"Stelle {n}", "haus")
            )
        held = [Assignment("rolle", OrganisationId(f"p{n}")) for n in range(GROUPS)]
        login = directory.put_person(
            connection, login="busy", name="Demo Vielbeschäftigt", personnel_id="P-busy", assignments=held
        )
    found = engine.queries.person(login)
    assert found is not None
    engine.arrange_deputy(found.id, people["second"].person.id, by=Actor(found), reason="Urlaub")
    engine.arrange_deputy(people["clerk"].person.id, found.id, by=people["clerk"], reason="Urlaub")
    return found


def _fill(engine: Engine, who: Person, number: int, prefix: str) -> None:
    pools = [(str(one.organisation), one.role) for one in who.assignments]
    with engine.store.transaction() as connection:
        crowd.open_tasks(connection, pools, number, engine.clock.now(), prefix=prefix)
        crowd.done_tasks(connection, [who.id], number // 10, engine.clock.now()) if prefix == "many" else None
    with engine.database.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _statements(engine: Engine, who: Person) -> dict[str, int]:
    """Statements of one page of each list with its numbers."""
    found = {}
    for tab in LISTS:
        with counted(engine) as sent:
            engine.queries.counts(who, engine.clock.now())
            engine.queries.inbox(who, tab, engine.clock.now())
        found[tab] = len(sent)
    return found


def _plan(engine: Engine, who: Person, tab: Tab) -> str:
    found = sources(who, tab, engine.queries.directory(), today(engine.clock.now()))
    with engine.database.connect() as connection:
        dialect = connection.dialect
        statement: Any = nearest(who.id, found, Filters(), dialect=dialect.name, after=None, limit=51)
        text = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
        escaped = sa.text(f"{explain} {str(text).replace(':', chr(92) + ':')}")
        return "\n".join(" ".join(str(one) for one in row) for row in connection.execute(escaped))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("many", [10_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_many_open_tasks_cost_what_ten_do(engine: Engine, many: int) -> None:
    """At most six statements a page, as many with 100,000 as with ten, and every list walks its index."""
    who = _busy(engine)
    _fill(engine, who, 10, "few")
    _statements(engine, who)
    few = _statements(engine, who)
    _fill(engine, who, many, "many")
    assert _statements(engine, who) == few
    assert max(few.values()) <= CEILING
    assert engine.queries.counts(who, engine.clock.now()).groups == 1000
    # Where a place has one role only, as here, both indexes of a place cost PostgreSQL the same.
    for tab, index in (
        ("groups", "ix_task_p(ool|lace)"),
        ("mine", "ix_task_bearer"),
        ("waiting", "ix_task_done"),
    ):
        plan = _plan(engine, who, tab)  # type: ignore[arg-type]
        assert re.search(index, plan)
        assert "Seq Scan on task" not in plan
        walked = set(re.findall(r"SCAN (\w+)", plan))
        assert {one for one in walked if not one.startswith("anon_")} <= {
            "pool",
            "unpacked",
            "near",
            "in_group",
            "at_place",
            "acting",
            "bearer",
        }


def test_pages_follow_one_another_without_gap_or_double(engine: Engine) -> None:
    """Over all groups, by deadline, those without one last."""
    who = _busy(engine)
    _fill(engine, who, 1_234, "few")
    seen: list[str] = []
    after: str | None = None
    while True:
        page = engine.queries.inbox(who, "groups", engine.clock.now(), after=after, limit=100)
        seen += [row.task_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert (len(seen), len(set(seen))) == (1_234, 1_234)
    due = [engine.queries.inbox(who, "groups", engine.clock.now(), limit=5).rows[n].due for n in range(5)]
    assert [one.due for one in due if one] == sorted(one.due for one in due if one)
