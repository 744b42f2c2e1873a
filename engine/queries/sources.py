"""Whose tasks stand in which list: desks of persons and pools of roles. Not the statement that finds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from engine.people import Deputy, Directory, Person
from engine.permissions import covers
from engine.queries.views import Tab
from engine.rules import TaskState

ANY = ""


@dataclass(frozen=True)
class Desk:
    """What lies with a person; `limits` are pairs of role and process (`ANY` stands for all)."""

    person: str
    limits: frozenset[tuple[str, str]] = frozenset({(ANY, ANY)})


@dataclass(frozen=True)
class Sources:
    """What one list is made of."""

    desks: tuple[Desk, ...] = ()
    pools: tuple[tuple[str, str, str], ...] = ()
    """Organisation, role, process (`ANY` for all)."""
    free_only: bool = False
    """Whether of the pools only what nobody has taken is shown."""
    deputies: bool = True
    """False where tasks that allow no deputy are left out."""
    acted: bool = False
    """Open tasks in cases in which the person acted, and what the person lent out."""
    places: frozenset[str] = field(default_factory=frozenset)
    eyes: str = ""
    """The personnel id of the asker, for whom what four eyes bar is left out of pools and others' desks."""


def sources(who: Person, tab: Tab, directory: Directory, day: date) -> Sources:
    """What makes up the list `tab` of `who` on `day`."""
    own = {(str(one.organisation), one.role) for one in who.roles_on(day)}
    if tab == "mine":
        return Sources(desks=(Desk(who.id),))
    if tab == "groups":
        return Sources(pools=tuple(sorted((*pool, ANY) for pool in own)), eyes=who.personnel_id)
    if tab == "waiting":
        return Sources(acted=True, places=frozenset(place for place, _ in own))
    return _represented(directory, who, own, day)


def acting_for(
    found: TaskState, who: Person, directory: Directory, day: date
) -> tuple[Person, Deputy] | None:
    """For whom `who` can act on this task, and under which arrangement; the one it lies with first."""
    possible = []
    for one in directory.represented_by(who.id, day):
        absent = directory.persons.get(one.absent)
        if absent is None or not absent.active or not covers(one, found.role, found.process):
            continue
        holds = any(
            (held.role, held.organisation) == (found.role, found.organisation)
            for held in absent.roles_on(day)
        )
        if found.assignee == absent.id:
            return absent, one
        if holds and found.assignee is None:
            possible.append((absent, one))
    return possible[0] if possible else None


def _represented(directory: Directory, who: Person, own: set[tuple[str, str]], day: date) -> Sources:
    desks: dict[str, set[tuple[str, str]]] = {}
    pools: set[tuple[str, str, str]] = set()
    for one in directory.represented_by(who.id, day):
        absent = directory.persons.get(one.absent)
        if absent is None or not absent.active:
            continue
        processes = one.processes or {ANY}
        limits = {(role, process) for role in one.roles or {ANY} for process in processes}
        desks.setdefault(absent.id, set()).update(limits)
        for held in absent.roles_on(day):
            pool = (str(held.organisation), held.role)
            if pool not in own and (not one.roles or held.role in one.roles):
                pools |= {(*pool, process) for process in processes}
    unlimited = {pool[:2] for pool in pools if pool[2] == ANY}
    return Sources(
        desks=tuple(Desk(person, frozenset(limits)) for person, limits in sorted(desks.items())),
        pools=tuple(sorted(one for one in pools if one[2] == ANY or one[:2] not in unlimited)),
        free_only=True,
        deputies=False,
        eyes=who.personnel_id,
    )
