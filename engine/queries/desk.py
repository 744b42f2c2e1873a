"""What lies on a person's own desk: follow-ups, notices, saved views, the calendar. Not the tasks."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from engine import tree
from engine.clock import today
from engine.people import Person
from engine.queries import calendar
from engine.queries.inbox import counted
from engine.queries.reader import Reader
from engine.queries.sources import sources
from engine.queries.views import Filters, FollowUpRow, MailSetting, NoticeRow, PersonRow, ViewRow
from engine.schema import case, follow_up, notice, person, saved_view


class DeskQueries(Reader):
    """Questions about one's own desk."""

    def follow_ups(self, who: Person, now: datetime, *, due_only: bool = True) -> tuple[FollowUpRow, ...]:
        """Open follow-ups of `who` and, if visible to deputies, of whom `who` represents today."""
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
            absent = sorted({one.absent for one in directory.represented_by(who.id, today(now))})
            deputies = sa.and_(follow_up.c.person_id.in_(absent), follow_up.c.for_deputy)
            mine = sa.or_(follow_up.c.person_id == who.id, deputies)
            statement = sa.select(follow_up, case.c.number, case.c.title.label("case_title"))
            statement = statement.join(case, case.c.id == follow_up.c.case_id)
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
                due_on=row.due_on,
                reason=row.reason,
                every=row.every,
                for_deputy=row.for_deputy,
                person=PersonRow(row.person_id, directory.persons[row.person_id].name),
            )
            for row in rows
        )

    def notices(
        self, who: Person, now: datetime, *, unread_only: bool = False, limit: int = 50
    ) -> tuple[NoticeRow, ...]:
        """What `who` was told, the latest first."""
        statement = sa.select(notice, case.c.number).outerjoin(case, case.c.id == notice.c.case_id)
        statement = statement.where(notice.c.person_id == who.id)
        if unread_only:
            statement = statement.where(notice.c.read_at.is_(None))
        with self._reading() as connection:
            rows = connection.execute(statement.order_by(notice.c.at.desc(), notice.c.id).limit(limit)).all()
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
        day = today(now)
        pools = [(str(one.organisation), one.role) for one in who.roles_on(day)]
        shared = sa.tuple_(saved_view.c.organisation_id, saved_view.c.role).in_(pools)
        chosen = sa.or_(saved_view.c.owner_id == who.id, shared)
        with self._reading() as connection:
            directory, dialect = self._shelf.directory(connection), connection.dialect.name
            order = (saved_view.c.name, saved_view.c.id)
            rows = connection.execute(sa.select(saved_view).where(chosen).order_by(*order).limit(30)).all()
            wanted = [Filters.from_json(json.loads(row.filters)) for row in rows]
            columns = [
                counted(who, sources(who, row.tab, directory, day), one, dialect).label(f"n{number}")
                for number, (row, one) in enumerate(zip(rows, wanted, strict=True))
                if row.tab != "done"
            ]
            numbers = dict(connection.execute(sa.select(*columns)).one()._mapping) if columns else {}
        return tuple(
            ViewRow(
                id=row.id,
                name=row.name,
                tab=row.tab,
                filters=one,
                count=numbers.get(f"n{number}"),
                is_mine=row.owner_id == who.id,
                shared_with=(row.organisation_id, row.role) if row.role else None,
            )
            for number, (row, one) in enumerate(zip(rows, wanted, strict=True))
        )

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
