"""Questions, signatures and follow-ups between rows and values. Not the case they belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Row

from engine.rules import (
    FollowUpState,
    RequestState,
)


def request_row(case_id: str, one: RequestState) -> dict[str, Any]:
    """The row of a question or a signature asked for."""
    return {
        "id": one.id,
        "case_id": case_id,
        "task_id": one.task,
        "kind": one.kind,
        "asked_by": one.asked_by,
        "asked_of": one.asked_of,
        "text": one.text,
        "round": one.round,
        "state": one.state,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
        "answer": one.answer,
    }


def request_state(row: Row[Any]) -> RequestState:
    """A question or signature from its row."""
    return RequestState(
        id=row.id,
        task=row.task_id,
        kind=row.kind,
        asked_by=row.asked_by,
        asked_of=row.asked_of,
        text=row.text,
        state=row.state,
        asked_at=row.asked_at,
        round=row.round,
        answered_at=row.answered_at,
        answer=row.answer,
    )


def follow_up_row(case_id: str, one: FollowUpState) -> dict[str, Any]:
    """The row of a follow-up."""
    return {
        "id": one.id,
        "case_id": case_id,
        "task_id": one.task,
        "document_id": one.document,
        "person_id": one.person,
        "organisation_id": one.organisation,
        "due_on": one.due_on,
        "reason": one.reason,
        "every": one.every,
        "for_deputy": one.for_deputy,
        "state": one.state,
        "created_at": one.created_at,
        "closed_at": one.closed_at,
    }


def follow_up_state(row: Row[Any]) -> FollowUpState:
    """A follow-up from its row."""
    return FollowUpState(
        id=row.id,
        person=row.person_id,
        due_on=row.due_on,
        reason=row.reason,
        created_at=row.created_at,
        task=row.task_id,
        document=row.document_id,
        organisation=row.organisation_id,
        every=row.every,
        for_deputy=row.for_deputy,
        state=row.state,
        closed_at=row.closed_at,
    )
