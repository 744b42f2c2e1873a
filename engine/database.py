"""The connection to SQLite or PostgreSQL with the settings that losing nothing demands. Not the tables.

SQLite: WAL, `synchronous=FULL`, every writing transaction `BEGIN IMMEDIATE`, reading ones on connections of
their own. PostgreSQL: timeouts for locks, statements and idle transactions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

BUSY_SECONDS = 15
POSTGRES_SETTINGS = "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
TRANSIENT_CODES = frozenset(
    {"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300", "08006", "08003", "25P03"}
)
"""PostgreSQL: serialisation failure, deadlock, lock timeout, cancelled, shutdown, crash, not yet up, too many
connections, connection lost, idle."""
FULL_CODES = frozenset({"53100"})
"""PostgreSQL: the disk is full."""


def connect(url: str) -> Engine:
    """The writing side of a database. Makes the folder of an SQLite file."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(url, address.database or "")
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    given = address.query.get("options", "")
    settings = f"{given} {POSTGRES_SETTINGS}".strip()
    return sa.create_engine(
        address.difference_update_query(["options"]),
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args={"options": settings},
    )


def reading(engine: Engine) -> Engine:
    """The reading side: on SQLite transactions that never take the write lock."""
    return engine.execution_options(reading=True)


def _sqlite(url: str, database: str) -> Engine:
    memory = database in ("", ":memory:")
    if not memory:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    if memory:
        options["poolclass"] = sa.StaticPool
    engine = sa.create_engine(url, **options)

    @sa.event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def put(
    connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, update: Sequence[str] = ()
) -> None:
    """Insert `rows` in one statement; of those already there set the columns `update` (none: leave them)."""
    connection.execute(_put(connection.dialect.name, table, tuple(update)), list(rows))


def put_new(
    connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """Insert `rows` in one statement; what is there already under the columns `unique` is left as it is."""
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(table).on_conflict_do_nothing(index_elements=list(unique)), list(rows))


@cache
def _put(dialect: str, table: sa.Table, update: tuple[str, ...]) -> Any:
    """The statement, made once: composing it costs more than executing it."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    if not update:
        return statement.on_conflict_do_nothing(index_elements=keys)
    changes = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


def is_transient(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed in a moment."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    return code in TRANSIENT_CODES or "database is locked" in text or "database table is locked" in text


def is_full(error: DBAPIError) -> bool:
    """Whether there is no room left; somebody must make some before anything can be written."""
    return getattr(error.orig, "sqlstate", None) in FULL_CODES or "disk is full" in str(error.orig)


def is_unreachable(error: DBAPIError) -> bool:
    """Whether there was nobody to talk to: no server at that address, no such file, no such password."""
    known = getattr(error.orig, "sqlstate", None) is not None
    return isinstance(error, OperationalError) and not known and "connect" in str(error.orig)
