"""No room, no answer: said in a sentence, nothing half written, and work goes on afterwards."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine import database
from engine.commands import Engine
from engine.config import Config
from engine.errors import TransientError
from tests.engine.shell.house import furnish
from tests.faults.invariants import broken


def _on_sqlite(new_database: Callable[[str], str]) -> Engine:
    made = Engine(Config(new_database("sqlite"), Path(), Path(), Path(), demo=True))
    made.prepare()
    return made


def _pages(engine: Engine, more: int) -> None:
    """From now on the file may grow by so many pages."""
    with engine.database.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.database.dispose()

    @sa.event.listens_for(engine.database, "connect")
    def limit(raw: Any, _record: Any) -> None:
        raw.execute(f"PRAGMA max_page_count={now + more}").close()


def test_a_full_disk_is_said_and_leaves_the_case_as_it_was(new_database: Callable[[str], str]) -> None:
    """Every attempt is refused whole; with room again the same request succeeds."""
    engine = _on_sqlite(new_database)
    clerk = furnish(engine)["clerk"]
    case = engine.open_case("freigabe", by=clerk).case
    _pages(engine, 2)
    engine.comment(case, by=clerk, text="x" * 3000)
    with pytest.raises(TransientError, match="kein Platz"):
        engine.comment(case, by=clerk, text="x" * 9000, request_id="r")
    assert broken(engine) == []
    _pages(engine, 1_000)
    assert not engine.comment(case, by=clerk, text="x" * 9000, request_id="r").repeated
    assert broken(engine) == []


def test_a_database_locked_by_another_is_waited_for_and_then_said(
    new_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes on; writing waits its time, says so, and succeeds when the lock is gone."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    engine = _on_sqlite(new_database)
    clerk = furnish(engine)["clerk"]
    task = engine.open_case("freigabe", by=clerk).next_tasks[0]
    other = sqlite3.connect(engine.database.url.database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    assert len(engine.queries.inbox(clerk.person, "groups", engine.clock.now()).rows) == 1
    with pytest.raises(TransientError, match="beschäftigt"):
        engine.complete(task, by=clerk, answers={"betrag": "1"}, request_id="r")
    threading.Timer(0.3, other.execute, ("ROLLBACK",)).start()
    assert not engine.complete(task, by=clerk, answers={"betrag": "1"}, request_id="r").repeated
    other.close()
    assert broken(engine) == []
