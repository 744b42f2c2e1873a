"""What happens without a person at the keyboard: timers, documents, signals; and help after a fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine import events
from engine.bpmn import Waiting
from engine.clock import today
from engine.errors import NotAllowed, NotOpen, Reason
from engine.people import Actor
from engine.permissions import ADMINISTRATION
from engine.rules import post, reminders
from engine.rules.course import Course
from engine.rules.state import CaseState, JobWanted, NewDocument, Outcome, TaskState

OWNER = "prozessverantwortung"


def fire(case: CaseState, run: str, key: str, *, now: datetime) -> Outcome:
    """A timer is due. One that was cancelled meanwhile does nothing."""
    course = Course(case, by=None, now=now)
    point = waiting_point(case, run, key)
    if point is not None and point.due is not None and point.due <= now:
        element = course.element(case.runs[run], point.element, point.process)
        fired = events.TimerFired(run=run, element=element.id, title=element.title, due=point.due)
        course.note(fired, case.runs[run])
        course.move(run, lambda executable, tokens, around: executable.fire(tokens, key, around))
    return course.settle()


def watch(case: CaseState, task: TaskState, look: str, *, now: datetime) -> Outcome:
    """A deadline comes near (`near`) or has `passed`. What was done in time reminds nobody."""
    course = Course(case, by=None, now=now)
    if case.state == "running" and task.state in ("open", "claimed"):
        reminders.look_again(course, task, look)
    return course.settle()


def document_issued(
    case: CaseState, run: str, key: str, document: NewDocument | None, *, now: datetime, number: int = 1
) -> Outcome:
    """A letter was rendered (or an export made): it enters the file, and the run goes on."""
    course = Course(case, by=None, now=now)
    point = waiting_point(case, run, key)
    if point is None:
        return course.settle()
    data = course.data_of(run)
    element = course.element(case.runs[run], point.element, point.process)
    if document is not None:
        course.outcome.documents.append(document)
        written = {
            "dokument": document.id,
            "titel": document.title,
            "datei": document.file_name,
            "sha256": document.sha256,
            "datum": today(now),
        }
        data.write((*point.scope, element.id), written)
        course.note(_issued(document, run, element.id, element.title, number), case.runs[run])
    course.resolve(run, key)
    course.move(run, lambda executable, tokens, around: executable.complete(tokens, key, around), data)
    return course.settle()


def signal(case: CaseState, name: str, *, now: datetime, sender: str = "") -> Outcome:
    """A signal reaches every run of this case that waits for it, except the one that sent it."""
    course = Course(case, by=None, now=now)
    for run in case.runs.values():
        if run.state == "running" and name in run.signals and run.id != sender:
            course.note(events.SignalReceived(run=run.id, title=name, signal=name), run)
            course.move(run.id, lambda executable, tokens, around: executable.signal(tokens, name, around))
    return course.settle()


def job_failed(
    case: CaseState, stuck: Sequence[tuple[str, str]], reason: Reason, *, now: datetime
) -> Outcome:
    """The last attempt of a job failed: a person must look at the waiting points (run, key) it was for."""
    course = Course(case, by=None, now=now)
    for run, key in stuck:
        point = waiting_point(case, run, key)
        if point is not None:
            element = course.element(case.runs[run], point.element, point.process)
            course.incident(run, key, element, reason)
    return course.settle()


def retry(case: CaseState, run: str, *, by: Actor, now: datetime) -> Outcome:
    """Try again what stands still: the run's own step, and every job that failed."""
    roles = {one.role for one in by.person.roles_on(today(now))}
    if not roles & {ADMINISTRATION, OWNER}:
        raise NotAllowed("may_not_retry")
    stuck = dict(case.runs[run].incidents) if run in case.runs else {}
    if not stuck:
        raise NotOpen("no_incident")
    course = Course(case, by=by, now=now)
    for key in stuck:
        course.resolve(run, key)
        point = waiting_point(case, run, key)
        if point is not None:
            _again(course, run, point)
    if post.POST in stuck:
        post.deliver_again(course, case.runs[run].version)
    if "" in stuck:
        course.move(run, lambda executable, tokens, around: executable.resume(tokens, around))
    return course.settle()


def waiting_for(case: CaseState, signal: str) -> list[tuple[str, str]]:
    """The waiting points (run, key) of a case that a signal would reach."""
    return [
        (run.id, point.key)
        for run in case.runs.values()
        if run.state == "running" and signal in run.signals
        for point in run.version.executable(run.process).waiting(run.tokens)
        if point.kind == "signal" and point.name == signal
    ]


def waiting_point(case: CaseState, run: str, key: str) -> Waiting | None:
    """The waiting point of a live run, or None when it is gone."""
    state = case.runs.get(run)
    if state is None or state.state != "running":
        return None
    points = state.version.executable(state.process).waiting(state.tokens)
    return next((point for point in points if point.key == key), None)


def _again(course: Course, run: str, point: Waiting) -> None:
    """What was to happen at a waiting point by itself is to happen again."""
    element = course.element(course.runs[run], point.element, point.process)
    topic = element.attributes.get("topic", "")
    if point.kind == "service" and topic == "mitteilung":
        course.later(lambda: post.notify(course, run, point, element))
    elif point.kind == "service":
        course.outcome.jobs.append(JobWanted(topic, course.now, run, point.key))
    elif point.kind == "timer" and point.due is not None:
        course.outcome.jobs.append(JobWanted("timer", max(point.due, course.now), run, point.key))
    elif point.kind == "signal":
        heard = {"signal": point.name or "", "sender": ""}
        course.outcome.jobs.append(JobWanted("signal", course.now, payload=heard))


def _issued(document: NewDocument, run: str, element: str, title: str, number: int) -> events.DocumentIssued:
    return events.DocumentIssued(
        run=run,
        element=element,
        title=title,
        document=document.id,
        document_title=document.title,
        template=document.template,
        template_sha256=document.template_sha256,
        sha256=document.sha256,
        inputs_sha256=document.inputs_sha256,
        number=number,
        draft=document.kind == "draft",
        origins=dict(document.origins),
    )
