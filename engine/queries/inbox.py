"""The lists of tasks and their numbers. The last page costs what the first does. Not one task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import today
from engine.people import Directory, Person
from engine.queries.desk_views import COUNTED, Filters, Tab
from engine.queries.inbox_views import Counts, Inbox, InboxRow
from engine.queries.nearest import common, is_open, nearest
from engine.queries.reading import TASK_COLUMNS, Names, inbox_row
from engine.queries.sources import sources
from engine.schema import NEVER, case, follow_up, notice, request, run, task

_OPEN = ("open", "claimed")
LISTS: tuple[Tab, ...] = ("mine", "groups", "represented", "waiting")


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
    wanted: Filters | None = None,
) -> Inbox:
    """One page of a list, the nearest deadline first; what is done comes latest first."""
    chosen = (wanted or Filters()).on(now)
    if tab == "done":
        statement = _done(who, chosen, after, limit)
    else:
        statement = _page(connection, who, tab, directory, now, chosen, after, limit)
    rows = connection.execute(statement).all()
    shown = tuple(inbox_row(row, who, directory, now, names, tab) for row in rows[:limit])
    following = key(rows[limit - 1], tab) if len(rows) > limit else None
    return Inbox(shown, following)


def counts(connection: Connection, who: Person, directory: Directory, now: datetime) -> Counts:
    """The numbers beside the navigation, in one statement; none is counted beyond COUNTED."""
    dialect = connection.dialect.name
    columns = numbers(who, directory, now, dialect)
    return counts_of(connection.execute(sa.select(*columns)).one())


def numbers(who: Person, directory: Directory, now: datetime, dialect: str) -> list[Any]:
    """The columns of which `counts_of` makes the numbers."""
    day = today(now)
    columns = [
        counted(who, sources(who, tab, directory, day), Filters(), dialect).label(tab) for tab in LISTS
    ]
    both = [sources(who, tab, directory, day) for tab in ("mine", "groups")]
    late = [
        counted(who, one, Filters(before=now), dialect).label(f"late_{number}")
        for number, one in enumerate(both)
    ]
    return [*columns, *late, *_asides(who, now)]


def counts_of(row: Any) -> Counts:
    """The numbers out of a row of `numbers`."""
    return Counts(
        mine=row.mine,
        groups=row.groups,
        overdue=row.late_0 + row.late_1,
        represented=row.represented,
        waiting=row.waiting,
        requests=row.requests,
        follow_ups=row.follow_ups,
        notices=row.notices,
    )


def counted(who: Person, found: Any, wanted: Filters, dialect: str) -> Any:
    """How many tasks a list has, up to COUNTED, as a column."""
    near = nearest(who.id, found, wanted, dialect=dialect, after=None, limit=COUNTED)
    first = sa.select(near.subquery().c.id).limit(COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(first).scalar_subquery()


def _asides(who: Person, now: datetime) -> list[Any]:
    asked = sa.and_(request.c.asked_of == who.id, request.c.state == "open", _task_lives())
    due = sa.and_(
        follow_up.c.person_id == who.id, follow_up.c.state == "open", follow_up.c.due_on <= today(now)
    )
    unread = sa.and_(notice.c.person_id == who.id, notice.c.read_at.is_(None))
    return [
        sa.select(sa.func.count()).select_from(table).where(condition).scalar_subquery().label(name)
        for name, table, condition in (
            ("requests", request, asked),
            ("follow_ups", follow_up, due),
            ("notices", notice, unread),
        )
    ]


def _task_lives() -> Any:
    """A request lives as long as its task does."""
    return sa.exists().where(task.c.id == request.c.task_id, is_open(task)).correlate(request)


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


def _page(
    connection: Connection,
    who: Person,
    tab: Tab,
    directory: Directory,
    now: datetime,
    wanted: Filters,
    after: str | None,
    limit: int,
) -> Any:
    found = sources(who, tab, directory, today(now))
    beyond = parse(after) if after else None
    dialect = connection.dialect.name
    near = nearest(who.id, found, wanted, dialect=dialect, after=beyond, limit=limit + 1)
    ids = near.subquery("near")
    first = sa.select(ids.c.id).order_by(ids.c.sort_at, ids.c.id).limit(limit + 1).subquery("first")
    chosen = sa.select(*TASK_COLUMNS).select_from(first.join(task, task.c.id == first.c.id))
    joined = chosen.join(case, case.c.id == task.c.case_id)
    return joined.order_by(task.c.sort_at, task.c.id)


def first(
    connection: Connection, who: Person, tab: Tab, directory: Directory, now: datetime, wanted: Filters
) -> Any:
    """Ids of the first COUNTED tasks of a list, as a subquery with the column `id`."""
    if tab == "done":
        return _done(who, wanted, None, COUNTED).with_only_columns(task.c.id).subquery("first")
    found = sources(who, tab, directory, today(now))
    near = nearest(who.id, found, wanted, dialect=connection.dialect.name, after=None, limit=COUNTED)
    return sa.select(near.subquery("near").c.id).limit(COUNTED).subquery("first")


def _done(who: Person, wanted: Filters, after: str | None, limit: int) -> Any:
    finished = task.c.state == sa.literal_column("'completed'")
    joined = sa.select(*TASK_COLUMNS).join_from(task, case, case.c.id == task.c.case_id)
    statement = joined.where(task.c.assignee_id == who.id, finished, *common(task, wanted))
    if after:
        at, identifier = parse(after)
        earlier = sa.and_(task.c.closed_at == at, task.c.id < identifier)
        statement = statement.where(task.c.closed_at <= at, sa.or_(task.c.closed_at < at, earlier))
    return statement.order_by(task.c.closed_at.desc(), task.c.id.desc()).limit(limit + 1)


def key(row: Any, tab: Tab) -> str:
    """What fetches the page after this row."""
    at = row.task_closed_at if tab == "done" else row.task_sort_at
    return f"{at.isoformat()}|{row.task_id}"


def parse(after: str) -> tuple[datetime, str]:
    """Where the next page begins; an address that somebody made up begins nowhere."""
    at, _, identifier = after.partition("|")
    try:
        return datetime.fromisoformat(at), identifier
    except ValueError:
        return NEVER, identifier
