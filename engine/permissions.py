"""May this person do this to this task, and if not, why: one answer for the button and for the server.

Pure: no tables, no clock. The same verdict refuses the verb and hides the button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.errors import Reason
from engine.ids import OrganisationId, PersonId
from engine.people import Actor, Directory, Person

Verb = Literal["claim", "release", "complete", "hand_back", "save_draft"]

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


YES = Verdict(True)


def may(actor: Actor, verb: Verb, task: TaskFacts, directory: Directory, day: date) -> Verdict:
    """Whether `actor` may do `verb` to `task` on `day` (local date of the authority)."""
    for rule in _RULES[verb]:
        reason = rule(actor, task, directory, day)
        if reason is not None:
            return Verdict(False, reason)
    return YES


def knows(person: Person, organisations: frozenset[str], day: date) -> bool:
    """Whether `person` may know of a case in which `organisations` take part; auditors may know of all."""
    return any(one.role == AUDIT or one.organisation in organisations for one in person.roles_on(day))


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
    if any(_covers(one.roles, task.role) and _covers(one.processes, task.process) for one in arrangements):
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


def _free(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.assignee is None or task.assignee == (actor.represents or actor.person).id:
        return None
    return Reason("claimed_by_other", {"assignee": _name(directory, task.assignee)})


def _mine(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    if task.assignee == (actor.represents or actor.person).id:
        return None
    return Reason("not_yours", {"assignee": _name(directory, task.assignee)})


def _four_eyes(actor: Actor, task: TaskFacts, directory: Directory, day: date) -> Reason | None:
    for personnel_id in sorted(actor.persons):
        if task.four_eyes and personnel_id in task.acted:
            return Reason("four_eyes", {"person": task.acted[personnel_id], "group": task.four_eyes})
    return None


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
    "claim": _ACT,
    "complete": _ACT,
    "hand_back": _ACT,
    "save_draft": (_open, _represents, _role, _free),
    "release": (_open, _mine),
}
