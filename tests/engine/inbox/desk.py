"""The small authority with a head above the clerks, an administration, a messenger, and a second account."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands import Engine
from engine.ids import OrganisationId
from engine.people import Actor, Assignment
from engine.queries.desk_views import Tab
from engine.queries.inbox_views import InboxRow
from engine.store import directory
from tests.engine.shell.house import APPROVAL, FORMS, furnish, open_task

ROLES = b"""
beteiligte: {haus: Haus, nachbar: Nachbarhaus}
rollen:
  sachbearbeitung: {name: Sachbearbeitung, beteiligter: haus, vorgesetzt: leitung}
  leitung: {name: Leitung, beteiligter: haus}
  bote: {name: Botendienst, beteiligter: haus}
  administration: {name: Administration}
"""

MORE = {
    "third": ("Demo Dritte Sachbearbeitung", "P-third", ["sachbearbeitung"]),
    "twin": ("Demo Sachbearbeitung, zweites Konto", "P-clerk", ["sachbearbeitung"]),
    "messenger": ("Demo Botendienst", "P-messenger", ["bote"]),
    "admin": ("Demo Administration", "P-admin", ["administration"]),
}


def staff(engine: Engine, files: Mapping[str, bytes] | None = None) -> dict[str, Actor]:
    """Publish the programme and let everybody in; returns them by what they are."""
    given = {"freigabe.bpmn": APPROVAL, **FORMS} if files is None else files
    found = furnish(engine, {"roles.yaml": ROLES, **given})
    ids = {}
    with engine.store.transaction() as connection:
        for key, (name, personnel_id, roles) in MORE.items():
            held = [Assignment(role, OrganisationId("haus")) for role in roles]
            ids[key] = directory.put_person(
                connection, login=key, name=name, personnel_id=personnel_id, assignments=held
            )
    people = engine.queries.directory().persons
    return {**found, **{key: Actor(people[one]) for key, one in ids.items()}}  # type: ignore[index]


def listed(engine: Engine, who: Actor, tab: Tab) -> tuple[InboxRow, ...]:
    """One page of a list."""
    return engine.queries.inbox(who.person, tab, engine.clock.now()).rows


def first_task(engine: Engine, people: Mapping[str, Actor]) -> str:
    """A new case's first task, "Antrag erfassen"."""
    return engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]


def second_task(engine: Engine, people: Mapping[str, Actor], by: str = "clerk") -> str:
    """The task "Antrag prüfen" of a new case whose first task `by` completed."""
    task = first_task(engine, people)
    return engine.complete(task, by=people[by], answers={"betrag": "1"}).next_tasks[0]


__all__ = ["first_task", "listed", "open_task", "second_task", "staff"]
