"""The outbox: which mail is to be written, and that it was. Not its words and sending (`worker.mail`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import BERLIN, local
from engine.jobs import Job
from engine.rules import JobWanted
from engine.schema import job, notice, person
from engine.store import rows
from engine.wording import Language

MORNING = time(7)
"""When a digest goes out, Berlin time."""


@dataclass(frozen=True)
class Letter:
    """A mail to be written."""

    key: str
    to: str
    language: Language
    count: int
    notices: tuple[str, ...]


def order(connection: Connection, people: Collection[str], now: datetime) -> None:
    """For each of `people` who wants mail: at once, or with the next digest unless one waits already."""
    wants = sa.select(person.c.id, person.c.mail).where(
        person.c.id.in_(people), person.c.mail != "off", person.c.email != "", person.c.active
    )
    wanted = []
    for row in connection.execute(wants):
        digest = row.mail == "digest"
        key = f"{row.mail} {row.id}"
        if digest and _waits(connection, key):
            continue
        at = _next_morning(now) if digest else now
        wanted.append(rows.job_row(JobWanted("mail", at, key=key, payload={"person": row.id}), None, now))
    if wanted:
        connection.execute(sa.insert(job), wanted)


def letter(connection: Connection, due: Job) -> Letter | None:
    """The mail of a job, or None: everything was read or mailed meanwhile, or mail is not wanted any more."""
    who = str(due.payload["person"])
    row = connection.execute(sa.select(person).where(person.c.id == who)).one_or_none()
    open_ones = sa.and_(notice.c.person_id == who, notice.c.read_at.is_(None), notice.c.mailed_at.is_(None))
    ids = tuple(connection.scalars(sa.select(notice.c.id).where(open_ones).order_by(notice.c.id)))
    if row is None or not ids or row.mail == "off" or not row.email or not row.active:
        return None
    return Letter(due.id, row.email, "en" if row.language == "en" else "de", len(ids), ids)


def sent(connection: Connection, mail: Letter, now: datetime) -> None:
    """These notices have been written about."""
    connection.execute(sa.update(notice).where(notice.c.id.in_(mail.notices)), {"mailed_at": now})


def _waits(connection: Connection, key: str) -> bool:
    there = sa.select(job.c.id).where(job.c.kind == "mail", job.c.key == key, job.c.state == "waiting")
    return connection.scalar(there.limit(1)) is not None


def _next_morning(now: datetime) -> datetime:
    here = local(now)
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, BERLIN)
