"""What happened in a case, as sentences, for those who may know of it. Not the proof (`trace`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import events, forms, tree
from engine.people import Directory
from engine.queries.case_views import Span
from engine.queries.reading import Names
from engine.queries.views import Entry
from engine.schema import event
from engine.wording import Language, say

MARKS = ("draft", "returns")
"""Facts that give an event a sentence of its own."""

VALUES = ("answers", "payload_sent", "payload_received", "inputs", "result", "tables")
"""What was answered, sent and decided: no sentence says it, and not everybody who may know of the act may
read it."""

QUIET = ("RunStarted", "TimerFired", "SignalReceived")
"""Kinds that say nothing to staff while a case is worked on; the trace has them."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "acts": tuple(one.__name__ for one in vars(events).values() if getattr(one, "by_person", False)),
    "notes": ("CommentAdded",),
    "documents": ("DocumentIssued", "FileAttached", "DocumentRevised"),
    "messages": ("MessageSent", "MessageReceived", "PeopleNotified"),
    "decisions": ("DecisionMade",),
    "troubles": ("IncidentRaised", "IncidentResolved", "ErrorRaised", "Escalated"),
}
"""What a timeline can be narrowed to."""


def entries(
    connection: Connection,
    case_id: str,
    places: frozenset[str] | None,
    directory: Directory,
    names: Names,
    span: Span,
) -> tuple[Entry, ...]:
    """A page of the events that the organisations `places` may know of; None is an auditor: all.

    What a page costs does not grow with the age of the case: it is read along the key.
    """
    statement = sa.select(event).where(event.c.case_id == case_id, known_to(places), *_narrowed(span))
    rows = connection.execute(statement.order_by(event.c.seq.desc()).limit(span.limit)).all()
    return tuple(entry(row, directory, names) for row in rows)


def known_to(places: frozenset[str] | None) -> Any:
    """The condition under which the people of `places` may know of an event."""
    told = event.c.kind.not_in(QUIET)
    if places is None:
        return told
    nobodys = sa.and_(event.c.organisation_id.is_(None), event.c.place_id.is_(None))
    own = sa.or_(event.c.organisation_id.in_(places), event.c.place_id.in_(places))
    return sa.and_(told, sa.or_(nobodys, own))


def _narrowed(span: Span) -> list[Any]:
    conditions: list[Any] = []
    if span.before is not None:
        conditions.append(event.c.seq < span.before)
    if span.after is not None:
        conditions.append(event.c.seq > span.after)
    if span.group in GROUPS:
        conditions.append(event.c.kind.in_(GROUPS[span.group]))
    if span.person.strip():
        pattern = f"%{span.person.strip()}%"
        named = sa.or_(event.c.actor_name.ilike(pattern), event.c.represented_name.ilike(pattern))
        conditions.append(named)
    return conditions


def entry(row: Row[Any], directory: Directory, names: Names) -> Entry:
    """One event as a sentence in both languages. An erased payload leaves a sentence without facts."""
    payload = tree.loads(row.payload) if row.payload else {}
    facts = _readable(payload, directory, names)
    code = next((f"{row.kind}_{mark}" for mark in MARKS if payload.get(mark)), row.kind)
    return Entry(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        actor=row.actor_name,
        represented=row.represented_name,
        title=facts.get("title"),
        sentences={language: _sentence(row, code, facts, language) for language in get_args(Language)},
        facts={name: value for name, value in payload.items() if name not in VALUES},
    )


def _sentence(row: Row[Any], code: str, facts: Mapping[str, Any], language: Language) -> str:
    actor = signed(row.actor_name, row.represented_name, language)
    return say("events", code, language, **{**facts, "actor": actor})


def signed(actor: str, represented: str | None, language: Language = "de") -> str:
    """Who acted, and for whom: `B für A (i. V.)`, `B for A (as deputy)`."""
    return say("events", "acting_for", language, person=actor, absent=represented) if represented else actor


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
