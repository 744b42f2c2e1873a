"""Everything in a database at once, for simulations that own all of it. Not for people: no permissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tree
from engine.schema import case, content, document, event, run, task
from engine.tree import Tree


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits, with what can be seen from it."""

    id: str
    element: str
    title: str
    role: str
    visible: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One event."""

    at: datetime
    kind: str
    element: str | None
    actor: str
    represented: str | None
    role: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Whole:
    """All cases as they stand."""

    ended: bool
    events: tuple[Told, ...]
    open_tasks: tuple[OpenTask, ...]
    trees: tuple[tuple[str, Tree], ...]
    """Process and data of every run."""
    incidents: tuple[Mapping[str, Any], ...]
    papers: tuple[tuple[str, str, bytes], ...]
    """Template, file name and bytes of every document, in the order of their making."""


def whole(connection: Connection) -> Whole:
    """Read all of it."""
    runs = connection.execute(sa.select(run).order_by(run.c.started_at, run.c.id)).all()
    states = set(connection.scalars(sa.select(case.c.state)))
    return Whole(
        ended=states == {"ended"},
        events=_events(connection),
        open_tasks=open_tasks(connection),
        trees=tuple((row.process_id, Tree(tree.loads(row.tree))) for row in runs),
        incidents=tuple(one for row in runs for one in json.loads(row.incidents).values()),
        papers=_papers(connection),
    )


def open_tasks(connection: Connection) -> tuple[OpenTask, ...]:
    """All tasks that wait, the oldest first."""
    statement = sa.select(task, run.c.tree).join(run, run.c.id == task.c.run_id)
    waiting = statement.where(task.c.state.in_(("open", "claimed"))).order_by(task.c.opened_at, task.c.key)
    return tuple(
        OpenTask(
            row.id,
            row.element,
            row.title,
            row.role,
            Tree(tree.loads(row.tree)).visible(tuple(json.loads(row.scope))),
        )
        for row in connection.execute(waiting)
    )


def _events(connection: Connection) -> tuple[Told, ...]:
    roles = {row.id: row.role for row in connection.execute(sa.select(task.c.id, task.c.role))}
    rows = connection.execute(sa.select(event).order_by(event.c.at, event.c.case_id, event.c.seq)).all()
    payloads = [tree.loads(row.payload) if row.payload else {} for row in rows]
    return tuple(
        Told(
            row.at,
            row.kind,
            row.element,
            row.actor_name,
            row.represented_name,
            roles.get(payload.get("task", ""), ""),
            payload,
        )
        for row, payload in zip(rows, payloads, strict=True)
    )


def _papers(connection: Connection) -> tuple[tuple[str, str, bytes], ...]:
    statement = sa.select(document.c.template, document.c.file_name, content.c.bytes)
    statement = statement.join(content, content.c.sha256 == document.c.sha256)
    rows = connection.execute(statement.order_by(document.c.issued_at, document.c.id)).all()
    return tuple((row.template, row.file_name, row.bytes) for row in rows)
