"""What lies on a person's own desk: follow-ups, notices, saved views, the calendar. Not the tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from engine import tree
from engine.clock import today
from engine.errors import NotFound
from engine.people import Person
from engine.queries import calendar, inbox, narrowing, saved
from engine.queries.cases import find_case
from engine.queries.desk_views import (
    Choices,
    Filters,
    FollowUpAbout,
    FollowUpRow,
    MailSetting,
    NoticeRow,
    PersonRow,
    Tab,
    ViewRow,
)
from engine.queries.files import visible
from engine.queries.inbox_views import Counts
from engine.queries.reader import Reader
from engine.queries.sources import sources
from engine.schema import case, document, follow_up, notice, person, task


class DeskQueries(Reader):
    """Questions about one's own desk."""

    def follow_ups(self, who: Person, now: datetime, *, due_only: bool = True) -> tuple[FollowUpRow, ...]:
        """Open follow-ups of `who` and, if visible to deputies, of whom `who` represents today."""
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
            absent = sorted({one.absent for one in directory.represented_by(who.id, today(now))})
            deputies = sa.and_(follow_up.c.person_id.in_(absent), follow_up.c.for_deputy)
            mine = sa.or_(follow_up.c.person_id == who.id, deputies)
            names = (case.c.title.label("case_title"), document.c.title.label("document_title"))
            statement = sa.select(follow_up, case.c.number, *names)
            statement = statement.join(case, case.c.id == follow_up.c.case_id)
            statement = statement.outerjoin(document, document.c.id == follow_up.c.document_id)
            statement = statement.where(mine, follow_up.c.state == "open")
            if due_only:
                statement = statement.where(follow_up.c.due_on <= today(now))
            order = (follow_up.c.due_on, follow_up.c.id)
            rows = connection.execute(statement.order_by(*order).limit(200)).all()
        return tuple(
            FollowUpRow(
                id=row.id,
                case_id=row.case_id,
                number=row.number,
                case_title=row.case_title,
                task_id=row.task_id,
                document_id=row.document_id,
                document_title=(row.document_title or "") if row.person_id == who.id else "",
                due_on=row.due_on,
                reason=row.reason,
                every=row.every,
                for_deputy=row.for_deputy,
                person=PersonRow(row.person_id, directory.persons[row.person_id].name),
            )
            for row in rows
        )

    def follow_up_about(
        self, case_id: str, who: Person, now: datetime, *, task_id: str = "", document_id: str = ""
    ) -> FollowUpAbout:
        """What a follow-up would be about. Raises NotFound, also for a task or document of another case."""
        with self._reading() as connection:
            row = find_case(connection, case_id, who, now)
            of_task = sa.select(task.c.id, task.c.title).where(task.c.id == task_id, task.c.case_id == row.id)
            of_document = sa.select(document).where(
                document.c.id == document_id, document.c.case_id == row.id
            )
            one = connection.execute(of_task).one_or_none() if task_id else None
            paper = connection.execute(of_document).one_or_none() if document_id else None
        if (task_id and one is None) or (document_id and not (paper and visible(paper, who, now))):
            raise NotFound("task_unknown" if task_id and one is None else "document_unknown")
        return FollowUpAbout(
            case_id=row.id,
            number=row.number,
            case_title=row.title,
            task=(one.id, one.title) if one else None,
            document=(paper.id, paper.title) if paper else None,
        )

    def notices(
        self,
        who: Person,
        now: datetime,
        *,
        unread_only: bool = False,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> tuple[NoticeRow, ...]:
        """What `who` was told, the latest first; `after` is instant and id of the last one seen."""
        statement = sa.select(notice, case.c.number).outerjoin(case, case.c.id == notice.c.case_id)
        statement = statement.where(notice.c.person_id == who.id)
        if unread_only:
            statement = statement.where(notice.c.read_at.is_(None))
        if after is not None:
            same = sa.and_(notice.c.at == after[0], notice.c.id < after[1])
            statement = statement.where(notice.c.at <= after[0], sa.or_(notice.c.at < after[0], same))
        with self._reading() as connection:
            rows = connection.execute(
                statement.order_by(notice.c.at.desc(), notice.c.id.desc()).limit(limit)
            ).all()
        return tuple(
            NoticeRow(
                id=row.id,
                kind=row.kind,
                at=row.at,
                read=row.read_at is not None,
                case_id=row.case_id,
                task_id=row.task_id,
                facts={"number": row.number or "", **tree.loads(row.facts)},
            )
            for row in rows
        )

    def views(self, who: Person, now: datetime) -> tuple[ViewRow, ...]:
        """The saved views of `who` and those shared with a role `who` holds, each with its number."""
        return self.numbers(who, now)[1]

    def numbers(self, who: Person, now: datetime) -> tuple[Counts, tuple[ViewRow, ...]]:
        """The numbers beside the navigation and the saved views with theirs: two statements for all."""
        with self._reading() as connection:
            directory, dialect = self._shelf.directory(connection), connection.dialect.name
            rows = saved.rows(connection, who, today(now))
            wanted = [Filters.from_json(json.loads(row.filters)) for row in rows]
            columns = inbox.numbers(who, directory, now, dialect)
            for place, (row, one) in enumerate(zip(rows, wanted, strict=True)):
                if row.tab != "done":
                    found = sources(who, row.tab, directory, today(now))
                    columns.append(inbox.counted(who, found, one.on(now), dialect).label(f"n{place}"))
            counted = connection.execute(sa.select(*columns)).one()
        numbers = counted._mapping
        views = tuple(
            saved.view(row, one, who, directory, numbers.get(f"n{place}"))
            for place, (row, one) in enumerate(zip(rows, wanted, strict=True))
        )
        return inbox.counts_of(counted), views

    def standard_view(self, who: Person, now: datetime) -> tuple[Tab, Filters, str] | None:
        """With what the inbox of `who` opens: tab, filters and id of a view; None for no choice."""
        with self._reading() as connection:
            row = saved.standard(connection, who, today(now))
        return (row.tab, Filters.from_json(json.loads(row.filters)), row.id) if row else None

    def choices(self, who: Person, tab: Tab, now: datetime, wanted: Filters) -> Choices:
        """What a list can be narrowed by, counted over its first COUNTED tasks in one statement."""
        with self._reading() as connection:
            directory, titles = self._shelf.directory(connection), self._shelf.titles(connection)
            return narrowing.choices(connection, who, tab, directory, now, wanted=wanted, titles=titles)

    def roles_named(self) -> Mapping[str, str]:
        """What every role is called."""
        with self._reading() as connection:
            return self._names(connection)

    def processes_named(self) -> Mapping[str, str]:
        """What every published process is called."""
        with self._reading() as connection:
            return self._processes(connection)

    def calendar(self, token: str, now: datetime) -> str | None:
        """The calendar that a secret opens (RFC 5545), or None: a wrong, an old, a revoked one."""
        with self._reading() as connection:
            owner = calendar.owner(connection, sha256(token.encode()).hexdigest())
            known = self._shelf.directory(connection).persons.get(owner) if owner else None  # type: ignore[call-overload]
            if known is None or not known.active:
                return None
            return calendar.written(calendar.entries(connection, known.id), now)

    def mail_setting(self, who: Person) -> MailSetting:
        """How a person is written to."""
        with self._reading() as connection:
            row = connection.execute(sa.select(person).where(person.c.id == who.id)).one()
        return MailSetting(row.email, row.mail, row.language)

    def has_feed(self, who: Person) -> bool:
        """Whether the person's calendar has an address."""
        with self._reading() as connection:
            return calendar.has_address(connection, who.id)
