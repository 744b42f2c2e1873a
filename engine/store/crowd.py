"""Many tasks at once, for measuring lists. Never used over real cases: rows without history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.schema import NEVER, case, run, task

BATCH = 5_000
Row = Callable[[int], dict[str, object]]


def open_tasks(
    connection: Connection, pools: Sequence[tuple[str, str]], number: int, now: datetime, *, prefix: str = "o"
) -> None:
    """`number` open tasks, spread over `pools` (organisation, role), every fifth without a deadline."""
    _fill(connection, number, prefix, now, lambda n: _open(pools, n, now))


def done_tasks(connection: Connection, people: Sequence[str], number: int, now: datetime) -> None:
    """`number` finished tasks, spread over `people`."""
    _fill(connection, number, "d", now, lambda n: _done(people, n, now))


def _open(pools: Sequence[tuple[str, str]], n: int, now: datetime) -> dict[str, object]:
    organisation, role = pools[n % len(pools)]
    due = None if n % 5 == 0 else now + timedelta(minutes=n % 100_000 - 5_000)
    return {
        "organisation_id": organisation,
        "role": role,
        "state": "open",
        "due_at": due,
        "sort_at": due or NEVER,
    }


def _done(people: Sequence[str], n: int, now: datetime) -> dict[str, object]:
    at = now - timedelta(minutes=n)
    return {
        "organisation_id": "haus",
        "role": "rolle",
        "state": "completed",
        "assignee_id": people[n % len(people)],
        "closed_at": at,
        "due_at": at,
        "sort_at": at,
    }


def _fill(connection: Connection, number: int, prefix: str, now: datetime, row: Row) -> None:
    """Cases of ten tasks each, in batches."""
    for begin in range(0, number, BATCH):
        numbers = range(begin, min(begin + BATCH, number))
        cases = [n // 10 for n in numbers if n % 10 == 0]
        if cases:
            connection.execute(sa.insert(case), [_case(prefix, n, now) for n in cases])
            connection.execute(sa.insert(run), [_run(prefix, n, now) for n in cases])
        connection.execute(sa.insert(task), [{**_task(prefix, n, now), **row(n)} for n in numbers])


def _case(prefix: str, n: int, now: datetime) -> dict[str, object]:
    return {
        "id": f"{prefix}c{n}",
        "number": f"{prefix}-{n:07}",
        "title": f"Messung {n}",
        "process_id": "messung_lauf",
        "version_id": "messung",
        "state": "running",
        "revision": 1,
        "events": 0,
        "head": "0" * 64,
        "participants": "{}",
        "opened_at": now,
    }


def _run(prefix: str, n: int, now: datetime) -> dict[str, object]:
    return {
        "id": f"{prefix}r{n}",
        "case_id": f"{prefix}c{n}",
        "process_id": "messung_lauf",
        "version_id": "messung",
        "state": "running",
        "tokens": b"",
        "tree": "{}",
        "revision": 1,
        "started_at": now,
    }


def _task(prefix: str, n: int, now: datetime) -> dict[str, object]:
    return {
        "id": f"{prefix}t{n}",
        "case_id": f"{prefix}c{n // 10}",
        "run_id": f"{prefix}r{n // 10}",
        "key": str(n),
        "process_id": "messung_lauf",
        "element": "pruefen",
        "title": "Prüfen",
        "scope": "[]",
        "opened_at": now,
    }
