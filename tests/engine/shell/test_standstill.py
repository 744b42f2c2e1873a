"""A process that cannot go on shows an incident; whoever did the step before it is never to blame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine import jobs
from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import EngineError
from engine.people import Actor
from engine.schema import assignment, job
from engine.store import directory
from engine.worker import Worker
from tests.engine.shell.house import FORMS, flows, furnish, open_task, process, user
from tests.engine.shell.test_due import SIGNAL, WAITING
from tests.faults.invariants import broken

TOO_MUCH = "sum(for i in 1..100000000 return i)"
BEGIN = '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Fertig"/>'
NOTICE = (
    '<serviceTask id="mitte" name="Mitteilen" camunda:type="external" camunda:topic="mitteilung">'
    "{}</serviceTask>"
)


def _after_entering(middle: str) -> bytes:
    """Somebody enters something, then comes `middle` (id `mitte`)."""
    return process(
        BEGIN
        + user("antrag", "Antrag erfassen")
        + middle
        + flows("beginn>antrag", "antrag>mitte", "mitte>ende"),
        lanes={"sachbearbeitung": "beginn antrag mitte ende"},
    )


def _entered(engine: Engine, files: Mapping[str, bytes], answers: Mapping[str, Any]) -> tuple[str, Actor]:
    clerk = furnish(engine, files)["clerk"]
    case = engine.open_case("freigabe", by=clerk)
    engine.complete(case.next_tasks[0], by=clerk, answers=answers)
    assert broken(engine) == []
    return case.case, clerk


def _reasons(engine: Engine, case: str, who: Actor) -> list[str]:
    page = engine.queries.case(case, who.person, engine.clock.now())
    return [one.reason.sentence("de") for one in page.incidents]


def _owner(engine: Engine, who: Actor) -> Actor:
    """The same person, now also responsible for the processes."""
    with engine.store.transaction() as connection:
        row = {"id": "owner", "person_id": who.person.id, "role": "prozessverantwortung"}
        connection.execute(sa.insert(assignment), {**row, "organisation_id": "haus"})
        directory.touch(connection)
    return who


@pytest.mark.parametrize("setting", ["dueDate", "priority", "assignee", "candidateGroups"])
def test_a_setting_that_cannot_be_computed_stops_nobody(engine: Engine, setting: str) -> None:
    """The next task is there, with an incident that names it; the step before is completed."""
    drawn = _after_entering(user("mitte", "Weiter", f'camunda:{setting}="{TOO_MUCH}"'))
    case, clerk = _entered(engine, {"freigabe.bpmn": drawn, **FORMS}, {"betrag": "1"})
    assert "Weiter" in _reasons(engine, case, clerk)[0]
    engine.complete(open_task(engine, clerk, "Weiter"), by=clerk)
    assert engine.queries.case(case, clerk.person, engine.clock.now()).head.state == "ended"


def test_a_due_date_at_the_end_of_all_days_stops_nobody(engine: Engine) -> None:
    """Nor does a priority beyond all numbers: both are the owner's affair."""
    last = 'camunda:dueDate="date(&quot;9999-12-31&quot;)" camunda:priority="10**30"'
    files = {"freigabe.bpmn": _after_entering(user("mitte", "Weiter", last)), **FORMS}
    case, clerk = _entered(engine, files, {"betrag": "1"})
    assert "Weiter" in _reasons(engine, case, clerk)[0]


def test_a_notice_that_cannot_be_worded_is_an_incident(engine: Engine) -> None:
    """And trying again says the same, without losing the place."""
    text = (
        "<extensionElements><camunda:inputOutput>"
        f'<camunda:inputParameter name="text">{TOO_MUCH}</camunda:inputParameter>'
        "</camunda:inputOutput></extensionElements>"
    )
    drawn = _after_entering(NOTICE.format(text))
    case, clerk = _entered(engine, {"freigabe.bpmn": drawn, **FORMS}, {"betrag": "1"})
    assert len(_reasons(engine, case, clerk)) == 1
    run = engine.queries.trace("H-2021-001", engine.clock.now())["runs"][0]["id"]
    engine.retry(run, by=_owner(engine, clerk))
    assert len(_reasons(engine, case, clerk)) == 1
    assert broken(engine) == []


def test_many_notices_at_once_are_no_endless_exchange(engine: Engine) -> None:
    """Three hundred parallel notices of one step are each sent."""
    many = (
        "<multiInstanceLoopCharacteristics><loopCardinality>300</loopCardinality>"
        "</multiInstanceLoopCharacteristics>"
    )
    drawn = _after_entering(NOTICE.format(many))
    case, clerk = _entered(engine, {"freigabe.bpmn": drawn, **FORMS}, {"betrag": "1"})
    assert engine.queries.case(case, clerk.person, engine.clock.now()).head.state == "ended"


def _sending(expression: str) -> dict[str, bytes]:
    thrown = '<sendTask id="mitte" name="Senden" messageRef="hallo"/>'
    drawn = _after_entering(thrown).replace(
        b"<collaboration", b'<message id="hallo" name="hallo"/><collaboration'
    )
    declared = (
        "nachrichten:\n  hallo: {titel: Hallo, von: [haus], an: nachbar,"
        f" nutzlast: {{x: {{wert: '{expression}'}}}}}}\nsignale: {{}}\n"
    )
    return {"freigabe.bpmn": drawn, "messages.yaml": declared.encode(), **FORMS}


def test_a_message_that_cannot_be_composed_is_an_incident(engine: Engine) -> None:
    """The run stops before it, nothing was sent, and who entered something is done."""
    case, clerk = _entered(engine, _sending(TOO_MUCH), {"betrag": "1"})
    assert len(_reasons(engine, case, clerk)) == 1
    kinds = [one["kind"] for one in engine.queries.trace("H-2021-001", engine.clock.now())["events"]]
    assert "MessageSent" not in kinds


def test_a_payload_that_looks_like_a_typed_value_is_kept_as_it_is(engine: Engine) -> None:
    """A context whose only name is `$date` does not make the case unreadable."""
    _entered(engine, _sending('{"$date": "nie"}'), {"betrag": "1"})
    told = engine.queries.trace("H-2021-001", engine.clock.now())
    (sent,) = [one for one in told["events"] if one["kind"] == "MessageSent"]
    assert "nie" in str(sent)


BALL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test" id="d">
<message id="hin" name="hin"/><message id="her" name="her"/>
<collaboration id="c"><participant id="haus" name="Haus" processRef="freigabe"/>
<participant id="nachbar" name="Nachbar" processRef="fangen"/></collaboration>
<process id="freigabe" name="Freigabe" isExecutable="true">
<laneSet id="l"><lane id="sachbearbeitung" name="S"><flowNodeRef>beginn</flowNodeRef><flowNodeRef>antrag</flowNodeRef>
<flowNodeRef>wieder</flowNodeRef><flowNodeRef>werfen</flowNodeRef><flowNodeRef>warten</flowNodeRef></lane></laneSet>
<startEvent id="beginn" name="B"/><userTask id="antrag" name="Antrag erfassen"/><exclusiveGateway id="wieder"/>
<sendTask id="werfen" name="Werfen" messageRef="hin"/><receiveTask id="warten" name="Warten" messageRef="her"/>
<sequenceFlow id="f1" sourceRef="beginn" targetRef="antrag"/><sequenceFlow id="f2" sourceRef="antrag" targetRef="wieder"/>
<sequenceFlow id="f3" sourceRef="wieder" targetRef="werfen"/><sequenceFlow id="f4" sourceRef="werfen" targetRef="warten"/>
<sequenceFlow id="f5" sourceRef="warten" targetRef="wieder"/></process>
<process id="fangen" name="Fangen" isExecutable="true">
<startEvent id="kommt" name="K"><messageEventDefinition messageRef="hin"/></startEvent><exclusiveGateway id="noch"/>
<sendTask id="zurueck" name="Zurueck" messageRef="her"/><receiveTask id="fange" name="Fange" messageRef="hin"/>
<sequenceFlow id="g1" sourceRef="kommt" targetRef="noch"/><sequenceFlow id="g2" sourceRef="noch" targetRef="zurueck"/>
<sequenceFlow id="g3" sourceRef="zurueck" targetRef="fange"/><sequenceFlow id="g4" sourceRef="fange" targetRef="noch"/>
</process></definitions>"""  # noqa: E501
BALL_MESSAGES = b"""nachrichten:
  hin: {titel: Hin, von: [haus], an: nachbar, nutzlast: {}}
  her: {titel: Her, von: [nachbar], an: haus, nutzlast: {}}
signale: {}
"""


def test_two_runs_that_throw_a_ball_for_ever_are_stopped_and_shown(engine: Engine) -> None:
    """The person is done, the letter stays in the case, and an incident says that it goes on without end."""
    sheet = b"programm: {id: haus, name: Haus}\naktenzeichen: {muster: '{laufende_nummer}'}\n" + (
        b"eroeffnende_prozesse: [{prozess: freigabe, beteiligte: {haus: eigene, nachbar: einzige}}]\n"
    )
    files = {"freigabe.bpmn": BALL.encode(), "messages.yaml": BALL_MESSAGES, "programme.yaml": sheet, **FORMS}
    case, clerk = _entered(engine, files, {"betrag": "1"})
    (reason,) = _reasons(engine, case, clerk)
    assert "ohne Ende" in reason


def _fails(engine: Engine, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    def fail(_job: object) -> None:
        raise EngineError("job_failed", problem="Probe")

    monkeypatch.setattr(engine, verb, fail)


def test_a_timer_that_failed_fires_when_it_is_tried_again(
    engine: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After help the reminder comes; it is not lost with its job."""
    clerk = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})["clerk"]
    case = engine.open_case("freigabe", by=clerk).case
    clock.advance(timedelta(days=4))
    with monkeypatch.context() as patched:
        _fails(engine, patched, "fire")
        Worker(engine).work_off()
    assert len(_reasons(engine, case, clerk)) == 1
    run = engine.queries.trace("H-2021-001", clock.now())["runs"][0]["id"]
    engine.retry(run, by=_owner(engine, clerk))
    Worker(engine).work_off()
    assert [row.title for row in engine.queries.case(case, clerk.person, clock.now()).open_tasks] == [
        "Nachfragen"
    ]


def test_a_signal_that_cannot_be_heard_is_an_incident_and_is_heard_again(
    engine: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that could not take the signal in shows it, and a person can repeat it."""
    clerk = furnish(engine, {"freigabe.bpmn": SIGNAL})["clerk"]
    case = engine.open_case("freigabe", by=clerk).case
    engine.broadcast("sig_haushalt")
    with monkeypatch.context() as patched:
        _fails(engine, patched, "receive_signal")
        Worker(engine).work_off()
    assert len(_reasons(engine, case, clerk)) == 1
    run = engine.queries.trace("H-2021-001", clock.now())["runs"][0]["id"]
    engine.retry(run, by=_owner(engine, clerk))
    Worker(engine).work_off()
    assert [row.title for row in engine.queries.case(case, clerk.person, clock.now()).open_tasks] == [
        "Weitermachen"
    ]
    assert broken(engine) == []


def test_a_job_that_takes_its_worker_down_is_given_up(engine: Engine, clock: FakeClock) -> None:
    """A letter that kills every worker that tries it becomes an incident, not an endless circle."""
    clerk = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})["clerk"]
    case = engine.open_case("freigabe", by=clerk).case
    clock.advance(timedelta(days=4))
    for _ in range(jobs.ATTEMPTS):
        with engine.store.transaction() as connection:
            assert jobs.take(connection, clock.now()) is not None
        clock.advance(jobs.LEASE + timedelta(seconds=1))
    Worker(engine).work_off()
    assert "mitgerissen" in _reasons(engine, case, clerk)[0]


def test_a_lease_of_a_clock_that_was_set_back_does_not_last_a_year(engine: Engine, clock: FakeClock) -> None:
    """A worker took a job while its clock ran a year ahead, and died: the job is taken again now."""
    clerk = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})["clerk"]
    engine.open_case("freigabe", by=clerk)
    clock.advance(timedelta(days=4))
    with engine.store.transaction() as connection:
        assert jobs.take(connection, clock.now() + timedelta(days=365)) is not None
    with engine.store.transaction() as connection:
        assert jobs.take(connection, clock.now()) is not None
        assert connection.scalar(sa.select(job.c.attempts)) == 2
