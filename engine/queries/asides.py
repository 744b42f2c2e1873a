"""What lies on a desk beside tasks: requests of others. Not the tasks themselves."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.people import Directory
from engine.queries.desk_views import PersonRow, RequestRow
from engine.schema import case, request, task


def request_rows(connection: Connection, directory: Directory, condition: Any) -> tuple[RequestRow, ...]:
    """Questions and signatures that fulfil `condition`, the oldest first; at most 200."""
    statement = (
        sa.select(request, task.c.title, case.c.number)
        .join_from(request, task, task.c.id == request.c.task_id)
        .join(case, case.c.id == request.c.case_id)
    )
    chosen = statement.where(condition).order_by(request.c.asked_at, request.c.round, request.c.id)
    return tuple(
        RequestRow(
            id=row.id,
            kind=row.kind,
            state=row.state,
            task_id=row.task_id,
            title=row.title,
            case_id=row.case_id,
            number=row.number,
            asked_by=_person(directory, row.asked_by),
            asked_of=_person(directory, row.asked_of),
            text=row.text,
            asked_at=row.asked_at,
            answer=row.answer,
            answered_at=row.answered_at,
            round=row.round,
        )
        for row in connection.execute(chosen.limit(200)).all()
    )


def _person(directory: Directory, person: str) -> PersonRow:
    found = directory.persons.get(person)  # type: ignore[call-overload]
    return PersonRow(person, found.name if found else "–")
