"""May this person do this to this task, and if not, why: one answer for the button and for the server.

Pure: no tables, no clock. The same verdict refuses the verb and hides the button.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from engine.errors import Reason
from engine.ids import OrganisationId, PersonId
from engine.parameters import Proposal
from engine.people import Actor, Assignment, Deputy, Directory, Person

Verb = Literal[
    "claim",
    "release",
    "complete",
    "hand_back",
    "save_draft",
    "delegate",
    "return_delegated",
    "reassign",
    "ask",
    "request_signature",
]

ADMINISTRATION = "administration"
AUDIT = "pruefung_lesend"


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the reason."""

    allowed: bool
    reason: Reason | None = None


@dataclass(frozen=True)
class TaskFacts:
    """What the rules need to know of a task."""

    role: str
    organisation: OrganisationId | None
    state: str
    assignee: PersonId | None = None
    process: str = ""
    four_eyes: str | None = None
    acted: Mapping[str, str] = field(default_factory=dict)
    """Personnel id → name of everybody who already acted elsewhere in the same four-eyes group and scope."""
    signature: str = "none"
    deputy_allowed: bool = True
    owner: PersonId | None = None
    """Who delegated the task; `returns` tells that it goes back there for completion."""
    returns: bool = False
    cosigners: tuple[Mapping[str, Any], ...] = ()
    """Who was asked to sign first: personnel id, name, state."""
    superiors: tuple[str, ...] = ()
    """The roles above the task's role, the nearest first."""


YES = Verdict(True)


def may(actor: Actor, verb: Verb, task: TaskFacts, directory: Directory, day: date) -> Verdict:
    """Whether `actor` may do `verb` to `task` on `day` (local date of the authority)."""
    for rule in _RULES[verb]:
        reason = rule(actor, task, directory, day)
        if reason is not None:
            return Verdict(False, reason)
    return YES


def may_receive(
    person: Person, task: TaskFacts, directory: Directory, day: date, *, prepares: bool = False
) -> Verdict:
    """Whether the task may be given to `person`: who completes holds its role, who `prepares` works there.

    Four eyes and the rule for administrators hold for the receiver as for anybody who takes a task.
    """
    receiver = Actor(person)
    role = _colleague if prepares else _role
    for rule in (_open, role, _four_eyes, _no_administrator):
        reason = rule(receiver, task, directory, day)
        if reason is not None:
            return Verdict(False, reason)
    return YES


def may_sign(person: Person, by: Actor, task: TaskFacts, directory: Directory, day: date) -> Verdict:
    """Whether `by` may ask `person` to sign the task before it is completed: other eyes, same house."""
    if person.personnel_id in by.persons:
        return Verdict(False, Reason("cosign_self"))
    return may_receive(person, task, directory, day, prepares=True)


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


def _open(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.state in ("open", "claimed"):
        return None
    return Reason("task_closed", {"state": task.state})


def _represents(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if actor.represents is None:
        return None
    facts = {"deputy": actor.person.name, "absent": actor.represents.name}
    if not task.deputy_allowed:
        return Reason("no_deputy_here", facts)
    arrangements = directory.represents(actor.person.id, actor.represents.id, day)
    if any(covers(one, task.role, task.process) for one in arrangements):
        return None
    return Reason("not_a_deputy", facts)


def _covers(limited_to: frozenset[str], asked: str) -> bool:
    return not limited_to or asked in limited_to


def _role(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    bearer = actor.represents or actor.person
    if bearer.active and actor.person.active and holds(bearer, task.role, task.organisation, day):
        return None
    names = [person.name for person in directory.holders(task.role, task.organisation, day)]
    return Reason("role_missing", {"role": task.role, "holders": ", ".join(names) or "–"})


def _colleague(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """Someone who works at the organisation of the task, in whatever role."""
    person = actor.person
    if person.active and any(one.organisation == task.organisation for one in person.roles_on(day)):
        return None
    return Reason("not_a_colleague", {"person": person.name})


def _role_or_delegate(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """To prepare a task one was given for that, one needs no role."""
    bearer = actor.represents or actor.person
    if task.returns and task.assignee == bearer.id:
        return _colleague(Actor(bearer), task, directory, day)
    return _role(actor, task, directory, day)


def _free_or_own(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """Who delegated a task may take it back."""
    if task.owner is not None and task.owner == (actor.represents or actor.person).id:
        return None
    return _free(actor, task, directory, day)


def _not_lent(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """What was lent to be prepared is neither completed nor passed on: it goes back."""
    if task.returns:
        return Reason("delegated_return", {"owner": _name(directory, task.owner)})
    return None


def _lent(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    return None if task.returns else Reason("not_delegated")


def _above(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """A superior of the task's role, in person or represented, or the administration in person."""
    bearer = actor.represents or actor.person
    admin = any(one.role == ADMINISTRATION for one in actor.person.roles_on(day))
    if admin and actor.represents is None:
        return None
    if actor.person.active and any(holds(bearer, role, task.organisation, day) for role in task.superiors):
        return _represents_above(actor, task, directory, day)
    return Reason("may_not_reassign")


def _represents_above(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """A deputy of a superior: the arrangement must be made for the superior's role."""
    if actor.represents is None:
        return None
    arrangements = directory.represents(actor.person.id, actor.represents.id, day)
    if any(covers(one, role, task.process) for one in arrangements for role in task.superiors):
        return None
    return Reason("not_a_deputy", {"deputy": actor.person.name, "absent": actor.represents.name})


def _signed(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """All who were asked have signed, and none of them is who completes."""
    for one in task.cosigners:
        if one["state"] == "refused":
            return Reason("cosign_refused", {"person": one["name"]})
        if one["state"] in ("open", "waiting"):
            return Reason("cosign_open", {"person": one["name"]})
        if one["personnel_id"] in actor.persons:
            return Reason("cosign_other_eyes", {"person": one["name"]})
    return None


def _free(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.assignee is None or task.assignee == (actor.represents or actor.person).id:
        return None
    return Reason("claimed_by_other", {"assignee": _name(directory, task.assignee)})


def _mine(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.assignee == (actor.represents or actor.person).id:
        return None
    return Reason("not_yours", {"assignee": _name(directory, task.assignee)})


def _four_eyes(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """Other eyes than those that acted before, and who has them."""
    barred = sorted(actor.persons & task.acted.keys()) if task.four_eyes else []
    if not barred:
        return None
    holders = directory.holders(task.role, task.organisation, day)
    others = ", ".join(one.name for one in holders if one.personnel_id not in task.acted)
    facts = {"person": task.acted[barred[0]], "group": task.four_eyes}
    return Reason("four_eyes", {**facts, "others": others}) if others else Reason("four_eyes_nobody", facts)


def _no_administrator(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.signature == "none":
        return None
    both = [one for one in (actor.person, actor.represents) if one is not None]
    if any(assignment.role == ADMINISTRATION for one in both for assignment in one.roles_on(day)):
        return Reason("administrator_signs")
    return None


def _name(directory: Directory, person: PersonId | None) -> str:
    found = directory.persons.get(person) if person else None
    return found.name if found else "–"


_Rule = Callable[[Actor, TaskFacts, Directory, date], Reason | None]
_ACT: tuple[_Rule, ...] = (_open, _represents, _role, _free, _four_eyes, _no_administrator)
_RULES: Mapping[Verb, tuple[_Rule, ...]] = {
    "claim": (_open, _represents, _role, _free_or_own, _four_eyes, _no_administrator),
    "complete": (*_ACT, _not_lent, _signed),
    "hand_back": (*_ACT, _not_lent),
    "save_draft": (_open, _represents, _role_or_delegate, _free),
    "release": (_open, _represents, _mine, _not_lent),
    "delegate": (*_ACT, _not_lent),
    "return_delegated": (_open, _lent, _mine, _represents, _role_or_delegate, _four_eyes, _no_administrator),
    "reassign": (_open, _above),
    "ask": (_open, _represents, _role_or_delegate, _free),
    "request_signature": (*_ACT, _not_lent),
}
