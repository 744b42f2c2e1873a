"""Writes what is a person's own and no event: saved views, the address of the calendar, how mail comes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.database import put
from engine.errors import NotFound, Rejected
from engine.ids import new
from engine.schema import feed, person, saved_view, standard_view
from engine.store.directory import touch


def put_view(
    connection: Connection,
    owner: str,
    *,
    name: str,
    tab: str,
    filters: Mapping[str, Any],
    shared: tuple[str, str] | None,
    now: datetime,
) -> str:
    """Keep a view of a list under a name; `shared` is the organisation and role that see it too."""
    same = sa.and_(saved_view.c.owner_id == owner, saved_view.c.name == name)
    known = connection.scalar(sa.select(saved_view.c.id).where(same))
    row = {
        "id": known or new(),
        "owner_id": owner,
        "name": name,
        "tab": tab,
        "filters": json.dumps(dict(filters), ensure_ascii=False),
        "organisation_id": shared[0] if shared else None,
        "role": shared[1] if shared else None,
        "created_at": now,
    }
    put(connection, saved_view, [row], update=("tab", "filters", "organisation_id", "role"))
    return str(row["id"])


def rename_view(connection: Connection, owner: str, view: str, name: str) -> None:
    """Call a view of one's own something else. Raises NotFound, Rejected where another has the name."""
    same = sa.and_(saved_view.c.owner_id == owner, saved_view.c.name == name, saved_view.c.id != view)
    if connection.scalar(sa.select(saved_view.c.id).where(same)):
        raise Rejected("view_name", name=name)
    mine = sa.and_(saved_view.c.id == view, saved_view.c.owner_id == owner)
    if connection.execute(sa.update(saved_view).where(mine), {"name": name}).rowcount != 1:
        raise NotFound("view_unknown")


def put_standard(connection: Connection, person_id: str, view: str | None) -> None:
    """From now on the inbox of a person opens with this view, or (None) as it comes."""
    connection.execute(sa.delete(standard_view).where(standard_view.c.person_id == person_id))
    if view is not None:
        connection.execute(sa.insert(standard_view), {"person_id": person_id, "view_id": view})


def remove_view(connection: Connection, owner: str, view: str) -> None:
    """Forget a view of one's own; inboxes that opened with it open as they come. Raises NotFound."""
    mine = sa.and_(saved_view.c.id == view, saved_view.c.owner_id == owner)
    whose = sa.select(saved_view.c.id).where(mine)
    connection.execute(sa.delete(standard_view).where(standard_view.c.view_id.in_(whose)))
    if connection.execute(sa.delete(saved_view).where(mine)).rowcount != 1:
        raise NotFound("view_unknown")


def put_feed(connection: Connection, owner: str, token: str, now: datetime) -> None:
    """From now on this secret, and no earlier one, opens the person's calendar."""
    remove_feed(connection, owner)
    row = {"token_hash": hashed(token), "person_id": owner, "created_at": now}
    connection.execute(sa.insert(feed), row)


def remove_feed(connection: Connection, owner: str) -> None:
    """No secret opens the person's calendar any more."""
    connection.execute(sa.delete(feed).where(feed.c.person_id == owner))


def put_mail(connection: Connection, owner: str, *, email: str, mode: str, language: str) -> None:
    """How a person is written to: `off`, `at_once` or `digest`."""
    values = {"email": email, "mail": mode, "language": language}
    connection.execute(sa.update(person).where(person.c.id == owner), values)
    touch(connection)


def hashed(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode()).hexdigest()
