"""Finds the next tasks of a list by its indexes: each pool gives only as many as fit on the page.

So a list costs the same with ten and with a hundred thousand open tasks, with one role and with 800. The
two databases say "for each pool the first n" differently; that is all they differ in. Not the page itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.queries.barred import free_for, free_for_one_of
from engine.queries.desk_views import Filters
from engine.queries.periods import midnight
from engine.queries.sources import ANY, Desk, Sources
from engine.schema import case, task

RECENT = 500
"""How many of the tasks done last say in which cases a person acts."""


def is_open(one: Any) -> Any:
    """Open or claimed, as a condition of constants: only so do the indexes of open tasks apply."""
    return one.c.state.in_([sa.literal_column("'open'"), sa.literal_column("'claimed'")])


def nearest(
    who: str, found: Sources, wanted: Filters, *, dialect: str, after: tuple[datetime, str] | None, limit: int
) -> Any:
    """Ids and places in the list (`id`, `sort_at`) of the next `limit` tasks of each source, unmerged."""
    parts: list[Any] = []
    if found.pools:
        parts.append(_pools(who, found, wanted, dialect, after, limit))
    for desk in found.desks:
        one = task.alias()
        condition = sa.and_(one.c.assignee_id == desk.person, _within(one, desk))
        shown = [*_shown(one, found, wanted), *_open_to(one, found, dialect)]
        shown += [free_for(one, desk.eyes, dialect)] if desk.eyes else []
        parts.append(_first(one, [condition, *shown], after, limit))
    if found.acted:
        parts += _waiting(who, found, wanted, dialect, after, limit)
    if not parts:
        return sa.select(task.c.id, task.c.sort_at).where(sa.false())
    if len(parts) == 1:
        return parts[0]
    return sa.union_all(*(sa.select(part.subquery()) for part in parts))


def _first(one: Any, conditions: Sequence[Any], after: tuple[datetime, str] | None, limit: int) -> Any:
    statement = sa.select(one.c.id, one.c.sort_at).where(is_open(one), *conditions, *_beyond(one, after))
    return statement.order_by(one.c.sort_at, one.c.id).limit(limit)


def _pools(
    who: str,
    found: Sources,
    wanted: Filters,
    dialect: str,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Any:
    asked = sa.literal(json.dumps([astuple(pool) for pool in found.pools]), sa.String)
    one = task.alias("pooled")
    pool: Any
    place: Any
    role: Any
    bearers: Any
    if dialect == "sqlite":
        pool = sa.func.json_each(asked).table_valued("value", name="pool")
        place, role, bearers = (sa.func.json_extract(pool.c.value, f"$[{n}]") for n in range(3))
    else:
        pool = sa.func.json_array_elements(sa.cast(asked, sa.JSON)).table_valued("value", name="pool")
        place, role = (pool.c.value.op("->>")(n) for n in range(2))
        bearers = pool.c.value.op("->")(2)
    taken: Any = one.c.assignee_id.is_(None)
    if not found.free_only:
        taken = sa.or_(taken, one.c.assignee_id != who)
    conditions = [
        one.c.organisation_id == place,
        one.c.role == role,
        taken,
        *_shown(one, found, wanted),
        *_open_to(one, found, dialect),
    ]
    if any(each.bearers for each in found.pools):
        conditions.append(free_for_one_of(one, bearers, dialect))
    return _of_each(pool, _first(one, conditions, after, limit), dialect)


def at_places(
    places: Sequence[str],
    conditions: Callable[[Any], list[Any]],
    wanted: Filters,
    *,
    dialect: str,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Any:
    """The same over whole organisations, whatever the role; `conditions` of the alias of the tasks."""
    asked = sa.literal(json.dumps(list(places)), sa.String)
    one = task.alias("placed")
    place: Any
    if dialect == "sqlite":
        place = sa.func.json_each(asked).table_valued("value", name="place")
    else:
        elements = sa.func.json_array_elements_text(sa.cast(asked, sa.JSON))
        place = elements.table_valued("value", name="place")
    here = [one.c.organisation_id == place.c.value, *conditions(one), *common(one, wanted)]
    return _of_each(place, _first(one, here, after, limit), dialect)


def _of_each(pool: Any, first: Any, dialect: str) -> Any:
    """The rows of `first`, which looks at one row of `pool`, for each of them."""
    if dialect == "sqlite":
        return _of_each_packed(pool, first.correlate(pool).subquery("near"))
    near = first.lateral("near")
    return sa.select(near.c.id, near.c.sort_at).select_from(pool.join(near, sa.true()))


def _of_each_packed(pool: Any, near: Any) -> Any:
    """The rows of `near` for each row of `pool`, without LATERAL: packed into a list and unpacked again.

    A table function must come after what it is given, so SQLite cannot but take pool by pool. A join with
    `IN` it may turn round, and then it asks for every task of the table whether one of the pools has it.
    """
    rows = sa.func.json_group_array(sa.func.json_array(near.c.id, near.c.sort_at))
    unpacked = sa.func.json_each(sa.select(rows).scalar_subquery()).table_valued("value", name="unpacked")
    found, at = (sa.func.json_extract(unpacked.c.value, f"$[{n}]") for n in range(2))
    columns = sa.type_coerce(found, near.c.id.type), sa.type_coerce(at, near.c.sort_at.type)
    labelled = (column.label(name) for column, name in zip(columns, ("id", "sort_at"), strict=True))
    return sa.select(*labelled).select_from(pool.join(unpacked, sa.true()))


def _waiting(
    who: str,
    found: Sources,
    wanted: Filters,
    dialect: str,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Any]:
    """What others have in cases where I acted lately, and what I lent out."""
    done = task.alias("done")
    finished = done.c.state == sa.literal_column("'completed'")
    recent = sa.select(done.c.case_id).where(done.c.assignee_id == who, finished)
    recent = recent.order_by(done.c.closed_at.desc(), done.c.id.desc()).limit(RECENT)
    others, lent = task.alias("others"), task.alias("lent")
    theirs = sa.or_(others.c.assignee_id.is_(None), others.c.assignee_id != who)
    conditions = [
        others.c.organisation_id.in_(sorted(found.places)),
        theirs,
        sa.or_(others.c.owner_id.is_(None), others.c.owner_id != who),
    ]
    away = [lent.c.owner_id == who, lent.c.assignee_id != who]
    conditions += _shown(others, found, wanted)
    return [
        _in_cases(others, recent, conditions, dialect, after, limit),
        _first(lent, [*away, *_shown(lent, found, wanted)], after, limit),
    ]


def _in_cases(
    one: Any,
    recent: Any,
    conditions: Sequence[Any],
    dialect: str,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Any:
    """Open tasks of the cases in `recent`: case by case, never all open tasks through a sieve of cases."""
    cases = sa.select(recent.subquery().c.case_id).distinct()
    if dialect == "sqlite":
        return _first(one, [one.c.case_id.in_(cases), *conditions], after, limit)
    known = cases.subquery("known")
    near = _first(one, [one.c.case_id == known.c.case_id, *conditions], after, limit).lateral("near")
    return sa.select(near.c.id, near.c.sort_at).select_from(known.join(near, sa.true()))


def _within(one: Any, desk: Desk) -> Any:
    """Only the roles and processes for which somebody is represented."""
    if (ANY, ANY) in desk.limits:
        return sa.true()
    choices = []
    for role, process in sorted(desk.limits):
        named = [one.c.role == role] if role else []
        choices.append(sa.and_(sa.true(), *named, *([one.c.process_id == process] if process else [])))
    return sa.or_(sa.false(), *choices)


def _beyond(one: Any, after: tuple[datetime, str] | None) -> list[Any]:
    if after is None:
        return []
    at, identifier = after
    same = sa.and_(one.c.sort_at == at, one.c.id > identifier)
    return [one.c.sort_at >= at, sa.or_(one.c.sort_at > at, same)]


def _shown(one: Any, found: Sources, wanted: Filters) -> list[Any]:
    """What the asker chose to see, and what the list leaves out."""
    return [*([] if found.deputies else [one.c.deputy_allowed]), *common(one, wanted)]


def _open_to(one: Any, found: Sources, dialect: str) -> list[Any]:
    """Nothing is offered to somebody whose eyes were on this matter before."""
    return [free_for(one, found.eyes, dialect)] if found.eyes else []


def common(one: Any, wanted: Filters) -> list[Any]:
    """The filters as conditions on a row of tasks."""
    conditions: list[Any] = []
    for column, value in (
        ("process_id", wanted.process),
        ("element", wanted.element),
        ("case_id", wanted.case),
        ("organisation_id", wanted.organisation),
        ("role", wanted.role),
    ):
        if value:
            conditions.append(one.c[column] == value)
    if wanted.due_from:
        conditions.append(one.c.sort_at >= midnight(wanted.due_from))
    if wanted.due_until:
        conditions.append(one.c.sort_at < midnight(wanted.due_until + timedelta(days=1)))
    if wanted.since:
        conditions.append(one.c.sort_at >= wanted.since)
    if wanted.before:
        conditions.append(one.c.sort_at < wanted.before)
    if wanted.text.strip():
        conditions.append(_reads(one, wanted.text.strip()))
    return conditions


def _reads(one: Any, text: str) -> Any:
    there = sa.or_(
        case.c.number.icontains(text, autoescape=True), case.c.title.icontains(text, autoescape=True)
    )
    in_case = sa.exists().where(case.c.id == one.c.case_id, there).correlate(one)
    return sa.or_(one.c.title.icontains(text, autoescape=True), in_case)
