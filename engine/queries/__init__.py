"""Everything that is read for people: frozen dataclasses out, never rows. Not a place that writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import rules
from engine.clock import today
from engine.errors import NotFound
from engine.forms.workbook import EXCEL
from engine.parameters import Proposal
from engine.people import Actor, Directory, Person
from engine.queries import cases as case_lists
from engine.queries import files, inbox, overview_sheet, package, paper, trace, work
from engine.queries import overviews as office_overviews
from engine.queries import parameters as programme_parameters
from engine.queries import whole as everything
from engine.queries.access import AccessQueries
from engine.queries.administration import AdministrationQueries
from engine.queries.case_views import CaseWish, DocumentPage, Span
from engine.queries.deadlines import DeadlineQueries
from engine.queries.demonstration import DemoQueries
from engine.queries.desk import DeskQueries
from engine.queries.desk_views import Filters, Tab
from engine.queries.inbox_views import Counts, Inbox
from engine.queries.opening import opening_page
from engine.queries.search import SearchQueries
from engine.queries.selection import SelectionQueries
from engine.queries.task_views import TaskPage
from engine.queries.team import TeamQueries
from engine.queries.views import CasePage, Cases, DocumentFile, OpeningPage, ProcessRow
from engine.schema import person, process
from engine.wording import Language

__all__ = ["Queries"]


EVERYTHING = CaseWish("all", Span(limit=1000))
"""A case without a wish: as much as one reads."""


class Queries(
    AccessQueries,
    AdministrationQueries,
    DemoQueries,
    TeamQueries,
    DeskQueries,
    SearchQueries,
    DeadlineQueries,
    SelectionQueries,
):
    """The reading side of one installation. Safe to use from many threads."""

    # -- people -------------------------------------------------------------------------------------------

    def directory(self) -> Directory:
        """Everybody and every organisation."""
        with self._reading() as connection:
            return self._shelf.directory(connection)

    def by_login(self, login: str) -> Person | None:
        """The person with this login, or None."""
        with self._reading() as connection:
            found = connection.scalar(sa.select(person.c.id).where(person.c.login == login))
        return self.person(found) if found else None

    # -- work ---------------------------------------------------------------------------------------------

    def counts(self, who: Person, now: datetime) -> Counts:
        """The numbers beside the navigation."""
        with self._reading() as connection:
            return inbox.counts(connection, who, self._shelf.directory(connection), now)

    def inbox(
        self,
        who: Person,
        tab: Tab,
        now: datetime,
        *,
        after: str | None = None,
        limit: int = 50,
        wanted: Filters | None = None,
    ) -> Inbox:
        """A page of tasks; `wanted` narrows it, `after` is that of the page before."""
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            options: dict[str, Any] = {"names": names, "after": after, "limit": limit, "wanted": wanted}
            return inbox.inbox(connection, who, tab, directory, now, **options)

    def task(self, task_id: str, who: Person, now: datetime, *, represents: Person | None = None) -> TaskPage:
        """The page of a task, with the verdicts for acting in person or for whom one represents.

        Raises NotFound where the asker (and whom they represent today) may not know of it.
        """
        with self._reading() as connection:
            names = self._names(connection)
            return work.task_page(connection, self._shelf, task_id, Actor(who, represents), now, names)

    def case(self, case_id: str, who: Person, now: datetime, *, wish: CaseWish | None = None) -> CasePage:
        """The page of a case by id or number, or the wished part of it. Raises NotFound."""
        with self._reading() as connection:
            names = self._names(connection)
            return case_lists.case_page(connection, self._shelf, case_id, who, now, names, wish or EVERYTHING)

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

    def document_page(self, document_id: str, who: Person, now: datetime) -> DocumentPage:
        """A document with its versions, origins and differences. Raises NotFound."""
        with self._reading() as connection:
            return paper.document_page(connection, self._shelf, document_id, who, now)

    def document(self, document_id: str, who: Person, now: datetime, *, form: files.Shape) -> DocumentFile:
        """The bytes of a document. Raises NotFound."""
        with self._reading() as connection:
            found = files.stored(connection, self._shelf, document_id, who, now)
        return files.shaped(found, form)

    def trace(self, number: str, now: datetime, by: Person | None = None) -> dict[str, Any]:
        """The whole history of a case with its proof. Raises NotFound.

        Without a reader (`by`) what is of a higher data class than internal is withheld.
        """
        with self._reading() as connection:
            return trace.trace(connection, self._shelf, number, now, by)

    def package(self, number: str, now: datetime, by: Person | None = None) -> bytes:
        """A whole case as one ZIP that proves itself; `by` as with `trace`. Raises NotFound."""
        with self._reading() as connection:
            return package.package(connection, self._shelf, number, now, by)

    def export(self, case_id: str, who: Person, now: datetime) -> DocumentFile:
        """The package of a case for `who` audits. Raises NotFound and NotAllowed."""
        with self._reading() as connection:
            return package.for_auditor(connection, self._shelf, case_id, who, now)

    def whole(self) -> everything.Whole:
        """All cases at once, for simulations; no permissions are asked."""
        with self._reading() as connection:
            return everything.whole(connection)

    def open_tasks(self) -> tuple[everything.OpenTask, ...]:
        """All tasks that wait, for simulations; no permissions are asked."""
        with self._reading() as connection:
            return everything.open_tasks(connection)

    # -- overviews ----------------------------------------------------------------------------------------

    def overviews(self, who: Person, now: datetime) -> tuple[office_overviews.OverviewHead, ...]:
        """The overviews that `who` may see."""
        with self._reading() as connection:
            return office_overviews.listed(connection, self._shelf, who, now)

    def overview(
        self, overview_id: str, who: Person, now: datetime, *, wish: office_overviews.Wish
    ) -> office_overviews.OverviewPage:
        """One overview. Raises NotFound, also for who may not see it."""
        return self._overview(overview_id, who, now, wish, whole=False)

    def overview_file(
        self, overview_id: str, who: Person, now: datetime, *, wish: office_overviews.Wish, language: Language
    ) -> DocumentFile:
        """The same with all rows as an Excel file. Raises NotFound."""
        page = self._overview(overview_id, who, now, wish, whole=True)
        content = overview_sheet.excel(page, language)
        return DocumentFile(f"{page.head.title}_{today(now)}.xlsx", EXCEL, content)

    def _overview(
        self, overview_id: str, who: Person, now: datetime, wish: office_overviews.Wish, *, whole: bool
    ) -> office_overviews.OverviewPage:
        with self._reading() as connection:
            names = self._names(connection)
            return office_overviews.overview(
                connection, self._shelf, overview_id, who, now, wish=wish, names=names, whole=whole
            )

    def parameters(self, now: datetime) -> tuple[programme_parameters.ProgrammeParameters, ...]:
        """The parameters and open points of all programmes, with the values of the day."""
        with self._reading() as connection:
            return programme_parameters.parameters(connection, self._shelf, today(now))

    def parameter_proposals(self) -> tuple[Proposal, ...]:
        """What administrators proposed for parameters, decided or waiting, the latest first."""
        with self._reading() as connection:
            return programme_parameters.proposals(connection)

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

    def opening(self, process_id: str, who: Person, now: datetime, *, follows: str = "") -> OpeningPage:
        """The page on which a case is opened; `follows` is an earlier case to take answers from.

        Raises NotFound, also for an earlier case of which `who` may not know.
        """
        with self._reading() as connection:
            row = connection.execute(sa.select(process).where(process.c.id == process_id)).one_or_none()
            if row is None:
                raise NotFound("process_unknown", process=process_id)
            shown = self._process(connection, row)
            return opening_page(connection, self._shelf, shown, who, now, follows=follows)

    def diagram(self, process_id: str, version_id: str | None = None) -> str:
        """The BPMN file that contains a process. Raises NotFound."""
        with self._reading() as connection:
            shelf = self._shelf
            found = (
                shelf.version(connection, version_id) if version_id else shelf.current(connection, process_id)
            )
            return found.diagram_xml(process_id).decode()

    def _published(self, connection: Connection) -> list[Any]:
        return list(connection.execute(sa.select(process).order_by(process.c.name)).all())

    def _process(self, connection: Connection, row: Any) -> ProcessRow:
        drawn = self._shelf.version(connection, row.version_id).process(row.id)
        return ProcessRow(
            row.id, row.name, drawn.documentation, row.version_id, row.published_at, row.published_by
        )
