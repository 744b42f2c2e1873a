"""A token rests at a user task: whose it is, by when, under which rules. Not the form that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import deadlines, events, feel
from engine.bpmn import Waiting
from engine.bpmn.model import Element
from engine.clock import BERLIN, today
from engine.errors import Reason
from engine.rules.state import CaseState, RunState, TaskState, task_id
from engine.rules.surroundings import value

SIGNATURES = {"mitzeichnung", "feststellung", "schlusszeichnung"}


def open_task(
    case: CaseState,
    run: RunState,
    point: Waiting,
    element: Element,
    context: Mapping[str, Any],
    now: datetime,
) -> tuple[TaskState, events.TaskOpened, Reason | None]:
    """The task, the event that tells of it, and a reason if nobody can ever take it."""
    process = run.version.process(point.process)
    participant = process.participant or run.participant
    organisation = case.participants.get(participant or "")
    due, steps = _due(element.attributes.get("dueDate"), context, now)
    signature = element.properties.get("zeichnung", "none").lower()
    task = TaskState(
        id=task_id(run.id, point.key),
        run=run.id,
        key=point.key,
        process=point.process,
        element=element.id,
        title=element.title,
        scope=point.scope,
        role=_role(element, context),
        organisation=organisation,
        assignee=_assignee(case, element, context),
        four_eyes=four_eyes_group(element, point),
        signature=signature if signature in SIGNATURES else "none",
        deputy_allowed=element.properties.get("vertretung", "ja") != "nein",
        priority=_priority(element, context),
        due_at=due,
        deadline=steps,
        figure=_figure(element.properties.get("kennzahl") or process.properties.get("kennzahl"), context),
        opened_at=now,
    )
    if task.assignee:
        task = replace(task, state="claimed")
    event = events.TaskOpened(
        run=run.id,
        element=element.id,
        title=element.title,
        task=task.id,
        role=task.role,
        organisation=organisation or "",
        due=due,
        calculation=tuple(steps),
    )
    trouble = None
    if participant and not organisation:
        trouble = Reason("participant_missing", {"participant": participant, "task": element.title})
    return task, event, trouble


def four_eyes_group(element: Element, point: Waiting) -> str | None:
    """The group and the scope in which persons must differ: the round of a multi-instance it lies in.

    Where the task itself is repeated (three approvers), its rounds share one scope, for they are the ones
    who must differ.
    """
    group = element.properties.get("vierAugen")
    if not group:
        return None
    scope = list(point.scope)
    if element.repetition is not None and scope and isinstance(scope[-1], int):
        scope = scope[:-1]
    while scope and not isinstance(scope[-1], int):
        scope.pop()
    return f"{group}@{'.'.join(str(part) for part in scope)}" if scope else group


def _role(element: Element, context: Mapping[str, Any]) -> str:
    groups = value(element.attributes.get("candidateGroups"), context)
    if isinstance(groups, str) and groups:
        return groups
    return element.lane or ""


def _assignee(case: CaseState, element: Element, context: Mapping[str, Any]) -> str | None:
    wanted = value(element.attributes.get("assignee"), context)
    for person in case.directory.persons.values():
        if wanted and wanted in (person.id, person.name, person.personnel_id):
            return person.id
    return None


def _priority(element: Element, context: Mapping[str, Any]) -> int:
    wanted = value(element.attributes.get("priority"), context)
    return int(wanted) if isinstance(wanted, Decimal | int) else 50


def _due(
    expression: str | None, context: Mapping[str, Any], now: datetime
) -> tuple[datetime | None, list[Any]]:
    """When a task is due, and the steps of the calculation, ready to be kept."""
    computed: list[deadlines.Deadline] = []
    known = {**context, **deadlines.functions(deadlines.CALENDAR, computed)}
    wanted = value(_literal(expression), known)
    if isinstance(wanted, datetime):
        return wanted.astimezone(UTC), []
    if isinstance(wanted, timedelta) and wanted % timedelta(days=1):
        return now + wanted, []
    if isinstance(wanted, timedelta | feel.YearsMonths):
        period = feel.format(wanted)
        computed.append(deadlines.compute(today(now), period, art="intern", calendar=deadlines.CALENDAR))
        wanted = computed[-1].due
    if isinstance(wanted, date):
        found = next((one for one in reversed(computed) if one.due == wanted), None)
        return _end_of(wanted), _steps(found) or [{"code": "given", "facts": {"day": wanted}}]
    return None, []


def _steps(found: deadlines.Deadline | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [{"code": one.code, "facts": dict(one.facts), "kind": found.kind} for one in found.steps]


def _literal(expression: str | None) -> str | None:
    """`P5D` as FEEL: owners write ISO 8601 durations as they are."""
    text = (expression or "").strip()
    if text.startswith(("P", "-P")) and text.lstrip("-P").replace("T", "").isalnum():
        return f'duration("{text}")'
    return text or None


def _end_of(day: date) -> datetime:
    """A deadline ends with its day, at 24:00 on the authority's clock (§ 31 VwVfG, § 188 BGB)."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC) - timedelta(seconds=1)


def _figure(expression: str | None, context: Mapping[str, Any]) -> str | None:
    shown = value(expression, context)
    if isinstance(shown, Decimal):
        whole, _, cents = f"{shown:,.2f}".partition(".")
        return f"{whole.replace(',', '.')},{cents} €"
    return str(shown) if isinstance(shown, str | date) else None
