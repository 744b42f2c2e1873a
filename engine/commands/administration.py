"""The verbs of the administration: people, roles, organisations, closing days. Each leaves an event.

Not the verbs on deputies (`people`) and on one's own account (`access`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from engine import jobs
from engine.clock import today
from engine.commands.installation import Installation
from engine.errors import NotFound, Rejected
from engine.events import changes
from engine.ids import OrganisationId, new
from engine.people import Actor, Assignment, Organisation
from engine.rules import administration
from engine.rules.access import LINK_LIVES
from engine.rules.administration import PersonEntry
from engine.rules.roster import Roster
from engine.store import access, directory
from engine.store.office import Noted, Office, office


class AdministrationVerbs(Installation):
    """Verbs that only the administration has. All raise NotAllowed for everybody else."""

    def add_person(self, wanted: PersonEntry, *, by: Actor, request_id: str = "") -> Noted:
        """A person without roles and without a password. Raises Invalid with the wrong fields."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.add_person(desk.directory, wanted, new())
            directory.put_entry(desk.connection, event.id, event.after)
            return desk.change(event)

    def change_person(
        self, person: str, wanted: PersonEntry, *, by: Actor, request_id: str = ""
    ) -> Noted | None:
        """Name, login, personnel id, address; None where nothing was different. Raises Invalid, NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.change_person(desk.directory, person, wanted)
            if event is None:
                return None
            directory.put_entry(desk.connection, person, event.after)
            return desk.change(event)

    def set_roles(
        self, person: str, wanted: Sequence[Assignment], *, by: Actor, request_id: str = ""
    ) -> Noted | None:
        """Exactly these roles from now on; None where nothing was different. Raises Rejected, NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            known = {*administration.HOUSE_ROLES, *self.shelf.roles(desk.connection)}
            event = administration.set_roles(desk.directory, person, wanted, by=desk.actor, known_roles=known)
            if event is None:
                return None
            directory.assign(desk.connection, person, wanted)
            return desk.change(event)

    def close_person(self, person: str, *, by: Actor, request_id: str = "") -> Noted:
        """They can no longer sign in or act, at once; what they did stays. Raises Rejected, NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.close_person(desk.directory, person, by=desk.actor)
            directory.set_active(desk.connection, person, active=False)
            access.end(desk.connection, person)
            access.withdraw(desk.connection, "password", person)
            return desk.change(event)

    def reopen_person(self, person: str, *, by: Actor, request_id: str = "") -> Noted:
        """They may sign in again, with the roles whose periods have not ended. Raises Rejected, NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.reopen_person(desk.directory, person)
            directory.set_active(desk.connection, person, active=True)
            return desk.change(event)

    def give_password_link(self, person: str, *, by: Actor, request_id: str = "") -> str:
        """The secret of a link with which the person sets a password, once, within a day.

        It is shown once and kept as a hash; links given before open nothing any more, and the person hears
        of it. Raises Rejected where this request was done already, NotFound.
        """
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                raise Rejected("link_given")
            known = administration.person_of(desk.directory, person)
            if not known.active:
                raise NotFound("person_unknown")
            secret = secrets.token_urlsafe(32)
            access.withdraw(desk.connection, "password", person)
            access.issue(desk.connection, "password", secret, person, "", desk.now + LINK_LIVES)
            noted = desk.change(changes.PasswordLinkGiven(id=person, name=known.name))
            desk.tell("password_link", [person], f"password link {noted.seq}", actor=desk.actor.person.name)
            return secret

    def withdraw_passkey(self, person: str, key: str, *, by: Actor, request_id: str = "") -> Noted:
        """A device is lost: its key proves nothing any more, and every session of the person ends.

        The person hears of it. Raises NotFound for a key that is not this person's.
        """
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            known = administration.person_of(desk.directory, person)
            device = access.passkey_name(desk.connection, person, key)
            if device is None or not access.remove_passkey(desk.connection, person, key):
                raise NotFound("passkey_unknown")
            access.end(desk.connection, person)
            gone = changes.PasskeyWithdrawn(id=person, name=known.name, before={"name": device})
            noted = desk.change(gone)
            told = {"actor": desk.actor.person.name, "device": device}
            desk.tell("passkey_withdrawn", [person], f"passkey withdrawn {noted.seq}", **told)
            return noted

    def put_organisation(
        self, wanted: Organisation, *, is_new: bool, by: Actor, request_id: str = ""
    ) -> Noted | None:
        """Add or change an organisation; None where nothing was different. Raises Invalid, NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.put_organisation(desk.directory, wanted, new=is_new)
            if event is None:
                return None
            directory.put_organisation(desk.connection, wanted)
            return desk.change(event)

    def close_house(self, day: date, name: str, *, by: Actor, request_id: str = "") -> Noted:
        """A day on which nobody works here, though it is no public holiday. Raises Rejected."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.close_house(desk.directory, day, name)
            directory.put_closing_day(desk.connection, day, event.name)
            return desk.change(event)

    def open_house(self, day: date, *, by: Actor, request_id: str = "") -> Noted:
        """The house is open on this day after all. Raises NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            event = administration.open_house(desk.directory, day)
            directory.remove_closing_day(desk.connection, day)
            return desk.change(event)

    def import_people(self, roster: Roster, *, by: Actor, request_id: str = "") -> Noted:
        """All rows of a list, or none; each person's change is an event of its own.

        The list is judged again, against the people there are now. Raises Invalid with every problem.
        """
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            names = self.shelf.roles(desk.connection)
            plan = roster.judged(desk.directory, names, by=desk.actor)
            plan.require_sound()
            noted = desk.change(plan.summary(new()))
            for row in plan.rows:
                self._take_over(desk, row.event, row.roles)
            return noted

    def _take_over(
        self, desk: Office, event: changes.Change | None, roles: changes.RolesChanged | None
    ) -> None:
        """One row of a list: the person, and the roles that come with it."""
        if event is not None:
            directory.put_entry(desk.connection, event.id, event.after)
            desk.change(event, apart=True)
        if roles is not None:
            wanted = [read_line(line) for line in roles.after["roles"]]
            directory.assign(desk.connection, roles.id, wanted)
            desk.change(roles, apart=True)

    def retry_job(self, job: str, *, by: Actor, request_id: str = "") -> Noted:
        """Try a job again that had failed for good and belongs to no case. Raises NotFound."""
        with self._administering(by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            kind = jobs.revive(desk.connection, job, desk.now)
            if kind is None:
                raise NotFound("job_unknown_id")
            return desk.change(changes.JobRetried(id=job, name=kind))

    def mail_tried(self, to: str, *, by: Actor, request_id: str = "") -> Noted:
        """Write down that a mail was sent to try the server."""
        with self._administering(by, request_id) as desk:
            return desk.earlier or desk.change(changes.MailTried(id=by.person.id, name=to))

    @contextmanager
    def _administering(self, by: Actor, request_id: str) -> Iterator[Office]:
        with office(self.store, by, request_id) as desk:
            administration.require_administration(desk.actor, today(desk.now))
            yield desk


def read_line(line: str) -> Assignment:
    """A role as it is written in an event: `sachbearbeitung @ rbk, 2021-01-01 – 2021-12-31`."""
    role, _, rest = line.partition(" @ ")
    place, _, period = rest.partition(", ")
    since, _, until = period.partition(" – ")
    days = [date.fromisoformat(one) if one else None for one in (since, until)]
    return Assignment(role, OrganisationId(place), days[0], days[1])
