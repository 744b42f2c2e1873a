"""Who acts, as what, where and for whom. Values only: no rules (those are in `permissions`), no tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.ids import OrganisationId, PersonId
from engine.parameters import Proposal


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
    id: str = ""
    arranged_by: str = ""

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
    login: str = ""
    email: str = field(default="", repr=False)

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


@dataclass(frozen=True)
class Directory:
    """Everybody and every organisation, as one consistent picture; `revision` tells its age."""

    persons: Mapping[PersonId, Person] = field(default_factory=dict)
    organisations: Mapping[OrganisationId, Organisation] = field(default_factory=dict)
    deputies: tuple[Deputy, ...] = ()
    revision: int = 0
    released: tuple[Proposal, ...] = ()
    """What administrators set for the parameters of programmes: as old as the rest of the picture."""
    closed: Mapping[date, str] = field(default_factory=dict)
    """Days on which the house is closed beside the public holidays, with their names."""

    def represents(self, deputy: PersonId, absent: PersonId, day: date) -> tuple[Deputy, ...]:
        """The arrangements under which `deputy` may act for `absent` on `day`."""
        return tuple(
            one for one in self.deputies if (one.deputy, one.absent) == (deputy, absent) and one.on(day)
        )

    def represented_by(self, deputy: PersonId, day: date) -> tuple[Deputy, ...]:
        """Every arrangement under which `deputy` may act for somebody on `day`."""
        return tuple(one for one in self.deputies if one.deputy == deputy and one.on(day))

    def of_kind(self, kind: str) -> tuple[Organisation, ...]:
        """The organisations of one kind, by name."""
        found = (one for one in self.organisations.values() if one.kind == kind)
        return tuple(sorted(found, key=lambda one: one.name))

    def holders(self, role: str, organisation: OrganisationId | None, day: date) -> tuple[Person, ...]:
        """Who holds `role` at `organisation` on `day`, by name."""
        found = (
            person
            for person in self.persons.values()
            if person.active
            and any(one.role == role and one.organisation == organisation for one in person.roles_on(day))
        )
        return tuple(sorted(found, key=lambda person: person.name))
