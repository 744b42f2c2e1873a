"""What happened to a task between being opened and being done. Not who was asked on the way (`teamwork`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.events.fact import InRun


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
