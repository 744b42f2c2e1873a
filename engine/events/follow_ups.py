"""Papers that come up again on a day: set, due, postponed, settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.events.fact import Event


@dataclass(frozen=True)
class FollowUpSet(Event):
    by_person: ClassVar[bool] = True
    follow_up: str
    due_on: Any = None
    reason: str = ""
    every: str = ""
    about: str = ""


@dataclass(frozen=True)
class FollowUpDue(Event):
    follow_up: str
    due_on: Any = None
    reason: str = ""
    next_on: Any = None


@dataclass(frozen=True)
class FollowUpPostponed(Event):
    by_person: ClassVar[bool] = True
    follow_up: str
    reason: str = ""
    due_on: Any = None
    former: Any = None


@dataclass(frozen=True)
class FollowUpClosed(Event):
    by_person: ClassVar[bool] = True
    follow_up: str
    reason: str = ""
