"""The verbs of signing in and of one's own account. Not what somebody may do once they are in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any, Literal

from pwdlib import PasswordHash

from engine.clock import local
from engine.commands.installation import Installation
from engine.errors import NotAllowed, NotFound, Rejected, TransientError
from engine.events import changes
from engine.ids import PersonId, new
from engine.people import Actor, Person
from engine.queries.access import SignedIn
from engine.rules import administration
from engine.rules.access import CHALLENGE_LIVES, REMEMBERED, Origin, password_problem
from engine.rules.administration import PersonEntry
from engine.store import access, directory
from engine.store.office import office

Way = Literal["password", "passkey", "oidc", "demo"]
PASSWORDS = PasswordHash.recommended()
_NOBODY = PASSWORDS.hash("nobody has this password")
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "language": ("de", "en"),
    "density": ("normal", "dense"),
    "start_page": ("tasks", "groups", "cases", "deadlines"),
    "reminders": ("all", "binding"),
}
"""What a person may set for themselves, and to what."""
SEEN_EVERY = timedelta(minutes=1)
"""The last use of a session is written at most so often: reading a page must not cost a write."""
LARGEST_FORM = 1_000_000
NOBODY = Person(PersonId(""), "", "")
"""Who has not been recognised yet."""


class AccessVerbs(Installation):
    """Verbs on sessions, passwords and settings."""

    def sign_in(self, login: str, password: str, *, origin: Origin) -> str:
        """The secret of a new session. Takes as long for an unknown login as for a wrong password.

        Raises NotAllowed: `sign_in_wrong` (never saying which of the two), `sign_in_wait` (too many
        failed; nothing is checked then, so that waiting is the same for right and wrong passwords).
        """
        now = self.clock.now()
        with self.store.transaction() as connection:
            until = access.try_sign_in(connection, login, origin, now)
            row = access.account(connection, login)
        if until is not None:
            raise NotAllowed("sign_in_wait", time=f"{local(until + timedelta(minutes=1)):%H:%M}")
        known = row.password_hash if row is not None and row.active and row.password_hash else _NOBODY
        right, newer = PASSWORDS.verify_and_update(password, known)
        if not right or known is _NOBODY or row is None:
            raise NotAllowed("sign_in_wrong")
        with self.store.transaction() as connection:
            access.succeeded(connection, login, origin)
            if newer:
                access.set_password(connection, row.id, newer)
        return self.begin_session(row.id, way="password", origin=origin)

    def begin_session(self, person_id: str, *, way: Way, origin: Origin, proof: str = "") -> str:
        """The secret (256 bits) of a session of somebody who has been proved. Raises NotFound."""
        if self.queries.person(person_id) is None:
            raise NotFound("person_unknown")
        secret = secrets.token_urlsafe(32)
        with self.store.transaction() as connection:
            access.begin(connection, secret, person_id, way, origin, self.clock.now(), proof)
        return secret

    def recognise(self, *, issuer: str, subject: str, personnel_id: str, name: str) -> str:
        """The id of the person whom a provider names; whoever it named once is known by that from then on.

        Raises Rejected: nobody of this personnel id (and no accounts are made for strangers), or somebody
        whom the provider called something else before.
        """
        with self.store.transaction() as connection:
            row = access.of_provider(connection, issuer, subject)
        if row is not None:
            return self._open(row)
        with office(self.store, Actor(NOBODY)) as desk:
            people = desk.directory.persons.values()
            found = [
                one for one in people if personnel_id and one.personnel_id == personnel_id and one.active
            ]
            if len(found) > 1 or (not found and not self.config.oidc_creates):
                raise Rejected("oidc_unknown")
            if not found:
                entry = stranger(subject, personnel_id, name)
                event = administration.add_person(desk.directory, entry, new())
                directory.put_entry(desk.connection, event.id, event.after)
                made = Person(PersonId(event.id), entry.name, entry.personnel_id)
                desk.change(event, by=made)
                found = [made]
            if access.issuer_of(desk.connection, found[0].id):
                raise Rejected("oidc_other")
            access.bind(desk.connection, found[0].id, issuer, subject)
            linked = changes.ProviderLinked(id=found[0].id, name=found[0].name, after={"issuer": issuer})
            desk.change(linked, apart=True, by=found[0])
            return found[0].id

    def _open(self, row: Any) -> str:
        if not row.active:
            raise Rejected("oidc_unknown")
        return str(row.id)

    def use_session(self, found: SignedIn) -> None:
        """Note that a session is used, now and then; a busy database is no reason to refuse a page."""
        if self.clock.now() - found.seen_at > SEEN_EVERY:
            with suppress(TransientError), self.store.transaction() as connection:
                access.seen(connection, found.id, self.clock.now())

    def end_session(self, session: str, *, by: Actor) -> bool:
        """End one of one's own sessions; False where it is none."""
        with self.store.transaction() as connection:
            return access.end(connection, by.person.id, only=session) == 1

    def end_other_sessions(self, session: str, *, by: Actor) -> int:
        """End all of one's own sessions but this one; returns how many there were."""
        with self.store.transaction() as connection:
            return access.end(connection, by.person.id, but=session)

    def change_password(self, old: str, new: str, *, by: Actor, session: str, origin: Origin) -> None:
        """A new password of one's own; other sessions end. Raises Rejected with what is wrong."""
        account = self.queries.account(by.person.id)
        if account is None or not account.has_password:
            raise Rejected("password_none")
        with self.store.transaction() as connection:
            until = access.try_sign_in(connection, account.login, origin, self.clock.now())
            row = access.account(connection, account.login)
        if until is not None:
            raise NotAllowed("sign_in_wait", time=f"{local(until + timedelta(minutes=1)):%H:%M}")
        if row is None or not PASSWORDS.verify(old, row.password_hash):
            raise Rejected("password_old_wrong")
        self._check_password(new, account.login)
        with self.store.transaction() as connection:
            access.succeeded(connection, account.login, origin)
            access.set_password(connection, by.person.id, PASSWORDS.hash(new))
            access.end(connection, by.person.id, but=session)

    def set_password_by_link(self, secret: str, new: str) -> str:
        """Set the password a link was given for; all sessions end. Returns the login.

        Raises NotFound for a link that opens nothing (any more), Rejected for what is no password.
        """
        owner = self.queries.password_link(secret, self.clock.now())
        account = self.queries.account(owner.id) if owner else None
        if owner is None or account is None:
            raise NotFound("link_used")
        self._check_password(new, account.login)
        with self.store.transaction() as connection:
            if access.redeem(connection, "password", secret, self.clock.now()) is None:
                raise NotFound("link_used")
            access.set_password(connection, owner.id, PASSWORDS.hash(new))
            access.withdraw(connection, "password", owner.id)
            access.end(connection, owner.id)
        return account.login

    def set_settings(self, *, by: Actor, **wanted: str) -> None:
        """Language, density, start page, reminders of one's own. Raises Rejected for what is no choice."""
        for name, value in wanted.items():
            if value not in SETTINGS.get(name, ()):
                raise Rejected("setting_unknown", value=value)
        with self.store.transaction() as connection:
            access.put_settings(connection, by.person.id, dict(wanted))

    def keep_form(self, typed: str, *, of: SignedIn) -> str:
        """Keep what was typed into a form when the session had run out; only its person gets it back.

        Returns the secret that opens it; "" where it is too large to keep.
        """
        if len(typed) > LARGEST_FORM:
            return ""
        secret = secrets.token_urlsafe(32)
        with self.store.transaction() as connection:
            until = self.clock.now() + REMEMBERED
            access.issue(connection, "form", secret, of.person.id, typed, until)
        return secret

    def drop_form(self, secret: str) -> None:
        """The kept form was sent, or is not wanted any more."""
        with self.store.transaction() as connection:
            access.redeem(connection, "form", secret, self.clock.now())

    def new_challenge(self, purpose: str, person_id: str | None = None) -> bytes:
        """64 random bytes that a device must sign, once, within five minutes."""
        challenge = secrets.token_bytes(64)
        with self.store.transaction() as connection:
            until = self.clock.now() + CHALLENGE_LIVES
            access.issue(connection, purpose, challenge.hex(), person_id, "", until)
        return challenge

    def redeem_challenge(self, purpose: str, challenge: bytes, person_id: str | None = None) -> bool:
        """Whether the challenge was ours, for this person, and had not been used."""
        with self.store.transaction() as connection:
            found = access.redeem(connection, purpose, challenge.hex(), self.clock.now())
        return found is not None and found.person_id == person_id

    @staticmethod
    def _check_password(new: str, login: str) -> None:
        problem = password_problem(new, login)
        if problem is not None:
            raise Rejected(problem.code, **problem.facts)


def stranger(subject: str, personnel_id: str, name: str) -> PersonEntry:
    """The entry of somebody whom only the provider knows: no roles, and a login that is nobody's name."""
    called = plain(name, 200) or subject[:100]
    digest = sha256(subject.encode()).hexdigest()[:16]
    return PersonEntry(f"oidc-{digest}", called, personnel_id or f"oidc-{digest}")


_PLAIN = re.compile(r"[\x00-\x1f\x7f]")


def plain(text: str, most: int) -> str:
    """A name as it is kept: one line, no control characters, not too long."""
    return " ".join(_PLAIN.sub(" ", text).split())[:most]
