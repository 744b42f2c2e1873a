"""What people arranged about a task among themselves: lending, asking, signing together, taking back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.events.fact import InRun


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
