"""The whole history of a case for an auditor: every event with its proof. Not the timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import ledger, tree
from engine.clock import BERLIN
from engine.library import Version
from engine.people import Person
from engine.queries.cases import find_case
from engine.queries.withheld import NOBODY, Eyes, masked, withheld_facts
from engine.schema import document, event, run, task
from engine.shelf import Shelf


def trace(
    connection: Connection, shelf: Shelf, number: str, now: datetime, by: Person | None = None
) -> dict[str, Any]:
    """Case, runs, documents and all events in order, JSON-ready, with the eyes of `by`. Raises NotFound.

    What its data class keeps from the reader is named, not shown; the hashes are those of all of it.
    """
    row = find_case(connection, number, by, now)
    eyes = Eyes.of(by, shelf.directory(connection), now) if by is not None else NOBODY
    runs = connection.execute(sa.select(run).where(run.c.case_id == row.id).order_by(run.c.started_at))
    papers = connection.execute(
        sa.select(document).where(document.c.case_id == row.id).order_by(document.c.issued_at)
    )
    events = connection.execute(sa.select(event).where(event.c.case_id == row.id).order_by(event.c.seq)).all()
    asked = sa.select(task.c.id, task.c.role).join(run, run.c.id == task.c.run_id)
    roles = {one.id: one.role for one in connection.execute(asked.where(run.c.case_id == row.id))}
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
        "events": [_event(one, roles, version_of(connection, shelf, one), eyes) for one in events],
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


def version_of(connection: Connection, shelf: Shelf, row: Any) -> Version | None:
    """The version under which an event happened, None where it had none."""
    return shelf.version(connection, row.version_id) if row.version_id else None


def _event(row: Any, roles: Mapping[str, str], version: Version | None, eyes: Eyes) -> dict[str, Any]:
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
        "role": roles.get((payload or {}).get("task", "")),
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
