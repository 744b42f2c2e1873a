"""What happened to a case as a whole: its file, its parties, its runs. Not to a task in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.events.fact import Event, InRun


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
