"""The verbs: everything that changes something, a few lines each. Not the rules, not the writing.

Each verb is one turn: what an earlier request with the same id did is returned, otherwise the rules say
what happens and the turn records it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import check, database, rules
from engine.clock import Clock, SystemClock, today
from engine.config import Config
from engine.errors import BrokenProcess, NotAllowed, Reason, Rejected
from engine.ids import new
from engine.jobs import Job, finish, next_due
from engine.library import Programme
from engine.people import Actor
from engine.permissions import ADMINISTRATION
from engine.queries import Queries
from engine.rules import CaseState, NewDocument, Posted, Upload
from engine.rules.due import OWNER
from engine.shelf import Shelf
from engine.store import Receipt, Store, Turn, migration, publishing
from engine.store.directory import count

__all__ = ["Engine", "Posted", "Receipt", "Upload"]


DRAFT_LIMIT = 1_000_000
"""Characters of one draft."""


class Engine:
    """One installation: its database, its clock, its verbs. Safe to use from many threads."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        self.config = config
        self.clock = clock or SystemClock()
        self.shelf = Shelf()
        self.database = database.connect(config.database_url)
        self.store = Store(self.database, self.shelf, self.clock)
        self.queries = Queries(self.database, self.shelf)

    def prepare(self) -> None:
        """Bring the tables to the state this program needs."""
        migration.upgrade(self.database)

    # -- cases --------------------------------------------------------------------------------------------

    def open_case(
        self,
        process: str,
        *,
        by: Actor,
        answers: Posted | Mapping[str, Any] | None = None,
        participants: Mapping[str, str] | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Open a file with the current version of `process` and start its first run."""
        with self.store.turn(by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            state, given = self._new_case(turn, process, answers or {}, participants or {})
            turn.open(state)
            version = turn.shelf.version(turn.connection, state.version)
            return turn.record(rules.open_case(state, version, by=turn.actor, answers=given, now=turn.now))

    def _new_case(
        self, turn: Turn, process: str, answers: Posted | Mapping[str, Any], chosen: Mapping[str, str]
    ) -> tuple[CaseState, dict[str, Any]]:
        version = turn.shelf.current(turn.connection, process)
        directory, day = turn.shelf.directory(turn.connection), today(turn.now)
        person = turn.actor.person
        known = {one: two for one, two in chosen.items() if two in directory.organisations}
        participants = rules.default_participants(version, process, directory, person, day) | known
        context = rules.opening_names(version, participants, directory, day)
        given = rules.start_answers(version, process, answers, context, directory)
        pattern, values, counter = rules.reference(version, process, given, day)
        number = pattern.format(**values, laufende_nummer=count(turn.connection, f"n {counter}"[:60]))
        state = CaseState(
            id=new(),
            number=number,
            title=rules.title(version, process, given, day),
            process=process,
            version=version.id,
            revision=0,
            state="running",
            opened_at=turn.now,
            participants=participants,
            acted={},
            pending=(),
            runs={},
            directory=directory,
        )
        return state, given

    def comment(self, case_id: str, *, by: Actor, text: str, request_id: str = "") -> Receipt:
        """Write a note into the file."""
        with self.store.turn(case_id=case_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.comment(turn.case, by=turn.actor, text=text, now=turn.now)
            )

    # -- tasks --------------------------------------------------------------------------------------------

    def claim(self, task_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Take a task."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(rules.claim(turn.case, turn.task, by=turn.actor, now=turn.now))

    def release(self, task_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Give a task back to its group."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.release(turn.case, turn.task, by=turn.actor, now=turn.now)
            )

    def complete(
        self,
        task_id: str,
        *,
        by: Actor,
        answers: Posted | Mapping[str, Any] | None = None,
        revision: int | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Complete a task. Raises Rejected subclasses and Invalid; nothing is changed then."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.complete(
                    turn.case,
                    turn.task,
                    by=turn.actor,
                    answers=answers or {},
                    revision=revision,
                    now=turn.now,
                )
            )

    def hand_back(
        self,
        task_id: str,
        *,
        by: Actor,
        to: str,
        reason: str,
        revision: int | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Send the paper back to an earlier step with a reason."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.hand_back(
                    turn.case,
                    turn.task,
                    by=turn.actor,
                    to=to,
                    reason=reason,
                    revision=revision,
                    now=turn.now,
                )
            )

    def save_draft(self, task_id: str, *, by: Actor, fields: Mapping[str, Any]) -> datetime:
        """Keep what was typed, valid or not. A draft is no event and moves no revision."""
        with self.store.turn(task=task_id, by=by) as turn:
            rules.require(turn.case, turn.task, "save_draft", turn.actor, turn.now)
            kept = json.dumps({name: list(texts) for name, texts in fields.items()}, ensure_ascii=False)
            if len(kept) > DRAFT_LIMIT:
                raise Rejected("draft_too_large", limit=DRAFT_LIMIT)
            turn.keep_draft(kept)
            return turn.now

    # -- what is due --------------------------------------------------------------------------------------

    def fire(self, job: Job) -> None:
        """A timer is due."""
        with self.store.turn(run=job.run) as turn:
            turn.record(rules.fire(turn.case, str(job.run), job.key, now=turn.now))
            finish(turn.connection, job)

    def look(self, run: str, key: str) -> tuple[CaseState, int]:
        """A case as it stands, without keeping it locked, and the number its next document would get."""
        with self.store.turn(run=run) as turn:
            point = rules.waiting_point(turn.case, run, key)
            state = turn.case.runs.get(run)
            if point is None or state is None:
                return turn.case, 1
            element = state.version.element(point.process, point.element)
            return turn.case, turn.next_number(element.properties.get("vorlage", ""))

    def issue(self, job: Job, document: NewDocument | None) -> None:
        """A document was rendered; it enters the file and the run goes on."""
        with self.store.turn(run=job.run) as turn:
            number = turn.next_number(document.template) if document else 1
            turn.record(
                rules.document_issued(turn.case, str(job.run), job.key, document, now=turn.now, number=number)
            )
            finish(turn.connection, job)

    def fail(self, job: Job, reason: Reason) -> None:
        """A job cannot succeed: its run shows an incident that a person sees and can retry."""
        with self.store.turn(run=job.run) as turn:
            turn.record(rules.job_failed(turn.case, str(job.run), job.key, reason, now=turn.now))
            finish(turn.connection, job)

    def signal(self, name: str, *, by: Actor) -> int:
        """Broadcast a signal: one job for each waiting case. Returns how many wait for it."""
        roles = {one.role for one in by.person.roles_on(today(self.clock.now()))}
        if not roles & {ADMINISTRATION, OWNER}:
            raise NotAllowed("may_not_signal", signal=name)
        return self.broadcast(name)

    def broadcast(self, name: str) -> int:
        """The same without a person: for simulations."""
        with self.store.transaction() as connection:
            return self.store.spread(connection, name)

    def next_due(self) -> datetime | None:
        """When the next job is due, or None."""
        with self.store.transaction() as connection:
            return next_due(connection)

    def receive_signal(self, job: Job) -> None:
        """One case hears a signal."""
        with self.store.turn(case_id=job.case) as turn:
            name, sender = str(job.payload["signal"]), str(job.payload.get("sender", ""))
            turn.record(rules.signal(turn.case, name, sender=sender, now=turn.now))
            finish(turn.connection, job)

    def retry(self, run_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Try again what stands still in a run."""
        with self.store.turn(run=run_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(rules.retry(turn.case, run_id, by=turn.actor, now=turn.now))

    # -- versions -----------------------------------------------------------------------------------------

    def publish(self, folder: Path, *, by: str, released_by: str = "") -> tuple[str, ...]:
        """Make the programme in `folder` the current one. Raises BrokenProcess with all errors."""
        programme = Programme.load(folder, self.config.templates / folder.name)
        errors = [one for one in check.bundle(programme.bundle) if one.severity == "error"]
        if errors:
            raise BrokenProcess(errors, "programme_broken", count=len(errors), folder=folder.name)
        with self.store.transaction() as connection:
            return publishing.publish(
                connection, programme, by=by, released_by=released_by, now=self.clock.now()
            )
