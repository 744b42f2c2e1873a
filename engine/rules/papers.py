"""Papers that people add: files beside a task, a letter edited outside. Not letters made by the process.

A letter may be edited until it is issued: what was signed is what stands in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import events
from engine.clock import today
from engine.confined import Upload
from engine.documents import WORD
from engine.errors import NotAllowed, NotFound, NotOpen, Rejected
from engine.ids import new
from engine.library import classes
from engine.people import Actor
from engine.permissions import knows, works_at
from engine.rules.course import Course
from engine.rules.files import checked
from engine.rules.state import CaseState, NewDocument, Outcome, TaskState
from engine.rules.tasks import require, signed


@dataclass(frozen=True)
class Edited:
    """A letter that a person has changed outside: what it was made from, and the file that came back."""

    id: str
    run: str | None
    element: str | None
    kind: str
    title: str
    template: str
    template_sha256: str
    organisation: str | None
    latest: bool
    """Whether no newer version of the same letter lies in the case."""
    sha256: str
    data_class: str = "B"


@dataclass(frozen=True)
class Edition:
    """The newest draft of a letter, as a person left it, and the one it was rendered as."""

    id: str
    base: bytes
    content: bytes


def attach(
    case: CaseState, uploads: Sequence[Upload], *, by: Actor, now: datetime, task: TaskState | None = None
) -> Outcome:
    """Add files to the case, beside a task or by themselves. Raises Rejected naming file and cause."""
    place = _place(case, task, by, now)
    if not uploads:
        raise Rejected("file_missing")
    course = Course(case, by=by, now=now)
    run = case.runs[task.run] if task else None
    needed = classes.of_task(run.version, task.process, task.element) if run and task else classes.INTERNAL
    for upload in uploads:
        mime = checked(upload)
        document = NewDocument(
            id=new(),
            kind="attachment",
            title=upload.name,
            file_name=upload.name,
            mime=mime,
            content=upload.content,
            sha256=hashlib.sha256(upload.content).hexdigest(),
            run=task.run if task else "",
            element=task.element if task else None,
            organisation=place,
            issued_by=signed(by),
            data_class=needed,
        )
        course.outcome.documents.append(document)
        told = events.FileAttached(
            run=task.run if task else "",
            element=task.element if task else "",
            title=task.title if task else "",
            document=document.id,
            file_name=document.file_name,
            sha256=document.sha256,
        )
        course.note(told, run, place)
    return course.settle()


def require_attachable(case: CaseState, *, by: Actor, now: datetime, task: TaskState | None = None) -> None:
    """Raise why `by` cannot add files to this case, or beside this task."""
    _place(case, task, by, now)


def bring_back(
    case: CaseState,
    task: TaskState,
    before: Edited,
    upload: Upload,
    *,
    by: Actor,
    now: datetime,
    changed: int,
) -> Outcome:
    """File an edited letter as its next version; `changed` counts the paragraphs that differ.

    Raises NotOpen where the letter has been issued or a newer version lies in the case.
    """
    require_editable(case, task, before, by=by, now=now)
    course = Course(case, by=by, now=now)
    document = NewDocument(
        id=new(),
        kind="draft",
        title=before.title,
        file_name=upload.name,
        mime=WORD,
        content=upload.content,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        run=task.run,
        element=before.element,
        template=before.template,
        template_sha256=before.template_sha256,
        organisation=before.organisation,
        issued_by=signed(by),
        based_on=before.id,
        data_class=before.data_class,
    )
    course.outcome.documents.append(document)
    told = events.DocumentRevised(
        run=task.run,
        element=before.element or "",
        title=task.title,
        task=task.id,
        document=document.id,
        document_title=before.title,
        sha256=document.sha256,
        based_on=before.id,
        based_on_sha256=before.sha256,
        changed=changed,
    )
    course.note(told, case.runs[task.run], task.organisation)
    return course.settle()


def require_editable(case: CaseState, task: TaskState, before: Edited, *, by: Actor, now: datetime) -> None:
    """Raise why `by` cannot replace this letter by an edited one at this task."""
    require(case, task, "save_draft", by, now)
    if before.run != task.run:
        raise NotFound("document_unknown")
    if before.kind != "draft" or not before.template:
        raise NotOpen("document_final", title=before.title)
    if not before.latest:
        raise NotOpen("document_superseded", title=before.title)


def _place(case: CaseState, task: TaskState | None, by: Actor, now: datetime) -> str | None:
    """At whose organisation the file lies: the task's, else that of who adds it. Raises NotAllowed."""
    if task is not None:
        require(case, task, "ask", by, now)
        return task.organisation
    return own_place(case, by, now)


def own_place(case: CaseState, by: Actor, now: datetime) -> str:
    """The organisation of the case at which `by` works. Who audits or administers only reads: NotAllowed."""
    day, parties = today(now), frozenset(case.participants.values())
    if not knows(by.person, parties, day):
        raise NotFound("case_unknown", number="")
    place = works_at(by.person, parties, day)
    if place is None:
        raise NotAllowed("only_reads", person=by.person.name)
    return str(place)
