"""Puts the organisations and people of demo.yaml into the directory. Never used over real cases."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.check.settings import Demo
from engine.ids import PersonId
from engine.people import Deputy
from engine.schema import deputy, person
from engine.store.directory import put_deputy, put_organisation, put_person


def load(connection: Connection, demo: Demo) -> None:
    """Add or change everybody in `demo`; doing it twice changes nothing."""
    for organisation in demo.organisations:
        put_organisation(connection, organisation)
    ids: dict[str, str] = {}
    for one in demo.people:
        ids[one.id] = put_person(
            connection,
            login=one.id,
            name=one.name,
            personnel_id=one.personnel_id,
            assignments=one.assignments,
            demo=True,
        )
    connection.execute(sa.delete(deputy).where(deputy.c.deputy_id.in_(ids.values())))
    for arranged in demo.deputies:
        absent, stand_in = PersonId(ids[arranged.absent]), PersonId(ids[arranged.deputy])
        put_deputy(
            connection,
            Deputy(
                absent,
                stand_in,
                arranged.since,
                arranged.until,
                arranged.reason,
                arranged.roles,
                arranged.processes,
            ),
        )


def holds_real_people(connection: Connection) -> bool:
    """Whether anybody in the directory is not of the demo: then demo mode is refused."""
    real = sa.select(sa.func.count()).select_from(person).where(person.c.demo.is_(False))
    return bool(connection.scalar(real))
