"""Several tasks of one kind on one review page: what may be done with each, and why not. Not the doing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import permissions
from engine.bpmn.model import Element
from engine.clock import today
from engine.errors import Reason
from engine.forms import Form
from engine.library import Version
from engine.people import Actor, Directory, Person
from engine.permissions import TaskFacts, Verb, Verdict
from engine.queries import inbox
from engine.queries.desk_views import Filters, PersonRow, Tab
from engine.queries.inbox_views import InboxRow
from engine.queries.reader import Reader
from engine.queries.reading import TASK_COLUMNS, Names, inbox_row
from engine.queries.work import may_look
from engine.rules import facts_of
from engine.schema import case, run, task
from engine.shelf import Shelf
from engine.store.rows import task_state

AT_ONCE = 200
"""Tasks on one review page: more is not reviewed by anybody."""
ACTS: tuple[Verb, ...] = ("claim", "complete", "reassign")
SHARED = frozenset({"boolean", "choice", "choices", "textarea"})
"""Kinds of fields that one answer can fill for many; an amount, a day, a number is of its own case."""


@dataclass(frozen=True)
class Kind:
    """Process and element: what tasks of one kind have in common."""

    process: str
    element: str
    title: str


@dataclass(frozen=True)
class Chosen:
    """One task of the selection."""

    row: InboxRow
    kind: Kind
    revision: int
    may: Mapping[str, Verdict]
    facts: TaskFacts
    version: str
    """The id of the version that its run is in."""


@dataclass(frozen=True)
class Selection:
    """What was selected, as the asker may see it."""

    rows: tuple[Chosen, ...]
    form: Form | None = None
    """That of the first task; all of one kind have it, perhaps of another version."""
    can_share: bool = False
    """Whether one answer can complete them all, by the rule of `can_share` in each of their versions."""
    receivers: tuple[tuple[PersonRow, int], ...] = ()
    """Who could get them, and how many of them."""
    to_receiver: Mapping[str, Verdict] = field(default_factory=dict)
    """Task → whether the chosen receiver may get it."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that occur, in the order of the rows."""
        return tuple(dict.fromkeys(one.kind for one in self.rows))


class SelectionQueries(Reader):
    """Questions about several tasks at once."""

    def selection(
        self,
        tasks: Sequence[str],
        who: Person,
        now: datetime,
        *,
        represents: Person | None = None,
        receiver: str = "",
    ) -> Selection:
        """The tasks among `tasks` that the asker may know of, in the order of their deadlines."""
        asker, day = Actor(who, represents), today(now)
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            rows = _rows(
                connection, self._shelf, list(dict.fromkeys(tasks))[:AT_ONCE], asker, directory, now, names
            )
            form, free = _form(connection, self._shelf, rows)
        person = directory.persons.get(receiver)  # type: ignore[call-overload]
        found = {
            one.row.task_id: _received(person, one.facts, directory, day)
            for one in rows
            if person is not None
        }
        return Selection(rows, form, free, _receivers(rows, directory, day), found)

    def listed(self, who: Person, tab: Tab, now: datetime, wanted: Filters) -> tuple[str, ...]:
        """The ids of the first AT_ONCE tasks of a list."""
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
            first = inbox.first(connection, who, tab, directory, now, wanted.on(now))
            return tuple(connection.scalars(sa.select(first.c.id).limit(AT_ONCE)))


def _rows(
    connection: Connection,
    shelf: Shelf,
    tasks: Sequence[str],
    asker: Actor,
    directory: Directory,
    now: datetime,
    names: Names,
) -> tuple[Chosen, ...]:
    columns = (run.c.revision.label("run_revision"), run.c.version_id, run.c.organisation_id.label("home"))
    statement = sa.select(*TASK_COLUMNS, *columns).join_from(task, case, case.c.id == task.c.case_id)
    statement = statement.join(run, run.c.id == task.c.run_id).where(task.c.id.in_(tasks))
    rows: list[Any] = list(connection.execute(statement).all())
    eyes = _eyes(asker, directory, now)
    rows.sort(key=lambda row: (row.task_sort_at, row.number, row.task_title))
    seen = [row for row in rows if any(may_look(one, task_state(row), row.home, now) for one in eyes)]
    return tuple(
        _chosen(row, shelf.version(connection, row.version_id), asker, directory, now, names) for row in seen
    )


def _chosen(
    row: Any, version: Version, asker: Actor, directory: Directory, now: datetime, names: Names
) -> Chosen:
    state, bearer = task_state(row), asker.represents or asker.person
    facts = facts_of(state, json.loads(row.acted), version)
    may = {str(verb): permissions.may(asker, verb, facts, directory, today(now)) for verb in ACTS}
    if state.assignee == bearer.id and may["claim"].allowed and not state.owner:
        may["claim"] = Verdict(False, Reason("claimed_already"))
    kind = Kind(state.process, state.element, state.title)
    shown = inbox_row(row, asker.person, directory, now, names)
    return Chosen(shown, kind, row.run_revision, may, facts, version.id)


def _eyes(asker: Actor, directory: Directory, now: datetime) -> list[Person]:
    """The asker's, and those of whom the asker represents today."""
    absent = asker.represents
    if absent is None or not directory.represents(asker.person.id, absent.id, today(now)):
        return [asker.person]
    return [asker.person, absent]


def _form(connection: Connection, shelf: Shelf, rows: Sequence[Chosen]) -> tuple[Form | None, bool]:
    """The form of the first of these tasks, and whether all of its kind may be completed together.

    Each version speaks for its own tasks: where one of them says no, they are completed one by one.
    """
    if not rows:
        return None, False
    kind, asked = rows[0].kind, []
    for version_id in dict.fromkeys(one.version for one in rows if one.kind == kind):
        version = shelf.version(connection, version_id)
        element = version.process(kind.process).elements[kind.element]
        asked.append((version.form(kind.process, kind.element), element))
    return asked[0][0], all(can_share(form, element) for form, element in asked)


def can_share(form: Form | None, element: Element) -> bool:
    """Whether one answer may go for many: a signature, or no form at all, that asks nothing of one case.

    What weighs one case (a note, a decision with its reasons) and what must be confirmed of it is answered
    for that case, unless the owner says `gemeinsam` = `ja` (docs/decisions/028).
    """
    wish = element.properties.get("gemeinsam")
    if wish == "nein" or form is None:
        return wish != "nein"
    asked = [one for one in form.fields if not one.computed]
    own = any(one.default and one.default.expression.reads for one in asked)
    if own or any(one.kind not in SHARED for one in asked):
        return False
    signs = element.properties.get("zeichnung", "none") != "none"
    return wish == "ja" or (signs and not any(one.confirm for one in asked))


def _received(person: Person, facts: TaskFacts, directory: Directory, day: Any) -> Verdict:
    return permissions.may_receive(person, facts, directory, day)


def _receivers(rows: Sequence[Chosen], directory: Directory, day: Any) -> tuple[tuple[PersonRow, int], ...]:
    """Everybody who may get at least one of those that the asker may reassign."""
    facts = [one.facts for one in rows if one.may["reassign"].allowed]
    places = {one.organisation for one in facts}
    found = []
    for person in directory.persons.values():
        if person.active and any(held.organisation in places for held in person.roles_on(day)):
            able = sum(_received(person, one, directory, day).allowed for one in facts)
            found += [(PersonRow(person.id, person.name), able)] if able else []
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].name)))
