"""What happened in a case, as sentences, for those who may know of it. Not the proof (`trace`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import forms, tree
from engine.people import Directory
from engine.queries.reading import Names
from engine.queries.views import Entry
from engine.schema import event
from engine.wording import say

MARKS = ("draft", "returns")
"""Facts that give an event a sentence of its own."""

QUIET = ("RunStarted", "TimerFired", "SignalReceived")
"""Kinds that say nothing to staff while a case is worked on; the trace has them."""


def entries(
    connection: Connection,
    case_id: str,
    places: frozenset[str] | None,
    directory: Directory,
    names: Names,
    *,
    latest_first: bool = True,
) -> tuple[Entry, ...]:
    """The events that the organisations `places` may know of; None is an auditor, who may know of all."""
    statement = sa.select(event).where(event.c.case_id == case_id, event.c.kind.not_in(QUIET))
    if places is not None:
        nobodys = sa.and_(event.c.organisation_id.is_(None), event.c.place_id.is_(None))
        own = sa.or_(event.c.organisation_id.in_(places), event.c.place_id.in_(places))
        statement = statement.where(sa.or_(nobodys, own))
    order = event.c.seq.desc() if latest_first else event.c.seq
    rows = connection.execute(statement.order_by(order)).all()
    return tuple(entry(row, directory, names) for row in rows)


def entry(row: Row[Any], directory: Directory, names: Names) -> Entry:
    """One event as a sentence in both languages. An erased payload leaves a sentence without facts."""
    payload = tree.loads(row.payload) if row.payload else {}
    facts = _readable(payload, directory, names)
    facts["actor"] = _signed(row.actor_name, row.represented_name)
    code = next((f"{row.kind}_{mark}" for mark in MARKS if payload.get(mark)), row.kind)
    return Entry(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        actor=row.actor_name,
        represented=row.represented_name,
        title=facts.get("title"),
        sentences={"de": say("events", code, "de", **facts), "en": say("events", code, "en", **facts)},
        facts=payload,
    )


def _signed(actor: str, represented: str | None) -> str:
    return f"{actor} für {represented} (i. V.)" if represented else actor


def _readable(payload: Mapping[str, Any], directory: Directory, names: Names) -> dict[str, Any]:
    facts = {key: _shown(value) for key, value in payload.items()}
    for key in ("organisation", "to", "sender"):
        found = directory.organisations.get(str(payload.get(key)))  # type: ignore[call-overload]
        if found is not None:
            facts[key] = found.name
    for key in ("role", "to", "sender", "message", "signal"):
        if payload.get(key) in names:
            facts[key] = names[str(payload[key])]
    return facts


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return forms.show(value, "boolean")
    if isinstance(value, Decimal):
        return forms.number(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return forms.show(value, "date")
    return value
