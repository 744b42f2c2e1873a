"""Between rows and values: what a case looks like in the tables, and back. Not the statements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column
from sqlalchemy.engine import Row

from engine import tree
from engine.ids import new
from engine.library import Version
from engine.people import Directory
from engine.rules import (
    CaseState,
    Edited,
    JobWanted,
    NewDocument,
    Outcome,
    RunState,
    TaskState,
)
from engine.schema import NEVER, document, task
from engine.store.event_rows import SYSTEM_NAME


def task_row(after: CaseState, one: TaskState, outcome: Outcome) -> dict[str, Any]:
    change = outcome.changed.get(one.id)
    return {
        "id": one.id,
        "case_id": after.id,
        "run_id": one.run,
        "key": one.key,
        "process_id": one.process,
        "element": one.element,
        "title": fitted(task.c.title, one.title),
        "scope": json.dumps(one.scope),
        "role": fitted(task.c.role, one.role),
        "organisation_id": one.organisation,
        "state": change.state if change else one.state,
        "assignee_id": change.assignee if change else one.assignee,
        "owner_id": change.owner if change else one.owner,
        "returns": change.returns if change else one.returns,
        "cosigners": json.dumps(change.cosigners if change else one.cosigners, ensure_ascii=False),
        "four_eyes": one.four_eyes,
        "signature": one.signature,
        "deputy_allowed": one.deputy_allowed,
        "priority": one.priority,
        "due_at": one.due_at,
        "sort_at": one.due_at or NEVER,
        "deadline": tree.dumps(one.deadline),
        "figure": fitted(task.c.figure, one.figure),
        "opened_at": one.opened_at,
        "closed_at": change.closed_at if change else None,
        "closed_by": fitted(task.c.closed_by, change.closed_by) if change else None,
        "draft": None,
        "draft_at": None,
    }


REDRAWN = ("title", "role", "organisation_id", "four_eyes", "signature", "deputy_allowed", "priority")
"""What the version of its process says of a task; all else came about while it was open."""


def redrawn(one: TaskState) -> dict[str, Any]:
    """The parameters that give an open task what another version says of it."""
    says = {
        "title": fitted(task.c.title, one.title),
        "role": fitted(task.c.role, one.role),
        "organisation_id": one.organisation,
        "four_eyes": one.four_eyes,
        "signature": one.signature,
        "deputy_allowed": one.deputy_allowed,
        "priority": one.priority,
    }
    return {"task": one.id, **{f"new_{name}": says[name] for name in REDRAWN}}


def case_state(row: Row[Any], runs: Mapping[str, RunState], directory: Directory) -> CaseState:
    """A case from its row, with those of its runs that were read."""
    return CaseState(
        id=row.id,
        number=row.number,
        title=row.title,
        process=row.process_id,
        version=row.version_id,
        revision=row.revision,
        state=row.state,
        opened_at=row.opened_at,
        participants=json.loads(row.participants),
        acted=json.loads(row.acted),
        pending=tuple(json.loads(row.pending)),
        runs=runs,
        directory=directory,
        follows=row.follows_id,
    )


def task_state(row: Row[Any]) -> TaskState:
    """A task from a row in which its columns are called `task_…`."""
    return TaskState(
        id=row.task_id,
        run=row.task_run_id,
        key=row.task_key,
        process=row.task_process_id,
        element=row.task_element,
        title=row.task_title,
        scope=tuple(json.loads(row.task_scope)),
        role=row.task_role,
        organisation=row.task_organisation_id,
        state=row.task_state,
        assignee=row.task_assignee_id,
        owner=row.task_owner_id,
        returns=row.task_returns,
        cosigners=tuple(json.loads(row.task_cosigners)),
        four_eyes=row.task_four_eyes,
        signature=row.task_signature,
        deputy_allowed=row.task_deputy_allowed,
        priority=row.task_priority,
        due_at=row.task_due_at,
        deadline=tree.loads(row.task_deadline) if row.task_deadline else None,
        figure=row.task_figure,
        opened_at=row.task_opened_at,
        closed_at=row.task_closed_at,
        closed_by=row.task_closed_by,
    )


def run_state(row: Row[Any], version: Version) -> RunState:
    """A run from its row."""
    return RunState(
        id=row.run_id,
        process=row.run_process_id,
        version=version,
        participant=row.run_participant,
        organisation=row.run_organisation_id,
        tokens=row.run_tokens,
        tree=row.run_tree,
        state=row.run_state,
        incidents=json.loads(row.run_incidents),
        signals=frozenset(row.run_signals.split("\n")) - {""},
        undo=json.loads(row.run_undo) if row.run_undo else None,
        revision=row.run_revision,
        started_at=row.run_started_at,
    )


def run_row(after: CaseState, one: RunState, now: datetime, *, revision: int) -> dict[str, Any]:
    """The row of a run."""
    return {
        "id": one.id,
        "case_id": after.id,
        "process_id": one.process,
        "version_id": one.version.id,
        "participant": one.participant,
        "organisation_id": one.organisation,
        "state": one.state,
        "tokens": one.tokens,
        "tree": one.tree,
        "signals": "\n".join(sorted(one.signals)),
        "incidents": json.dumps(one.incidents, ensure_ascii=False),
        "undo": json.dumps(one.undo, ensure_ascii=False) if one.undo else None,
        "revision": revision,
        "started_at": one.started_at or now,
        "ended_at": now if one.state == "ended" else None,
    }


def document_row(case_id: str, one: NewDocument, now: datetime, *, number: int) -> dict[str, Any]:
    """The row of a document; its bytes lie in `content`."""
    return {
        "id": one.id,
        "case_id": case_id,
        "run_id": one.run or None,
        "element": one.element,
        "kind": one.kind,
        "template": one.template,
        "template_sha256": one.template_sha256,
        "title": fitted(document.c.title, one.title),
        "file_name": fitted(document.c.file_name, one.file_name),
        "mime": fitted(document.c.mime, one.mime),
        "sha256": one.sha256,
        "inputs_sha256": one.inputs_sha256,
        "origins": json.dumps(dict(one.origins), ensure_ascii=False),
        "number": number,
        "organisation_id": one.organisation,
        "shared_with": "[]",
        "issued_at": now,
        "issued_by": one.issued_by or SYSTEM_NAME,
        "based_on": one.based_on,
        "data_class": one.data_class,
    }


def marked(draft: str | None) -> str:
    """By what a draft is known again; "" where there is none."""
    return sha256(draft.encode()).hexdigest()[:24] if draft else ""


def edited(row: Row[Any], next_number: int) -> Edited:
    """A document as what an edited version is based on; `next_number` is that of the next version."""
    return Edited(
        id=row.id,
        run=row.run_id,
        element=row.element,
        kind=row.kind,
        title=row.title,
        template=row.template,
        template_sha256=row.template_sha256,
        organisation=row.organisation_id,
        latest=row.number == next_number - 1,
        sha256=row.sha256,
        data_class=row.data_class,
    )


def job_row(one: JobWanted, case_id: str | None, now: datetime) -> dict[str, Any]:
    """The row of a job that waits for its time."""
    return {
        "id": new(),
        "kind": one.kind,
        "case_id": case_id,
        "run_id": one.run,
        "key": one.key,
        "payload": tree.dumps(dict(one.payload)),
        "state": "waiting",
        "due_at": one.due_at,
        "attempts": 0,
        "created_at": now,
    }


def fitted(column: Column[Any], text: str | None) -> str | None:
    """The text as far as the column has room, then an ellipsis: the whole stands in the event."""
    room = getattr(column.type, "length", None)
    return text if text is None or room is None or len(text) <= room else f"{text[: room - 1]}…"
