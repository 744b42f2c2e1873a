"""What happened on the way of a run without anybody doing a task: decisions, messages, time, trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.events.fact import InRun


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
