"""Writes published versions and which of them is current. A version never changes once written."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.database import put
from engine.library import Programme
from engine.schema import process, version
from engine.store.directory import touch


def publish(
    connection: Connection, programme: Programme, *, by: str, released_by: str, now: datetime
) -> tuple[str, ...]:
    """Make every executable process of `programme` current; returns the ids of those that changed.

    Runs that are under way stay on the version they began with. Raises BrokenProcess, and nothing is changed,
    where a file of the programme cannot be read.
    """
    programme.require_readable()
    changed: list[str] = []
    opening = {one.process for one in programme.sheet.openings}
    for process_id in programme.processes:
        made = programme.version(process_id)
        current = connection.scalar(sa.select(process.c.version_id).where(process.c.id == process_id))
        if current == made.id:
            continue
        changed.append(process_id)
        kept = {"id": made.id, "programme": programme.sheet.id, "files": made.packed, "created_at": now}
        put(connection, version, [kept], update=())
        row = {
            "id": process_id,
            "programme": programme.sheet.id,
            "name": programme.contents.processes[process_id].name,
            "version_id": made.id,
            "published_at": now,
            "published_by": by,
            "released_by": released_by,
            "opens_cases": process_id in opening,
        }
        changing = tuple(name for name in row if name != "id")
        put(connection, process, [row], update=changing)
    if changed:
        touch(connection)  # the names of roles and processes are kept in memory beside the directory
    return tuple(changed)
