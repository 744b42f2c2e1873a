"""A refusal names who can do it instead: those who may, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from engine.ids import OrganisationId, PersonId
from engine.people import Actor, Assignment, Directory, Person
from engine.permissions import TaskFacts, may

DAY = date(2021, 3, 1)
HOUSE = OrganisationId("haus")


def person(name: str, *roles: str) -> Person:
    held = tuple(Assignment(one, HOUSE) for one in roles)
    return Person(PersonId(name), f"Demo {name}", f"P-{name}", held)


def house(*people: Person) -> Directory:
    return Directory({one.id: one for one in people})


ONE, TWO = person("Eins", "leitung"), person("Zwei", "leitung")
ADMIN = person("Verwaltung", "leitung", "administration")
CLERK = person("Sachbearbeitung", "sachbearbeitung")


def task(*acted: Person, signature: str = "none") -> TaskFacts:
    """A task of the heads, in a group in which some people already acted."""
    names = {one.personnel_id: one.name for one in acted}
    return TaskFacts("leitung", HOUSE, "open", four_eyes="bescheid", acted=names, signature=signature)


@pytest.mark.parametrize(
    ("acted", "people", "says"),
    [
        ([ONE], [ONE, TWO], "entscheiden: Demo Zwei."),
        ([ONE, TWO], [ONE, TWO], "alle, die diese Rolle haben, haben schon gehandelt."),
        ([ONE], [ONE], "niemanden sonst mit dieser Rolle"),
        ([ONE], [ONE, ADMIN], "niemanden sonst mit dieser Rolle"),
        ([ONE], [ONE, TWO, ADMIN], "entscheiden: Demo Zwei."),
        ([ONE, TWO], [ONE, TWO, ADMIN], "alle, die diese Rolle haben, haben schon gehandelt."),
    ],
)
def test_four_eyes_say_who_is_left(acted: list[Person], people: list[Person], says: str) -> None:
    """Who has not acted and may sign; that all have acted; or that there is nobody else."""
    verdict = may(Actor(ONE), "claim", task(*acted, signature="schlusszeichnung"), house(*people), DAY)
    assert str(verdict.reason).endswith(says) or says in str(verdict.reason)


def test_an_administrator_is_named_where_nothing_is_signed() -> None:
    """To enter something administrators are as good as anybody who holds the role."""
    verdict = may(Actor(ONE), "claim", task(ONE), house(ONE, ADMIN), DAY)
    assert "Demo Verwaltung" in str(verdict.reason)


def test_a_role_that_nobody_holds_is_said_to_be_vacant() -> None:
    """Not a dash in place of a name; where somebody holds it, who."""
    assert str(may(Actor(CLERK), "claim", task(), house(CLERK), DAY).reason) == (
        "Die Rolle, die dafür zuständig ist, hat zurzeit niemand. Die Administration kann sie vergeben."
    )
    assert "zuständig: Demo Zwei." in str(may(Actor(CLERK), "claim", task(), house(CLERK, TWO), DAY).reason)
