"""What lies on a desk beside tasks, and how a list is narrowed: frozen values. The pages are in `views`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from engine.permissions import Verdict
from engine.queries.periods import PERIODS, bounds
from engine.wording import Language, say

Tab = Literal["mine", "groups", "represented", "waiting", "done"]

COUNTED = 1000
"""Beyond this nobody counts: shown as "999+"."""


@dataclass(frozen=True)
class Filters:
    """What a person chose to see of a list; empty means everything."""

    process: str = ""
    element: str = ""
    """The task as it is drawn in its process."""
    case: str = ""
    """Id of a case."""
    organisation: str = ""
    role: str = ""
    text: str = ""
    """Part of the task's title, or of the case's number or title."""
    due: str = ""
    """How near the deadline is: one of `PERIODS`, counted from the day on which one looks."""
    by: str = ""
    """How the rows are grouped: by deadline (empty), `case` or `process`."""
    due_from: date | None = None
    due_until: date | None = None
    """The last day, included."""
    since: datetime | None = None
    """Due at this instant or later."""
    before: datetime | None = None
    """Due before this instant."""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(set(self.as_json()) - {"by"})

    def on(self, now: datetime) -> Filters:
        """The same with the instants that `due` means now."""
        if self.due not in PERIODS:
            return self
        since, before = bounds(self.due, now)
        return replace(self, since=since, before=before)

    def as_json(self) -> dict[str, str]:
        """What was chosen, ready to be kept; instants are of the moment and not kept."""
        kept = {name: getattr(self, name) for name in WORDS}
        kept |= {name: day.isoformat() for name in DAYS if (day := getattr(self, name))}
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Filters:
        """The reverse of `as_json`. Raises ValueError for what is no day."""
        days = {name: date.fromisoformat(kept[name]) for name in DAYS if kept.get(name)}
        words = {name: str(kept.get(name, ""))[:200] for name in WORDS}
        return cls(**words, **days)  # type: ignore[arg-type]


WORDS = ("process", "element", "case", "organisation", "role", "text", "due", "by")
DAYS = ("due_from", "due_until")
FILTERS = (*WORDS, *DAYS)
"""The names by which filters are kept, and written into an address."""


@dataclass(frozen=True)
class Option:
    """One value that a filter can take, with how many tasks it would show (None: beyond counting)."""

    value: str
    name: str
    count: int | None


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed by; each number is for this filter with the others as they are."""

    process: tuple[Option, ...] = ()
    element: tuple[Option, ...] = ()
    role: tuple[Option, ...] = ()
    organisation: tuple[Option, ...] = ()
    case: tuple[Option, ...] = ()
    due: tuple[Option, ...] = ()
    fitting: int = 0
    """How many tasks fit all filters."""
    capped: bool = False
    """Whether there are more than were counted."""


@dataclass(frozen=True)
class PersonRow:
    """A person as others see them."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    organisation: str = ""


@dataclass(frozen=True)
class RequestRow:
    """A question, or a signature asked for, beside a task."""

    id: str
    kind: Literal["question", "signature"]
    state: Literal["waiting", "open", "answered", "refused", "withdrawn"]
    task_id: str
    title: str
    case_id: str
    number: str
    asked_by: PersonRow
    asked_of: PersonRow
    text: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    round: int


@dataclass(frozen=True)
class FollowUpRow:
    """A paper that comes up again."""

    id: str
    case_id: str
    number: str
    case_title: str
    task_id: str | None
    document_id: str | None
    due_on: date
    reason: str
    every: str
    for_deputy: bool
    person: PersonRow
    """Whose it is: the asker's own, or that of whom the asker represents."""
    document_title: str = ""
    """Told only to whom the follow-up belongs."""


@dataclass(frozen=True)
class FollowUpAbout:
    """What a new follow-up is about: a case, perhaps a task or a document of it."""

    case_id: str
    number: str
    case_title: str
    task: tuple[str, str] | None = None
    """Id and title."""
    document: tuple[str, str] | None = None


@dataclass(frozen=True)
class NoticeRow:
    """What a person was told."""

    id: str
    kind: str
    at: datetime
    read: bool
    case_id: str | None
    task_id: str | None
    facts: Mapping[str, Any]

    def sentence(self, language: Language = "de") -> str:
        """The notice as a sentence."""
        return say("notices", self.kind, language, **self.facts)


@dataclass(frozen=True)
class ViewRow:
    """A saved view of a list, with how many tasks it shows now (up to COUNTED; None for what is done)."""

    id: str
    name: str
    tab: Tab
    filters: Filters
    count: int | None
    is_mine: bool
    shared_with: tuple[str, str] | None
    """Organisation and role."""
    owner: str = ""
    """The name of whose it is."""
    standard: bool = False
    """Whether the asker's inbox opens with it."""


@dataclass(frozen=True)
class DeputyRow:
    """One arrangement: who acts for whom, when, for what."""

    id: str
    absent: PersonRow
    deputy: PersonRow
    since: date
    until: date | None
    reason: str
    roles: tuple[str, ...]
    """Names; empty for all."""
    processes: tuple[str, ...]
    state: Literal["active", "planned"]
    arranged_by: str
    is_mine: bool
    """Whether the asker is the one who is absent."""
    may_end: Verdict


@dataclass(frozen=True)
class MailSetting:
    """How a person is written to."""

    email: str
    mode: Literal["off", "at_once", "digest"]
    language: Language
