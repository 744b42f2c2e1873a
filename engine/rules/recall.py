"""Taking back one's own completion as long as nobody has acted on it. Not handing back (`tasks`).

A completion keeps beside its run how the run stood before. The tokens go back there only if the run has not
moved since, nobody else has touched what was opened, and nothing has left the house. The history keeps both
the completion and the recall; who acted stays in the four-eyes group: what was seen is seen.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import events, tree
from engine.errors import NotAllowed, NotOpen, Reason, Rejected
from engine.people import Actor
from engine.permissions import Verdict
from engine.rules import reminders
from engine.rules.course import Course
from engine.rules.state import CaseState, Outcome, RunState, TaskState
from engine.rules.tasks import MINIMUM_REASON, at_task


@dataclass(frozen=True)
class Meanwhile:
    """What others did to a task since it was opened by the completion."""

    task: str
    title: str
    person: str
    """Name."""


def may_recall(
    undo: Mapping[str, Any] | None, task: TaskState, by: Actor, meanwhile: Sequence[Meanwhile]
) -> Verdict:
    """Whether `by` may take back the completion of `task`; `undo` is what its run remembers."""
    if task.state != "completed":
        return Verdict(False, Reason("recall_not_done"))
    if undo is None or undo["task"] != task.id:
        return Verdict(False, Reason("recall_moved_on"))
    if by.person.id not in (undo["by"], undo["bearer"]):
        return Verdict(False, Reason("recall_not_yours", {"person": task.closed_by or "–"}))
    if undo.get("blocked"):
        return Verdict(False, Reason(undo["blocked"]))
    for one in meanwhile:
        return Verdict(False, Reason("recall_touched", {"person": one.person, "task": one.title}))
    return Verdict(True)


def recall(
    case: CaseState,
    task: TaskState,
    *,
    by: Actor,
    reason: str,
    meanwhile: Sequence[Meanwhile],
    now: datetime,
) -> Outcome:
    """Open the task again for who completed it, its answers as a draft. Raises NotOpen, NotAllowed."""
    run = case.runs.get(task.run)
    if case.state != "running" or run is None:
        raise NotOpen("case_closed", number=case.number)
    verdict = may_recall(run.undo, task, by, meanwhile)
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code, **verdict.reason.facts)
    if len(reason.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    undo = dict(run.undo or {})
    course = Course(case, by=by, now=now)
    course.returning.add(task.id)
    course.outcome.merge(task.id, state="claimed", assignee=undo["bearer"])
    recalled = events.TaskRecalled(
        **at_task(task), completed_revision=undo["revision"], reason=reason.strip()
    )
    course.note(recalled, run, task.organisation)
    _keep_answers(course, run, task)
    before = b64decode(undo["tokens"])
    course.move(
        task.run,
        lambda executable, tokens, around: executable.restore(before, tokens, around),
        tree.Tree(tree.loads(undo["tree"])),
    )
    reminders.remind(course, replace(task, assignee=None))
    course.runs[task.run] = replace(course.runs[task.run], incidents=undo["incidents"])
    return course.settle()


def _keep_answers(course: Course, run: RunState, task: TaskState) -> None:
    """What was answered becomes the draft: nothing typed is lost."""
    form = run.version.form(task.process, task.element)
    answered = course.data_of(task.run).at((*task.scope, task.element))
    if form is None or not isinstance(answered, dict):
        return
    known = {one.name for one in form.fields}
    given = {name: value for name, value in answered.items() if name in known}
    raw = {name: list(texts) for name, texts in form.raw(given).items()}
    course.outcome.drafts[task.id] = json.dumps(raw, ensure_ascii=False)
