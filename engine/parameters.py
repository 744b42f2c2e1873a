"""Values that two administrators set while a programme is in use. Not what a version's files say.

A version is immutable; a value set here lies beside all versions of a programme and counts, on the days of
its period, before what their `parameters.yaml` says (docs/decisions/014).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from engine.ids import PersonId

State = Literal["proposed", "released", "declined"]


@dataclass(frozen=True)
class Proposal:
    """One value for one parameter from a day on: proposed by one administrator, decided by another."""

    id: str
    programme: str
    key: str
    label: str
    """What the parameter was called when it was proposed."""
    kind: str
    value: Any
    """Typed as the parameter's kind; None says again that nobody knows the value."""
    since: date
    until: date | None
    """The last day, None is open."""
    source: str
    proposed_by: PersonId
    proposed_by_name: str
    proposed_personnel_id: str
    proposed_at: datetime
    state: State = "proposed"
    decided_by_name: str = ""
    decided_at: datetime | None = None
    note: str = ""
    """Why it was declined, or how it was verified before the release."""

    def on(self, day: date) -> bool:
        """Whether it is released and its period holds the day."""
        return self.state == "released" and self.since <= day and (self.until is None or day <= self.until)


def last_on(proposals: Iterable[Proposal], day: date) -> Proposal | None:
    """Of proposals for one parameter the one that counts on `day`: in force, and released last."""
    return max((one for one in proposals if one.on(day)), key=_decided, default=None)


def over(
    values: Mapping[str, Any], released: Iterable[Proposal], programme: str, day: date
) -> dict[str, Any]:
    """What a version's files say, and before it what was set; keys it does not know are left out."""
    found = {**values}
    for one in sorted((one for one in released if one.programme == programme and one.on(day)), key=_decided):
        if one.key in found:
            found[one.key] = one.value
    return found


def _decided(one: Proposal) -> tuple[datetime, str]:
    return one.decided_at or one.proposed_at, one.id
