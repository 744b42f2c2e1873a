"""Everything that is read for people: frozen dataclasses out, never rows. Not a place that writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from pwdlib import PasswordHash
from sqlalchemy.engine import Connection

from engine import database, rules
from engine.clock import today
from engine.people import Directory, Person
from engine.queries import cases as case_lists
from engine.queries import files, inbox, package, trace, work
from engine.queries import whole as everything
from engine.queries.views import (
    CasePage,
    Cases,
    Choice,
    Counts,
    DocumentFile,
    Inbox,
    OpeningPage,
    PersonRow,
    ProcessRow,
    Tab,
    TaskPage,
)
from engine.schema import person, process
from engine.shelf import Shelf

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine as Database

__all__ = ["Queries"]

_PASSWORDS = PasswordHash.recommended()
_NOBODY = _PASSWORDS.hash("nobody has this password")


class Queries:
    """The reading side of one installation. Safe to use from many threads."""

    def __init__(self, engine: Database, shelf: Shelf) -> None:
        self._engine = database.reading(engine)
        self._shelf = shelf

    # -- people -------------------------------------------------------------------------------------------

    def person(self, person_id: str) -> Person | None:
        """A person who may still act, or None."""
        found = self.directory().persons.get(person_id)  # type: ignore[call-overload]
        return found if found is not None and found.active else None

    def directory(self) -> Directory:
        """Everybody and every organisation."""
        with self._reading() as connection:
            return self._shelf.directory(connection)

    def sign_in(self, login: str, password: str) -> Person | None:
        """The person, if login and password belong together; takes as long either way."""
        with self._reading() as connection:
            row = connection.execute(sa.select(person).where(person.c.login == login)).one_or_none()
        known = row.password_hash if row is not None and row.password_hash else _NOBODY
        right = _PASSWORDS.verify(password, known)
        return self.person(row.id) if right and row is not None and known is not _NOBODY else None

    def by_login(self, login: str) -> Person | None:
        """The person with this login, or None."""
        with self._reading() as connection:
            found = connection.scalar(sa.select(person.c.id).where(person.c.login == login))
        return self.person(found) if found else None

    def demo_people(self) -> list[PersonRow]:
        """The people of the demo, by organisation and name."""
        with self._reading() as connection:
            ids = set(connection.scalars(sa.select(person.c.id).where(person.c.demo, person.c.active)))
            directory, names = self._shelf.directory(connection), self._names(connection)
        rows = []
        for one in directory.persons.values():
            place = next((directory.organisations.get(held.organisation) for held in one.assignments), None)
            roles = tuple(names.get(held.role, held.role) for held in one.assignments)
            if one.id in ids:
                rows.append(PersonRow(one.id, one.name, roles, place.name if place else ""))
        return sorted(rows, key=lambda row: (row.organisation, row.name))

    # -- work ---------------------------------------------------------------------------------------------

    def counts(self, who: Person, now: datetime) -> Counts:
        """The numbers beside the navigation."""
        with self._reading() as connection:
            return inbox.counts(connection, who, now)

    def inbox(
        self, who: Person, tab: Tab, now: datetime, *, after: str | None = None, limit: int = 50
    ) -> Inbox:
        """A page of tasks."""
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            return inbox.inbox(connection, who, tab, directory, now, names=names, after=after, limit=limit)

    def task(self, task_id: str, who: Person, now: datetime) -> TaskPage:
        """The page of a task. Raises NotFound."""
        with self._reading() as connection:
            return work.task_page(connection, self._shelf, task_id, who, now, self._names(connection))

    def case(self, case_id: str, who: Person, now: datetime) -> CasePage:
        """The page of a case by id or number. Raises NotFound."""
        with self._reading() as connection:
            names = self._names(connection)
            return case_lists.case_page(connection, self._shelf, case_id, who, now, names)

    def cases(
        self,
        who: Person | None,
        now: datetime,
        *,
        text: str = "",
        after: str | None = None,
        limit: int = 50,
    ) -> Cases:
        """A page of the cases one may know of; nobody (the command line) knows of all."""
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
            return case_lists.cases(connection, who, directory, now, text=text, after=after, limit=limit)

    def document(
        self, document_id: str, who: Person, now: datetime, *, form: Literal["docx", "pdf", "preview"]
    ) -> DocumentFile:
        """The bytes of a document. Raises NotFound."""
        with self._reading() as connection:
            return files.document_file(connection, document_id, who, now, form)

    def trace(self, number: str, now: datetime) -> dict[str, Any]:
        """The whole history of a case with its proof. Raises NotFound."""
        with self._reading() as connection:
            return trace.trace(connection, number, now)

    def package(self, number: str, now: datetime) -> bytes:
        """A whole case as one ZIP that proves itself. Raises NotFound."""
        with self._reading() as connection:
            return package.package(connection, self._shelf, number, now)

    def whole(self) -> everything.Whole:
        """All cases at once, for simulations; no permissions are asked."""
        with self._reading() as connection:
            return everything.whole(connection)

    def open_tasks(self) -> tuple[everything.OpenTask, ...]:
        """All tasks that wait, for simulations; no permissions are asked."""
        with self._reading() as connection:
            return everything.open_tasks(connection)

    # -- processes ----------------------------------------------------------------------------------------

    def processes(self) -> list[ProcessRow]:
        """All published processes by name."""
        with self._reading() as connection:
            return [self._process(connection, row) for row in self._published(connection)]

    def startable(self, who: Person, now: datetime) -> list[ProcessRow]:
        """The processes with which `who` may open a case."""
        with self._reading() as connection:
            directory, day, found = self._shelf.directory(connection), today(now), []
            for row in self._published(connection):
                version = self._shelf.version(connection, row.version_id)
                places = rules.default_participants(version, row.id, directory, who, day)
                if row.opens_cases and rules.may_open(version, version.process(row.id), who, places, day):
                    found.append(self._process(connection, row))
            return found

    def opening(self, process_id: str, who: Person, now: datetime) -> OpeningPage:
        """The page on which a case is opened. Raises NotFound."""
        with self._reading() as connection:
            version = self._shelf.current(connection, process_id)
            directory, day = self._shelf.directory(connection), today(now)
            row = connection.execute(sa.select(process).where(process.c.id == process_id)).one()
            places = rules.default_participants(version, process_id, directory, who, day)
            context = rules.opening_names(version, places, directory, day)
            start = rules.start_event(version.process(process_id))
            form = version.form(process_id, start.id)
            opening = version.opening(process_id)
            modes = opening.participants if opening else {}
            options = rules.candidates(version, directory, who, day)
            return OpeningPage(
                process=self._process(connection, row),
                form=form,
                values=form.raw(form.defaults(context)) if form else {},
                context=context,
                references=rules.references(directory),
                choices=tuple(
                    Choice(
                        participant=one.id,
                        name=one.name,
                        options=tuple((place.id, place.name) for place in options[one.id]),
                        chosen=places.get(one.id),
                    )
                    for one in version.roles.participants.values()
                    if modes.get(one.id) != "spaeter"
                ),
            )

    def diagram(self, process_id: str, version_id: str | None = None) -> str:
        """The BPMN file that contains a process. Raises NotFound."""
        with self._reading() as connection:
            shelf = self._shelf
            found = (
                shelf.version(connection, version_id) if version_id else shelf.current(connection, process_id)
            )
            return found.diagram_xml(process_id).decode()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    def _published(self, connection: Connection) -> list[Any]:
        return list(connection.execute(sa.select(process).order_by(process.c.name)).all())

    def _process(self, connection: Connection, row: Any) -> ProcessRow:
        drawn = self._shelf.version(connection, row.version_id).process(row.id)
        return ProcessRow(
            row.id, row.name, drawn.documentation, row.version_id, row.published_at, row.published_by
        )

    def _names(self, connection: Connection) -> dict[str, str]:
        """What roles, participants, messages and signals of all programmes are called on screen."""
        names: dict[str, str] = {}
        for version_id in connection.scalars(sa.select(process.c.version_id).distinct()):
            version = self._shelf.version(connection, version_id)
            names |= {one.id: one.name for one in version.roles.participants.values()}
            names |= {one.id: one.name for one in version.roles.roles.values()}
            names |= {one.name: one.title for one in version.messages.messages.values()}
            names |= dict(version.messages.signals)
        return names
