"""What the pages of a case, its history and its documents are made of. Not those of tasks and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from engine.documents import Difference

if TYPE_CHECKING:
    from engine.queries.views import DocumentRow, Entry

CasePart = Literal["overview", "history", "documents", "deadlines", "people", "notes", "print", "all"]
"""Which part of a case is shown; `print` is all that can be printed, `all` has the diagrams too."""


@dataclass(frozen=True)
class Span:
    """Which part of a history: a page of `limit` events, the latest first, perhaps narrowed."""

    limit: int = 30
    before: int | None = None
    """Only events older than this sequence number: the next page."""
    after: int | None = None
    group: str = ""
    """`acts`, `notes`, `documents`, `messages`, `decisions`, `troubles`; "" for everything."""
    person: str = ""
    """Part of the name of who acted or was represented."""


@dataclass(frozen=True)
class CaseWish:
    """Which part of a case is to be shown, and which page of it."""

    part: CasePart = "overview"
    span: Span = field(default_factory=Span)
    skip: int = 0
    """Documents (or past deadlines) left out: those of earlier pages."""


@dataclass(frozen=True)
class FieldChange:
    """An answer that is not what it was."""

    task: str
    label: str
    old: str | None
    new: str
    by: str


@dataclass(frozen=True)
class Changes:
    """What others did in a case since a person last looked at it."""

    since: datetime
    fields: tuple[FieldChange, ...] = ()
    documents: tuple[str, ...] = ()
    """Titles of new documents."""
    acts: tuple[Entry, ...] = ()
    more: int = 0
    """Acts beyond those listed."""

    def __bool__(self) -> bool:
        return bool(self.acts)


@dataclass(frozen=True)
class Signer:
    """One place of a task that several people do: who has done it, or who could."""

    title: str
    state: str
    """That of the task, or `later` where its turn has not come."""
    by: str
    """Who signed, or with whom it lies; "" where nobody has it."""
    at: datetime | None = None
    here: bool = False
    """Whether this is the task of the page."""


@dataclass(frozen=True)
class Origin:
    """A field of a letter and where its value came from."""

    field: str
    source: str
    """A path of the data, or `= expression`."""
    label: str = ""
    """What the form or the step calls it; "" where the letter's own name is all there is."""
    task: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class DocumentPage:
    """One document with its versions and origins."""

    document: DocumentRow
    case_id: str
    number: str
    versions: tuple[DocumentRow, ...]
    """All versions of the same letter, the newest first."""
    origins: tuple[Origin, ...]
    differences: tuple[Difference, ...]
    """Against the version it was made from, where a person edited it."""
    compared: bool = True
    """False where it was edited and what was changed could not be found out."""
    template_sha256: str = ""
    inputs_sha256: str = ""


@dataclass(frozen=True)
class PersonOfCase:
    """Somebody who has acted in a case or has something in it to do."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    acts: int
    last_at: datetime | None
    has: tuple[str, ...] = ()
    """Titles of open tasks that lie with them."""


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline of a task that is over: kept or missed."""

    title: str
    due: datetime
    done_at: datetime | None
    kept: bool
    by: str
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How it was computed, by language."""
