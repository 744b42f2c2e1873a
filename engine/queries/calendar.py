"""Deadlines and follow-ups of a person as a calendar (RFC 5545). No personal data: number, title, day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import local
from engine.queries.nearest import is_open
from engine.schema import NEVER, case, feed, follow_up, task
from engine.wording import say

MIME = "text/calendar; charset=utf-8"
LINE = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""
ENTRIES = 1000


@dataclass(frozen=True)
class Entry:
    """A day of a calendar: `uid` stays the same as long as it is about the same thing."""

    uid: str
    day: date
    summary: str


def owner(connection: Connection, token_hash: str) -> str | None:
    """Whose calendar a secret opens."""
    found: str | None = connection.scalar(sa.select(feed.c.person_id).where(feed.c.token_hash == token_hash))
    return found


def has_address(connection: Connection, person: str) -> bool:
    """Whether any secret opens the person's calendar."""
    return connection.scalar(sa.select(feed.c.person_id).where(feed.c.person_id == person)) is not None


def entries(connection: Connection, person: str) -> Iterator[Entry]:
    """The open tasks that lie with the person and have a deadline, and the open follow-ups."""
    mine = sa.select(task.c.id, task.c.title, task.c.due_at, case.c.number).join(
        case, case.c.id == task.c.case_id
    )
    mine = mine.where(task.c.assignee_id == person, is_open(task), task.c.sort_at < NEVER)
    for row in connection.execute(mine.order_by(task.c.sort_at, task.c.id).limit(ENTRIES)):
        summary = say("notices", "calendar_task", number=row.number, title=row.title)
        yield Entry(f"task-{row.id}@laufmappe", local(row.due_at).date(), summary)
    again = sa.select(follow_up.c.id, follow_up.c.due_on, case.c.number)
    again = again.join(case, case.c.id == follow_up.c.case_id)
    again = again.where(follow_up.c.person_id == person, follow_up.c.state == "open")
    for found in connection.execute(again.order_by(follow_up.c.due_on, follow_up.c.id).limit(ENTRIES)):
        summary = say("notices", "calendar_follow_up", number=found.number)
        yield Entry(f"follow-up-{found.id}@laufmappe", found.due_on, summary)


def written(found: Iterator[Entry], now: datetime) -> str:
    """The text of the calendar: lines end in CRLF and are folded, days are all-day entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Laufmappe//Fristen//DE", "CALSCALE:GREGORIAN"]
    for one in found:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.summary)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and no character is cut in two."""
    parts: list[str] = []
    here = ""
    for character in line:
        if len((here + character).encode()) > LINE - (1 if parts else 0):
            parts.append(here)
            here = ""
        here += character
    return "\r\n ".join([*parts, here])
