"""Saved views of the lists: which ones a person has, and with which one the inbox opens. Not the lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.people import Directory, Person
from engine.queries.desk_views import Filters, ViewRow
from engine.schema import saved_view, standard_view

MOST = 30
"""Views that one person sees: more would be a list to search in."""


def rows(connection: Connection, who: Person, day: date) -> Sequence[Row[Any]]:
    """One's own views and those shared with a role one holds, by name."""
    order = (saved_view.c.name, saved_view.c.id)
    return connection.execute(_seen(who, day).order_by(*order).limit(MOST)).all()


def standard(connection: Connection, who: Person, day: date) -> Row[Any] | None:
    """The view with which the inbox opens; one that was unshared meanwhile opens it no more."""
    chosen = _seen(who, day).where(standard_view.c.person_id.is_not(None))
    return connection.execute(chosen).one_or_none()


def view(row: Row[Any], filters: Filters, who: Person, directory: Directory, count: int | None) -> ViewRow:
    """A view out of its row."""
    owner = directory.persons.get(row.owner_id)
    return ViewRow(
        id=row.id,
        name=row.name,
        tab=row.tab,
        filters=filters,
        count=count,
        is_mine=row.owner_id == who.id,
        shared_with=(row.organisation_id, row.role) if row.role else None,
        owner=owner.name if owner else "–",
        standard=row.standard,
    )


def _seen(who: Person, day: date) -> Any:
    pools = [(str(one.organisation), one.role) for one in who.roles_on(day)]
    shared = sa.tuple_(saved_view.c.organisation_id, saved_view.c.role).in_(pools)
    mine = sa.and_(standard_view.c.view_id == saved_view.c.id, standard_view.c.person_id == who.id)
    found = sa.select(saved_view, standard_view.c.person_id.is_not(None).label("standard"))
    joined = found.select_from(saved_view.outerjoin(standard_view, mine))
    return joined.where(sa.or_(saved_view.c.owner_id == who.id, shared))
