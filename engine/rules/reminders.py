"""Who is told of what is due: a task that comes, a deadline that is near or has passed. Not the writing.

A deadline of the law cannot be switched off, and neither can these reminders: they are jobs of the task. Of
what the house set itself each person may choose not to hear; that is asked when the notice is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine import deadlines, events, permissions
from engine.clock import local, today
from engine.rules.four_eyes import barred
from engine.rules.state import CaseState, JobWanted, TaskState
from engine.rules.tiers import above

if TYPE_CHECKING:
    from engine.rules.course import Course

NEAR = timedelta(days=3)
"""How long before a deadline its bearer is reminded."""


def remind(course: Course, task: TaskState) -> None:
    """A task was opened: tell whom it was given to, and look again when its deadline comes near."""
    if task.assignee:
        _tell(course, "opened", [task.assignee], task)
    if task.due_at is not None:
        near = max(course.now, task.due_at - NEAR)
        course.outcome.jobs.append(_look(task, "near", near))


def look_again(course: Course, task: TaskState, look: str) -> None:
    """Look at a deadline: near, its bearer is reminded; passed, the superiors hear of it too."""
    case, now = course.case, course.now
    if task.due_at is None:
        return
    if task.due_at >= now and look == "near":
        _tell(course, "due_soon", _bearers(case, task, now), task)
        course.outcome.jobs.append(_look(task, "passed", task.due_at + timedelta(seconds=1)))
    elif task.due_at < now:
        _tell(course, "overdue", [*_bearers(case, task, now), *_superiors(case, task, now)], task)


def tell_role(course: Course, told: events.PeopleNotified, cause: str) -> None:
    """A notice of the process reaches everybody who holds its role."""
    holders = course.case.directory.holders(told.role, told.organisation, today(course.now))  # type: ignore[arg-type]
    facts = {"number": course.case.number, "text": told.text, "title": told.title}
    course.tell("told", [one.id for one in holders], cause, **facts)


def _tell(course: Course, kind: str, people: Iterable[str], task: TaskState) -> None:
    day = local(task.due_at).date() if task.due_at else None
    facts = {"task": task.id, "title": task.title, "number": course.case.number, "day": day}
    cause = f"{kind} {task.id} {day or ''}".strip()
    course.tell(kind, people, cause, binding=_binding(task), **facts)


def _binding(task: TaskState) -> bool:
    """Whether law, authority, condition or contract set the deadline, or it is not known who did.

    A day that a notice named, or that was reckoned back from a deadline, has no kind: only what the house
    itself set is internal.
    """
    steps = task.deadline if isinstance(task.deadline, list | tuple) else ()
    return deadlines.kind_among(steps) != "intern"


def _bearers(case: CaseState, task: TaskState, now: datetime) -> list[str]:
    """Who must do it: with whom it lies, else who may take it; where four eyes bar all, those above."""
    if task.assignee:
        return [task.assignee]
    holders = case.directory.holders(task.role, task.organisation, today(now))  # type: ignore[arg-type]
    kept = barred(task, case.acted)
    free: list[str] = [one.id for one in holders if one.personnel_id not in kept]
    return free or _superiors(case, task, now)


def _superiors(case: CaseState, task: TaskState, now: datetime) -> list[str]:
    """Holders of the nearest role above that somebody holds."""
    run = case.runs.get(task.run)
    for role in permissions.superiors(task.role, above(run.version)) if run else ():
        holders = case.directory.holders(role, task.organisation, today(now))  # type: ignore[arg-type]
        if holders:
            return [one.id for one in holders]
    return []


def _look(task: TaskState, look: str, at: datetime) -> JobWanted:
    return JobWanted("deadline", at, payload={"task": task.id, "look": look})
