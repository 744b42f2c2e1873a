"""What people may do by their roles alone: administer, arrange deputies, know of a case. Not single tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from engine.errors import Reason
from engine.ids import OrganisationId
from engine.parameters import Proposal
from engine.people import Actor, Assignment, Deputy, Person
from engine.permissions.verdict import ADMINISTRATION, AUDIT, YES, Verdict


def is_superior(actor: Actor, held: Iterable[Assignment], above: Mapping[str, str], day: date) -> bool:
    """Whether `actor`, in person, stands above one of the roles `held`; `above`: role → its superior."""
    mine = {(one.role, one.organisation) for one in actor.person.roles_on(day)}
    return any(
        (role, one.organisation) in mine for one in held if one.on(day) for role in superiors(one.role, above)
    )


def superiors(role: str, above: Mapping[str, str]) -> tuple[str, ...]:
    """The roles above `role`, the nearest first; a circle ends where it began."""
    found: list[str] = []
    while (following := above.get(role)) and following not in found:
        found.append(following)
        role = following
    return tuple(found)


def may_arrange(
    actor: Actor, absent: Person, deputy: Person | None, above: Mapping[str, str], day: date
) -> Verdict:
    """Whether `actor` may arrange or end that `deputy` acts for `absent`: oneself, superior, administration.

    In person only: a deputy arranges no further deputies, so that no chain can come to be.
    """
    if actor.represents is not None:
        return Verdict(False, Reason("deputy_arranges_no_deputy", {"deputy": actor.person.name}))
    if deputy is not None and deputy.personnel_id == absent.personnel_id:
        return Verdict(False, Reason("deputy_of_oneself"))
    if deputy is not None and not deputy.active:
        return Verdict(False, Reason("person_gone", {"person": deputy.name}))
    own = actor.person.personnel_id == absent.personnel_id
    admin = any(one.role == ADMINISTRATION for one in actor.person.roles_on(day))
    if own or admin or is_superior(actor, absent.assignments, above, day):
        return YES
    return Verdict(False, Reason("may_not_arrange_deputy", {"absent": absent.name}))


def may_administer(person: Person, day: date) -> Verdict:
    """Whether `person` may change people, organisations, roles and the calendar. In person only."""
    if person.active and any(one.role == ADMINISTRATION for one in person.roles_on(day)):
        return YES
    return Verdict(False, Reason("administration_only"))


def may_export(person: Person, day: date) -> Verdict:
    """Whether `person` may take a whole case along: who audits. Who works on it has its single papers."""
    if person.active and any(one.role == AUDIT for one in person.roles_on(day)):
        return YES
    return Verdict(False, Reason("export_audit_only"))


_PARAMETERS = Reason("parameter_administration")


def may_propose_parameter(actor: Actor, day: date) -> Verdict:
    """Whether `actor` may propose what a parameter is worth: the administration, in person."""
    if actor.represents is not None or not actor.person.active:
        return Verdict(False, Reason("parameter_in_person"))
    return YES if may_administer(actor.person, day).allowed else Verdict(False, _PARAMETERS)


def may_decide_parameter(actor: Actor, proposal: Proposal, day: date) -> Verdict:
    """Whether `actor` may release it: another person of the administration than who proposed it."""
    allowed = may_propose_parameter(actor, day)
    if allowed.allowed and actor.person.personnel_id == proposal.proposed_personnel_id:
        return Verdict(False, Reason("parameter_own", {"person": proposal.proposed_by_name}))
    return allowed


def covers(arrangement: Deputy, role: str, process: str) -> bool:
    """Whether an arrangement is made for this role and this process."""
    return _covers(arrangement.roles, role) and _covers(arrangement.processes, process)


def knows(person: Person, organisations: frozenset[str], day: date) -> bool:
    """Whether `person` may know of a case in which `organisations` take part; auditors may know of all."""
    return any(one.role == AUDIT or one.organisation in organisations for one in person.roles_on(day))


def works_at(person: Person, organisations: frozenset[str], day: date) -> OrganisationId | None:
    """At which of the organisations `person` does casework; who audits or administers there only reads."""
    for one in person.roles_on(day):
        if one.organisation in organisations and one.role not in (AUDIT, ADMINISTRATION):
            return one.organisation
    return None


def holds(person: Person, role: str, organisation: OrganisationId | None, day: date) -> bool:
    """Whether `person` holds `role` at `organisation` on `day`."""
    return any(one.role == role and one.organisation == organisation for one in person.roles_on(day))


def _covers(limited_to: frozenset[str], asked: str) -> bool:
    return not limited_to or asked in limited_to
