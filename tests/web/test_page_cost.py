"""What a page of the desk costs, counted in statements: the same with ten and with very many open tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine.clock import FakeClock
from engine.commands import Engine, Origin
from engine.config import Config
from engine.ids import OrganisationId
from engine.people import Actor, Assignment, Organisation, Person
from engine.queries.desk_views import Filters
from engine.store import crowd, directory
from tests.engine.inbox.desk import staff
from web.app import create_app

CEILING = 6
GROUPS = 800
PAGES = (
    "/tasks?tab=mine",
    "/tasks?tab=groups",
    "/tasks?tab=groups&panel=1&role=rolle&due=later",
    "/tasks?tab=represented",
    "/tasks?tab=waiting&by=case",
    "/tasks?tab=done",
    "/search?text=messung",
    "/deadlines",
    "/deadlines?light=later&kind=internal",
    "/follow-ups",
    "/notices",
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def busy(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], clock: FakeClock, tmp_path: Path
) -> Iterator[tuple[Engine, FlaskClient, Person]]:
    """Somebody with a role at 800 places in front of the inbox; saved views, a follow-up, no demo."""
    config = Config(new_database(request.param), tmp_path, tmp_path, tmp_path, secret_key="x" * 32)
    engine = Engine(config, clock)
    engine.prepare()
    people = staff(engine)
    who = _busy(engine)
    for name, due in (("Alle", ""), ("Eilig", "late")):
        engine.save_view(name, by=Actor(who), tab="groups", filters=Filters(due=due))
    engine.arrange_deputy(people["clerk"].person.id, who.id, by=people["clerk"], reason="Urlaub")
    client = create_app(engine, engine.queries, config, clock, loopback=True).test_client()
    with client.session_transaction() as session:
        session["id"] = engine.begin_session(who.id, way="password", origin=Origin())
    yield engine, client, who
    engine.database.dispose()


def _busy(engine: Engine) -> Person:
    with engine.store.transaction() as connection:
        for n in range(GROUPS):
            place = Organisation(OrganisationId(f"p{n}"), f"Stelle {n}", "haus")
            directory.put_organisation(connection, place)
        held = [Assignment("rolle", OrganisationId(f"p{n}")) for n in range(GROUPS)]
        found = directory.put_person(
            connection, login="busy", name="Demo Vielbeschäftigt", personnel_id="P-busy", assignments=held
        )
    person = engine.queries.person(found)
    assert person is not None
    return person


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that reach the database, without BEGIN."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement) if not statement.startswith("BEGIN") else None

    sa.event.listen(engine.database, "before_cursor_execute", listen)
    yield sent
    sa.event.remove(engine.database, "before_cursor_execute", listen)


def costs(engine: Engine, client: FlaskClient) -> dict[str, int]:
    """Statements of every page, from the session to the last line of the frame."""
    found = {}
    for path in PAGES:
        with counted(engine) as sent:
            answer = client.get(path)
        assert answer.status_code == 200, path
        assert sent, path
        found[path] = len(sent)
    return found


def fill(engine: Engine, who: Person, number: int, prefix: str) -> None:
    pools = [(str(one.organisation), one.role) for one in who.assignments]
    with engine.store.transaction() as connection:
        crowd.open_tasks(connection, pools, number, engine.clock.now(), prefix=prefix)
    with engine.database.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("many", [2_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_a_page_of_the_desk_costs_at_most_six_statements(
    busy: tuple[Engine, FlaskClient, Person], many: int
) -> None:
    """With ten and with very many open tasks in 800 groups, filters, views and frame included."""
    engine, client, who = busy
    fill(engine, who, 10, "few")
    costs(engine, client)
    few = costs(engine, client)
    fill(engine, who, many, "many")
    assert costs(engine, client) == few
    assert max(few.values()) <= CEILING, few
