"""What all pages read alike: rows of tasks, heads of cases, deadlines as people see them. Not whole pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from engine import deadlines, permissions, tree
from engine.clock import local, today
from engine.people import Actor, Directory, Person
from engine.queries.views import CaseHead, DueView, InboxRow
from engine.rules import TaskState, facts_of
from engine.schema import case, run, task
from engine.wording import Language, say

SOON = 14
"""Days before a deadline from which it counts as near (domain specification, 7.1)."""

TASK_COLUMNS = (
    *(column.label(f"task_{column.name}") for column in task.c if column.name != "draft"),
    case.c.id.label("case_id"),
    case.c.number,
    case.c.title.label("case_title"),
    case.c.participants,
    case.c.acted,
)


def task_state(row: Row[Any]) -> TaskState:
    """A task from a row of TASK_COLUMNS."""
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


def inbox_row(row: Row[Any], who: Person, directory: Directory, now: datetime, roles: Names) -> InboxRow:
    """One line of a list, with the verdict that its button needs."""
    found = task_state(row)
    facts = facts_of(found, json.loads(row.acted))
    assignee = directory.persons.get(found.assignee) if found.assignee else None  # type: ignore[call-overload]
    place = directory.organisations.get(found.organisation) if found.organisation else None  # type: ignore[call-overload]
    return InboxRow(
        task_id=found.id,
        title=found.title,
        case_id=row.case_id,
        number=row.number,
        case_title=row.case_title,
        parties=parties(row.participants, directory),
        figure=found.figure,
        due=due_view(found, now),
        state=found.state,
        assignee=assignee.name if assignee else None,
        is_mine=found.assignee == who.id,
        role=roles.get(found.role, found.role),
        organisation=place.name if place else "",
        opened_at=found.opened_at or now,
        completed_at=found.closed_at,
        may_claim=permissions.may(Actor(who), "claim", facts, directory, today(now)),
    )


Names = Mapping[str, str]
"""Role → its name on screen."""


def due_view(found: TaskState, now: datetime, language: Language = "de") -> DueView | None:
    """A task's deadline with its distance from today and the steps of its calculation."""
    if found.due_at is None:
        return None
    day, here = local(found.due_at).date(), today(now)
    near = (day - here).days <= SOON
    state = "overdue" if found.due_at < now else "soon" if near else "later"
    steps = found.deadline if isinstance(found.deadline, list | tuple) else ()
    return DueView(
        due=found.due_at,
        day=day,
        state=state,  # type: ignore[arg-type]
        working_days=deadlines.days_until(day, here),
        legal=any(step.get("kind") == "gesetzlich" for step in steps),
        steps=tuple(say("deadlines", step["code"], language, **step.get("facts", {})) for step in steps),
    )


def parties(participants: str, directory: Directory) -> str:
    """The organisations of a case in one line."""
    ids = json.loads(participants).values()
    found = (directory.organisations.get(one) for one in ids)
    return " · ".join(one.name for one in found if one is not None)


def case_head(row: Row[Any], directory: Directory) -> CaseHead:
    """The head of a case from its row, with `incidents` counted by the statement."""
    state = "ended" if row.state == "ended" else "incident" if row.incidents else "running"
    return CaseHead(
        id=row.id,
        number=row.number,
        title=row.title,
        parties=parties(row.participants, directory),
        opened_at=row.opened_at,
        state=state,  # type: ignore[arg-type]
        revision=row.revision,
    )


INCIDENTS = (
    sa.select(sa.func.count())
    .where(run.c.case_id == case.c.id, run.c.state == "running", run.c.incidents != "{}")
    .correlate(case)
    .scalar_subquery()
    .label("incidents")
)
"""How many runs of the case stand still."""
