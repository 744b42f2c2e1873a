"""Events as rows, each leaf holding on to the one before. Not what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine import ledger, tree
from engine.rules import (
    CaseState,
    Fact,
)

SYSTEM_ID = "system"


SYSTEM_NAME = "Laufmappe"
"""Who automatic steps are credited to; never the last person who happened to click."""


def chain(
    state: CaseState, facts: Sequence[Fact], now: datetime, *, first: int, head: str
) -> tuple[list[dict[str, Any]], str]:
    """The rows of events, each leaf holding on to the one before; and the new head."""
    rows: list[dict[str, Any]] = []
    for seq, fact in enumerate(facts, start=first + 1):
        row = event_row(state, fact, now, seq=seq, previous=head)
        head = row["leaf_hash"]
        rows.append(row)
    return rows, head


def event_row(state: CaseState, fact: Fact, now: datetime, *, seq: int, previous: str) -> dict[str, Any]:
    payload, salt = tree.dumps(fact.event.payload()), ledger.salt()
    actor, absent = fact.actor, fact.actor.represents if fact.actor else None
    row = {
        "case_id": state.id,
        "seq": seq,
        "at": now,
        "kind": fact.event.kind,
        "actor_id": actor.person.id if actor else SYSTEM_ID,
        "represented_id": absent.id if absent else None,
        "run_id": getattr(fact.event, "run", None) or None,
        "element": getattr(fact.event, "element", None) or None,
        "version_id": fact.run.version.id if fact.run else None,
        "payload_hash": ledger.payload_hash(salt, payload),
        "previous_hash": previous,
    }
    return {
        **row,
        "leaf_hash": ledger.leaf_hash(ledger.leaf(row)),
        "actor_name": actor.person.name if actor else SYSTEM_NAME,
        "represented_name": absent.name if absent else None,
        "organisation_id": fact.run.organisation if fact.run else None,
        "place_id": fact.organisation,
        "payload": payload,
        "salt": salt,
        "request_id": None,
    }
