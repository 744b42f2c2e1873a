"""What pages are made of: frozen values, complete in themselves. Never rows, never HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.errors import Reason
from engine.forms import Form
from engine.queries.case_views import Changes, DeadlineRow, PersonOfCase
from engine.queries.desk_views import PersonRow
from engine.queries.inbox_views import DueView, InboxRow
from engine.wording import Language


@dataclass(frozen=True)
class CaseHead:
    """What stands above every page of a case."""

    id: str
    number: str
    title: str
    parties: str
    opened_at: datetime
    state: Literal["running", "ended", "incident"]
    revision: int


@dataclass(frozen=True)
class CaseRow:
    """One line of the list of cases."""

    head: CaseHead
    open_tasks: int
    next_due: DueView | None = None


@dataclass(frozen=True)
class Cases:
    """A page of cases."""

    rows: tuple[CaseRow, ...]
    after: str | None = None


@dataclass(frozen=True)
class Diagram:
    """A process with the places where the case is and was."""

    process: str
    name: str
    xml: str
    current: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One event as a sentence."""

    seq: int
    at: datetime
    kind: str
    actor: str
    represented: str | None
    title: str | None
    sentences: Mapping[Language, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the act was about, without what was answered in it."""

    def sentence(self, language: Language = "de") -> str:
        return self.sentences[language]


@dataclass(frozen=True)
class DocumentRow:
    """A letter or a file of a case."""

    id: str
    title: str
    file_name: str
    template: str
    issued_at: datetime
    state: Literal["draft", "issued", "attachment"]
    by: str
    sha256: str
    version_number: int
    organisation: str
    mime: str = ""
    edited: bool = False
    """Whether a person edited it outside and brought it back."""
    replaceable: bool = False
    """Whether an edited version of it could be brought back: a draft, and the newest of its kind."""
    run: str = ""
    withheld: Reason | None = None
    """Who may open it instead, where its data class keeps it from the reader."""


@dataclass(frozen=True)
class DocumentFile:
    """The bytes of a document in one form."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class IncidentRow:
    """Something that cannot go on without help."""

    run_id: str
    element: str
    title: str
    reason: Reason


@dataclass(frozen=True)
class CasePage:
    """A whole file."""

    head: CaseHead
    participants: tuple[tuple[str, str], ...]
    open_tasks: tuple[InboxRow, ...]
    elsewhere: tuple[str, ...]
    """Organisations at which something waits that the asker may not see."""
    history: tuple[Entry, ...]
    """A page of it, the latest first."""
    documents: tuple[DocumentRow, ...]
    diagrams: tuple[Diagram, ...]
    incidents: tuple[IncidentRow, ...]
    figures: tuple[tuple[str, str], ...]
    notes: tuple[Entry, ...] = ()
    document_count: int = 0
    people: tuple[PersonOfCase, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()
    """Those of finished tasks, the latest first."""
    changes: Changes | None = None
    last_event: int = 0
    may_write: bool = False
    """Whether the asker may add notes and files; an auditor only reads."""
    may_export: bool = False
    """Whether the asker may take the whole case along as a package."""


@dataclass(frozen=True)
class ProcessRow:
    """A published process."""

    id: str
    name: str
    documentation: str
    version: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True)
class Choice:
    """Which organisation fills a participant of a new case."""

    participant: str
    name: str
    options: tuple[tuple[str, str], ...]
    chosen: str | None = None


@dataclass(frozen=True)
class OpeningPage:
    """The page on which a case is opened."""

    process: ProcessRow
    form: Form | None
    values: Mapping[str, list[str]]
    context: Mapping[str, Any]
    references: Mapping[str, Mapping[str, str]]
    """What reference fields may point to: kind → id → name."""
    choices: tuple[Choice, ...]
    proposal: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, Reason] = field(default_factory=dict)
    follows: CaseHead | None = None
    """The case of last year that serves as a template."""
    templates: tuple[CaseHead, ...] = ()
    """Cases that might."""
    withheld: Mapping[str, Reason] = field(default_factory=dict)
    """As on the page of a task."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    cases: tuple[CaseHead, ...]
    documents: tuple[tuple[DocumentRow, str, str], ...]
    """Each with the id and the number of its case."""
    people: tuple[PersonRow, ...]
