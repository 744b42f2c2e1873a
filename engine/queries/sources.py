"""Whose tasks stand in which list: desks of persons and pools of roles. Not the statement that finds them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date

from engine.people import Deputy, Directory, Person
from engine.permissions import covers
from engine.queries.desk_views import Tab
from engine.rules import TaskState

ANY = ""


@dataclass(frozen=True)
class Desk:
    """What lies with a person; `limits` are pairs of role and process (`ANY` stands for all)."""

    person: str
    limits: frozenset[tuple[str, str]] = frozenset({(ANY, ANY)})
    eyes: str = ""
    """The personnel id of whom it belongs to, where somebody else looks at it."""


@dataclass(frozen=True, order=True)
class Pool:
    """What waits for a role at an organisation."""

    place: str
    role: str
    bearers: tuple[tuple[str, str], ...] = ()
    """Where one represents others: process (`ANY` for all) and personnel id of each who holds the role."""


@dataclass(frozen=True)
class Sources:
    """What one list is made of."""

    desks: tuple[Desk, ...] = ()
    pools: tuple[Pool, ...] = ()
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
        return Sources(pools=tuple(Pool(*pool) for pool in sorted(own)), eyes=who.personnel_id)
    if tab == "waiting":
        return Sources(acted=True, places=frozenset(place for place, _ in own))
    return _represented(directory, who, own, day)


def acting_for(
    found: TaskState, who: Person, directory: Directory, day: date, barred: Container[str] = frozenset()
) -> tuple[Person, Deputy] | None:
    """For whom `who` can act on this task, and under which arrangement; the one it lies with first.

    Whoever is `barred` (personnel ids) by four eyes is represented only where nobody else is.
    """
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
    possible.sort(key=lambda pair: pair[0].personnel_id in barred)
    return possible[0] if possible else None


def _represented(directory: Directory, who: Person, own: set[tuple[str, str]], day: date) -> Sources:
    desks: dict[str, set[tuple[str, str]]] = {}
    pools: dict[tuple[str, str], set[tuple[str, str]]] = {}
    eyes: dict[str, str] = {}
    for one in directory.represented_by(who.id, day):
        absent = directory.persons.get(one.absent)
        if absent is None or not absent.active:
            continue
        processes = one.processes or {ANY}
        limits = {(role, process) for role in one.roles or {ANY} for process in processes}
        desks.setdefault(absent.id, set()).update(limits)
        eyes[absent.id] = absent.personnel_id
        for held in absent.roles_on(day):
            pool = (str(held.organisation), held.role)
            if pool not in own and (not one.roles or held.role in one.roles):
                pools.setdefault(pool, set()).update((process, absent.personnel_id) for process in processes)
    return Sources(
        desks=tuple(Desk(one, frozenset(limits), eyes[one]) for one, limits in sorted(desks.items())),
        pools=tuple(Pool(*pool, tuple(sorted(bearers))) for pool, bearers in sorted(pools.items())),
        free_only=True,
        deputies=False,
        eyes=who.personnel_id,
    )
