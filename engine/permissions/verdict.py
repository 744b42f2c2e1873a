"""What is asked and what is answered: a verdict, and what the rules need to know of a task. No rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.errors import Reason
from engine.ids import OrganisationId, PersonId

Verb = Literal[
    "claim",
    "release",
    "complete",
    "hand_back",
    "save_draft",
    "delegate",
    "return_delegated",
    "reassign",
    "ask",
    "request_signature",
]


ADMINISTRATION = "administration"


AUDIT = "pruefung_lesend"


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the reason."""

    allowed: bool
    reason: Reason | None = None


@dataclass(frozen=True)
class TaskFacts:
    """What the rules need to know of a task."""

    role: str
    organisation: OrganisationId | None
    state: str
    assignee: PersonId | None = None
    process: str = ""
    four_eyes: str | None = None
    acted: Mapping[str, str] = field(default_factory=dict)
    """Personnel id → name of everybody who already acted elsewhere in the same four-eyes group and scope."""
    signature: str = "none"
    deputy_allowed: bool = True
    owner: PersonId | None = None
    """Who delegated the task; `returns` tells that it goes back there for completion."""
    returns: bool = False
    cosigners: tuple[Mapping[str, Any], ...] = ()
    """Who was asked to sign first: personnel id, name, state."""
    superiors: tuple[str, ...] = ()
    """The roles above the task's role, the nearest first."""
    data_class: str = ""
    readers: frozenset[str] = frozenset()
    """The roles that may read what the task asks; empty: whoever may know of it."""


YES = Verdict(True)
