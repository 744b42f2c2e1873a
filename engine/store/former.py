"""An earlier case whose answers are proposed in a new one. Not the proposing (`engine.forms`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import NotFound
from engine.schema import case, member, run
from engine.tree import Tree, loads


@dataclass(frozen=True)
class Former:
    """A case with what was answered in the run that opened it."""

    id: str
    number: str
    process: str
    members: frozenset[str]
    """The organisations that take part: who may know of it."""
    data: Tree


def former(connection: Connection, case_id: str) -> Former:
    """Raises NotFound."""
    opened = sa.and_(run.c.case_id == case.c.id, run.c.process_id == case.c.process_id)
    wanted = sa.select(case.c.id, case.c.number, case.c.process_id, run.c.tree).join(run, opened)
    row = connection.execute(wanted.where(case.c.id == case_id).order_by(run.c.started_at)).first()
    if row is None:
        raise NotFound("case_unknown", number=case_id)
    members = sa.select(member.c.organisation_id).where(member.c.case_id == row.id)
    return Former(
        row.id, row.number, row.process_id, frozenset(connection.scalars(members)), Tree(loads(row.tree))
    )


def answered_there(
    connection: Connection, case_id: str, process: str, organisation: str | None, path: tuple[str | int, ...]
) -> tuple[str, Mapping[str, Any]]:
    """The number of a former case and what the same organisation answered there at `path`, if anything."""
    wanted = sa.select(case.c.number, run.c.tree).join(run, run.c.case_id == case.c.id)
    wanted = wanted.where(case.c.id == case_id, run.c.process_id == process)
    row = connection.execute(
        wanted.where(run.c.organisation_id == organisation).order_by(run.c.started_at.desc())
    ).first()
    found = Tree(loads(row.tree)).at(path) if row is not None else None
    return (row.number if row else ""), (found if isinstance(found, Mapping) else {})
