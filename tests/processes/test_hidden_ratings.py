"""Two who judge on their own do not see each other's points before both have judged (T3_06, T4_06)."""

from __future__ import annotations

from datetime import timedelta

from engine.people import Actor, Person
from engine.simulate import Play
from tests.processes.playing import play, programme, whole
from tests.processes.test_acceptance import do

FIRST, SECOND = "Demo Sachbearbeitung Soziales", "Demo Zweite Sachbearbeitung Soziales"
POINTS = [
    {"traeger": "Demo Wohlfahrtsverband", "kriterium": name, "punkte": 8}
    for name in (
        "Nähe zu einem größeren Schulbetrieb",
        "Erfahrung im Case Management",
        "Eigenmittel für Miete und Material",
    )
]


def person(played: Play, name: str) -> Person:
    people = played.engine.queries.directory().persons.values()
    return next(one for one in people if one.name == name)


def seen(played: Play, task: str, name: str) -> tuple[bool, bool]:
    """(whether it is hidden, whether any answer shows) on the page of a task for a person."""
    page = played.engine.queries.task(task, person(played, name), played.clock.now())
    return page.concealed, bool(page.proposal.get("punkte"))


def told(played: Play, name: str) -> str:
    """What the page of the case says was answered since the person last looked."""
    page = played.engine.queries.case(played.case, person(played, name), played.clock.now())
    return " ".join(one.label for one in page.changes.fields) if page.changes else ""


def test_points_are_hidden_until_both_have_judged() -> None:
    """The first judges: the second sees nothing of it, neither at the task nor as news; then both see all."""
    played = play("quellfall", before="bewerten_erste")
    looker = person(played, SECOND)
    page = played.engine.queries.case(played.case, looker, played.clock.now())
    played.engine.mark_visited(page.head.id, page.last_event, by=Actor(looker))
    ids = {one.element: one.id for one in whole(played).open_tasks}
    played.pass_time(played.clock.now() + timedelta(hours=9))
    do(played, "bewerten_erste", FIRST, punkte=POINTS, bemerkung="Der Träger ist zu weit weg.")
    assert seen(played, ids["bewerten_erste"], SECOND) == (True, False)
    assert seen(played, ids["bewerten_erste"], FIRST) == (False, True)
    assert "Bemerkung" not in told(played, SECOND)
    do(played, "bewerten_zweite", SECOND, punkte=POINTS)
    assert seen(played, ids["bewerten_erste"], SECOND) == (False, True)
    assert "Bemerkung" in told(played, SECOND)


def test_every_pair_of_independent_judges_is_hidden_from_each_other() -> None:
    """The tasks of T3_06 and T4_06 carry the property in the diagrams."""
    found = [
        one
        for process in programme().contents.processes.values()
        for one in process.elements.values()
        if one.properties.get("spezifikation") in ("T3_06", "T4_06") and one.kind == "userTask"
    ]
    assert {one.properties.get("verdeckt") for one in found} == {"ja"}
    assert len(found) == 4
