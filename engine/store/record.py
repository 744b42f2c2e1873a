"""Writes what a verb caused: nothing else writes cases, runs, tasks, events or documents. Not the reading.

At most one statement for each kind of row, whatever the number of rows and the age of the case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import ledger
from engine.database import put
from engine.ids import CaseId, TaskId
from engine.rules import CaseState, JobWanted, Outcome
from engine.schema import case, content, document, event, follow_up, job, member, request, run, task
from engine.store import aside_rows, event_rows, rows
from engine.store.words import put_words, words_of


@dataclass(frozen=True)
class Receipt:
    """What a verb did. A repeated request gets the receipt of its first time."""

    case: CaseId
    number: str
    revision: int
    request_id: str
    events: tuple[int, ...] = ()
    """Sequence numbers of the events in the case."""
    next_tasks: tuple[TaskId, ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Writer:
    """Writes one outcome over the case as it was read: `row` is the case row, None for a new case."""

    connection: Connection
    row: Row[Any] | None
    now: datetime
    request_id: str

    def write(self, before: CaseState, outcome: Outcome) -> Receipt:
        """Events, runs, tasks, documents, jobs and the case, in the transaction of the connection."""
        after = outcome.case or before
        if not outcome.facts and not outcome.jobs:
            return Receipt(CaseId(before.id), before.number, before.revision, self.request_id)
        revision = before.revision + 1
        first, head = (self.row.events, self.row.head) if self.row else (0, ledger.START)
        chain, head = event_rows.chain(after, outcome.facts, self.now, first=first, head=head)
        for one in chain:
            one["revision"] = revision
        if chain:
            chain[0]["request_id"] = self.request_id or None
        end = {"revision": revision, "events": first + len(chain), "head": head}
        self._case(after, end)
        self._members(before, after)
        self._runs(after, outcome, revision)
        if chain:
            self.connection.execute(_ADD_EVENTS, chain)
        self._tasks(after, outcome)
        self._documents(after, outcome)
        self._jobs(after, outcome)
        self._asides(after, outcome)
        self._words(after, outcome)
        return Receipt(
            CaseId(after.id),
            after.number,
            revision,
            self.request_id,
            events=tuple(one["seq"] for one in chain),
            next_tasks=tuple(TaskId(one.id) for one in outcome.opened),
        )

    def _case(self, after: CaseState, end: Mapping[str, Any]) -> None:
        values = {
            **end,
            "state": after.state,
            "title": rows.fitted(case.c.title, after.title),
            "participants": json.dumps(dict(after.participants)),
            "acted": json.dumps(after.acted, ensure_ascii=False),
            "pending": json.dumps(after.pending, ensure_ascii=False),
            "ended_at": self.now if after.state == "ended" else None,
        }
        if self.row is not None:
            self.connection.execute(_CHANGE_CASE, {**values, "which": after.id})
            return
        fixed = {"id": after.id, "number": after.number, "opened_at": after.opened_at}
        origin = {"process_id": after.process, "version_id": after.version, "follows_id": after.follows}
        self.connection.execute(sa.insert(case), {**values, **fixed, **origin, "figures": "{}"})

    def _members(self, before: CaseState, after: CaseState) -> None:
        known = set(before.participants.values()) if self.row is not None else set()
        newcomers = sorted(set(after.participants.values()) - known)
        if newcomers:
            found = [{"case_id": after.id, "organisation_id": one} for one in newcomers]
            put(self.connection, member, found, update=())

    def _runs(self, after: CaseState, outcome: Outcome, revision: int) -> None:
        found = [rows.run_row(after, one, self.now, revision=revision) for one in outcome.runs.values()]
        if found:
            put(self.connection, run, found, update=_MOVING)

    def _tasks(self, after: CaseState, outcome: Outcome) -> None:
        opened = {one.id: one for one in outcome.opened}
        changes = [
            {
                "task": identifier,
                "to": one.state,
                "whose": one.assignee,
                "closed": one.closed_at,
                "closer": rows.fitted(task.c.closed_by, one.closed_by),
                "delegator": one.owner,
                "back": one.returns,
                "signers": json.dumps(one.cosigners, ensure_ascii=False),
            }
            for identifier, one in outcome.changed.items()
            if identifier not in opened
        ]
        if changes:
            self.connection.execute(_CHANGE_TASK, changes)
        if opened:
            found = [rows.task_row(after, one, outcome) for one in opened.values()]
            again = tuple(one.name for one in task.c if one.name not in ("id", "case_id", "run_id"))
            put(self.connection, task, found, update=again)
        if outcome.redrawn:
            self.connection.execute(_REDRAW_TASK, [rows.redrawn(one) for one in outcome.redrawn])
        for identifier, text in outcome.drafts.items():
            values = {"draft": text, "draft_at": self.now}
            self.connection.execute(sa.update(task).where(task.c.id == identifier), values)

    def _documents(self, after: CaseState, outcome: Outcome) -> None:
        for one in outcome.documents:
            kept = {"sha256": one.sha256, "bytes": one.content}
            put(self.connection, content, [kept], update=())
            number = document_number(self.connection, after.id, one.template)
            found = rows.document_row(after.id, one, self.now, number=number)
            self.connection.execute(sa.insert(document), found)
        for template, organisation in outcome.shares:
            self._share(after.id, template, organisation)

    def _share(self, case_id: str, template: str, organisation: str) -> None:
        """From now on `organisation` sees what was issued in this case from `template` (`D04` or in full).

        Drafts stay in the house that wrote them.
        """
        chosen = sa.select(document.c.id, document.c.shared_with).where(
            document.c.case_id == case_id,
            document.c.kind != "draft",
            sa.or_(document.c.template == template, document.c.template.startswith(f"{template}_")),
        )
        for row in self.connection.execute(chosen).all():
            shared = json.dumps(sorted({*json.loads(row.shared_with), organisation}))
            self.connection.execute(
                sa.update(document).where(document.c.id == row.id), {"shared_with": shared}
            )

    def _words(self, after: CaseState, outcome: Outcome) -> None:
        """By what a new case and its new documents are found; nothing for a step that adds neither."""
        if self.row is None:
            put_words(self.connection, "case", after.id, [(after.id, words_of(after.number, after.title))])
        papers = [(one.id, words_of(one.title, one.file_name)) for one in outcome.documents]
        put_words(self.connection, "document", after.id, papers)

    def _asides(self, after: CaseState, outcome: Outcome) -> None:
        """Requests and follow-ups: what is asked and noted beside the way of the paper."""
        asked = [aside_rows.request_row(after.id, one) for one in outcome.requests.values()]
        if asked:
            put(self.connection, request, asked, update=("state", "answered_at", "answer"))
        noted = [aside_rows.follow_up_row(after.id, one) for one in outcome.follow_ups.values()]
        if noted:
            put(self.connection, follow_up, noted, update=("due_on", "state", "closed_at"))

    def _jobs(self, after: CaseState, outcome: Outcome) -> None:
        wanted = [rows.job_row(one, after.id, self.now) for one in outcome.jobs]
        for name, sender in outcome.broadcasts:
            broadcast = JobWanted("broadcast", self.now, payload={"signal": name, "sender": sender})
            wanted.append(rows.job_row(broadcast, None, self.now))
        if wanted:
            self.connection.execute(sa.insert(job), wanted)


_MOVING = (
    "version_id", "state", "tokens", "tree", "signals", "incidents", "revision", "undo", "ended_at",
)  # fmt: skip
"""What of a run can change."""
_CHANGE_CASE = sa.update(case).where(case.c.id == sa.bindparam("which"))
_ADD_EVENTS = sa.insert(event)
_CLOSED = sa.bindparam("closed", type_=task.c.closed_at.type)
_CHANGE_TASK = (
    sa.update(task)
    .where(task.c.id == sa.bindparam("task"))
    .values(
        state=sa.bindparam("to"),
        assignee_id=sa.bindparam("whose"),
        closed_at=_CLOSED,
        closed_by=sa.bindparam("closer"),
        draft=sa.case((_CLOSED.is_not(None), sa.null()), else_=task.c.draft),
        owner_id=sa.bindparam("delegator"),
        returns=sa.bindparam("back"),
        cosigners=sa.bindparam("signers"),
    )
)
_REDRAW_TASK = (
    sa.update(task)
    .where(task.c.id == sa.bindparam("task"))
    .values({name: sa.bindparam(f"new_{name}") for name in rows.REDRAWN})
)


def document_number(connection: Connection, case_id: str, template: str) -> int:
    """1 for the first document of a template in a case, then 2, 3 ...; attachments are always 1."""
    if not template:
        return 1
    same = sa.and_(document.c.case_id == case_id, document.c.template == template)
    return 1 + int(connection.scalar(sa.select(sa.func.count()).where(same)) or 0)
