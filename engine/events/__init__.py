"""What happened to a case, in the past tense: the only cause of a change of state. Not how it is stored.

A fact of a person (`by_person`) is credited to whoever acted; all others to the system actor, never to the
last person who happened to click.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.events.fact import Event, InRun
from engine.events.follow_ups import FollowUpClosed, FollowUpDue, FollowUpPostponed, FollowUpSet
from engine.events.office import (
    DeputyArranged,
    DeputyEnded,
    OnParameter,
    ParameterDeclined,
    ParameterProposed,
    ParameterReleased,
)

__all__ = [
    "CaseEnded",
    "CaseOpened",
    "CoSigned",
    "CommentAdded",
    "DecisionMade",
    "DeputyArranged",
    "DeputyEnded",
    "DocumentIssued",
    "ErrorRaised",
    "Escalated",
    "Event",
    "FileAttached",
    "FollowUpClosed",
    "FollowUpDue",
    "FollowUpPostponed",
    "FollowUpSet",
    "InRun",
    "IncidentRaised",
    "IncidentResolved",
    "MessageReceived",
    "MessageSent",
    "OnParameter",
    "ParameterDeclined",
    "ParameterProposed",
    "ParameterReleased",
    "ParticipantNamed",
    "PeopleNotified",
    "QuestionAnswered",
    "QuestionAsked",
    "RequestWithdrawn",
    "RunEnded",
    "RunMigrated",
    "RunStarted",
    "SignalReceived",
    "SignalSent",
    "SignatureRefused",
    "SignatureRequested",
    "TaskCancelled",
    "TaskClaimed",
    "TaskCompleted",
    "TaskDelegated",
    "TaskHandedBack",
    "TaskOpened",
    "TaskReassigned",
    "TaskRecalled",
    "TaskReleased",
    "TaskReturned",
    "TimerFired",
]


@dataclass(frozen=True)
class CaseOpened(Event):
    by_person: ClassVar[bool] = True
    number: str
    title: str
    process: str
    path: str = ""
    """Where the answers of the start form lie in the data tree."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    participants: Mapping[str, str] = field(default_factory=dict)
    follows: str = ""
    """The case of last year whose answers are proposed in this one."""


@dataclass(frozen=True)
class CaseEnded(Event):
    pass


@dataclass(frozen=True)
class ParticipantNamed(Event):
    by_person: ClassVar[bool] = True
    participant: str
    organisation: str
    name: str


@dataclass(frozen=True)
class CommentAdded(Event):
    by_person: ClassVar[bool] = True
    text: str


@dataclass(frozen=True)
class RunStarted(InRun):
    process: str = ""
    participant: str = ""
    organisation: str = ""
    message: str = ""


@dataclass(frozen=True)
class RunEnded(InRun):
    process: str = ""


@dataclass(frozen=True)
class RunMigrated(InRun):
    """A run goes on in another version of its process; nothing moved and no deadline began anew."""

    by_person: ClassVar[bool] = True
    process: str = ""
    from_version: str = ""
    to_version: str = ""
    reason: str = ""
    accepted: tuple[Any, ...] = ()
    """What had to be decided and was: code and facts of each."""


@dataclass(frozen=True)
class TaskOpened(InRun):
    task: str = ""
    role: str = ""
    organisation: str = ""
    due: Any = None
    calculation: tuple[Any, ...] = ()


@dataclass(frozen=True)
class TaskClaimed(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""


@dataclass(frozen=True)
class TaskReleased(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""


@dataclass(frozen=True)
class TaskCompleted(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    path: str = ""
    """Where the answers lie in the data tree."""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskHandedBack(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    to: str = ""
    to_title: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TaskCancelled(InRun):
    task: str = ""


@dataclass(frozen=True)
class DecisionMade(InRun):
    path: str = ""
    decision: str = ""
    rules: tuple[int, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None
    tables: tuple[Any, ...] = ()


@dataclass(frozen=True)
class MessageSent(InRun):
    message: str = ""
    to: str = ""
    payload_sent: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageReceived(InRun):
    message: str = ""
    sender: str = ""
    path: str = ""
    payload_received: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SignalSent(InRun):
    signal: str = ""


@dataclass(frozen=True)
class SignalReceived(InRun):
    signal: str = ""


@dataclass(frozen=True)
class TimerFired(InRun):
    due: Any = None


@dataclass(frozen=True)
class ErrorRaised(InRun):
    code: str = ""


@dataclass(frozen=True)
class Escalated(InRun):
    code: str = ""


@dataclass(frozen=True)
class DocumentIssued(InRun):
    document: str = ""
    document_title: str = ""
    template: str = ""
    template_sha256: str = ""
    sha256: str = ""
    inputs_sha256: str = ""
    number: int = 1
    draft: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)
    """Field of the letter → where its value came from: a path of the data tree, an input parameter."""


@dataclass(frozen=True)
class FileAttached(InRun):
    by_person: ClassVar[bool] = True
    document: str = ""
    file_name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class DocumentRevised(InRun):
    """A person edited a letter outside and brought it back: a new version, with what it was made from."""

    by_person: ClassVar[bool] = True
    task: str = ""
    document: str = ""
    document_title: str = ""
    sha256: str = ""
    based_on: str = ""
    based_on_sha256: str = ""
    changed: int = 0
    """Paragraphs that differ."""


@dataclass(frozen=True)
class PeopleNotified(InRun):
    role: str = ""
    organisation: str = ""
    text: str = ""


@dataclass(frozen=True)
class IncidentRaised(InRun):
    key: str = ""
    """The waiting point that cannot go on; empty when the run itself stands still."""
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IncidentResolved(InRun):
    by_person: ClassVar[bool] = True
    key: str = ""


# -- among people -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskDelegated(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    to: str = ""
    to_name: str = ""
    returns: bool = False
    reason: str = ""


@dataclass(frozen=True)
class TaskReturned(InRun):
    """Who was asked to prepare a task has done so; it lies with its owner again."""

    by_person: ClassVar[bool] = True
    task: str = ""
    to: str = ""
    to_name: str = ""
    note: str = ""


@dataclass(frozen=True)
class TaskReassigned(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    from_name: str = ""
    to: str = ""
    to_name: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TaskRecalled(InRun):
    """A completion was taken back before anybody acted on it; what was answered is a draft again."""

    by_person: ClassVar[bool] = True
    task: str = ""
    completed_revision: int = 0
    """Of the case, when it was completed."""
    reason: str = ""


@dataclass(frozen=True)
class QuestionAsked(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    to: str = ""
    to_name: str = ""
    text: str = ""


@dataclass(frozen=True)
class QuestionAnswered(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    to: str = ""
    to_name: str = ""
    text: str = ""


@dataclass(frozen=True)
class SignatureRequested(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    to: str = ""
    to_name: str = ""
    round: int = 1
    text: str = ""


@dataclass(frozen=True)
class CoSigned(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    text: str = ""
    draft_sha256: str = ""
    """Of the draft as it was when it was signed, in the form it is kept; "" where there was none."""


@dataclass(frozen=True)
class SignatureRefused(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    text: str = ""
    draft_sha256: str = ""


@dataclass(frozen=True)
class RequestWithdrawn(InRun):
    by_person: ClassVar[bool] = True
    task: str = ""
    request: str = ""
    to: str = ""
    to_name: str = ""
