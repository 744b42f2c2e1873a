"""Vouchers that wait for people in a browser test, made by the engine as quickly as it can. Not the pages."""

from __future__ import annotations

from engine.commands import PersonEntry
from engine.ids import OrganisationId, PersonId
from engine.people import Actor, Assignment
from tests.web.world import ANSWERS, World


def to_check(world: World, number: int) -> list[str]:
    """So many vouchers, entered, that a second person must check; the ids of these tasks."""
    clerk, found = world.actor("sachbearbeitung"), []
    for place in range(1, number + 1):
        first = world.engine.open_case("beleg", by=clerk, answers={"betreff": f"Rechnung {place:02}"})
        done = world.engine.complete(first.next_tasks[0], by=clerk, answers=ANSWERS)
        found.append(done.next_tasks[0])
    return found


def to_sign(world: World, number: int) -> list[str]:
    """The same, checked: each waits for the head."""
    second, right = world.actor("zweite"), {"ergebnis": "richtig"}
    checked = [world.engine.complete(one, by=second, answers=right) for one in to_check(world, number)]
    return [one.next_tasks[0] for one in checked]


def second_head(world: World) -> Actor:
    """Another person who may sign."""
    admin = world.actor("verwaltung")
    entry = PersonEntry("leitung2", "Demo Zweite Leitung", "P-leitung2")
    one = PersonId(str(world.engine.add_person(entry, by=admin).id))
    world.engine.set_roles(one, [Assignment("leitung", OrganisationId("rbk"))], by=admin)
    found = world.queries.person(one)
    assert found is not None
    return Actor(found)
