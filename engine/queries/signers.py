"""A task that several people do: who has signed, who is missing. Not who may (`engine.permissions`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import feel
from engine.bpmn.model import Element
from engine.people import Directory
from engine.queries.case_views import Signer
from engine.rules import TaskState
from engine.rules.surroundings import value
from engine.schema import task

MOST = 50


def signers(
    connection: Connection,
    found: TaskState,
    element: Element,
    directory: Directory,
    context: Mapping[str, Any],
) -> tuple[Signer, ...]:
    """The rounds of a repeated task at one place, in their order; empty where it is done once.

    Rounds whose turn has not come (a sequence) stand at the end, as far as their number is known.
    """
    if element.repetition is None or not found.scope:
        return ()
    around = json.dumps(list(found.scope[:-1]))
    same = sa.and_(task.c.run_id == found.run, task.c.element == found.element, task.c.state != "cancelled")
    chosen = sa.select(task).where(same).order_by(task.c.opened_at.desc(), task.c.id).limit(MOST)
    rounds: dict[object, Signer] = {}
    for row in connection.execute(chosen):
        *outer, number = json.loads(row.scope) or [None]
        if json.dumps(outer) != around or number in rounds:
            continue
        person = directory.persons.get(row.assignee_id)
        rounds[number] = Signer(
            title=row.title,
            state=row.state,
            by=row.closed_by or (person.name if person is not None else ""),
            at=row.closed_at,
            here=row.id == found.id,
        )
    ordered = [one for _, one in sorted(rounds.items(), key=lambda pair: str(pair[0]).zfill(6))]
    later = min(_planned(element, context), MOST) - len(ordered)
    ordered += [Signer(found.title, "later", "")] * max(later, 0)
    return tuple(ordered) if len(ordered) > 1 else ()


def _planned(element: Element, context: Mapping[str, Any]) -> int:
    """How many rounds the diagram asks for, 0 where that cannot be said here."""
    repeated = element.repetition
    text = (repeated.collection or repeated.cardinality) if repeated is not None else None
    try:
        planned = value(text, context)
    except (feel.FeelSyntaxError, feel.LimitExceeded):
        return 0
    return len(planned) if isinstance(planned, list) else int(planned) if _is_count(planned) else 0


def _is_count(planned: Any) -> bool:
    return isinstance(planned, int | Decimal) and not isinstance(planned, bool)
