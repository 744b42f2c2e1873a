"""Who is signed in, where, by what; what a person has set for themselves. Not what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from engine.people import Person
from engine.queries.reader import Reader
from engine.rules.access import lives
from engine.schema import passkey, person, session, ticket
from engine.shelf import Shelf
from engine.store.access import hashed
from engine.wording import Language


@dataclass(frozen=True)
class SignedIn:
    """A session with what its person has set; `alive` is False once it ran out."""

    person: Person
    id: str
    """The hash of its secret: enough to name it, useless to a thief."""
    way: str
    seen_at: datetime
    alive: bool
    language: Language
    density: str
    start_page: str
    proof: str


@dataclass(frozen=True)
class SessionRow:
    """One line of "Meine Sitzungen"."""

    id: str
    device: str
    address: str
    way: str
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class PasskeyRow:
    """A device that proves a person."""

    id: str
    credential: bytes
    public_key: bytes
    uses: int
    name: str
    created_at: datetime
    used_at: datetime | None
    person_id: str


@dataclass(frozen=True)
class Account:
    """What only the person and the administration see of an account."""

    login: str
    email: str
    mail: str
    language: Language
    density: str
    start_page: str
    has_password: bool
    issuer: str
    reminders: str = "all"


class AccessQueries(Reader):
    """Questions about signing in."""

    def signed_in(self, secret: str, now: datetime) -> SignedIn | None:
        """The session that a secret names, alive or not; None for none, or of somebody who is gone."""
        mine = sa.select(session, *_OWN, Shelf.directory_revision().label("revision"))
        mine = mine.join(person, person.c.id == session.c.person_id)
        with self._reading() as connection:
            row = connection.execute(mine.where(session.c.hash == hashed(secret))).one_or_none()
            if row is None:
                return None
            known = self._shelf.directory(connection, row.revision).persons.get(row.person_id)
        if known is None or not known.active:
            return None
        return SignedIn(
            person=known,
            id=row.hash,
            way=row.way,
            seen_at=row.seen_at,
            alive=lives(row.begun_at, row.seen_at, now),
            language="en" if row.language == "en" else "de",
            density=row.density,
            start_page=row.start_page,
            proof=row.proof or "",
        )

    def sessions(self, who: Person, now: datetime, *, forever: bool = False) -> tuple[SessionRow, ...]:
        """Where `who` is signed in, the latest used first; `forever`: sessions do not run out (the demo)."""
        mine = sa.select(session).where(session.c.person_id == who.id).order_by(session.c.seen_at.desc())
        with self._reading() as connection:
            rows = connection.execute(mine).all()
        return tuple(
            SessionRow(one.hash, one.device, one.address, one.way, one.begun_at, one.seen_at)
            for one in rows
            if forever or lives(one.begun_at, one.seen_at, now)
        )

    def passkeys(self, person_id: str) -> tuple[PasskeyRow, ...]:
        """The passkeys of a person, the oldest first."""
        mine = sa.select(passkey).where(passkey.c.person_id == person_id)
        with self._reading() as connection:
            rows = connection.execute(mine.order_by(passkey.c.created_at, passkey.c.hash)).all()
        return tuple(_key(row) for row in rows)

    def passkey(self, credential: bytes) -> PasskeyRow | None:
        """The passkey with this credential id, or None."""
        mine = sa.select(passkey).where(passkey.c.hash == sha256(credential).hexdigest())
        with self._reading() as connection:
            row = connection.execute(mine).one_or_none()
        return _key(row) if row is not None else None

    def account(self, person_id: str) -> Account | None:
        """The account of a person, also of one that is closed; None for nobody."""
        with self._reading() as connection:
            row = connection.execute(sa.select(person).where(person.c.id == person_id)).one_or_none()
        if row is None:
            return None
        return Account(
            login=row.login,
            email=row.email,
            mail=row.mail,
            language="en" if row.language == "en" else "de",
            density=row.density,
            start_page=row.start_page,
            has_password=bool(row.password_hash),
            issuer=row.issuer or "",
            reminders=row.reminders,
        )

    def kept_form(self, secret: str, who: Person, now: datetime) -> str | None:
        """What `who` had typed when a session ran out, as JSON; None for others, and when it is too late."""
        return self._ticket("form", secret, now, who.id)[1]

    def password_link(self, secret: str, now: datetime) -> Person | None:
        """Whose password a link may set, or None: used, run out, or never one."""
        owner, _ = self._ticket("password", secret, now)
        return self.person(owner) if owner else None

    def person(self, person_id: str) -> Person | None:
        """A person who may still act, or None."""
        with self._reading() as connection:
            found = self._shelf.directory(connection).persons.get(person_id)  # type: ignore[call-overload]
        return found if found is not None and found.active else None

    def _ticket(
        self, kind: str, secret: str, now: datetime, owner: str | None = None
    ) -> tuple[str | None, str | None]:
        mine = sa.select(ticket).where(ticket.c.hash == hashed(secret), ticket.c.kind == kind)
        with self._reading() as connection:
            row = connection.execute(mine.where(ticket.c.until > now)).one_or_none()
        if row is None or owner not in (None, row.person_id):
            return None, None
        return row.person_id, row.payload


_OWN = (person.c.language, person.c.density, person.c.start_page)


def _key(row: sa.Row[Any]) -> PasskeyRow:
    return PasskeyRow(
        row.hash,
        row.credential,
        row.public_key,
        row.uses,
        row.name,
        row.created_at,
        row.used_at,
        row.person_id,
    )
