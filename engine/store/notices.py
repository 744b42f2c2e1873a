"""Writes notices: one line for one person about one cause, never twice. Not who is told what (`rules`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tree
from engine.database import put_new
from engine.ids import new
from engine.jobs import Job
from engine.schema import notice, person

REMINDERS = ("due_soon", "overdue")
"""Kinds of notices that a deadline causes."""


def write(connection: Connection, job: Job, people: Collection[str], now: datetime) -> tuple[str, ...]:
    """A notice for each of `people` who wants it and has none of this cause yet; returns who gets one."""
    cause, facts = str(job.payload["cause"])[:200], dict(job.payload.get("facts") or {})
    known = sa.select(notice.c.person_id).where(notice.c.cause == cause, notice.c.person_id.in_(people))
    fresh = sorted(set(people) - set(connection.scalars(known)) - _unwilling(connection, job, people))
    rows: list[dict[str, Any]] = [
        {
            "id": new(),
            "person_id": person,
            "cause": cause,
            "kind": str(job.payload["kind"]),
            "case_id": job.case,
            "task_id": facts.get("task"),
            "facts": tree.dumps(facts),
            "at": now,
        }
        for person in fresh
    ]
    if rows:
        put_new(connection, notice, rows, unique=("person_id", "cause"))
    return tuple(fresh)


def _unwilling(connection: Connection, job: Job, people: Collection[str]) -> set[str]:
    """Who does not want to be reminded of a deadline that only the house has set."""
    facts = dict(job.payload.get("facts") or {})
    if job.payload["kind"] not in REMINDERS or facts.get("binding", True):
        return set()
    chosen = sa.select(person.c.id).where(person.c.reminders == "binding", person.c.id.in_(people))
    return set(connection.scalars(chosen))


def mark_read(connection: Connection, person: str, ids: Collection[str] | None, now: datetime) -> int:
    """Mark notices of a person as read: these, or (None) all. Returns how many were unread."""
    mine = sa.and_(notice.c.person_id == person, notice.c.read_at.is_(None))
    if ids is not None:
        mine = sa.and_(mine, notice.c.id.in_(ids))
    return connection.execute(sa.update(notice).where(mine), {"read_at": now}).rowcount


def mark_unread(connection: Connection, person: str, notice_id: str) -> bool:
    """Lay a notice back among the unread ones."""
    mine = sa.and_(notice.c.person_id == person, notice.c.id == notice_id)
    return connection.execute(sa.update(notice).where(mine), {"read_at": None}).rowcount == 1
