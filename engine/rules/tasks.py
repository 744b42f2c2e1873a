"""The verbs of a task: claim, release, complete, hand back. Not the moving of tokens (`course`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import events, forms, permissions, tree
from engine.clock import today
from engine.confined import Upload
from engine.errors import AlreadyDone, Invalid, NotAllowed, NotOpen, Rejected, Stale
from engine.library import Version, classes
from engine.people import Actor
from engine.permissions import TaskFacts, Verb
from engine.rules.answers import Posted, read_answers
from engine.rules.course import Course
from engine.rules.files import checked
from engine.rules.four_eyes import Acted, barred, group_of, place_of
from engine.rules.state import CaseState, NewDocument, Outcome, TaskState
from engine.rules.surroundings import names, seen
from engine.rules.tiers import above
from engine.rules.undo import remember

MINIMUM_REASON = 3
"""Characters of a reason for handing back: a dot is not a reason."""


def facts_of(task: TaskState, acted: Acted, version: Version | None = None) -> TaskFacts:
    """What `permissions` needs to know: the task, and from `acted` who else was in its group.

    Who stands above its role is known only with the `version` of its run.
    """
    needed = classes.of_task(version, task.process, task.element) if version else classes.INTERNAL
    return TaskFacts(
        role=task.role,
        organisation=task.organisation,  # type: ignore[arg-type]
        state=task.state,
        assignee=task.assignee,  # type: ignore[arg-type]
        process=task.process,
        four_eyes=group_of(task).partition("@")[0] or None,
        acted=barred(task, acted),
        signature=task.signature,
        deputy_allowed=task.deputy_allowed,
        owner=task.owner,  # type: ignore[arg-type]
        returns=task.returns,
        cosigners=task.cosigners,
        superiors=permissions.superiors(task.role, above(version)) if version else (),
        data_class=needed,
        readers=classes.readers(version, needed) if version and needed > classes.INTERNAL else frozenset(),
    )


def claim(case: CaseState, task: TaskState, *, by: Actor, now: datetime) -> Outcome:
    """Take a task: from now on it is `by`'s (or the represented person's). Claiming one's own is no event."""
    require(case, task, "claim", by, now)
    bearer = (by.represents or by.person).id
    course = Course(case, by=by, now=now)
    if task.assignee != bearer:
        course.outcome.change(task, state="claimed", assignee=bearer, owner=None, returns=False)
        course.note(events.TaskClaimed(**at_task(task)), case.runs[task.run], task.organisation)
    return course.settle()


def release(case: CaseState, task: TaskState, *, by: Actor, now: datetime) -> Outcome:
    """Give a task back to its group."""
    require(case, task, "release", by, now)
    course = Course(case, by=by, now=now)
    course.outcome.change(task, state="open", assignee=None, owner=None)
    course.note(events.TaskReleased(**at_task(task)), case.runs[task.run], task.organisation)
    return course.settle()


def complete(
    case: CaseState,
    task: TaskState,
    *,
    by: Actor,
    answers: Posted | Mapping[str, Any],
    revision: int | None,
    now: datetime,
) -> Outcome:
    """Complete a task with its answers and move on. Raises Rejected subclasses and Invalid.

    `revision` is that of the case when the page was made; None says that the caller looked just now.
    """
    require(case, task, "complete", by, now)
    _fresh(case, task, revision)
    course = Course(case, by=by, now=now)
    run = case.runs[task.run]
    data = course.data_of(task.run)
    form = run.version.form(task.process, task.element)
    given, attached = read_answers(
        form, answers, seen(data, task.scope, names(case, run, now)), case.directory
    )
    course.outcome.documents.extend(_filed(case, task, attached, by))
    path = (*task.scope, task.element)
    data.write(path, {**given, **_stamp(task, by, now)})
    course.leaving.add(task.id)
    course.outcome.merge(
        task.id, state="completed", closed_at=now, closed_by=signed(by), assignee=_bearer(by)
    )
    done = events.TaskCompleted(**at_task(task), path=tree.format_path(path), answers=given)
    course.note(done, run, task.organisation)
    for document in course.outcome.documents:
        course.note(
            events.FileAttached(
                run=task.run,
                element=task.element,
                title=task.title,
                document=document.id,
                file_name=document.file_name,
                sha256=document.sha256,
            ),
            run,
            task.organisation,
        )
    course.case = acted(_participants(course, form, given), task, by)
    course.move(
        task.run, lambda executable, tokens, around: executable.complete(tokens, task.key, around), data
    )
    element = run.version.element(task.process, task.element)
    course.later(lambda: remember(course, run, task, element, by))
    return course.settle()


def hand_back(
    case: CaseState, task: TaskState, *, by: Actor, to: str, reason: str, revision: int | None, now: datetime
) -> Outcome:
    """Send the paper back to an earlier step with a reason; what was answered there stays filled in."""
    require(case, task, "hand_back", by, now)
    _fresh(case, task, revision)
    reason = reason.strip()
    if len(reason) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    run = case.runs[task.run]
    executable = run.version.executable(run.process)
    if to not in executable.hand_back_targets(run.tokens, task.key):
        raise Rejected("no_way_back", to=to)
    title = run.version.process(task.process).elements[to].title
    course = Course(case, by=by, now=now)
    course.leaving.add(task.id)
    course.outcome.merge(task.id, state="cancelled", closed_at=now, closed_by=signed(by))
    course.note(
        events.TaskHandedBack(**at_task(task), to=to, to_title=title, reason=reason), run, task.organisation
    )
    course.move(
        task.run, lambda executable, tokens, around: executable.hand_back(tokens, task.key, to, around)
    )
    return course.settle()


def _stamp(task: TaskState, by: Actor, now: datetime) -> dict[str, Any]:
    """What is noted beside the answers: when, by whom, in which role, and with which addition they sign."""
    delegated = task.owner not in (None, by.person.id)
    return {
        "erledigt_am": today(now),
        "erledigt_durch": signed(by),
        "erledigt_als": task.role,
        "erledigt_zusatz": "i. V." if by.represents else "i. A." if delegated else "",
    }


def signed(by: Actor) -> str:
    """How an act is signed: the name, or "B für A (i. V.)"."""
    return f"{by.person.name} für {by.represents.name} (i. V.)" if by.represents else by.person.name


def require(case: CaseState, task: TaskState, verb: Verb, by: Actor, now: datetime) -> None:
    """Raise what stands in the way of `verb`: done, cancelled, closed, or not allowed with the reason."""
    if task.state == "completed":
        raise AlreadyDone("task_done", by=task.closed_by or "–", at=task.closed_at, task=task.title)
    if case.state != "running":
        raise NotOpen("case_closed", number=case.number)
    if task.state == "cancelled":
        raise NotOpen("task_cancelled", task=task.title)
    run = case.runs.get(task.run)
    facts = facts_of(task, case.acted, run.version if run else None)
    verdict = permissions.may(by, verb, facts, case.directory, today(now))
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)


def _fresh(case: CaseState, task: TaskState, revision: int | None) -> None:
    """A page is stale when its run has moved since; a note or a claim elsewhere does no harm."""
    if revision is not None and revision < case.runs[task.run].revision:
        raise Stale("stale_page", number=case.number, seen=revision, now=case.revision)


def _filed(
    case: CaseState, task: TaskState, attached: list[tuple[str, Upload]], by: Actor
) -> list[NewDocument]:
    return [
        NewDocument(
            id=identifier,
            kind="attachment",
            title=upload.name,
            file_name=upload.name,
            mime=checked(upload),
            content=upload.content,
            sha256=hashlib.sha256(upload.content).hexdigest(),
            run=task.run,
            element=task.element,
            organisation=task.organisation,
            issued_by=signed(by),
            data_class=classes.of_task(case.runs[task.run].version, task.process, task.element),
        )
        for identifier, upload in attached
    ]


def _participants(course: Course, form: forms.Form | None, given: Mapping[str, Any]) -> CaseState:
    """The case with the organisations that a form field names as participants (`x-beteiligter`)."""
    case = course.case
    for one in form.fields if form is not None else ():
        chosen = given.get(one.name)
        if not one.participant or not chosen or case.participants.get(one.participant) == chosen:
            continue
        organisation = case.directory.organisations.get(chosen)
        if organisation is None:
            raise Invalid([], "organisation_unknown", organisation=chosen)
        case = replace(case, participants={**case.participants, one.participant: chosen})
        named = events.ParticipantNamed(
            participant=one.participant, organisation=chosen, name=organisation.name
        )
        course.note(named)
    return case


def acted(case: CaseState, task: TaskState, by: Actor) -> CaseState:
    """The case with the persons behind this act remembered in the four-eyes group."""
    group = group_of(task)
    if not group:
        return case
    places = case.acted.get(group, {})
    both = [one for one in (by.person, by.represents) if one is not None]
    people = {**places.get(place_of(task), {}), **{one.personnel_id: one.name for one in both}}
    return replace(case, acted={**case.acted, group: {**places, place_of(task): people}})


def _bearer(by: Actor) -> str:
    return (by.represents or by.person).id


def at_task(task: TaskState) -> dict[str, Any]:
    """The facts with which an event says which task it is about."""
    return {"run": task.run, "element": task.element, "title": task.title, "task": task.id}
