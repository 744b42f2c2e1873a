"""What the rules see of a case, and what they cause. Values only: no tables, no SpiffWorkflow, no clock."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from engine.events import Event
from engine.library import Version
from engine.people import Actor, Directory
from engine.tree import Path


@dataclass(frozen=True)
class RunState:
    """One run: its place (tokens) and its data (tree, as canonical typed JSON)."""

    id: str
    process: str
    version: Version
    participant: str | None
    organisation: str | None
    tokens: bytes
    tree: str
    state: str = "running"
    incidents: Mapping[str, Any] = field(default_factory=dict)
    """Waiting point (or "" for the run itself) → reason, element and time of what stands still."""
    signals: frozenset[str] = frozenset()
    revision: int = 0
    """That of the case when this run last moved."""
    undo: Mapping[str, Any] | None = None
    """How the run stood before its last completion, while that can still be taken back (`recall`)."""
    started_at: datetime | None = None
    is_new: bool = False


@dataclass(frozen=True)
class TaskState:
    """One user task."""

    id: str
    run: str
    key: str
    process: str
    element: str
    title: str
    scope: Path
    role: str
    organisation: str | None
    state: str = "open"
    assignee: str | None = None
    owner: str | None = None
    """Who delegated it and may take it back; None where nobody did."""
    returns: bool = False
    """Whether it goes back to the owner for completion."""
    cosigners: tuple[Mapping[str, Any], ...] = ()
    """Who was asked to sign first: request, person, name, round, state."""
    four_eyes: str | None = None
    signature: str = "none"
    deputy_allowed: bool = True
    priority: int = 50
    due_at: datetime | None = None
    deadline: Any = None
    figure: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None


@dataclass(frozen=True)
class CaseState:
    """A case with all its live runs: the unit of lock and revision."""

    id: str
    number: str
    title: str
    process: str
    version: str
    """Hash of the version the case was opened with."""
    revision: int
    state: str
    opened_at: datetime
    participants: Mapping[str, str]
    """Participant (pool) → organisation id."""
    acted: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Four-eyes group with scope → place (element) → personnel id → name."""
    pending: tuple[Mapping[str, Any], ...]
    """Messages sent that nobody waits for yet."""
    runs: Mapping[str, RunState]
    directory: Directory
    follows: str | None = None
    """The case of last year whose answers are proposed in this one."""


@dataclass(frozen=True)
class JobWanted:
    """Something to be done later, born in the same transaction as its cause."""

    kind: str
    due_at: datetime
    run: str | None = None
    key: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewDocument:
    """A document that comes into the file with this turn."""

    id: str
    kind: str
    title: str
    file_name: str
    mime: str
    content: bytes
    sha256: str
    run: str | None = None
    element: str | None = None
    template: str = ""
    template_sha256: str = ""
    inputs_sha256: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    issued_by: str = ""
    based_on: str | None = None
    """The version that a person edited outside; None for a letter as it was made."""
    data_class: str = "B"


@dataclass(frozen=True)
class Fact:
    """An event with the one it is credited to; None is the system actor."""

    event: Event
    actor: Actor | None = None
    run: RunState | None = None
    organisation: str | None = None
    """Where it took place, if not at the organisation of the run: it may know of it too."""


@dataclass
class Outcome:
    """All that one verb causes: events first, and what follows from them."""

    facts: list[Fact] = field(default_factory=list)
    case: CaseState | None = None
    runs: dict[str, RunState] = field(default_factory=dict)
    opened: list[TaskState] = field(default_factory=list)
    changed: dict[str, TaskChange] = field(default_factory=dict)
    jobs: list[JobWanted] = field(default_factory=list)
    documents: list[NewDocument] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)
    """Template and organisation that may see its documents of this case from now on."""
    broadcasts: list[tuple[str, str]] = field(default_factory=list)
    """Signal and the run that sent it: that run has caught it already."""
    redrawn: list[TaskState] = field(default_factory=list)
    """Open tasks as another version of their process has them; due date, bearer and draft stay."""
    drafts: dict[str, str] = field(default_factory=dict)
    """Task → what its form shall be filled with, as kept by `save_draft`."""
    requests: dict[str, RequestState] = field(default_factory=dict)
    """Questions and signatures that were asked, answered or withdrawn."""
    follow_ups: dict[str, FollowUpState] = field(default_factory=dict)

    def merge(self, task: str, **changes: Any) -> None:
        """Note a change of a task row; a later change of the same task wins."""
        before = self.changed.get(task, TaskChange())
        self.changed[task] = replace(before, **changes)

    def change(self, task: TaskState, **changes: Any) -> None:
        """The same for a task that stays open: what is not named stays as it is."""
        kept = TaskChange(task.state, task.assignee, owner=task.owner, returns=task.returns)
        before = self.changed.get(task.id, replace(kept, cosigners=task.cosigners))
        self.changed[task.id] = replace(before, **changes)


@dataclass(frozen=True)
class TaskChange:
    """The columns of a task that one turn may set."""

    state: str = "open"
    assignee: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    owner: str | None = None
    returns: bool = False
    cosigners: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class RequestState:
    """A small thing asked of another person beside a task."""

    id: str
    task: str
    kind: str
    """`question` or `signature`."""
    asked_by: str
    asked_of: str
    text: str
    state: str
    """`waiting` (for an earlier round of signatures), `open`, `answered`, `refused`, `withdrawn`."""
    asked_at: datetime
    round: int = 1
    answered_at: datetime | None = None
    answer: str | None = None


@dataclass(frozen=True)
class FollowUpState:
    """A paper that comes up again on a day."""

    id: str
    person: str
    due_on: date
    reason: str
    created_at: datetime
    task: str | None = None
    document: str | None = None
    organisation: str | None = None
    every: str = ""
    """ISO 8601 duration after which it comes again, "" for once."""
    for_deputy: bool = True
    state: str = "open"
    closed_at: datetime | None = None


def task_id(run: str, key: str) -> str:
    """The identifier of the task at a waiting point: the same for the same run and key, always."""
    digest = hashlib.sha256(f"{run}/{key}".encode()).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")
