"""The whole history of a case for an auditor: every event with its proof. Not the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import ledger, tree
from engine.clock import BERLIN, local
from engine.library import Version
from engine.people import Directory, Person
from engine.queries.cases import find_case
from engine.queries.withheld import NOBODY, Eyes, masked, organisations_of, withheld_facts
from engine.schema import document, event, run, task
from engine.shelf import Shelf

IN_ROLE = frozenset(
    {
        "TaskClaimed", "TaskReleased", "TaskCompleted", "TaskHandedBack",
        "TaskDelegated", "TaskRecalled", "SignatureRequested",
    }
)  # fmt: skip
"""Acts that only a holder of the task's role does (`permissions.tasks`); others have roles of their own."""


def trace(
    connection: Connection, shelf: Shelf, number: str, now: datetime, by: Person | None = None
) -> dict[str, Any]:
    """Case, runs, documents and all events in order, JSON-ready, with the eyes of `by`. Raises NotFound.

    What its data class keeps from the reader is named, not shown; the hashes are those of all of it.
    """
    row = find_case(connection, number, by, now)
    eyes = eyes_on(connection, shelf, row, by, now)
    runs = connection.execute(sa.select(run).where(run.c.case_id == row.id).order_by(run.c.started_at))
    papers = connection.execute(
        sa.select(document).where(document.c.case_id == row.id).order_by(document.c.issued_at)
    )
    events = connection.execute(sa.select(event).where(event.c.case_id == row.id).order_by(event.c.seq)).all()
    asked = sa.select(task.c.id, task.c.role).join(run, run.c.id == task.c.run_id)
    of_tasks = {one.id: one.role for one in connection.execute(asked.where(run.c.case_id == row.id))}
    roles = _Roles(of_tasks, shelf.directory(connection))
    return {
        "case": {
            "number": row.number,
            "title": row.title,
            "process": row.process_id,
            "state": row.state,
            "revision": row.revision,
            "opened_at": row.opened_at.isoformat(),
            "participants": json.loads(row.participants),
            "head": row.head,
            "chain_holds": chain_holds(events, row.head),
        },
        "runs": [
            {
                "id": one.id,
                "process": one.process_id,
                "version": one.version_id,
                "participant": one.participant,
                "state": one.state,
                "started_at": one.started_at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in runs
        ],
        "documents": [
            {
                "id": one.id,
                "title": one.title,
                "template": one.template,
                "template_sha256": one.template_sha256,
                "sha256": one.sha256,
                "inputs_sha256": one.inputs_sha256,
                "origins": json.loads(one.origins),
                "issued_at": one.issued_at.isoformat(),
            }
            for one in papers
        ],
        "events": [
            _event(one, roles, version, eyes) for one, version in with_versions(connection, shelf, events)
        ],
    }


def chain_holds(events: Any, head: str) -> bool:
    """Whether every leaf follows from its event and the leaf before, up to the head of the case."""
    previous = ledger.START
    for one in events:
        leaf = {key: getattr(one, key) for key in ledger.LEAF}
        payload_true = one.payload is None or ledger.payload_hash(one.salt, one.payload) == one.payload_hash
        if one.previous_hash != previous or not payload_true:
            return False
        if ledger.leaf_hash(ledger.leaf(leaf)) != one.leaf_hash:
            return False
        previous = one.leaf_hash
    return bool(previous == head)


def eyes_on(connection: Connection, shelf: Shelf, row: Any, by: Person | None, now: datetime) -> Eyes:
    """With which eyes somebody reads the case of this row; None is nobody by name."""
    if by is None:
        return NOBODY
    return Eyes.of(by, shelf.directory(connection), now, organisations_of(row.participants))


def with_versions(
    connection: Connection, shelf: Shelf, rows: Sequence[Any]
) -> Iterator[tuple[Any, Version | None]]:
    """Each event with the version under which it happened, or the first of its case; None where none was."""
    first = next((one.version_id for one in rows if one.version_id), None)
    for row in rows:
        found = row.version_id or first
        yield row, shelf.version(connection, found) if found else None


@dataclass(frozen=True)
class _Roles:
    """In which role something was done."""

    of_tasks: Mapping[str, str]
    directory: Directory

    def of(self, row: Any, payload: Mapping[str, Any]) -> str | None:
        """That of the task for what only its bearers do, else those the person held there on that day."""
        if row.kind in IN_ROLE and payload.get("task") in self.of_tasks:
            return self.of_tasks[payload["task"]]
        who = self.directory.persons.get(row.represented_id or row.actor_id)
        held = list(who.roles_on(local(row.at).date())) if who is not None else []
        there = [one for one in held if one.organisation == row.place_id] or held
        return ", ".join(sorted({one.role for one in there})) or None


def _event(row: Any, roles: _Roles, version: Version | None, eyes: Eyes) -> dict[str, Any]:
    known = tree.loads(row.payload) if row.payload else None
    if known is not None:
        known = masked(known, withheld_facts(known, version, row.element, eyes))
    payload = _plain(known)
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "at_local": row.at.astimezone(BERLIN).isoformat(),
        "kind": row.kind,
        "actor": row.actor_name,
        "actor_id": row.actor_id,
        "represented": row.represented_name,
        "role": roles.of(row, payload or {}),
        "run": row.run_id,
        "element": row.element,
        "version": row.version_id,
        "payload": payload,
        "payload_hash": row.payload_hash,
        "leaf_hash": row.leaf_hash,
        "previous_hash": row.previous_hash,
    }


def _plain(value: Any) -> Any:
    """Payload values as an auditor reads them: dates and amounts as plain text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    return str(value)
