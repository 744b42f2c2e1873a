"""Giving a task to another person: delegate, return, reassign. Not asking them something (`requests`)."""

from __future__ import annotations

from datetime import datetime

from engine import events, permissions
from engine.clock import today
from engine.errors import NotAllowed, NotFound, Rejected
from engine.people import Actor, Person
from engine.permissions import TaskFacts
from engine.rules.course import Course
from engine.rules.state import CaseState, Outcome, TaskState
from engine.rules.tasks import MINIMUM_REASON, acted, at_task, facts_of, require


def delegate(
    case: CaseState, task: TaskState, *, by: Actor, to: str, returns: bool, reason: str, now: datetime
) -> Outcome:
    """Give the task to a colleague; the one who gives it stays its owner and may take it back.

    With `returns` the colleague only prepares it (no role needed) and it comes back to be completed; else
    the colleague completes it and must hold its role. Four eyes are asked of the colleague now and again
    when they act.
    """
    require(case, task, "delegate", by, now)
    owner = by.represents or by.person
    receiver = _receiver(case, task, to, now, prepares=returns)
    if receiver.personnel_id in by.persons:
        raise Rejected("delegate_self")
    course = Course(case, by=by, now=now)
    course.outcome.change(task, state="claimed", assignee=receiver.id, owner=owner.id, returns=returns)
    given = events.TaskDelegated(
        **at_task(task),
        to=receiver.id,
        to_name=receiver.name,
        returns=returns,
        reason=_reason(reason),
    )
    course.note(given, case.runs[task.run], task.organisation)
    _tell(course, "delegated_return" if returns else "delegated", receiver.id, task, by, reason)
    return course.settle()


def return_delegated(case: CaseState, task: TaskState, *, by: Actor, note: str, now: datetime) -> Outcome:
    """Give a task back to its owner, prepared: who prepared counts in the four-eyes group like who signs."""
    require(case, task, "return_delegated", by, now)
    owner = case.directory.persons.get(task.owner or "")  # type: ignore[call-overload]
    if owner is None:
        raise NotFound("person_unknown")
    course = Course(case, by=by, now=now)
    course.outcome.change(task, state="claimed", assignee=owner.id, owner=None, returns=False)
    course.note(
        events.TaskReturned(**at_task(task), to=owner.id, to_name=owner.name, note=note.strip()),
        case.runs[task.run],
        task.organisation,
    )
    course.case = acted(case, task, by)
    _tell(course, "returned", owner.id, task, by, note)
    return course.settle()


def reassign(
    case: CaseState, task: TaskState, *, by: Actor, to: str | None, reason: str, now: datetime
) -> Outcome:
    """A superior or the administration gives the task to a holder of its role, or (None) to the group."""
    require(case, task, "reassign", by, now)
    receiver = _receiver(case, task, to, now) if to is not None else None
    before = case.directory.persons.get(task.assignee or "")  # type: ignore[call-overload]
    course = Course(case, by=by, now=now)
    course.outcome.change(
        task,
        state="claimed" if receiver else "open",
        assignee=receiver.id if receiver else None,
        owner=None,
        returns=False,
    )
    moved = events.TaskReassigned(
        **at_task(task),
        from_name=before.name if before else "–",
        to=receiver.id if receiver else "",
        to_name=receiver.name if receiver else "–",
        reason=_reason(reason),
    )
    course.note(moved, case.runs[task.run], task.organisation)
    if receiver is not None:
        _tell(course, "assigned", receiver.id, task, by, reason)
    if before is not None and before is not receiver:
        _tell(course, "taken_away", before.id, task, by, reason)
    return course.settle()


def receiver_facts(case: CaseState, task: TaskState) -> TaskFacts:
    """What decides who may be given a task."""
    return facts_of(task, case.acted, case.runs[task.run].version if task.run in case.runs else None)


def _receiver(case: CaseState, task: TaskState, to: str, now: datetime, *, prepares: bool = False) -> Person:
    person: Person | None = case.directory.persons.get(to)  # type: ignore[call-overload]
    if person is None or not person.active:
        raise NotFound("person_unknown")
    verdict = permissions.may_receive(
        person, receiver_facts(case, task), case.directory, today(now), prepares=prepares
    )
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)
    return person


def _tell(course: Course, kind: str, person: str, task: TaskState, by: Actor, reason: str) -> None:
    cause = f"{kind} {task.id} {course.case.revision}"
    course.tell(kind, [person], cause, task=task.id, title=task.title, by=by.person.name, text=reason.strip())


def _reason(reason: str) -> str:
    if len(reason.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    return reason.strip()
