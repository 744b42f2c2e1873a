"""All deadlines at a person's organisations: legal, binding, internal; who is reminded. Not the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import local, today
from engine.people import Directory, Person
from engine.permissions import superiors
from engine.queries.desk_views import Filters
from engine.queries.inbox import key, parse
from engine.queries.inbox_views import InboxRow
from engine.queries.nearest import at_places
from engine.queries.periods import midnight
from engine.queries.reader import Reader
from engine.queries.reading import SOON, TASK_COLUMNS, inbox_row, own_places
from engine.rules.reminders import NEAR
from engine.schema import NEVER, case, notice, task
from engine.shelf import Titles

LIGHTS = ("overdue", "soon", "later")
KINDS = ("legal", "binding", "internal")
"""By law; by authority, condition, contract or a day that a notice names; by the house itself."""


@dataclass(frozen=True)
class Told:
    """A reminder that went out: why, when, to how many."""

    kind: str
    """`due_soon` or `overdue`."""
    at: datetime
    people: int


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline with the task that it is about."""

    task: InboxRow
    reminder_on: date
    """When its bearer is reminded."""
    escalation_on: date
    """When the superiors hear of it."""
    superiors: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class DeadlineWish:
    """What a person chose to see; empty means everything."""

    light: str = ""
    """One of LIGHTS."""
    kind: str = ""
    """One of KINDS."""
    filters: Filters = field(default_factory=Filters)
    """Process, organisation and text."""


@dataclass(frozen=True)
class Deadlines:
    """A page of deadlines, the nearest first, and what can be chosen."""

    rows: tuple[DeadlineRow, ...]
    after: str | None
    processes: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]


class DeadlineQueries(Reader):
    """Questions about deadlines over all cases."""

    def deadlines(
        self, who: Person, now: datetime, wish: DeadlineWish, *, after: str | None = None, limit: int = 50
    ) -> Deadlines:
        """The open deadlines at the organisations of `who` (an auditor: at all) in two statements."""
        with self._reading() as connection:
            directory, titles = self._shelf.directory(connection), self._shelf.titles(connection)
            places = _places(who, directory, now)
            rows = connection.execute(_listed(connection, places, wish, now, after, limit)).all()
            told = _told(connection, [row.task_id for row in rows[:limit]])
        shown = [inbox_row(row, who, directory, now, titles.names) for row in rows[:limit]]
        names = [(one, directory.organisations[one].name) for one in places]  # type: ignore[index]
        return Deadlines(
            rows=tuple(
                _row(one, row, titles, directory, told.get(one.task_id, ()), now)
                for one, row in zip(shown, rows, strict=False)
            ),
            after=key(rows[limit - 1], "mine") if len(rows) > limit else None,
            processes=tuple(sorted(titles.processes.items(), key=lambda pair: pair[1])),
            organisations=tuple(sorted(names, key=lambda pair: pair[1])),
        )


def _places(who: Person, directory: Directory, now: datetime) -> list[str]:
    places = own_places(who, now)
    known = {str(one) for one in directory.organisations}
    return sorted(known if places is None else places & known)


def _listed(
    connection: Connection,
    places: Sequence[str],
    wish: DeadlineWish,
    now: datetime,
    after: str | None,
    limit: int,
) -> Any:
    near = at_places(
        places,
        _conditions(wish, now),
        wish.filters,
        dialect=connection.dialect.name,
        after=parse(after) if after else None,
        limit=limit + 1,
    )
    ids = near.subquery("near")
    first = sa.select(ids.c.id).order_by(ids.c.sort_at, ids.c.id).limit(limit + 1).subquery("first")
    chosen = sa.select(*TASK_COLUMNS).select_from(first.join(task, task.c.id == first.c.id))
    return chosen.join(case, case.c.id == task.c.case_id).order_by(task.c.sort_at, task.c.id)


def _conditions(wish: DeadlineWish, now: datetime) -> Any:
    """What a row of tasks must fulfil, as a function of its alias."""
    far = midnight(today(now) + timedelta(days=SOON + 1))
    since, before = {"overdue": (None, now), "soon": (now, far), "later": (far, None)}.get(
        wish.light, (None, None)
    )

    def conditions(one: Any) -> list[Any]:
        steps = sa.func.coalesce(one.c.deadline, "")
        legal, internal = (steps.contains(f'"{kind}"') for kind in ("gesetzlich", "intern"))
        wanted = [one.c.sort_at < (before or NEVER)]
        wanted += [one.c.sort_at >= since] if since else []
        return wanted + {
            "legal": [legal],
            "binding": [sa.not_(legal), sa.not_(internal)],
            "internal": [internal],
        }.get(wish.kind, [])

    return conditions


def _told(connection: Connection, tasks: Sequence[str]) -> Mapping[str, tuple[Told, ...]]:
    """The reminders that went out about these tasks."""
    chosen = sa.select(
        notice.c.task_id, notice.c.kind, sa.func.min(notice.c.at).label("at"), sa.func.count().label("people")
    ).where(notice.c.task_id.in_(tasks), notice.c.kind.in_(("due_soon", "overdue")))
    found: dict[str, list[Told]] = {}
    for row in connection.execute(chosen.group_by(notice.c.task_id, notice.c.kind)):
        found.setdefault(row.task_id, []).append(Told(row.kind, row.at, row.people))
    return {one: tuple(sorted(told, key=lambda each: each.at)) for one, told in found.items()}


def _row(
    one: InboxRow, row: Any, titles: Titles, directory: Directory, told: tuple[Told, ...], now: datetime
) -> DeadlineRow:
    due = row.task_due_at
    return DeadlineRow(
        task=one,
        reminder_on=max(local(due - NEAR).date(), local(row.task_opened_at).date()),
        escalation_on=local(due).date() + timedelta(days=1),
        superiors=_superiors(row, titles, directory, now),
        told=told,
    )


def _superiors(row: Any, titles: Titles, directory: Directory, now: datetime) -> tuple[str, ...]:
    """Who is told when it has passed: the holders of the nearest role above that somebody holds."""
    for role in superiors(row.task_role, titles.above):
        holders = directory.holders(role, row.task_organisation_id, today(now))
        if holders:
            return tuple(sorted(one.name for one in holders))
    return ()
