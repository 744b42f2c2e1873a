"""Who may do which verb to a task, rule by rule; the first rule that says no gives the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from engine.errors import Reason
from engine.ids import PersonId
from engine.people import Actor, Directory, Person
from engine.permissions.offices import covers, holds
from engine.permissions.verdict import ADMINISTRATION, YES, TaskFacts, Verb, Verdict


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


def _role(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    bearer = actor.represents or actor.person
    if bearer.active and actor.person.active and holds(bearer, task.role, task.organisation, day):
        return None
    names = [person.name for person in directory.holders(task.role, task.organisation, day)]
    if not names:
        return Reason("role_vacant", {"role": task.role})
    return Reason("role_missing", {"role": task.role, "holders": ", ".join(names)})


def _colleague(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    """Someone who works at the organisation of the task, in whatever role."""
    person = actor.person
    held = [one.role for one in person.roles_on(day) if one.organisation == task.organisation]
    if not person.active or not held:
        return Reason("not_a_colleague", {"person": person.name})
    if task.readers and task.readers.isdisjoint(held):
        return Reason("data_class_role", {"person": person.name, "data_class": task.data_class})
    return None


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
    facts = {"person": task.acted[barred[0]], "group": task.four_eyes}
    holders = directory.holders(task.role, task.organisation, day)
    able = [one for one in holders if not _signs_as_administrator(one, task, day)]
    others = ", ".join(one.name for one in able if one.personnel_id not in task.acted)
    if others:
        return Reason("four_eyes", {**facts, "others": others})
    all_acted = any(one.personnel_id not in actor.persons for one in able)
    return Reason("four_eyes_all" if all_acted else "four_eyes_nobody", facts)


def _no_administrator(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    both = [one for one in (actor.person, actor.represents) if one is not None]
    if any(_signs_as_administrator(one, task, day) for one in both):
        return Reason("administrator_signs")
    return None


def _signs_as_administrator(person: Person, task: TaskFacts, day: date) -> bool:
    signs = task.signature != "none"
    return signs and any(one.role == ADMINISTRATION for one in person.roles_on(day))


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
