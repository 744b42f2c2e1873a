"""What pages are made of: frozen values, complete in themselves. Never rows, never HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from engine.errors import Reason
from engine.forms import Form
from engine.permissions import Verdict
from engine.queries.case_views import CasePart as CasePart
from engine.queries.case_views import CaseWish as CaseWish
from engine.queries.case_views import Changes as Changes
from engine.queries.case_views import DeadlineRow as DeadlineRow
from engine.queries.case_views import DocumentPage as DocumentPage
from engine.queries.case_views import FieldChange as FieldChange
from engine.queries.case_views import Origin as Origin
from engine.queries.case_views import PersonOfCase as PersonOfCase
from engine.queries.case_views import Signer as Signer
from engine.queries.case_views import Span as Span
from engine.queries.desk_views import COUNTED as COUNTED
from engine.queries.desk_views import Choices as Choices
from engine.queries.desk_views import DeputyRow as DeputyRow
from engine.queries.desk_views import Filters as Filters
from engine.queries.desk_views import FollowUpAbout as FollowUpAbout
from engine.queries.desk_views import FollowUpRow as FollowUpRow
from engine.queries.desk_views import MailSetting as MailSetting
from engine.queries.desk_views import NoticeRow as NoticeRow
from engine.queries.desk_views import Option as Option
from engine.queries.desk_views import PersonRow as PersonRow
from engine.queries.desk_views import RequestRow as RequestRow
from engine.queries.desk_views import Tab as Tab
from engine.queries.desk_views import ViewRow as ViewRow
from engine.rules.ahead import Ahead as Ahead
from engine.rules.ahead import Step as Step
from engine.wording import Language


@dataclass(frozen=True)
class Counts:
    """The numbers beside the navigation."""

    mine: int = 0
    groups: int = 0
    overdue: int = 0
    done: int = 0
    represented: int = 0
    waiting: int = 0
    requests: int = 0
    """Questions and signatures asked of me."""
    follow_ups: int = 0
    """Due today or before."""
    notices: int = 0
    """Unread."""


@dataclass(frozen=True)
class DueView:
    """A deadline and how far away it is."""

    due: datetime
    day: date
    state: Literal["overdue", "soon", "later"]
    working_days: int
    """From today; negative when the day has passed."""
    legal: bool = False
    steps: tuple[str, ...] = ()
    calculation: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """The steps as code and facts, for any language."""


@dataclass(frozen=True)
class InboxRow:
    """One line of a task list."""

    task_id: str
    title: str
    case_id: str
    number: str
    case_title: str
    parties: str
    figure: str | None
    due: DueView | None
    state: str
    assignee: str | None
    is_mine: bool
    role: str
    organisation: str
    opened_at: datetime
    completed_at: datetime | None
    may_claim: Verdict
    """For oneself, or for `acts_for`."""
    why: Reason | None = None
    """Why the asker sees this line, as a sentence."""
    acts_for: PersonRow | None = None
    """Whom the asker would represent with this task."""
    owner: str | None = None
    """Who delegated it."""
    process: str = ""
    element: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    cases: tuple[CaseHead, ...]
    documents: tuple[tuple[DocumentRow, str, str], ...]
    """Each with the id and the number of its case."""
    people: tuple[PersonRow, ...]


@dataclass(frozen=True)
class Inbox:
    """A page of tasks; `after` fetches the next one."""

    rows: tuple[InboxRow, ...]
    after: str | None = None


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


@dataclass(frozen=True)
class DocumentFile:
    """The bytes of a document in one form."""

    name: str
    mime: str
    content: bytes


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
