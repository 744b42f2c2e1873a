"""What the administration may change and what that causes, as pure functions. Not the tables.

Nobody changes their own roles or closes their own account; so there is always somebody left who administers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from engine.errors import FieldProblem, Invalid, NotAllowed, NotFound, Reason, Rejected
from engine.events import changes
from engine.people import Actor, Assignment, Directory, Organisation, Person
from engine.permissions import ADMINISTRATION, AUDIT, may_administer
from engine.rules.due import OWNER

HOUSE_ROLES = (ADMINISTRATION, AUDIT, OWNER)
"""Roles that belong to the program and to no programme."""
LOGIN = re.compile(r"[\w.@+-]{2,120}")
EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,130}")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{1,60}")


@dataclass(frozen=True)
class PersonEntry:
    """What the administration writes about a person."""

    login: str
    name: str
    personnel_id: str
    email: str = ""


def require_administration(by: Actor, day: date) -> None:
    """Raises NotAllowed for everybody else, also for who only represents somebody who administers."""
    verdict = may_administer(by.person, day)
    if by.represents is not None or verdict.reason is not None:
        raise NotAllowed("administration_only")


def problems(directory: Directory, wanted: PersonEntry, person_id: str = "") -> list[FieldProblem]:
    """What is wrong with an entry; `person_id`: whose entry it is, if somebody's already."""
    others = [one for one in directory.persons.values() if one.id != person_id]
    found = []
    if not LOGIN.fullmatch(wanted.login):
        found.append(FieldProblem("login", Reason("login_wrong")))
    if not wanted.name.strip() or len(wanted.name) > 200:
        found.append(FieldProblem("name", Reason("name_missing")))
    if not wanted.personnel_id.strip() or len(wanted.personnel_id) > 120:
        found.append(FieldProblem("personnel_id", Reason("personnel_id_missing")))
    if wanted.email and not EMAIL.fullmatch(wanted.email):
        found.append(FieldProblem("email", Reason("mail_address")))
    for one in others:
        if one.login.casefold() == wanted.login.casefold():
            found.append(FieldProblem("login", Reason("login_taken", {"person": one.name})))
        if one.personnel_id == wanted.personnel_id:
            found.append(FieldProblem("personnel_id", Reason("personnel_id_taken", {"person": one.name})))
    return found


def add_person(directory: Directory, wanted: PersonEntry, person_id: str) -> changes.PersonAdded:
    """Raises Invalid."""
    _refuse(problems(directory, wanted))
    return changes.PersonAdded(id=person_id, name=wanted.name, after=asdict(wanted))


def change_person(directory: Directory, person_id: str, wanted: PersonEntry) -> changes.PersonChanged | None:
    """None where nothing is different. Raises NotFound, Invalid."""
    known = person_of(directory, person_id)
    _refuse(problems(directory, wanted, person_id))
    now = asdict(PersonEntry(known.login, known.name, known.personnel_id, known.email))
    before, after = difference(now, asdict(wanted))
    return changes.PersonChanged(id=person_id, name=known.name, before=before, after=after) if after else None


def set_roles(
    directory: Directory,
    person_id: str,
    wanted: Sequence[Assignment],
    *,
    by: Actor,
    known_roles: Collection[str],
) -> changes.RolesChanged | None:
    """Exactly these roles, each with its period. None where nothing is different. Raises Rejected."""
    known = person_of(directory, person_id)
    _not_oneself(by, known)
    for one in wanted:
        if one.role not in known_roles:
            raise Rejected("role_unknown", role=one.role)
        if one.organisation not in directory.organisations:
            raise Rejected("organisation_unknown", organisation=one.organisation)
        if one.since and one.until and one.until < one.since:
            raise Rejected("role_period", since=one.since, until=one.until)
    before, after = (sorted(_line(one) for one in held) for held in (known.assignments, wanted))
    if before == after:
        return None
    return changes.RolesChanged(
        id=person_id, name=known.name, before={"roles": before}, after={"roles": after}
    )


def close_person(directory: Directory, person_id: str, *, by: Actor) -> changes.PersonClosed:
    """Raises NotFound, Rejected for oneself."""
    known = person_of(directory, person_id)
    if not known.active:
        raise Rejected("person_closed_already", person=known.name)
    _not_oneself(by, known)
    return changes.PersonClosed(id=person_id, name=known.name)


def reopen_person(directory: Directory, person_id: str) -> changes.PersonReopened:
    """Raises NotFound, Rejected for who is not closed."""
    known = person_of(directory, person_id)
    if known.active:
        raise Rejected("person_open_already", person=known.name)
    return changes.PersonReopened(id=person_id, name=known.name)


def put_organisation(
    directory: Directory, wanted: Organisation, *, new: bool
) -> changes.OrganisationAdded | changes.OrganisationChanged | None:
    """Add an organisation or change one. None where nothing is different. Raises Invalid, NotFound."""
    known = directory.organisations.get(wanted.id)
    found = []
    if new and not IDENTIFIER.fullmatch(wanted.id):
        found.append(FieldProblem("identifier", Reason("identifier_wrong")))
    if new and known is not None:
        found.append(FieldProblem("identifier", Reason("identifier_taken", {"organisation": known.name})))
    if not wanted.name.strip():
        found.append(FieldProblem("name", Reason("name_missing")))
    if not wanted.kind.strip():
        found.append(FieldProblem("kind", Reason("kind_missing")))
    _refuse(found)
    if known is None:
        if not new:
            raise NotFound("organisation_unknown", organisation=wanted.id)
        return changes.OrganisationAdded(id=wanted.id, name=wanted.name, after=_facts(wanted))
    before, after = difference(_facts(known), _facts(wanted))
    if not before and not after:
        return None
    return changes.OrganisationChanged(id=wanted.id, name=known.name, before=before, after=after)


def close_house(directory: Directory, day: date, name: str) -> changes.ClosingDayAdded:
    """A day on which the house is closed. Raises Rejected."""
    if not name.strip():
        raise Rejected("closing_day_name")
    if day in directory.closed:
        raise Rejected("closing_day_known", day=day, name=directory.closed[day])
    return changes.ClosingDayAdded(id=day.isoformat(), name=name.strip()[:120], day=day)


def open_house(directory: Directory, day: date) -> changes.ClosingDayRemoved:
    """The house is open on this day after all. Raises NotFound."""
    if day not in directory.closed:
        raise NotFound("closing_day_unknown")
    return changes.ClosingDayRemoved(id=day.isoformat(), name=directory.closed[day], day=day)


def person_of(directory: Directory, person_id: str) -> Person:
    """Raises NotFound."""
    found: Person | None = directory.persons.get(person_id)  # type: ignore[call-overload]
    if found is None:
        raise NotFound("person_unknown")
    return found


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what is not the same, as it was and as it is."""
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    return {name: before.get(name, "") for name in names}, {name: after.get(name, "") for name in names}


def _facts(one: Organisation) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        **{f"details.{key}": text for key, text in one.details.items()},
    }


def _line(one: Assignment) -> str:
    since, until = (day.isoformat() if day else "" for day in (one.since, one.until))
    period = f", {since} – {until}" if since or until else ""
    return f"{one.role} @ {one.organisation}{period}"


def _refuse(found: Sequence[FieldProblem]) -> None:
    if found:
        raise Invalid(found)


def _not_oneself(by: Actor, person: Person) -> None:
    if person.personnel_id == by.person.personnel_id:
        raise Rejected("administration_oneself")
