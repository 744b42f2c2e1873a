"""Writes how far a person has read a case. A visit is no event: looking changes nothing in the file."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.database import put
from engine.schema import visit

SITTING = timedelta(minutes=30)
"""Looking again within this time is the same sitting: what was new stays marked as new."""


def put_visit(connection: Connection, person: str, case_id: str, seq: int, now: datetime) -> None:
    """`person` has seen the case up to event `seq`; a new sitting remembers where the last one ended."""
    mine = sa.and_(visit.c.person_id == person, visit.c.case_id == case_id)
    known = connection.execute(sa.select(visit).where(mine)).one_or_none()
    row = {"person_id": person, "case_id": case_id, "seq": seq, "at": now}
    if known is None:
        before = {"before_seq": None, "before_at": None}
    elif now - known.at < SITTING:
        before = {"before_seq": known.before_seq, "before_at": known.before_at}
        row["seq"] = max(seq, known.seq)
    else:
        before = {"before_seq": known.seq, "before_at": known.at}
    put(connection, visit, [{**row, **before}], update=("seq", "at", "before_seq", "before_at"))
