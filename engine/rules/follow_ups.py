"""A paper that comes up again on a day: set, due, settled. Not deadlines of the process (`opening`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from engine import events, feel
from engine.clock import today
from engine.errors import EngineError, NotFound, Rejected
from engine.ids import new
from engine.people import Actor
from engine.permissions import knows
from engine.rules.course import Course
from engine.rules.opening import end_of
from engine.rules.state import CaseState, FollowUpState, JobWanted, Outcome
from engine.rules.tasks import MINIMUM_REASON

SHORTEST = timedelta(days=1)


def set_follow_up(case: CaseState, *, by: Actor, wanted: FollowUpState, now: datetime) -> Outcome:
    """Lay a case, a task or a document before its setter again on a day, once or `every` so often."""
    if not knows(by.person, frozenset(case.participants.values()), today(now)):
        raise NotFound("case_unknown", number="")
    if len(wanted.reason.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    if wanted.due_on < today(now):
        raise Rejected("follow_up_past", day=wanted.due_on)
    if wanted.every:
        following(wanted.due_on, wanted.every)
    course = Course(case, by=by, now=now)
    kept = replace(wanted, organisation=_place(case, by, now), reason=wanted.reason.strip())
    course.outcome.follow_ups[kept.id] = kept
    about = "task" if kept.task else "document" if kept.document else "case"
    told = events.FollowUpSet(
        follow_up=kept.id, due_on=kept.due_on, reason=kept.reason, every=kept.every, about=about
    )
    course.note(told, organisation=kept.organisation)
    course.outcome.jobs.append(_job(kept))
    return course.settle()


def close_follow_up(case: CaseState, found: FollowUpState, *, by: Actor, now: datetime) -> Outcome:
    """Settle a follow-up: by whom it is for, or by a deputy if it is visible to deputies."""
    _mine(case, found, by, now)
    course = Course(case, by=by, now=now)
    course.outcome.follow_ups[found.id] = replace(found, state="done", closed_at=now)
    told = events.FollowUpClosed(follow_up=found.id, reason=found.reason)
    course.note(told, organisation=found.organisation)
    return course.settle()


def postpone_follow_up(
    case: CaseState, found: FollowUpState, *, by: Actor, due_on: date, now: datetime
) -> Outcome:
    """Another day for a follow-up; the job of the former day then finds nothing to do."""
    _mine(case, found, by, now)
    if due_on < today(now):
        raise Rejected("follow_up_past", day=due_on)
    course = Course(case, by=by, now=now)
    later = replace(found, due_on=due_on)
    course.outcome.follow_ups[found.id] = later
    told = events.FollowUpPostponed(
        follow_up=found.id, reason=found.reason, due_on=due_on, former=found.due_on
    )
    course.note(told, organisation=found.organisation)
    if due_on != found.due_on:
        course.outcome.jobs.append(_job(later))
    return course.settle()


def _mine(case: CaseState, found: FollowUpState, by: Actor, now: datetime) -> None:
    """Raise where a follow-up is not the actor's, in person or as a visible deputy, or is settled."""
    stands_in = found.for_deputy and case.directory.represents(by.person.id, found.person, today(now))  # type: ignore[arg-type]
    if by.person.id != found.person and not stands_in:
        raise NotFound("follow_up_unknown")
    if found.state != "open":
        raise Rejected("follow_up_closed")


def follow_up_due(case: CaseState, found: FollowUpState, *, due_on: date, now: datetime) -> Outcome:
    """Its day has come: whom it is for is told; a recurring one is laid before them again later."""
    course = Course(case, by=None, now=now)
    if found.state != "open" or found.due_on != due_on:
        return course.settle()
    course.tell(
        "follow_up",
        [found.person],
        f"follow_up {found.id} {due_on.isoformat()}",
        task=found.task,
        number=case.number,
        text=found.reason,
    )
    later = following(due_on, found.every) if found.every else None
    told = events.FollowUpDue(follow_up=found.id, due_on=due_on, reason=found.reason, next_on=later)
    course.note(told, organisation=found.organisation)
    if later is not None:
        again = replace(found, id=new(), due_on=later, created_at=now)
        course.outcome.follow_ups[again.id] = again
        course.outcome.jobs.append(_job(again))
    return course.settle()


def following(day: date, every: str) -> date:
    """The day after `every` (ISO 8601: P7D, P1M ...). Raises Rejected for what is no period of days."""
    try:
        found = feel.evaluate("tag + duration(dauer)", {"tag": day, "dauer": every})
    except EngineError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime) or found - day < SHORTEST:
        raise Rejected("period_unknown", period=every)
    return found


def _job(one: FollowUpState) -> JobWanted:
    """As the day begins."""
    facts = {"follow_up": one.id, "due_on": one.due_on}
    midnight = end_of(one.due_on - timedelta(days=1)) + timedelta(seconds=1)
    return JobWanted("follow_up", midnight, payload=facts)


def _place(case: CaseState, by: Actor, now: datetime) -> str | None:
    """The organisation in whose name it is set: others of the case do not read it."""
    own = (str(one.organisation) for one in by.person.roles_on(today(now)))
    return next((one for one in own if one in case.participants.values()), None)
