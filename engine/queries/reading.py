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
from engine.errors import Reason
from engine.people import Actor, Deputy, Directory, Person
from engine.queries.desk_views import PersonRow, Tab
from engine.queries.inbox_views import DueView, InboxRow
from engine.queries.sources import acting_for
from engine.queries.views import CaseHead
from engine.rules import TaskState, facts_of
from engine.schema import case, run, task
from engine.store.rows import task_state
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


def own_places(who: Person, now: datetime) -> frozenset[str] | None:
    """The organisations a person works at; None for an auditor, who may know of all."""
    held = list(who.roles_on(today(now)))
    if any(one.role == permissions.AUDIT for one in held):
        return None
    return frozenset(str(one.organisation) for one in held)


def may_write(participants: str, who: Person, now: datetime) -> bool:
    """Whether `who` may add notes and files to a case: who works on it does, others read."""
    parties = frozenset(json.loads(participants).values())
    return permissions.works_at(who, parties, today(now)) is not None


def inbox_row(
    row: Row[Any], who: Person, directory: Directory, now: datetime, roles: Names, tab: Tab = "groups"
) -> InboxRow:
    """One line of a list, with the verdict that its button needs and why it stands there."""
    found = task_state(row)
    facts, for_whom = facts_of(found, json.loads(row.acted)), None
    if tab == "represented":
        for_whom = acting_for(found, who, directory, today(now), facts.acted)
    actor = Actor(who, for_whom[0]) if for_whom else Actor(who)
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
        due=due_view(found, now, directory),
        state=found.state,
        assignee=assignee.name if assignee else None,
        is_mine=found.assignee == who.id,
        role=roles.get(found.role, found.role),
        organisation=place.name if place else "",
        opened_at=found.opened_at or now,
        completed_at=found.closed_at,
        may_claim=permissions.may(actor, "claim", facts, directory, today(now)),
        why=_why(found, who, directory, roles, for_whom),
        acts_for=PersonRow(for_whom[0].id, for_whom[0].name) if for_whom else None,
        owner=_name(directory, found.owner) if found.owner else None,
        process=found.process,
        element=found.element,
    )


def _why(
    found: TaskState, who: Person, directory: Directory, roles: Names, for_whom: tuple[Person, Deputy] | None
) -> Reason:
    """Why a person sees a task: the nearest tie."""
    if found.state == "completed":
        return Reason("why_done")
    if for_whom is not None:
        until = for_whom[1].until
        facts = {"absent": for_whom[0].name, "reason": for_whom[1].reason}
        return Reason("why_deputy_until", {**facts, "until": until}) if until else Reason("why_deputy", facts)
    if found.owner == who.id and found.assignee != who.id:
        return Reason("why_lent", {"assignee": _name(directory, found.assignee)})
    if found.assignee == who.id:
        owner = {"owner": _name(directory, found.owner)}
        lent = "why_delegated_return" if found.returns else "why_delegated"
        return Reason(lent, owner) if found.owner and found.owner != who.id else Reason("why_mine")
    place = directory.organisations.get(found.organisation) if found.organisation else None  # type: ignore[call-overload]
    facts = {"role": roles.get(found.role, found.role), "organisation": place.name if place else "–"}
    pool = (found.role, found.organisation)
    if any((held.role, held.organisation) == pool for held in who.assignments):
        return Reason("why_group", facts)
    return Reason("why_case", facts)


def _name(directory: Directory, person: str | None) -> str:
    found = directory.persons.get(person) if person else None  # type: ignore[call-overload]
    return found.name if found else "–"


Names = Mapping[str, str]
"""Role → its name on screen."""


def due_view(
    found: TaskState, now: datetime, directory: Directory, language: Language = "de"
) -> DueView | None:
    """A task's deadline with its distance from today and the steps of its calculation.

    The working days are those of the house: on its closing days nobody is there to do it.
    """
    if found.due_at is None:
        return None
    day, here = local(found.due_at).date(), today(now)
    near = (day - here).days <= SOON
    state = "overdue" if found.due_at < now else "soon" if near else "later"
    steps = _steps(found.deadline)
    house = deadlines.of_house(frozenset(directory.closed))
    return DueView(
        due=found.due_at,
        day=day,
        state=state,  # type: ignore[arg-type]
        working_days=deadlines.days_until(day, here, calendar=house),
        kind=deadlines.kind_among(steps),
        steps=_told(steps, language),
        calculation=tuple((step["code"], step.get("facts", {})) for step in steps),
    )


def in_language(due: DueView, language: Language) -> tuple[str, ...]:
    """The steps of a calculation as sentences."""
    return tuple(say("deadlines", code, language, **facts) for code, facts in due.calculation)


def task_deadline_steps(deadline: str | None, language: Language = "de") -> tuple[str, ...]:
    """How a deadline was computed, from the column of its task, as sentences."""
    return _told(_steps(tree.loads(deadline) if deadline else None), language)


def _steps(deadline: Any) -> tuple[Any, ...]:
    return tuple(deadline) if isinstance(deadline, list | tuple) else ()


def _told(steps: tuple[Any, ...], language: Language) -> tuple[str, ...]:
    return tuple(say("deadlines", step["code"], language, **step.get("facts", {})) for step in steps)


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
