"""What others did to tasks since a completion opened them: asked before it is taken back. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tree
from engine.rules import Meanwhile
from engine.schema import event, person, task
from engine.store.event_rows import SYSTEM_ID


def meanwhile(connection: Connection, case_id: str, undo: Mapping[str, Any] | None) -> tuple[Meanwhile, ...]:
    """Acts of others on the tasks that a completion opened, and drafts that somebody began there."""
    opened = set(undo["opened"]) if undo else set()
    if undo is None or not opened:
        return ()
    since = sa.and_(event.c.case_id == case_id, event.c.revision > undo["revision"])
    others = event.c.actor_id.not_in([undo["by"], undo["bearer"], SYSTEM_ID])
    found = []
    for row in connection.execute(sa.select(event).where(since, others).order_by(event.c.seq)):
        facts = tree.loads(row.payload) if row.payload else {}
        if facts.get("task") in opened:
            found.append(Meanwhile(facts["task"], facts.get("title", ""), row.actor_name))
    return (*found, *_drafted(connection, opened, str(undo["bearer"])))


def _drafted(connection: Connection, opened: set[str], bearer: str) -> list[Meanwhile]:
    statement = sa.select(task.c.id, task.c.title, person.c.name).outerjoin(
        person, person.c.id == task.c.assignee_id
    )
    mine = sa.and_(task.c.assignee_id.is_not(None), task.c.assignee_id == bearer)
    begun = statement.where(task.c.id.in_(opened), task.c.draft_at.is_not(None), sa.not_(mine))
    return [Meanwhile(row.id, row.title, row.name or "–") for row in connection.execute(begun)]
