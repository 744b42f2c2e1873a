"""Last year's case as a template: its answers are proposed and marked, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.commands import Engine
from engine.errors import NotFound, Rejected
from engine.ids import OrganisationId
from engine.people import Actor, Assignment, Organisation
from engine.queries.task_views import TaskPage
from engine.store import directory
from tests.engine.shell.house import APPROVAL, FORMS, YAML, form, furnish, open_task

TEXT = {"type": "string", "maxLength": 200}
MONEY = {"type": "string", "format": "money", "frei": True}
ROW = {
    "type": "object",
    "properties": {
        "was": {"title": "Was", **TEXT, "x-vorjahr": "wert"},
        "am": {"title": "Am", "type": "string", "format": "date"},
    },
}
FILES = {
    "freigabe.bpmn": APPROVAL,
    **FORMS,
    "programme.yaml": YAML["programme.yaml"].replace(
        b"beteiligte: {haus: eigene}}",
        b'beteiligte: {haus: eigene}, vorlage: "vorjahr.art = art and vorjahr.jahr = jahr - 1"}',
    ),
    "forms/freigabe/beginn.json": form(
        jahr={"type": "integer", "x-vorjahr": "wert + 1"}, art={**TEXT, "x-vorjahr": "wert"}
    ),
    "forms/freigabe/antrag.json": form(
        zweck={**TEXT, "x-vorjahr": "wert"},
        ab={"type": "string", "format": "date", "x-vorjahr": 'wert + duration("P1Y")'},
        betrag=MONEY,
        posten={"type": "array", "items": ROW, "x-vorjahr": "wert", "frei": True},
    ),
}
ANSWERS: dict[str, Any] = {
    "zweck": "Beratung",
    "ab": "2021-02-01",
    "betrag": "5,00",
    "posten": [{"was": "Miete", "am": "2021-03-01"}],
}


@pytest.fixture
def people(engine: Engine) -> dict[str, Actor]:
    return furnish(engine, FILES)


def opened(engine: Engine, clerk: Actor, *, jahr: int = 2021, art: str = "a", follows: str = "") -> str:
    return engine.open_case("freigabe", by=clerk, answers={"jahr": jahr, "art": art}, follows=follows).case


def first_task(engine: Engine, clerk: Actor) -> TaskPage:
    task = open_task(engine, clerk, "Antrag erfassen")
    return engine.queries.task(task, clerk.person, engine.clock.now())


def last_year(engine: Engine, clerk: Actor) -> str:
    """A case of last year whose first task is done."""
    case = opened(engine, clerk)
    engine.complete(first_task(engine, clerk).id, by=clerk, answers=ANSWERS)
    return case


def test_the_answers_of_last_year_are_proposed_and_say_so(engine: Engine, people: dict[str, Actor]) -> None:
    """Dates move by a year, rows come without what does not repeat, undeclared fields stay empty."""
    clerk = people["clerk"]
    opened(engine, clerk, jahr=2022, follows=last_year(engine, clerk))
    page = first_task(engine, clerk)
    assert (page.proposal["zweck"], page.proposal["ab"]) == ("Beratung", date(2022, 2, 1))
    assert page.proposal["posten"] == [{"was": "Miete", "am": None}]
    assert page.proposal.get("betrag") is None
    said = {name: one.sentence() for name, one in page.origins.items()}
    assert set(said) == {"zweck", "ab", "posten"}
    assert said["zweck"] == "aus Vorgang H-2021-001 übernommen, bitte prüfen"


def test_a_proposal_is_no_answer(engine: Engine, people: dict[str, Actor]) -> None:
    """Who sends the form without it has not answered; nothing is taken over behind one's back."""
    clerk = people["clerk"]
    opened(engine, clerk, jahr=2022, follows=last_year(engine, clerk))
    done = {"zweck": "Anderes", "ab": "2022-05-01", "betrag": "1,00"}
    engine.complete(first_task(engine, clerk).id, by=clerk, answers=done)
    told = [one for one in engine.queries.whole().trees if one[1].at(("antrag", "zweck")) == "Anderes"]
    assert told[0][1].at(("antrag", "posten")) in (None, [])
    assert told[0][1].at(("antrag", "betrag")) == Decimal("1.00")


@pytest.mark.parametrize(("jahr", "art"), [(2023, "a"), (2022, "b"), (2021, "a")])
def test_only_what_the_programme_declares_is_a_template(
    engine: Engine, people: dict[str, Actor], jahr: int, art: str
) -> None:
    """The year before of the same kind; anything else is refused with the number of the case."""
    case = last_year(engine, people["clerk"])
    with pytest.raises(Rejected, match="H-2021-001 passt nicht als Vorlage"):
        opened(engine, people["clerk"], jahr=jahr, art=art, follows=case)


def test_a_case_one_may_not_know_of_is_no_template(engine: Engine, people: dict[str, Actor]) -> None:
    """Neither offered nor taken, and not told from one that does not exist."""
    case = last_year(engine, people["clerk"])
    with engine.store.transaction() as connection:
        place = Organisation(OrganisationId("fern"), "Demo Fern", "fern")
        directory.put_organisation(connection, place)
        held = [Assignment("sachbearbeitung", place.id)]
        directory.put_person(connection, login="n", name="Demo Fremd", personnel_id="n", assignments=held)
    found = engine.queries.directory().persons.values()
    stranger = next(Actor(one) for one in found if one.name == "Demo Fremd")
    now = engine.clock.now()
    assert engine.queries.opening("freigabe", stranger.person, now).templates == ()
    for follows in (case, "nowhere"):
        with pytest.raises(NotFound, match="gibt es nicht"):
            engine.queries.opening("freigabe", stranger.person, now, follows=follows)
        with pytest.raises(NotFound, match="gibt es nicht"):
            opened(engine, stranger, jahr=2022, follows=follows)


def test_the_page_of_opening_offers_last_years_case_until_it_is_followed(
    engine: Engine, people: dict[str, Actor]
) -> None:
    """Chosen, it fills the start form; afterwards it is no longer offered."""
    clerk, now = people["clerk"], engine.clock.now()
    case = last_year(engine, clerk)
    assert [one.id for one in engine.queries.opening("freigabe", clerk.person, now).templates] == [case]
    page = engine.queries.opening("freigabe", clerk.person, now, follows=case)
    assert (page.values["jahr"], page.values["art"]) == (["2022"], ["a"])
    opened(engine, clerk, jahr=2022, follows=case)
    assert case not in [one.id for one in engine.queries.opening("freigabe", clerk.person, now).templates]


def test_what_was_answered_in_this_case_is_stronger(engine: Engine, people: dict[str, Actor]) -> None:
    """A task done again shows its own answers."""
    clerk = people["clerk"]
    opened(engine, clerk, jahr=2022, follows=last_year(engine, clerk))
    done = engine.complete(first_task(engine, clerk).id, by=clerk, answers={**ANSWERS, "zweck": "Neu"})
    engine.hand_back(done.next_tasks[0], by=people["second"], to="antrag", reason="Bitte nachbessern")
    page = first_task(engine, clerk)
    assert (page.proposal["zweck"], page.origins) == ("Neu", {})


def test_what_may_not_be_read_is_not_said_to_come_from_last_year(engine: Engine) -> None:
    """A field of class C: neither its value nor where it would come from, for who does not read the class."""
    personal = form(jahr={"type": "integer"}, art={**TEXT, "x-vorjahr": "wert", "x-datenklasse": "C"})
    clerk = furnish(engine, {**FILES, "forms/freigabe/beginn.json": personal})["clerk"]
    case, now = opened(engine, clerk, art="krank"), engine.clock.now()
    with engine.store.transaction() as connection:
        held = [Assignment("leitung", OrganisationId("haus"))]
        reader = directory.put_person(
            connection, login="r", name="Demo Lesend", personnel_id="P-r", assignments=held
        )
    who = engine.queries.directory().persons[reader]  # type: ignore[index]
    page = engine.queries.opening("freigabe", who, now, follows=case)
    assert (set(page.withheld), page.origins, page.proposal.get("art")) == ({"art"}, {}, None)
    seen = engine.queries.opening("freigabe", clerk.person, now, follows=case)
    assert (set(seen.origins), seen.proposal["art"]) == ({"art"}, "krank")
