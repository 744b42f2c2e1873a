"""Who takes part in a case in person, and the deadlines it has had. Not the history itself (`timeline`)."""

from __future__ import annotations

from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.people import Directory
from engine.queries.case_views import DeadlineRow, PersonOfCase
from engine.queries.reading import Names, task_deadline_steps
from engine.queries.timeline import known_to
from engine.schema import event, run, task
from engine.store.event_rows import SYSTEM_ID
from engine.wording import Language

MOST = 60
PAST = 15
"""Deadlines on one page."""
OPEN = ("open", "claimed")


def people_of(
    connection: Connection,
    row: Row[Any],
    directory: Directory,
    names: Names,
    places: frozenset[str] | None,
) -> tuple[PersonOfCase, ...]:
    """Everybody who acted, as far as one may know of their acts, and with whom something lies."""
    acts = sa.select(event.c.actor_id, sa.func.count().label("acts"), sa.func.max(event.c.seq).label("last"))
    acts = acts.where(event.c.case_id == row.id, known_to(places), event.c.actor_id != SYSTEM_ID)
    counted = acts.group_by(event.c.actor_id).order_by(sa.desc("last")).limit(MOST).subquery()
    last = sa.and_(event.c.case_id == row.id, event.c.seq == counted.c.last)
    shown = sa.select(counted, event.c.at, event.c.actor_name).join(event, last)
    found = {one.actor_id: one for one in connection.execute(shown.order_by(event.c.seq.desc()))}
    having = _having(connection, row.id, places)
    return tuple(
        _person(one, found.get(one), having.get(one, ()), directory, names) for one in {**found, **having}
    )


def _having(
    connection: Connection, case_id: str, places: frozenset[str] | None
) -> dict[str, tuple[str, ...]]:
    chosen = sa.select(task.c.assignee_id, task.c.title).join(run, run.c.id == task.c.run_id)
    chosen = chosen.where(task.c.case_id == case_id, task.c.state.in_(OPEN), task.c.assignee_id.is_not(None))
    if places is not None:
        own = sa.or_(task.c.organisation_id.in_(places), run.c.organisation_id.in_(places))
        chosen = chosen.where(own)
    titles: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(chosen.order_by(task.c.opened_at)):
        titles[row.assignee_id] = (*titles.get(row.assignee_id, ()), row.title)
    return titles


def _person(
    identifier: str, row: Any, has: tuple[str, ...], directory: Directory, names: Names
) -> PersonOfCase:
    known = directory.persons.get(identifier)  # type: ignore[call-overload]
    held = known.assignments if known is not None else ()
    places = [directory.organisations.get(one.organisation) for one in held]
    return PersonOfCase(
        name=known.name if known is not None else row.actor_name,
        organisation=", ".join(dict.fromkeys(one.name for one in places if one is not None)),
        roles=tuple(dict.fromkeys(names.get(one.role, one.role) for one in held)),
        acts=row.acts if row is not None else 0,
        last_at=row.at if row is not None else None,
        has=has,
    )


def past_deadlines(
    connection: Connection, case_id: str, places: frozenset[str] | None, *, skip: int = 0
) -> tuple[DeadlineRow, ...]:
    """A page of the deadlines of finished tasks, the latest first, with whether they were kept."""
    chosen = sa.select(task).join(run, run.c.id == task.c.run_id).where(task.c.case_id == case_id)
    chosen = chosen.where(task.c.state == "completed", task.c.due_at.is_not(None))
    if places is not None:
        own = sa.or_(task.c.organisation_id.in_(places), run.c.organisation_id.in_(places))
        chosen = chosen.where(own)
    rows = connection.execute(chosen.order_by(task.c.closed_at.desc(), task.c.id).limit(PAST).offset(skip))
    return tuple(
        DeadlineRow(
            title=row.title,
            due=row.due_at,
            done_at=row.closed_at,
            kept=row.closed_at is not None and row.closed_at <= row.due_at,
            by=row.closed_by or "",
            steps={one: task_deadline_steps(row.deadline, one) for one in get_args(Language)},
        )
        for row in rows
    )
