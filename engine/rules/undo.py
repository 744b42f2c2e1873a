"""What a completion leaves beside its run so that it can be taken back. Not the taking back (`recall`)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.bpmn.model import Element
from engine.people import Actor
from engine.rules.course import Course
from engine.rules.state import RunState, TaskState

FINAL: Mapping[str, str] = {
    "MessageSent": "recall_sent",
    "SignalSent": "recall_sent",
    "PeopleNotified": "recall_sent",
    "DocumentIssued": "recall_issued",
    "ParticipantNamed": "recall_participant",
    "TaskCancelled": "recall_cancelled_others",
    "RunStarted": "recall_ended",
    "RunEnded": "recall_ended",
    "CaseEnded": "recall_ended",
}
"""Events of a completion after which it cannot be taken back, and the reason."""


def remember(course: Course, before: RunState, task: TaskState, element: Element, by: Actor) -> None:
    """Keep with the run how it stood before this completion, or why that is no use."""
    kinds = [fact.event.kind for fact in course.outcome.facts]
    blocked = next((FINAL[kind] for kind in kinds if kind in FINAL), None)
    if element.properties.get("rueckholbar", "ja") == "nein":
        blocked = "recall_forbidden"
    kept: dict[str, Any] = {
        "task": task.id,
        "by": by.person.id,
        "bearer": (by.represents or by.person).id,
        "revision": course.case.revision + 1,
        "opened": [one.id for one in course.outcome.opened],
    }
    if blocked:
        kept["blocked"] = blocked
    else:
        kept |= {"tokens": b64encode(before.tokens).decode(), "tree": before.tree}
        kept["incidents"] = dict(before.incidents)
    course.runs[task.run] = replace(course.runs[task.run], undo=kept)
