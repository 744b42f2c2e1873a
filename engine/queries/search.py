"""One search over file references, cases, documents and people, by the beginnings of words. Not the lists.

Each word asked for walks the index of words; of the rest only those cases remain that the asker may know of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import today
from engine.people import Directory, Person
from engine.queries.desk_views import PersonRow
from engine.queries.files import OF_CASE, document_row, judge_of, latest_number, visible
from engine.queries.reader import Reader
from engine.queries.reading import INCIDENTS, Names, case_head, own_places
from engine.queries.views import CaseHead, DocumentRow, Found
from engine.schema import case, document, member, search_word
from engine.store.words import words_of

CANDIDATES = 500
"""How many hits of one kind are looked at; who finds more writes another word."""


class SearchQueries(Reader):
    """The search field at the top."""

    def search(self, who: Person, text: str, now: datetime, *, limit: int = 20) -> Found:
        """What begins with every word of `text`: cases and documents one may know of, colleagues."""
        asked = words_of(text)
        if not asked:
            return Found((), (), ())
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            return Found(
                cases=_cases(connection, who, asked, directory, now)[:limit],
                documents=self._documents(connection, who, asked, directory, now)[:limit],
                people=_people(who, asked, directory, names, now)[:limit],
            )

    def _documents(
        self, connection: Connection, who: Person, asked: list[str], directory: Directory, now: datetime
    ) -> tuple[tuple[DocumentRow, str, str], ...]:
        """Each with the id and the number of its case; what the asker may not see of a case is not found."""
        columns = (latest_number().label("latest"), case.c.number.label("case_number"), *OF_CASE)
        joined = sa.select(document, *columns).join(case, case.c.id == document.c.case_id)
        hits = _known(joined.where(document.c.id.in_(_targets("document", asked))), case.c.id, who, now)
        latest = hits.order_by(document.c.issued_at.desc(), document.c.id).limit(CANDIDATES)
        found = [row for row in connection.execute(latest) if visible(row, who, now)]
        judges = [judge_of(connection, self._shelf, row, who, now) for row in found]
        return tuple(
            (document_row(row, directory, judge), row.case_id, row.case_number)
            for row, judge in zip(found, judges, strict=True)
        )


def _cases(
    connection: Connection, who: Person, asked: list[str], directory: Directory, now: datetime
) -> tuple[CaseHead, ...]:
    statement = sa.select(case, INCIDENTS).where(case.c.id.in_(_targets("case", asked)))
    statement = _known(statement, case.c.id, who, now)
    rows = connection.execute(statement.order_by(case.c.opened_at.desc(), case.c.id).limit(CANDIDATES))
    return tuple(case_head(row, directory) for row in rows.all())


def _people(
    who: Person, asked: list[str], directory: Directory, names: Names, now: datetime
) -> tuple[PersonRow, ...]:
    """Colleagues of one's own organisations, or everybody for an auditor."""
    places, day = own_places(who, now), today(now)
    found = []
    for one in directory.persons.values():
        held = list(one.roles_on(day))
        near = places is None or any(str(role.organisation) in places for role in held)
        words = words_of(one.name)
        if one.active and near and all(any(word.startswith(part) for word in words) for part in asked):
            place = next((directory.organisations.get(role.organisation) for role in held), None)
            roles = tuple(names.get(role.role, role.role) for role in held)
            found.append(PersonRow(one.id, one.name, roles, place.name if place else ""))
    return tuple(sorted(found, key=lambda row: row.name))


def _targets(kind: str, asked: list[str]) -> Any:
    """What has a word with each of these beginnings."""
    parts = []
    for word in asked:
        begins = sa.and_(search_word.c.word >= word, search_word.c.word < f"{word}\U0010ffff")
        parts.append(sa.select(search_word.c.target_id).where(search_word.c.kind == kind, begins))
    chosen = parts[0] if len(parts) == 1 else sa.intersect(*parts)
    return sa.select(chosen.subquery().c.target_id)


def _known(statement: Any, column: Any, who: Person, now: datetime) -> Any:
    places = own_places(who, now)
    if places is None:
        return statement
    own = sa.select(member.c.case_id).where(member.c.organisation_id.in_(places))
    return statement.where(column.in_(own))
