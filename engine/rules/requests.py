"""Asking another person something beside a task: a question, or to sign before it is completed.

The task stays where it is. A question holds nothing up; a signature that was asked for does, until it is
given or the request is withdrawn. Not the giving away of a task (`teamwork`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import events, permissions
from engine.clock import today
from engine.errors import NotAllowed, NotFound, NotOpen, Rejected
from engine.ids import new
from engine.people import Actor, Person
from engine.permissions import Verdict
from engine.rules.course import Course
from engine.rules.state import CaseState, Outcome, RequestState, TaskState
from engine.rules.tasks import acted, at_task, require
from engine.rules.teamwork import receiver_facts

OPEN_TASK = ("open", "claimed")


def ask(case: CaseState, task: TaskState, *, by: Actor, of: str, text: str, now: datetime) -> Outcome:
    """Ask a colleague a question; it appears in their inbox as a small request."""
    require(case, task, "ask", by, now)
    person = _colleague(case, task, of, by, now)
    course = Course(case, by=by, now=now)
    asked = RequestState(new(), task.id, "question", by.person.id, person.id, _text(text), "open", now)
    course.outcome.requests[asked.id] = asked
    told = events.QuestionAsked(**_about(task, asked, person), text=asked.text)
    course.note(told, case.runs[task.run], task.organisation)
    _tell(course, "question", person.id, asked, task, by)
    return course.settle()


def answer(
    case: CaseState, task: TaskState, request: RequestState, *, by: Actor, text: str, now: datetime
) -> Outcome:
    """Answer a question one was asked."""
    _answerable(case, task, request, by, "question")
    course = Course(case, by=by, now=now)
    done = replace(request, state="answered", answered_at=now, answer=_text(text))
    course.outcome.requests[request.id] = done
    asker = case.directory.persons[request.asked_by]  # type: ignore[index]
    told = events.QuestionAnswered(**_about(task, request, asker), text=str(done.answer))
    course.note(told, case.runs[task.run], task.organisation)
    _tell(course, "answer", asker.id, done, task, by)
    return course.settle()


def request_signatures(
    case: CaseState,
    task: TaskState,
    *,
    by: Actor,
    of: Sequence[str],
    text: str,
    sequential: bool,
    now: datetime,
) -> Outcome:
    """Ask colleagues to sign before the task is completed: at once, or (`sequential`) one after the other."""
    require(case, task, "request_signature", by, now)
    course = Course(case, by=by, now=now)
    signers: list[Mapping[str, Any]] = list(task.cosigners)
    first = 1 + max((int(one["round"]) for one in signers), default=0)
    for place, identifier in enumerate(dict.fromkeys(of)):
        person = _signer(case, task, identifier, by, now)
        if any(one["personnel_id"] == person.personnel_id for one in signers):
            raise Rejected("asked_already", person=person.name)
        number = first + (place if sequential else 0)
        asked = RequestState(
            new(), task.id, "signature", by.person.id, person.id, _text(text), "waiting", now, number
        )
        signers.append(_signer_row(asked, person))
        course.outcome.requests[asked.id] = asked
        told = events.SignatureRequested(**_about(task, asked, person), round=number, text=asked.text)
        course.note(told, case.runs[task.run], task.organisation)
    _advance(course, task, signers, by)
    return course.settle()


def sign(
    case: CaseState,
    task: TaskState,
    request: RequestState,
    *,
    by: Actor,
    agrees: bool,
    text: str,
    draft_sha256: str,
    now: datetime,
) -> Outcome:
    """Co-sign, or refuse with the reason; a person counts in the task's four-eyes group either way."""
    _answerable(case, task, request, by, "signature")
    _signer(case, task, by.person.id, None, now)
    state, kind = ("answered", events.CoSigned) if agrees else ("refused", events.SignatureRefused)
    note = text.strip() if agrees else _text(text)
    course = Course(case, by=by, now=now)
    done = replace(request, state=state, answered_at=now, answer=note)
    course.outcome.requests[request.id] = done
    told: events.Event = kind(**at_task(task), request=request.id, text=note, draft_sha256=draft_sha256)
    course.note(told, case.runs[task.run], task.organisation)
    course.case = acted(case, task, by)
    signers: list[Mapping[str, Any]] = [
        {**one, "state": state} if one["request"] == request.id else one for one in task.cosigners
    ]
    _advance(course, task, signers, by)
    _tell(course, "signed" if agrees else "not_signed", request.asked_by, done, task, by)
    return course.settle()


def withdraw(case: CaseState, task: TaskState, request: RequestState, *, by: Actor, now: datetime) -> Outcome:
    """Withdraw a request that one made, or that was made about a task one has; a refusal is settled so."""
    require(case, task, "ask", by, now)
    mine = by.person.id == request.asked_by or task.assignee == (by.represents or by.person).id
    if not mine:
        raise NotAllowed("request_not_yours")
    if request.state in ("answered", "withdrawn"):
        raise NotOpen("request_closed")
    course = Course(case, by=by, now=now)
    course.outcome.requests[request.id] = replace(request, state="withdrawn", answered_at=now)
    person = case.directory.persons[request.asked_of]  # type: ignore[index]
    told = events.RequestWithdrawn(**_about(task, request, person))
    course.note(told, case.runs[task.run], task.organisation)
    if request.kind == "signature":
        _advance(course, task, [one for one in task.cosigners if one["request"] != request.id], by)
    return course.settle()


def may_answer(case: CaseState, task: TaskState, request: RequestState, by: Actor, now: datetime) -> Verdict:
    """Whether `by` may answer or sign now."""
    try:
        _answerable(case, task, request, by, request.kind)
        if request.kind == "signature":
            _signer(case, task, by.person.id, None, now)
    except (NotOpen, NotFound, NotAllowed) as refused:
        return Verdict(False, refused.reason)
    return Verdict(True)


def _answerable(case: CaseState, task: TaskState, request: RequestState, by: Actor, kind: str) -> None:
    """A request is answered by whom it asks, in person: a signature cannot be given by a deputy."""
    if by.represents is not None or request.asked_of != by.person.id or request.kind != kind:
        raise NotFound("request_unknown")
    if request.state == "waiting":
        raise NotOpen("request_waits")
    if case.state != "running" or task.state not in OPEN_TASK or request.state != "open":
        raise NotOpen("request_closed")


def _advance(course: Course, task: TaskState, signers: list[Mapping[str, Any]], by: Actor) -> None:
    """Open the first round that is not complete, and keep who stands where with the task."""
    left = [int(one["round"]) for one in signers if one["state"] not in ("answered",)]
    turn = min(left, default=0)
    for number, one in enumerate(signers):
        if one["state"] == "waiting" and one["round"] == turn:
            signers[number] = {**one, "state": "open"}
            known = course.outcome.requests.get(one["request"]) or _waiting(one, task, course.now)
            course.outcome.requests[known.id] = replace(known, state="open")
            _tell(course, "signature", one["person"], known, task, by)
    course.outcome.change(task, cosigners=tuple(signers))


def _waiting(one: Mapping[str, Any], task: TaskState, now: datetime) -> RequestState:
    """A request of a later round as far as its row must be known to change its state."""
    number = int(one["round"])
    asked = (one["request"], task.id, "signature", one["by"], one["person"], one["text"])
    return RequestState(*asked, "waiting", now, number)


def _signer_row(asked: RequestState, person: Person) -> dict[str, Any]:
    return {
        "request": asked.id,
        "person": person.id,
        "personnel_id": person.personnel_id,
        "name": person.name,
        "round": asked.round,
        "state": asked.state,
        "by": asked.asked_by,
        "text": asked.text,
    }


def _signer(case: CaseState, task: TaskState, identifier: str, by: Actor | None, now: datetime) -> Person:
    person = _person(case, identifier)
    facts, day = receiver_facts(case, task), today(now)
    if by is not None:
        verdict = permissions.may_sign(person, by, facts, case.directory, day)
    else:
        verdict = permissions.may_receive(person, facts, case.directory, day, prepares=True)
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)
    return person


def _colleague(case: CaseState, task: TaskState, identifier: str, by: Actor, now: datetime) -> Person:
    """Somebody else who works where the task lies, and so may see it anyway."""
    person = _person(case, identifier)
    if person.personnel_id in by.persons:
        raise Rejected("delegate_self")
    if not any(one.organisation == task.organisation for one in person.roles_on(today(now))):
        raise NotAllowed("not_a_colleague", person=person.name)
    return person


def _person(case: CaseState, identifier: str) -> Person:
    person: Person | None = case.directory.persons.get(identifier)  # type: ignore[call-overload]
    if person is None or not person.active:
        raise NotFound("person_unknown")
    return person


def _about(task: TaskState, request: RequestState, person: Person) -> dict[str, Any]:
    return {**at_task(task), "request": request.id, "to": person.id, "to_name": person.name}


def _tell(course: Course, kind: str, person: str, request: RequestState, task: TaskState, by: Actor) -> None:
    cause = f"{kind} {request.id}"
    course.tell(kind, [person], cause, task=task.id, title=task.title, by=by.person.name)


def _text(text: str) -> str:
    if not text.strip():
        raise Rejected("text_missing")
    return text.strip()
