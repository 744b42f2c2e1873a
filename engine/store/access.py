"""Writes sessions, failed sign-ins, passkeys and tickets. Only hashes of secrets are kept. No events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.database import put
from engine.ids import new
from engine.rules.access import PER_ACCOUNT, PER_ADDRESS, REMEMBERED, WHOLE, WINDOW, Origin, wait_until
from engine.schema import attempt, passkey, person, session, setting, ticket

LONGEST_TICKET = timedelta(hours=24)
ATTEMPTS = "sign-in attempts"
"""The row that is locked while attempts are counted, so that no burst slips through."""


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def account(connection: Connection, login: str) -> Row[Any] | None:
    """The row of the person with this login."""
    return connection.execute(sa.select(person).where(person.c.login == login)).one_or_none()


def try_sign_in(connection: Connection, login: str, origin: Origin, now: datetime) -> datetime | None:
    """Count an attempt as failed until it has succeeded; the time to wait for where there were too many."""
    put(connection, setting, [{"name": ATTEMPTS, "number": 0}], update=())
    connection.execute(sa.select(setting).where(setting.c.name == ATTEMPTS).with_for_update())
    connection.execute(sa.delete(attempt).where(attempt.c.at < now - WINDOW))
    subjects = [(_account(login), PER_ACCOUNT)]
    if origin.address:
        subjects.append((hashed(f"address {origin.address}"), PER_ADDRESS))
    waits = [wait_until(_failed(connection, subject), most, now) for subject, most in subjects]
    until = max((one for one in waits if one is not None), default=None)
    if until is None:
        rows = [{"id": new(), "subject": subject, "at": now} for subject, _ in subjects]
        connection.execute(sa.insert(attempt), rows)
    return until


def succeeded(connection: Connection, login: str, origin: Origin) -> None:
    """Forget the failures of a login, and the attempt that has just succeeded from this address."""
    connection.execute(sa.delete(attempt).where(attempt.c.subject == _account(login)))
    here = attempt.c.subject == hashed(f"address {origin.address}")
    latest = sa.select(attempt.c.id).where(here).order_by(attempt.c.at.desc()).limit(1).scalar_subquery()
    connection.execute(sa.delete(attempt).where(attempt.c.id == latest))


def begin(
    connection: Connection, secret: str, person_id: str, way: str, origin: Origin, now: datetime, proof: str
) -> None:
    """A session; those that ended long ago are forgotten."""
    old = sa.or_(session.c.seen_at < now - REMEMBERED, session.c.begun_at < now - REMEMBERED - WHOLE)
    connection.execute(sa.delete(session).where(old))
    row = {
        "hash": hashed(secret),
        "person_id": person_id,
        "way": way,
        "address": origin.address[:60],
        "device": origin.device[:200],
        "proof": proof or None,
        "begun_at": now,
        "seen_at": now,
    }
    connection.execute(sa.insert(session), row)


def seen(connection: Connection, session_hash: str, now: datetime) -> None:
    """The session was used."""
    connection.execute(sa.update(session).where(session.c.hash == session_hash), {"seen_at": now})


def end(connection: Connection, person_id: str, *, only: str = "", but: str = "") -> int:
    """End sessions of a person: all, `only` the one of this hash, or all `but` one. Returns how many."""
    mine = sa.delete(session).where(session.c.person_id == person_id)
    if only:
        mine = mine.where(session.c.hash == only)
    if but:
        mine = mine.where(session.c.hash != but)
    return connection.execute(mine).rowcount


def set_password(connection: Connection, person_id: str, password_hash: str) -> None:
    """A new password (or the same, hashed by newer rules)."""
    connection.execute(sa.update(person).where(person.c.id == person_id), {"password_hash": password_hash})


def bind(connection: Connection, person_id: str, issuer: str, subject: str) -> None:
    """From now on the person is known by what the provider calls them."""
    values = {"issuer": issuer, "subject": subject}
    connection.execute(sa.update(person).where(person.c.id == person_id), values)


def of_provider(connection: Connection, issuer: str, subject: str) -> Any | None:
    """The row of the person whom a provider calls `subject`."""
    mine = sa.and_(person.c.issuer == issuer, person.c.subject == subject)
    return connection.execute(sa.select(person).where(mine)).one_or_none()


def issuer_of(connection: Connection, person_id: str) -> str:
    """The provider that a person is bound to already, or ""."""
    return connection.scalar(sa.select(person.c.issuer).where(person.c.id == person_id)) or ""


def put_settings(connection: Connection, person_id: str, values: dict[str, str]) -> None:
    """Language, density, start page: what a person chose for themselves."""
    if values:
        connection.execute(sa.update(person).where(person.c.id == person_id), values)


def issue(
    connection: Connection, kind: str, secret: str, person_id: str | None, payload: str, until: datetime
) -> None:
    """A ticket; those that ran out before it could are swept away."""
    connection.execute(sa.delete(ticket).where(ticket.c.until < until - LONGEST_TICKET))
    row = {
        "hash": hashed(secret),
        "kind": kind,
        "person_id": person_id,
        "payload": payload,
        "until": until,
    }
    connection.execute(sa.insert(ticket), row)


def withdraw(connection: Connection, kind: str, person_id: str) -> None:
    """No ticket of this kind opens anything for the person any more."""
    connection.execute(sa.delete(ticket).where(ticket.c.kind == kind, ticket.c.person_id == person_id))


def redeem(connection: Connection, kind: str, secret: str, now: datetime) -> Any | None:
    """The ticket (`person_id`, `payload`), which opens nothing a second time; None where it opens nothing."""
    mine = sa.and_(ticket.c.hash == hashed(secret), ticket.c.kind == kind)
    found = connection.execute(
        sa.delete(ticket).where(mine).returning(ticket.c.person_id, ticket.c.payload, ticket.c.until)
    ).one_or_none()
    return found if found is not None and found.until > now else None


def put_passkey(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a passkey."""
    connection.execute(sa.insert(passkey), dict(row))


def change_passkey(connection: Connection, person_id: str, key: str, values: dict[str, object]) -> bool:
    """Rename it or count its use; False where it is not one of the person's."""
    mine = sa.and_(passkey.c.hash == key, passkey.c.person_id == person_id)
    return connection.execute(sa.update(passkey).where(mine), values).rowcount == 1


def passkey_name(connection: Connection, person_id: str, key: str) -> str | None:
    """What a person calls a device, or None where the key is not that person's."""
    mine = sa.and_(passkey.c.hash == key, passkey.c.person_id == person_id)
    return connection.scalar(sa.select(passkey.c.name).where(mine))


def remove_passkey(connection: Connection, person_id: str, key: str) -> bool:
    """False where it is not one of the person's."""
    mine = sa.and_(passkey.c.hash == key, passkey.c.person_id == person_id)
    return connection.execute(sa.delete(passkey).where(mine)).rowcount == 1


def _account(login: str) -> str:
    return hashed(f"login {login.casefold()}")


def _failed(connection: Connection, subject: str) -> list[datetime]:
    return list(connection.scalars(sa.select(attempt.c.at).where(attempt.c.subject == subject)))
