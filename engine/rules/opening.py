"""A token rests at a user task: whose it is, by when, under which rules. Not the form that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import deadlines, events, feel
from engine.bpmn import Waiting
from engine.bpmn.model import Element, Process
from engine.clock import BERLIN, today
from engine.errors import EngineError, Reason
from engine.library import classes
from engine.rules.state import CaseState, RunState, TaskState, task_id
from engine.rules.surroundings import value
from engine.tree import located

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
    asked = _Asked(element, context)
    house = deadlines.of_house(frozenset(case.directory.closed))
    due, steps = asked.when(lambda: _due(element.attributes.get("dueDate"), context, now, house)) or (
        None,
        [],
    )
    signature = element.properties.get("zeichnung", "none").lower()
    told = _listed(run, process, element.properties.get("kennzahl") or process.properties.get("kennzahl"))
    task = TaskState(
        id=task_id(run.id, point.key),
        run=run.id,
        key=point.key,
        process=point.process,
        element=element.id,
        title=element.title,
        scope=point.scope,
        role=_role(element, asked),
        organisation=organisation,
        assignee=_assignee(case, element, asked),
        four_eyes=four_eyes_group(run, element, point),
        signature=signature if signature in SIGNATURES else "none",
        deputy_allowed=element.properties.get("vertretung", "ja") != "nein",
        priority=_priority(element, asked),
        due_at=due,
        deadline=steps,
        figure=_figure(told, asked),
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
    trouble = asked.trouble
    if participant and not organisation:
        trouble = Reason("participant_missing", {"participant": participant, "task": element.title})
    return task, event, trouble


def four_eyes_group(run: RunState, element: Element, point: Waiting) -> str | None:
    """The group and the scope in which persons must differ: the round of a multi-instance it lies in.

    Where the task itself is repeated (three approvers), its rounds share one scope, for they are the ones
    who must differ. A process with `vierAugenBereich="lauf"` is a matter of its own each time it runs: the
    second recovery of a case asks nobody what they did in the first (docs/decisions/006).
    """
    group = element.properties.get("vierAugen")
    if not group:
        return None
    scope = list(located(point.scope))
    if element.repetition is not None and scope and isinstance(scope[-1], int):
        scope = scope[:-1]
    while scope and not isinstance(scope[-1], int):
        scope.pop()
    if run.version.process(run.process).properties.get("vierAugenBereich") == "lauf":
        scope.insert(0, run.id)
    return f"{group}@{'.'.join(str(part) for part in scope)}" if scope else group


class _Asked:
    """The settings of a task, computed one by one; the first that cannot be computed is the `trouble`.

    The task is there all the same: whoever did the step before is not to blame for it.
    """

    def __init__(self, element: Element, context: Mapping[str, Any]) -> None:
        self._element = element
        self._context = context
        self.trouble: Reason | None = None

    def value(self, expression: str | None) -> Any:
        """The value of an expression, or None."""
        return self.when(lambda: value(expression, self._context))

    def when(self, compute: Callable[[], Any]) -> Any:
        """What `compute` gives, or None when it cannot."""
        try:
            return compute()
        except (EngineError, OverflowError) as error:
            cause = error.reason.sentence() if isinstance(error, EngineError) else "9999-12-31"
            facts = {"task": self._element.title, "cause": cause}
            self.trouble = self.trouble or Reason("setting_not_computed", facts)
            return None


def _role(element: Element, asked: _Asked) -> str:
    groups = asked.value(element.attributes.get("candidateGroups"))
    if isinstance(groups, str) and groups:
        return groups
    return element.lane or ""


def _assignee(case: CaseState, element: Element, asked: _Asked) -> str | None:
    wanted = asked.value(element.attributes.get("assignee"))
    for person in case.directory.persons.values():
        if wanted and wanted in (person.id, person.name, person.personnel_id):
            return person.id
    return None


def _priority(element: Element, asked: _Asked) -> int:
    wanted = asked.value(element.attributes.get("priority"))
    return int(min(max(wanted, 0), 1000)) if isinstance(wanted, Decimal | int) else 50


def _due(
    expression: str | None, context: Mapping[str, Any], now: datetime, house: deadlines.Calendar
) -> tuple[datetime | None, list[Any]]:
    """When a task is due, and the steps of the calculation, ready to be kept."""
    computed: list[deadlines.Deadline] = []
    known = {**context, **deadlines.functions(house, computed)}
    wanted = value(_literal(expression), known)
    if isinstance(wanted, datetime):
        return wanted.astimezone(UTC), []
    if isinstance(wanted, timedelta) and wanted % timedelta(days=1):
        end = now + wanted
        return end, [{"code": "given", "facts": {"day": today(end)}, "kind": "intern"}]
    if isinstance(wanted, timedelta | feel.YearsMonths):
        period = feel.format(wanted)
        computed.append(deadlines.compute(today(now), period, art="intern", calendar=house))
        wanted = computed[-1].due
    if isinstance(wanted, date):
        found = next((one for one in reversed(computed) if one.due == wanted), None)
        return end_of(wanted), _steps(found) or [{"code": "given", "facts": {"day": wanted}}]
    return None, []


def _steps(found: deadlines.Deadline | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    kept = {"kind": found.kind, "calendar": found.calendar_version}
    return [{"code": one.code, "facts": dict(one.facts), **kept} for one in found.steps]


def _literal(expression: str | None) -> str | None:
    """`P5D` as FEEL: owners write ISO 8601 durations as they are."""
    text = (expression or "").strip()
    if text.startswith(("P", "-P")) and text.lstrip("-P").replace("T", "").isalnum():
        return f'duration("{text}")'
    return text or None


def end_of(day: date) -> datetime:
    """A deadline ends with its day, at 24:00 on the authority's clock (§ 31 VwVfG, § 188 BGB)."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC) - timedelta(seconds=1)


def _listed(run: RunState, process: Process, expression: str | None) -> str | None:
    """The figure that stands in everybody's lists: none where not everybody who sees the task may read it."""
    if expression is None:
        return None
    needed = classes.of_reading(run.version, process.id, "kennzahl", expression)
    return expression if needed <= classes.INTERNAL else None


def _figure(expression: str | None, asked: _Asked) -> str | None:
    shown = asked.value(expression)
    if isinstance(shown, Decimal):
        whole, _, cents = f"{shown:,.2f}".partition(".")
        return f"{whole.replace(',', '.')},{cents} €"
    return str(shown) if isinstance(shown, str | date) else None
