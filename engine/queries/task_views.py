"""What the page of a task shows, as frozen values. Not the lists that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import Reason
from engine.forms import Form
from engine.permissions import Verdict
from engine.queries.case_views import Changes, Signer
from engine.queries.desk_views import PersonRow, RequestRow
from engine.queries.inbox_views import DueView
from engine.queries.views import CaseHead, Diagram, DocumentRow, Entry
from engine.rules.ahead import Ahead


@dataclass(frozen=True)
class WayBack:
    """An earlier step that a paper can be handed back to."""

    element: str
    title: str


@dataclass(frozen=True)
class TaskPage:
    """Everything beside and inside the form of one task."""

    id: str
    title: str
    help: str
    state: str
    assignee: PersonRow | None
    role: str
    organisation: str
    due: DueView | None
    case: CaseHead
    form: Form | None
    values: Mapping[str, list[str]]
    """Raw values for the inputs: the draft, else the proposal."""
    proposal: Mapping[str, Any]
    """Typed: what was answered here before (rework), else the defaults."""
    context: Mapping[str, Any]
    references: Mapping[str, Mapping[str, str]]
    """What reference fields may point to: kind → id → name."""
    draft_at: datetime | None
    documents: tuple[DocumentRow, ...]
    """The newest; all of them stand with the case."""
    history: tuple[Entry, ...]
    """The newest entries."""
    diagram: Diagram
    hand_back_to: tuple[WayBack, ...]
    may: Mapping[str, Verdict]
    notes: tuple[Reason, ...]
    revision: int
    data_class: str
    signature: str
    closed_by: str | None = None
    closed_at: datetime | None = None
    acts_for: PersonRow | None = None
    """Whom the asker represents on this page; the verdicts are for that."""
    could_act_for: tuple[PersonRow, ...] = ()
    owner: PersonRow | None = None
    """Who delegated the task; `returns` tells that it goes back there."""
    returns: bool = False
    requests: tuple[RequestRow, ...] = ()
    """Questions and signatures beside this task, the oldest first."""
    origins: Mapping[str, Reason] = field(default_factory=dict)
    """Field → where its proposed value comes from."""
    last_event: int = 0
    """Sequence number of the newest event of the case."""
    changes: Changes | None = None
    """What others did since the asker last looked; None on the first visit."""
    ahead: tuple[Ahead, ...] = ()
    """What happens next, for each value of the field that decides."""
    signers: tuple[Signer, ...] = ()
    """Where several people do the same task: who has, who is missing."""
    may_write: bool = False
    """Whether the asker may add notes and files."""
    run: str = ""
    document_count: int = 0
    draft_mark: str = ""
    """By which a draft saved from another window is noticed."""
    concealed: bool = False
    """Whether what somebody else entered stays hidden until all have judged on their own (`verdeckt`)."""
    withheld: Mapping[str, Reason] = field(default_factory=dict)
    """Fields whose data class keeps them from the reader → the words in their place; no value is here."""
