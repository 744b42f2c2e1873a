"""Parameters set by two administrators: who may, from when it holds, and what the history says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import Invalid, NotAllowed, NotFound, Rejected
from engine.ids import OrganisationId
from engine.people import Actor, Assignment
from engine.queries.parameters import ParameterRow
from engine.store import directory
from tests.engine.inbox.desk import ROLES, staff
from tests.engine.shell.house import flows, form, process, user

VALUES = """
parameter:
  satz:
    bezeichnung: Höchstbetrag
    art: betrag
    status: zu bestätigen
    werte:
      - {gueltig_von: 2020-01-01, wert: 55000.00, quelle: Erlass}
  konto: {bezeichnung: Konto der Kasse, art: iban, werte: [{wert: DE02120300000000202051}]}
  frist: {bezeichnung: Frist, art: dauer, werte: [{wert: P14D}]}
  staffel: {bezeichnung: Staffel, art: tabelle, werte: [{wert: [{ab: 1}]}]}
""".encode()
SHOWN = process(
    '<startEvent id="s"/><endEvent id="e"/>'
    + user("erste", "Erste Prüfung")
    + user("zweite", "Zweite Prüfung")
    + flows("s>erste", "erste>zweite", "zweite>e"),
    lanes={"sachbearbeitung": "s erste zweite e"},
)
FIELD: dict[str, Any] = {"type": "number", "format": "money", "x-vorgabe": "parameter.satz", "frei": True}


@pytest.fixture
def people(engine: Engine) -> dict[str, Actor]:
    """The house with a parameter in its forms, and a second administration."""
    files = {
        "freigabe.bpmn": SHOWN,
        "forms/freigabe/erste.json": form(satz=FIELD),
        "forms/freigabe/zweite.json": form(satz=FIELD),
        "parameters.yaml": VALUES,
        "roles.yaml": ROLES,
    }
    found = staff(engine, files)
    with engine.store.transaction() as connection:
        for login, number in (("admin2", "P-admin2"), ("admin_twin", "P-admin")):
            held = [Assignment("administration", OrganisationId("haus"))]
            name = f"Demo Administration {login}"
            directory.put_person(connection, login=login, name=name, personnel_id=number, assignments=held)
    persons = engine.queries.directory().persons.values()
    return found | {
        one.name.split()[-1]: Actor(one) for one in persons if one.name.startswith("Demo Administration ")
    }


def propose(engine: Engine, people: Mapping[str, Actor], key: str = "satz", **more: Any) -> str:
    """The administration proposes 57.000 € from today, by decree."""
    wanted = {"value": "57.000,00", "since": date(2021, 3, 1), "source": "Erlass vom 1. März", **more}
    return engine.propose_parameter("haus", key, by=wanted.pop("by", people["admin"]), **wanted).id


def row(engine: Engine, key: str = "satz") -> ParameterRow:
    """The parameter as the page shows it."""
    found = engine.queries.parameters(engine.clock.now())[0].rows
    return next(one for one in found if one.key == key)


def offered(engine: Engine, task: str, who: Actor) -> Any:
    """What the form of a task proposes for the amount."""
    return engine.queries.task(task, who.person, engine.clock.now()).values["satz"][0]


def test_a_proposal_changes_nothing_until_another_administrator_releases_it(
    engine: Engine, people: dict[str, Actor]
) -> None:
    """Proposed: the old value; released by a second person: the new one, with its source."""
    proposal = propose(engine, people)
    assert (row(engine).value, [one.state for one in row(engine).proposals]) == (55000, ["proposed"])
    engine.release_parameter(proposal, by=people["admin2"])
    assert (row(engine).value, row(engine).source) == (Decimal("57000.00"), "Erlass vom 1. März")
    assert row(engine).set_by is not None


@pytest.mark.parametrize(
    ("who", "reason"),
    [("admin", "andere Person"), ("admin_twin", "andere Person"), ("clerk", "nur die Administration")],
)
def test_nobody_releases_their_own_proposal(
    engine: Engine, people: dict[str, Actor], who: str, reason: str
) -> None:
    """Not with a second account either: persons differ, not accounts; and only administrators do."""
    proposal = propose(engine, people)
    with pytest.raises(NotAllowed, match=reason):
        engine.release_parameter(proposal, by=people[who])
    assert row(engine).value == 55000


def test_a_clerk_proposes_nothing(engine: Engine, people: dict[str, Actor]) -> None:
    """Only the administration may."""
    with pytest.raises(NotAllowed, match="nur die Administration"):
        propose(engine, people, by=people["clerk"])


def test_a_running_case_uses_the_value_of_its_day(
    engine: Engine, clock: FakeClock, people: dict[str, Actor]
) -> None:
    """Released today from April on: in March the old value counts, in April the new one, in one version."""
    first = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.release_parameter(propose(engine, people, since=date(2021, 4, 1)), by=people["admin2"])
    assert offered(engine, first, people["clerk"]) == "55.000,00"
    second = engine.complete(first, by=people["clerk"], answers={"satz": "55.000,00"}).next_tasks[0]
    clock.set(clock.now().replace(month=4, day=1))
    assert offered(engine, second, people["clerk"]) == "57.000,00"


def test_what_was_decided_keeps_the_value_it_was_decided_with(
    engine: Engine, people: dict[str, Actor]
) -> None:
    """A value for the past changes nothing that has happened."""
    first = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(first, by=people["clerk"], answers={"satz": "55.000,00"})
    engine.release_parameter(propose(engine, people, since=date(2020, 1, 1)), by=people["admin2"])
    answers = [one.at(("erste", "satz")) for _, one in engine.queries.whole().trees]
    assert answers == [Decimal("55000.00")]


def test_after_the_last_day_the_file_counts_again(
    engine: Engine, clock: FakeClock, people: dict[str, Actor]
) -> None:
    """A period ends with its last day."""
    engine.release_parameter(propose(engine, people, until=date(2021, 3, 31)), by=people["admin2"])
    clock.set(clock.now().replace(month=4, day=1))
    assert row(engine).value == 55000


def test_of_two_releases_the_later_one_counts(
    engine: Engine, clock: FakeClock, people: dict[str, Actor]
) -> None:
    """A mistake is mended by another proposal; blank says that the value is not known."""
    for value in ("57.000,00", "58.000,00", ""):
        clock.advance(timedelta(minutes=1))
        engine.release_parameter(propose(engine, people, value=value), by=people["admin2"])
    assert row(engine).value is None
    assert row(engine).set_by is not None


def test_a_new_account_needs_a_note_of_the_call_back(engine: Engine, people: dict[str, Actor]) -> None:
    """Rule 15: without the note the release is refused and the old account stays."""
    proposal = propose(engine, people, "konto", value="DE89 3704 0044 0532 0130 00")
    with pytest.raises(Rejected, match="zurückgerufen"):
        engine.release_parameter(proposal, by=people["admin2"])
    engine.release_parameter(proposal, by=people["admin2"], note="Rückruf bei der Kasse, Zentrale, 1. März")
    assert row(engine, "konto").value == "DE89370400440532013000"


@pytest.mark.parametrize(
    ("key", "value"), [("satz", "viel"), ("satz", "12.5"), ("konto", "DE00123"), ("frist", "bald")]
)
def test_a_value_that_is_none_is_refused(
    engine: Engine, people: dict[str, Actor], key: str, value: str
) -> None:
    """The sentence is that of a form; nothing is kept."""
    with pytest.raises(Invalid):
        propose(engine, people, key, value=value)
    assert engine.queries.parameter_proposals() == ()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"source": " "}, "beruht"),
        ({"until": date(2021, 2, 1)}, "bevor er am"),
        ({"key": "staffel", "value": "[]"}, "neuen Fassung"),
    ],
)
def test_a_proposal_says_where_it_stands_and_how_long(
    engine: Engine, people: dict[str, Actor], more: dict[str, Any], reason: str
) -> None:
    """A source, a period that does not end before it begins, and no lists."""
    with pytest.raises(Rejected, match=reason):
        propose(engine, people, **more)


def test_a_declined_proposal_cannot_be_released(engine: Engine, people: dict[str, Actor]) -> None:
    """Who proposed may take it back, with a reason; then it is decided."""
    proposal = propose(engine, people)
    engine.decline_parameter(proposal, by=people["admin"], note="Vertippt, richtig sind 58.000 €")
    with pytest.raises(Rejected, match="schon entschieden"):
        engine.release_parameter(proposal, by=people["admin2"])
    assert row(engine).proposals == ()


def test_the_history_tells_who_proposed_and_who_released(engine: Engine, people: dict[str, Actor]) -> None:
    """Both acts stand in the directory's chain, in words, and the chain holds."""
    engine.release_parameter(propose(engine, people, request_id="eins"), by=people["admin2"])
    assert engine.queries.directory_chain_holds()
    told = [one.sentence() for one in engine.queries.directory_history()]
    assert "„Höchstbetrag“ gilt ab 01.03.2021 mit 57.000,00" in told[0]
    assert told[1].startswith("Demo Administration hat vorgeschlagen, „Höchstbetrag“ ab 01.03.2021")


def test_a_repeated_request_proposes_once(engine: Engine, people: dict[str, Actor]) -> None:
    """A double click keeps one proposal."""
    assert propose(engine, people, request_id="eins") == propose(engine, people, request_id="eins")
    assert len(engine.queries.parameter_proposals()) == 1


def test_an_unknown_parameter_is_named(engine: Engine, people: dict[str, Actor]) -> None:
    """A misspelt key or programme changes nothing."""
    with pytest.raises(NotFound, match="satzz"):
        propose(engine, people, "satzz")
