"""What the lists of tasks show, as frozen values. Not the pages behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from engine.deadlines import Kind
from engine.errors import Reason
from engine.permissions import Verdict
from engine.queries.desk_views import PersonRow


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
    kind: Kind | None = None
    """Who set it (law, authority, ..., the house itself); None where a notice named the day."""
    steps: tuple[str, ...] = ()
    calculation: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """The steps as code and facts, for any language."""

    @property
    def legal(self) -> bool:
        """Set by law."""
        return self.kind == "gesetzlich"

    @property
    def binding(self) -> bool:
        """Set by anybody but the house itself: reminders of it cannot be switched off."""
        return self.kind != "intern"


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
class Inbox:
    """A page of tasks; `after` fetches the next one."""

    rows: tuple[InboxRow, ...]
    after: str | None = None
