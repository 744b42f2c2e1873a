"""The lists of tasks: mine, my groups', done by me. The last page costs what the first does. Not one task."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import today
from engine.people import Directory, Person
from engine.queries.reading import TASK_COLUMNS, Names, inbox_row
from engine.queries.views import Counts, Inbox, InboxRow, Tab
from engine.schema import case, run, task

_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_OPEN = ("open", "claimed")


def inbox(
    connection: Connection,
    who: Person,
    tab: Tab,
    directory: Directory,
    now: datetime,
    *,
    names: Names,
    after: str | None = None,
    limit: int = 50,
) -> Inbox:
    """One page of a list, the nearest deadline first; what is done comes latest first."""
    joined = sa.select(*TASK_COLUMNS).join_from(task, case, case.c.id == task.c.case_id)
    statement = joined.where(_belongs(who, tab, now))
    statement = _after(statement, tab, after)
    rows = connection.execute(statement.limit(limit + 1)).all()
    shown = tuple(inbox_row(row, who, directory, now, names) for row in rows[:limit])
    following = _key(rows[limit - 1], tab) if len(rows) > limit else None
    return Inbox(shown, following)


def counts(connection: Connection, who: Person, now: datetime) -> Counts:
    """The numbers beside the navigation, in one statement."""
    mine, groups = _belongs(who, "mine", now), _belongs(who, "groups", now)
    late = sa.and_(sa.or_(mine, groups), task.c.due_at < now)
    columns = [
        sa.select(sa.func.count()).select_from(task).where(one).scalar_subquery()
        for one in (mine, groups, late)
    ]
    row = connection.execute(sa.select(*columns)).one()
    return Counts(mine=row[0], groups=row[1], overdue=row[2])


def open_in_case(
    connection: Connection,
    case_id: str,
    who: Person,
    directory: Directory,
    now: datetime,
    names: Names,
    places: frozenset[str] | None,
) -> tuple[InboxRow, ...]:
    """The open tasks of a case at the organisations `places` and in their runs; None sees all."""
    joined = sa.select(*TASK_COLUMNS).join_from(task, case, case.c.id == task.c.case_id)
    joined = joined.join(run, run.c.id == task.c.run_id)
    statement = joined.where(task.c.case_id == case_id, task.c.state.in_(_OPEN))
    if places is not None:
        own = sa.or_(task.c.organisation_id.in_(places), run.c.organisation_id.in_(places))
        statement = statement.where(own)
    rows = connection.execute(statement.order_by(task.c.due_at, task.c.id)).all()
    return tuple(inbox_row(row, who, directory, now, names) for row in rows)


def _belongs(who: Person, tab: Tab, now: datetime) -> Any:
    if tab == "done":
        return sa.and_(task.c.state == "completed", task.c.assignee_id == who.id)
    if tab == "mine":
        return sa.and_(task.c.state.in_(_OPEN), task.c.assignee_id == who.id)
    held = {(one.role, one.organisation) for one in who.roles_on(today(now))}
    role = sa.or_(
        sa.false(),
        *(sa.and_(task.c.role == name, task.c.organisation_id == place) for name, place in sorted(held)),
    )
    others = sa.or_(task.c.assignee_id.is_(None), task.c.assignee_id != who.id)
    return sa.and_(task.c.state.in_(_OPEN), others, role)


def _after(statement: Any, tab: Tab, after: str | None) -> Any:
    if tab == "done":
        statement = statement.order_by(task.c.closed_at.desc(), task.c.id.desc())
        if after:
            at, identifier = _parse(after)
            earlier = sa.and_(task.c.closed_at == at, task.c.id < identifier)
            statement = statement.where(sa.or_(task.c.closed_at < at, earlier))
        return statement
    due = sa.func.coalesce(task.c.due_at, sa.literal(_NEVER, task.c.due_at.type))
    statement = statement.order_by(due, task.c.id)
    if after:
        at, identifier = _parse(after)
        statement = statement.where(sa.or_(due > at, sa.and_(due == at, task.c.id > identifier)))
    return statement


def _key(row: Any, tab: Tab) -> str:
    at = row.task_closed_at if tab == "done" else row.task_due_at
    return f"{at.isoformat() if at else ''}|{row.task_id}"


def _parse(after: str) -> tuple[datetime, str]:
    at, _, identifier = after.partition("|")
    return datetime.fromisoformat(at) if at else _NEVER, identifier
