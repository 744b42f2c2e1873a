"""What happened to a case, in the past tense: the only cause of a change of state. Not how it is stored.

A fact of a person (`by_person`) is credited to whoever acted; all others to the system actor, never to the
last person who happened to click.
"""

from __future__ import annotations

from engine.events.cases import (
    CaseEnded,
    CaseOpened,
    CommentAdded,
    ParticipantNamed,
    RunEnded,
    RunMigrated,
    RunStarted,
)
from engine.events.course import (
    DecisionMade,
    ErrorRaised,
    Escalated,
    IncidentRaised,
    IncidentResolved,
    MessageReceived,
    MessageSent,
    PeopleNotified,
    SignalReceived,
    SignalSent,
    TimerFired,
)
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
from engine.events.papers import DocumentIssued, DocumentRevised, FileAttached
from engine.events.tasks import (
    TaskCancelled,
    TaskClaimed,
    TaskCompleted,
    TaskHandedBack,
    TaskOpened,
    TaskReleased,
)
from engine.events.teamwork import (
    CoSigned,
    QuestionAnswered,
    QuestionAsked,
    RequestWithdrawn,
    SignatureRefused,
    SignatureRequested,
    TaskDelegated,
    TaskReassigned,
    TaskRecalled,
    TaskReturned,
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
    "DocumentRevised",
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
