"""What must be true of a database whatever happened to it: no event lost, doubled or torn, no run without
a next step. Not a test itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import ledger, tree
from engine.commands import Engine
from engine.rules import task_id
from engine.schema import case, event, job, run, task


def broken(engine: Engine) -> list[str]:
    """Every invariant that does not hold, in words; nothing for a sound database."""
    with engine.store.transaction() as connection:
        cases = connection.execute(sa.select(case)).all()
        return [wrong for one in cases for wrong in _broken(engine, connection, one)]


def _broken(engine: Engine, connection: Connection, one: Any) -> Iterator[str]:
    events = connection.execute(sa.select(event).where(event.c.case_id == one.id).order_by(event.c.seq)).all()
    tasks = connection.execute(sa.select(task).where(task.c.case_id == one.id)).all()
    runs = connection.execute(sa.select(run).where(run.c.case_id == one.id)).all()
    yield from _chain(one, events)
    yield from _tasks(events, tasks)
    for row in runs:
        yield from _run(engine, connection, row, [other for other in tasks if other.run_id == row.id])
    if (one.state == "ended") != all(row.state == "ended" for row in runs):
        yield f"{one.number}: the case is {one.state}, its runs are {[row.state for row in runs]}"


def _chain(one: Any, events: list[Any]) -> Iterator[str]:
    previous = ledger.START
    for number, row in enumerate(events, start=1):
        leaf = ledger.leaf({name: getattr(row, name) for name in ledger.LEAF})
        if (row.seq, row.previous_hash) != (number, previous):
            yield f"{one.number}: event {row.seq} stands where {number} should"
        if ledger.leaf_hash(leaf) != row.leaf_hash:
            yield f"{one.number}: leaf {row.seq} is not that of its event"
        if ledger.payload_hash(row.salt, row.payload) != row.payload_hash:
            yield f"{one.number}: payload {row.seq} is not the one that was hashed"
        previous = row.leaf_hash
    if (one.events, one.head) != (len(events), previous):
        yield f"{one.number}: the case knows {one.events} events, there are {len(events)}"
    if one.revision != max(row.revision for row in events):
        yield f"{one.number}: revision {one.revision}, last event has {events[-1].revision}"


def _tasks(events: list[Any], tasks: list[Any]) -> Iterator[str]:
    told: Mapping[tuple[str, str], int] = Counter(
        (row.kind, tree.loads(row.payload).get("task", "")) for row in events if row.kind.startswith("Task")
    )
    for row in tasks:
        done, gone = told.get(("TaskCompleted", row.id), 0), told.get(("TaskCancelled", row.id), 0)
        back = told.get(("TaskHandedBack", row.id), 0)
        wanted = {"completed": (1, 0), "cancelled": (0, 1)}.get(row.state, (0, 0))
        if (done, gone + back) != wanted or told.get(("TaskOpened", row.id), 0) != 1:
            yield f"task {row.element} is {row.state}: opened once, completed {done}, gone {gone + back}"


def _run(engine: Engine, connection: Connection, row: Any, tasks: list[Any]) -> Iterator[str]:
    version = engine.shelf.version(connection, row.version_id)
    points = version.executable(row.process_id).waiting(row.tokens) if row.state == "running" else ()
    wanted = sorted(task_id(row.id, one.key) for one in points if one.kind == "user")
    found = sorted(one.id for one in tasks if one.state in ("open", "claimed"))
    if wanted != found:
        yield f"run {row.process_id}: {len(wanted)} tokens wait for people, {len(found)} tasks are open"
    if row.state == "running" and not points and row.incidents == "{}":
        yield f"run {row.process_id} neither waits nor ended nor shows an incident"
    kept = set(connection.scalars(sa.select(job.c.key).where(job.c.run_id == row.id, _PENDING)))
    for one in points:
        if one.kind in ("timer", "service") and one.key not in kept | _stuck(row):
            yield f"run {row.process_id}: nobody will ever do {one.element}"


def _stuck(row: Any) -> set[str]:
    """Keys of the waiting points of a run that show an incident."""
    return set(json.loads(row.incidents))


_PENDING = job.c.state.in_(("waiting", "running"))
