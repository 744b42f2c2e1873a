"""One turn: lock a case, read what is alive in it, hand it to the rules. Not the writing (`record`).

A turn is one transaction. The case row is its lock (`FOR UPDATE`; on SQLite `BEGIN IMMEDIATE`), its
revision and the head of its chain of events.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.clock import today
from engine.errors import NotAllowed, NotFound, Rejected
from engine.ids import CaseId
from engine.people import Actor
from engine.permissions import knows
from engine.rules import (
    CaseState,
    Edited,
    FollowUpState,
    Outcome,
    RequestState,
    TaskState,
)
from engine.schema import case, document, event, follow_up, request, run, task
from engine.shelf import Shelf
from engine.store import aside_rows, rows
from engine.store.former import Former, former
from engine.store.record import Receipt, Writer, document_number


def _lock(by: str) -> Any:
    wanted = sa.bindparam("wanted", type_=sa.String)
    chosen = {
        "case": wanted,
        "task": sa.select(task.c.case_id).where(task.c.id == wanted).scalar_subquery(),
        "run": sa.select(run.c.case_id).where(run.c.id == wanted).scalar_subquery(),
    }
    return sa.select(case).where(case.c.id == chosen[by]).with_for_update(of=case)


def _alive() -> Any:
    """Live runs, the task, an earlier turn with the same request id, and the age of the directory."""
    request = sa.bindparam("request", type_=sa.String)
    one = sa.select(sa.literal(1).label("one")).subquery()
    asked = sa.and_(task.c.run_id == run.c.id, task.c.id == sa.bindparam("task", type_=sa.String))
    here = run.c.case_id == sa.bindparam("case", type_=sa.String)
    alive = sa.and_(here, sa.or_(run.c.state == "running", task.c.id.is_not(None)))
    return sa.select(
        *(event.c[name].label(f"seen_{name}") for name in _SEEN),
        Shelf.directory_revision().label("directory_revision"),
        *(column.label(f"run_{column.name}") for column in run.c),
        *(column.label(f"task_{column.name}") for column in task.c if column.name != "draft"),
    ).select_from(
        one.outerjoin(event, event.c.request_id == request).outerjoin(run.outerjoin(task, asked), alive)
    )


_SEEN = ("case_id", "seq", "revision", "actor_id", "payload")
"""What must be known of the turn that carried the same request id."""

_LOCK = {by: _lock(by) for by in ("case", "task", "run")}
_ALIVE = _alive()
"""Statements are made once: composing one costs more than executing it."""


class Turn:
    """A locked case inside its transaction."""

    def __init__(self, connection: Connection, shelf: Shelf, *, by: Actor | None, now: datetime) -> None:
        self.connection = connection
        self.shelf = shelf
        self.now = now
        self.by = by
        self.request_id: str = ""
        self.receipt: Receipt | None = None
        """That of an earlier turn with the same request id; then nothing is to be done."""
        self.row: Row[Any] | None = None
        self._case: CaseState | None = None
        self._task: TaskState | None = None

    @property
    def case(self) -> CaseState:
        if self._case is None:
            raise NotFound("case_unknown", number="")
        return self._case

    @property
    def task(self) -> TaskState:
        if self._task is None:
            raise NotFound("task_unknown")
        return self._task

    @property
    def actor(self) -> Actor:
        """The actor as the directory knows them now. Raises NotFound, or NotAllowed for no deputy at all."""
        if self.by is None:
            raise NotFound("person_unknown")
        known = self._case.directory if self._case else self.shelf.directory(self.connection)
        people = known.persons
        person = people.get(self.by.person.id)
        absent = people.get(self.by.represents.id) if self.by.represents else None
        if person is None or not person.active or (self.by.represents is not None and absent is None):
            raise NotFound("person_unknown")
        if absent is not None and not known.represents(person.id, absent.id, today(self.now)):
            raise NotAllowed("not_a_deputy", deputy=person.name, absent=absent.name)
        return Actor(person, absent)

    # -- reading ------------------------------------------------------------------------------------------

    def lock(self, *, case_id: str | None, task_id: str | None, run_id: str | None) -> None:
        """Lock the case (by its id, a task of it or a run of it) and read what is alive in it."""
        by = "task" if task_id is not None else "run" if run_id is not None else "case"
        wanted = {"wanted": task_id or run_id or case_id}
        row = self.connection.execute(_LOCK[by], wanted).one_or_none()
        if row is None:
            raise NotFound("task_unknown" if task_id else "case_unknown", number=case_id or "")
        self.row = row
        self._read(row, task_id)

    def _read(self, row: Row[Any], task_id: str | None) -> None:
        """All else in one statement after the lock, so that nothing in it is older than the lock."""
        asked = {"case": row.id, "task": task_id, "request": self.request_id}
        found = self.connection.execute(_ALIVE, asked).all()
        directory = self.shelf.directory(self.connection, found[0].directory_revision)
        runs = {
            one.run_id: rows.run_state(one, self.shelf.version(self.connection, one.run_version_id))
            for one in found
            if one.run_id is not None
        }
        self._case = rows.case_state(row, runs, directory)
        self._task = next((rows.task_state(one) for one in found if one.task_id is not None), None)
        if self.request_id and found[0].seen_seq is not None:
            self.receipt = self._repeated(row, found[0], task_id)

    def _repeated(self, row: Row[Any], seen: Row[Any], task_id: str | None) -> Receipt:
        """The receipt of the earlier turn; that of another case, task or person is not this one's."""
        told = json.loads(seen.seen_payload).get("task") if task_id and seen.seen_payload else None
        other_person = self.by is not None and seen.seen_actor_id != self.by.person.id
        if seen.seen_case_id != row.id or other_person or told not in (None, task_id):
            raise Rejected("request_reused")
        events, case_id = (seen.seen_seq,), CaseId(row.id)
        return Receipt(case_id, row.number, seen.seen_revision, self.request_id, events=events, repeated=True)

    # -- writing ------------------------------------------------------------------------------------------

    def open(self, state: CaseState) -> None:
        """Begin a file that has no row yet."""
        self._case = state

    def record(self, outcome: Outcome) -> Receipt:
        """Write what a verb caused, in this transaction."""
        writer = Writer(self.connection, self.row, self.now, self.request_id)
        return writer.write(self.case, outcome)

    def keep_draft(self, fields: str) -> None:
        """What was typed so far, as JSON; a draft is no event and moves no revision."""
        values = {"draft": fields, "draft_at": self.now}
        self.connection.execute(sa.update(task).where(task.c.id == self.task.id), values)

    def request(self, request_id: str) -> RequestState:
        """A question or signature that was asked for in this case. Raises NotFound."""
        chosen = sa.select(request).where(request.c.id == request_id, request.c.case_id == self.case.id)
        row = self.connection.execute(chosen).one_or_none()
        if row is None:
            raise NotFound("request_unknown")
        return aside_rows.request_state(row)

    def follow_up(self, identifier: str) -> FollowUpState:
        """A follow-up of this case. Raises NotFound."""
        chosen = sa.select(follow_up).where(follow_up.c.id == identifier, follow_up.c.case_id == self.case.id)
        row = self.connection.execute(chosen).one_or_none()
        if row is None:
            raise NotFound("follow_up_unknown")
        return aside_rows.follow_up_state(row)

    def former(self, case_id: str) -> Former:
        """An earlier case that the actor may know of. Raises NotFound."""
        found = former(self.connection, case_id)
        if not knows(self.actor.person, found.members, today(self.now)):
            raise NotFound("case_unknown", number=case_id)
        return found

    def edited(self, document_id: str) -> Edited:
        """A letter of this case, of which a person brings back an edited version. Raises NotFound."""
        chosen = sa.select(document).where(document.c.id == document_id, document.c.case_id == self.case.id)
        row = self.connection.execute(chosen).one_or_none()
        if row is None:
            raise NotFound("document_unknown")
        return rows.edited(row, document_number(self.connection, self.case.id, row.template))

    def check_belongs(self, *, task_id: str | None, document_id: str | None) -> None:
        """Raise NotFound where the task or the document is not one of this case."""
        for table, wanted in ((task, task_id), (document, document_id)):
            here = sa.select(table.c.id).where(table.c.id == wanted, table.c.case_id == self.case.id)
            if wanted is not None and self.connection.scalar(here) is None:
                raise NotFound("task_unknown" if table is task else "document_unknown")

    def draft(self) -> str:
        """What was typed into the form of the task so far, as it is kept."""
        found = self.connection.scalar(sa.select(task.c.draft).where(task.c.id == self.task.id))
        return str(found or "")

    def draft_at(self) -> datetime:
        """When the draft of the task was kept."""
        found = self.connection.scalar(sa.select(task.c.draft_at).where(task.c.id == self.task.id))
        return found or self.now

    def next_number(self, template: str) -> int:
        """The number that the next document of a template gets in this case."""
        return document_number(self.connection, self.case.id, template)


def earlier_receipt(connection: Connection, request_id: str, by: Actor | None = None) -> Receipt | None:
    """The receipt of the turn that carried this request id, if there was one. Raises Rejected: another's."""
    statement = sa.select(event.c.seq, event.c.revision, event.c.actor_id, case.c.id, case.c.number).join(
        case, case.c.id == event.c.case_id
    )
    row = connection.execute(statement.where(event.c.request_id == request_id)).one_or_none()
    if row is None:
        return None
    if by is not None and row.actor_id != by.person.id:
        raise Rejected("request_reused")
    return Receipt(CaseId(row.id), row.number, row.revision, request_id, events=(row.seq,), repeated=True)
