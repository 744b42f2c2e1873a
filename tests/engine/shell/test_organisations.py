"""Two authorities in one case: only declared messages cross, and each sees its own."""

from __future__ import annotations

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import NotFound
from engine.ids import OrganisationId
from engine.people import Actor, Assignment
from engine.store import directory
from tests.engine.shell.house import FORMS, flows, furnish, open_task, user

MESSAGES = b"""
nachrichten:
  msg_antrag:
    titel: Antrag
    von: haus
    an: nachbar
    nutzlast: {summe: {wert: antrag.betrag, art: money}}
  msg_antwort:
    titel: Antwort
    von: nachbar
    an: haus
    nutzlast: {ergebnis: {wert: pruefen.ergebnis, art: text}}
signale: {}
"""


def _throw(element: str, message: str) -> str:
    return (
        f'<intermediateThrowEvent id="{element}" name="{element} gesendet">'
        f'<messageEventDefinition messageRef="{message}"/></intermediateThrowEvent>'
    )


TWO_POOLS = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test" id="d"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<message id="m1" name="msg_antrag"/><message id="m2" name="msg_antwort"/>
<collaboration id="c"><participant id="haus" name="Haus" processRef="freigabe"/>
<participant id="nachbar" name="Nachbar" processRef="pruefung"/></collaboration>
<process id="freigabe" name="Freigabe" isExecutable="true"><laneSet id="l1"><lane id="sachbearbeitung">
<flowNodeRef>beginn</flowNodeRef><flowNodeRef>antrag</flowNodeRef><flowNodeRef>senden</flowNodeRef>
<flowNodeRef>antwort</flowNodeRef><flowNodeRef>lesen</flowNodeRef><flowNodeRef>ende</flowNodeRef></lane></laneSet>
<startEvent id="beginn" name="Begonnen"/>{user("antrag", "Antrag erfassen")}{_throw("senden", "m1")}
<intermediateCatchEvent id="antwort" name="Antwort da"><messageEventDefinition messageRef="m2"/>
</intermediateCatchEvent>{user("lesen", "Antwort lesen")}<endEvent id="ende" name="Fertig"/>
{flows("beginn>antrag", "antrag>senden", "senden>antwort", "antwort>lesen", "lesen>ende")}</process>
<process id="pruefung" name="Prüfung" isExecutable="true"><laneSet id="l2"><lane id="leitung">
<flowNodeRef>eingang</flowNodeRef><flowNodeRef>pruefen</flowNodeRef><flowNodeRef>zurueck</flowNodeRef>
<flowNodeRef>schluss</flowNodeRef></lane></laneSet>
<startEvent id="eingang" name="Eingegangen"><messageEventDefinition messageRef="m1"/></startEvent>
{user("pruefen", "Antrag prüfen")}{_throw("zurueck", "m2")}<endEvent id="schluss" name="Geprüft"/>
{flows("eingang>pruefen", "pruefen>zurueck", "zurueck>schluss").replace('id="f', 'id="g')}</process>
</definitions>""".encode()


@pytest.fixture
def people(engine: Engine) -> dict[str, Actor]:
    """The house's people, and one of the neighbour's."""
    files = {"freigabe.bpmn": TWO_POOLS, "messages.yaml": MESSAGES, **FORMS}
    files["forms/pruefung/pruefen.json"] = FORMS["forms/freigabe/pruefen.json"]
    found = furnish(engine, files)
    with engine.store.transaction() as connection:
        held = [Assignment("leitung", OrganisationId("nachbar"))]
        login = directory.put_person(
            connection, login="n", name="Demo Prüfung Nachbar", personnel_id="N", assignments=held
        )
    return {**found, "neighbour": Actor(engine.queries.directory().persons[login])}  # type: ignore[index]


def _send(engine: Engine, people: dict[str, Actor]) -> str:
    opened = engine.open_case("freigabe", by=people["clerk"], participants={"nachbar": "nachbar"})
    engine.complete(opened.next_tasks[0], by=people["clerk"], answers={"betrag": "500"})
    return opened.number


def test_a_message_starts_the_neighbours_run_with_its_payload(
    engine: Engine, people: dict[str, Actor]
) -> None:
    """What was declared arrives under the start event; nothing else does."""
    number = _send(engine, people)
    events = engine.queries.trace(number, engine.clock.now())["events"]
    received = next(event for event in events if event["kind"] == "MessageReceived")
    assert received["payload"]["payload_received"] == {"summe": "500.00"}
    assert received["payload"]["path"] == "eingang"


def test_the_answer_reaches_the_run_that_waits(engine: Engine, people: dict[str, Actor]) -> None:
    """The neighbour decides, and the house reads it in the same turn."""
    _send(engine, people)
    task = open_task(engine, people["neighbour"], "Antrag prüfen")
    engine.complete(task, by=people["neighbour"], answers={"ergebnis": "ja"})
    assert open_task(engine, people["clerk"], "Antwort lesen")


def test_nobody_sees_the_others_tasks_and_answers(
    engine: Engine, people: dict[str, Actor], clock: FakeClock
) -> None:
    """The neighbour knows the case but not what the house typed; its tasks do not exist for them."""
    number = _send(engine, people)
    page = engine.queries.case(number, people["neighbour"].person, clock.now())
    assert "TaskCompleted" not in {entry.kind for entry in page.history}
    inside = engine.queries.trace(number, clock.now())["events"]
    own = next(event["payload"]["task"] for event in inside if event["element"] == "antrag")
    with pytest.raises(NotFound):
        engine.queries.task(own, people["neighbour"].person, clock.now())
