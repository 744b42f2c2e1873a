"""Things due later, and who is doing them: a table with leases. Not what a job does (`worker`).

A job is born in the transaction of its cause. Taking one sets a lease; finishing it demands the same lease,
in the transaction of its effect: a worker that froze past its lease cannot finish late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tree
from engine.errors import TransientError
from engine.ids import new
from engine.schema import job

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
"""After so many failures a person is asked."""


@dataclass(frozen=True)
class Job:
    """A job that somebody holds the lease of."""

    id: str
    kind: str
    case: str | None
    run: str | None
    key: str
    payload: Mapping[str, Any]
    due_at: datetime
    attempts: int
    lease: str

    @property
    def last_attempt(self) -> bool:
        return self.attempts >= ATTEMPTS

    @property
    def abandoned(self) -> bool:
        """Whether even the last attempt took its worker with it, so that nobody could say what was wrong."""
        return self.attempts > ATTEMPTS


def take(connection: Connection, now: datetime) -> Job | None:
    """Take the job that is due longest, or one whose lease ran out; None when there is none.

    A lease that ends later than any given now can end was given under a clock that has been set back since.
    """
    free = sa.and_(job.c.state == "waiting", job.c.due_at <= now)
    ends = job.c.leased_until
    lost = sa.and_(job.c.state == "running", sa.or_(ends < now, ends > now + LEASE))
    chosen = (
        sa.select(job)
        .where(sa.or_(free, lost))
        .order_by(job.c.due_at, job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    lease = new()
    values = {"state": "running", "lease": lease, "leased_until": now + LEASE, "attempts": row.attempts + 1}
    connection.execute(sa.update(job).where(job.c.id == row.id), values)
    payload = tree.loads(row.payload)
    return Job(
        row.id, row.kind, row.case_id, row.run_id, row.key, payload, row.due_at, row.attempts + 1, lease
    )


def finish(connection: Connection, done: Job) -> None:
    """The job's effect is in this transaction. Raises TransientError when the lease was lost meanwhile."""
    mine = sa.and_(job.c.id == done.id, job.c.lease == done.lease, job.c.state == "running")
    changed = connection.execute(sa.update(job).where(mine), {"state": "done", "problem": None})
    if changed.rowcount != 1:
        raise TransientError("lease_lost", job=done.id)


def put_back(connection: Connection, failed: Job, problem: str, now: datetime) -> None:
    """Try again later: 5, 10, 20, 40 seconds; after the last attempt the job stays failed."""
    wait = timedelta(seconds=5 * 2 ** (failed.attempts - 1))
    state = "failed" if failed.last_attempt else "waiting"
    mine = sa.and_(job.c.id == failed.id, job.c.lease == failed.lease)
    values = {"state": state, "due_at": now + wait, "problem": problem[:2000], "lease": None}
    connection.execute(sa.update(job).where(mine), values)


def revive(connection: Connection, identifier: str, now: datetime) -> str | None:
    """Try a failed job that belongs to no case again, from the start; its kind, or None: there is none."""
    mine = sa.and_(job.c.id == identifier, job.c.state == "failed", job.c.case_id.is_(None))
    values = {"state": "waiting", "due_at": now, "attempts": 0, "problem": None}
    again = sa.update(job).where(mine).values(values).returning(job.c.kind)
    found: str | None = connection.scalar(again)
    return found


def next_due(connection: Connection) -> datetime | None:
    """When the next job is due, or None."""
    found: datetime | None = connection.scalar(
        sa.select(job.c.due_at).where(job.c.state == "waiting").order_by(job.c.due_at).limit(1)
    )
    return found
