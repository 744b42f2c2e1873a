"""Faults by the n-th call: whatever statement fails, nothing is lost or doubled, and a retry succeeds."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engine.commands import Engine
from engine.errors import TransientError
from engine.schema import case, event, run, task
from tests.engine.shell.house import furnish


class _Fault:
    """Lets the n-th statement on an engine fail, once."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self._left = number
        self.fired = False

    def __enter__(self) -> _Fault:
        sa.event.listen(self._engine.database, "before_cursor_execute", self._strike)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self._engine.database, "before_cursor_execute", self._strike)

    def _strike(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("BEGIN") or self.fired:
            return
        self._left -= 1
        if self._left == 0:
            self.fired = True
            raise OperationalError(statement, {}, Exception("database is locked"))


def _picture(engine: Engine) -> list[Any]:
    with engine.store.transaction() as connection:
        counted = [
            connection.scalar(sa.select(sa.func.count()).select_from(one)) for one in (event, task, run)
        ]
        rows = connection.execute(sa.select(case.c.revision, case.c.events, case.c.head)).all()
    return [*counted, *(tuple(row) for row in rows)]


def test_no_fault_in_a_turn_leaves_a_trace(engine: Engine) -> None:
    """Whichever statement of a completion fails: the database is as before, then the retry works."""
    people = furnish(engine)
    number = 0
    while True:
        number += 1
        opened = engine.open_case("freigabe", by=people["clerk"])
        before = _picture(engine)
        with _Fault(engine, number) as fault:
            try:
                engine.complete(
                    opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, request_id=f"r{number}"
                )
            except TransientError:
                assert _picture(engine) == before
        if not fault.fired:
            break
        again = engine.complete(
            opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, request_id=f"r{number}"
        )
        assert again.revision == opened.revision + 1
        assert engine.queries.trace(opened.number, engine.clock.now())["case"]["chain_holds"]
    assert number > 5


def test_a_commit_whose_answer_is_lost_is_not_repeated(engine: Engine) -> None:
    """The client never heard the answer and asks again: the first receipt comes back."""
    people = furnish(engine)
    opened = engine.open_case("freigabe", by=people["clerk"])
    engine.complete(opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, request_id="lost")
    again = engine.complete(
        opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, request_id="lost"
    )
    assert again.repeated


def test_the_database_waits_for_the_disk(engine: Engine) -> None:
    """A commit is on the disk: synchronous=FULL and WAL, or synchronous_commit on."""
    with engine.database.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() in ("on", "remote_apply")
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"


@pytest.mark.parametrize("wrong", ["", "nothing-like-it"])
def test_an_unknown_task_is_not_found(engine: Engine, wrong: str) -> None:
    """A made-up address gets a clear no, not a traceback."""
    people = furnish(engine)
    with pytest.raises(Exception, match="gibt es nicht"):
        engine.complete(wrong or "x", by=people["clerk"], answers={})
