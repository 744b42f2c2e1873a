"""Writes people, organisations and deputies. Each change moves the revision of the directory on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.database import put
from engine.ids import new
from engine.people import Assignment, Deputy, Organisation
from engine.schema import assignment, closing_day, deputy, organisation, person, setting
from engine.shelf import DIRECTORY


def put_organisation(connection: Connection, one: Organisation) -> None:
    """Add or change an organisation."""
    row = {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "details": json.dumps(one.details, ensure_ascii=False),
    }
    changing = ("name", "kind", "details")
    put(connection, organisation, [row], update=changing)
    touch(connection)


def put_person(
    connection: Connection,
    *,
    login: str,
    name: str,
    personnel_id: str,
    assignments: Sequence[Assignment] = (),
    password_hash: str | None = None,
    demo: bool = False,
) -> str:
    """Add or change a person and all their roles; returns the id."""
    known = connection.execute(sa.select(person).where(person.c.login == login)).one_or_none()
    identifier = str(known.id) if known else new()
    row = {
        "id": identifier,
        "login": login,
        "name": name,
        "personnel_id": personnel_id,
        "password_hash": password_hash or (known.password_hash if known else None),
        "active": True,
        "demo": demo,
    }
    changing = ("login", "name", "personnel_id", "password_hash", "active", "demo")
    put(connection, person, [row], update=changing)
    assign(connection, identifier, assignments)
    touch(connection)
    return identifier


def set_roles(connection: Connection, login: str, assignments: Sequence[Assignment]) -> bool:
    """Exactly these roles from now on. False when there is no such login."""
    identifier = connection.scalar(sa.select(person.c.id).where(person.c.login == login))
    if identifier is not None:
        assign(connection, identifier, assignments)
        touch(connection)
    return identifier is not None


def set_password(connection: Connection, login: str, password_hash: str) -> bool:
    """A new password. False when there is no such login."""
    mine = sa.update(person).where(person.c.login == login)
    return connection.execute(mine, {"password_hash": password_hash}).rowcount == 1


def assign(connection: Connection, identifier: str, assignments: Sequence[Assignment]) -> None:
    """Exactly these roles, each with its period."""
    connection.execute(sa.delete(assignment).where(assignment.c.person_id == identifier))
    roles = [
        {
            "id": new(),
            "person_id": identifier,
            "role": one.role,
            "organisation_id": one.organisation,
            "since": one.since,
            "until": one.until,
        }
        for one in assignments
    ]
    if roles:
        connection.execute(sa.insert(assignment), roles)


def deactivate(connection: Connection, login: str) -> bool:
    """The person can no longer sign in or act; what they did stays. False when there is no such login."""
    changed = connection.execute(sa.update(person).where(person.c.login == login), {"active": False})
    touch(connection)
    return changed.rowcount == 1


def put_entry(connection: Connection, identifier: str, values: Mapping[str, Any]) -> None:
    """What is known of a person (`login`, `name`, `personnel_id`, `email`; not all), new or changed."""
    changed = connection.execute(sa.update(person).where(person.c.id == identifier), dict(values))
    if not changed.rowcount:
        connection.execute(sa.insert(person), {"id": identifier, "active": True, **values})


def set_active(connection: Connection, identifier: str, *, active: bool) -> None:
    """Whether the person may sign in and act."""
    connection.execute(sa.update(person).where(person.c.id == identifier), {"active": active})


def put_closing_day(connection: Connection, day: date, name: str) -> None:
    """The house is closed on this day."""
    connection.execute(sa.insert(closing_day), {"day": day, "name": name})


def remove_closing_day(connection: Connection, day: date) -> None:
    """The house is open on this day."""
    connection.execute(sa.delete(closing_day).where(closing_day.c.day == day))


def put_deputy(connection: Connection, one: Deputy) -> None:
    """`one.deputy` may act for `one.absent` in a period."""
    row = {
        "id": new(),
        "absent_id": one.absent,
        "deputy_id": one.deputy,
        "since": one.since,
        "until": one.until,
        "reason": one.reason,
        "roles": json.dumps(sorted(one.roles)),
        "processes": json.dumps(sorted(one.processes)),
    }
    connection.execute(sa.insert(deputy), row)
    touch(connection)


def touch(connection: Connection) -> None:
    """The directory changed: every picture of it in memory is out of date."""
    count(connection, DIRECTORY)


def count(connection: Connection, name: str) -> int:
    """The next number of a counter, from 1."""
    put(connection, setting, [{"name": name, "number": 0}], update=())
    moved = sa.update(setting).where(setting.c.name == name).values(number=setting.c.number + 1)
    return int(connection.scalar(moved.returning(setting.c.number)) or 0)


def case_number(connection: Connection, pattern: str, day: date) -> str:
    """The next file reference after a pattern such as `KIM-{year}-{number:04d}`, counted for each year."""
    number = count(connection, f"number {pattern} {day.year}"[:60])
    return pattern.format(year=day.year, number=number)
