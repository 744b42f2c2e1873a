"""Who acts, as what, where and for whom. Values only: no rules (those are in `permissions`), no tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from engine.ids import OrganisationId, PersonId


@dataclass(frozen=True)
class Organisation:
    """An authority or association; `kind` is one of the programme's participants (`kreis`, `traeger`)."""

    id: OrganisationId
    name: str
    kind: str
    details: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Assignment:
    """A role at an organisation for a period; `until` is the last day, None is open."""

    role: str
    organisation: OrganisationId
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Deputy:
    """`deputy` may act for `absent` in a period, perhaps only for some roles or processes."""

    absent: PersonId
    deputy: PersonId
    since: date
    until: date | None
    reason: str = ""
    roles: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """A human being; `personnel_id` tells that two accounts belong to one person."""

    id: PersonId
    name: str
    personnel_id: str
    assignments: tuple[Assignment, ...] = ()
    active: bool = True

    def roles_on(self, day: date) -> Iterable[Assignment]:
        return (assignment for assignment in self.assignments if assignment.on(day))


@dataclass(frozen=True)
class Actor:
    """Who does something: a person, and for whom if as a deputy ("B für A, i. V.")."""

    person: Person
    represents: Person | None = None

    @property
    def persons(self) -> frozenset[str]:
        """Personnel ids of all who stand behind this act: four eyes count both."""
        both = (self.person, self.represents)
        return frozenset(one.personnel_id for one in both if one is not None)
