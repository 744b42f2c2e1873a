"""What happens by itself: timers, documents, notices, signals; and what is shown when it cannot."""

from __future__ import annotations

import io
from datetime import timedelta

import docx

from engine.clock import FakeClock
from engine.commands import Engine
from engine.worker import Worker
from tests.engine.shell.house import FORMS, flows, furnish, open_task, process, user

BEGIN = '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Fertig"/>'

WAITING = process(
    BEGIN
    + user("antrag", "Antrag erfassen")
    + '<boundaryEvent id="spaet" name="Frist um" attachedToRef="antrag"><timerEventDefinition>'
    "<timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>"
    + user("mahnen", "Nachfragen")
    + flows("beginn>antrag", "antrag>ende", "spaet>mahnen", "mahnen>ende"),
    lanes={"sachbearbeitung": "beginn antrag spaet mahnen ende"},
)

LETTER = process(
    BEGIN
    + user("antrag", "Antrag erfassen")
    + '<serviceTask id="brief" name="Bescheid erstellen" camunda:type="external" camunda:topic="dokument">'
    '<extensionElements><camunda:properties><camunda:property name="vorlage" value="brief"/>'
    "</camunda:properties><camunda:inputOutput>"
    '<camunda:inputParameter name="summe">antrag.betrag</camunda:inputParameter></camunda:inputOutput>'
    "</extensionElements></serviceTask>"
    + user("lesen", "Bescheid lesen")
    + flows("beginn>antrag", "antrag>brief", "brief>lesen", "lesen>ende"),
    lanes={"sachbearbeitung": "beginn antrag brief lesen ende"},
)

SIGNAL = process(
    BEGIN + '<intermediateCatchEvent id="warten" name="Haushalt verabschiedet">'
    '<signalEventDefinition signalRef="s1"/></intermediateCatchEvent>'
    + user("weiter", "Weitermachen")
    + flows("beginn>warten", "warten>weiter", "weiter>ende"),
    lanes={"sachbearbeitung": "beginn warten weiter ende"},
).replace(b"<collaboration", b'<signal id="s1" name="sig_haushalt"/><collaboration')


def _word(text: str) -> bytes:
    made, target = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(target)
    return target.getvalue()


def test_a_timer_fires_when_its_time_has_come_and_not_before(engine: Engine, clock: FakeClock) -> None:
    """Two days later nothing happens; on the third the reminder is there and the task is gone."""
    people = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})
    case = engine.open_case("freigabe", by=people["clerk"]).case
    clock.advance(timedelta(days=2))
    assert Worker(engine).work_off() == 0
    clock.advance(timedelta(days=1, minutes=1))
    Worker(engine).work_off()
    page = engine.queries.case(case, people["clerk"].person, clock.now())
    assert [row.title for row in page.open_tasks] == ["Nachfragen"]


def test_a_timer_of_a_task_done_in_time_does_nothing(engine: Engine, clock: FakeClock) -> None:
    """The job of a cancelled timer finds nothing to do."""
    people = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})
    case = engine.open_case("freigabe", by=people["clerk"]).case
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "1"}
    )
    clock.advance(timedelta(days=4))
    Worker(engine).work_off()
    assert engine.queries.case(case, people["clerk"].person, clock.now()).head.state == "ended"


def test_a_letter_is_made_and_tells_where_its_figures_come_from(engine: Engine, clock: FakeClock) -> None:
    """The amount in the letter is the one that was entered, and its origin is on file."""
    files = {"freigabe.bpmn": LETTER, **FORMS, "templates/brief.docx": _word("Summe: {{ summe | eur }}")}
    people = furnish(engine, files)
    opened = engine.open_case("freigabe", by=people["clerk"])
    answers = {"betrag": "45833,33"}
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers=answers
    )
    Worker(engine).work_off()
    page = engine.queries.task(
        open_task(engine, people["clerk"], "Bescheid lesen"), people["clerk"].person, clock.now()
    )
    (paper,) = page.documents
    word = engine.queries.document(paper.id, people["clerk"].person, clock.now(), form="docx")
    assert "45.833,33" in docx.Document(io.BytesIO(word.content)).paragraphs[0].text
    (filed,) = engine.queries.trace(opened.number, clock.now())["documents"]
    assert filed["origins"]["summe"] == "= antrag.betrag"


def test_a_letter_that_lacks_a_value_is_an_incident_and_can_be_retried(
    engine: Engine, clock: FakeClock
) -> None:
    """Never a gap in a letter: the case says what is missing, and goes on after help."""
    files = {"freigabe.bpmn": LETTER, **FORMS, "templates/brief.docx": _word("An {{ empfaenger }}")}
    people = furnish(engine, files)
    case = engine.open_case("freigabe", by=people["clerk"]).case
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "1"}
    )
    Worker(engine).work_off()
    page = engine.queries.case(case, people["clerk"].person, clock.now())
    assert page.head.state == "incident"
    assert "empfaenger" in page.incidents[0].reason.sentence("de")


def test_a_signal_reaches_every_case_that_waits_for_it(engine: Engine, clock: FakeClock) -> None:
    """Two cases wait for the budget; one signal releases both without a restart."""
    people = furnish(engine, {"freigabe.bpmn": SIGNAL})
    for _ in range(2):
        engine.open_case("freigabe", by=people["clerk"])
    assert engine.broadcast("sig_haushalt") == 2
    Worker(engine).work_off()
    rows = engine.queries.inbox(people["clerk"].person, "groups", clock.now()).rows
    assert [row.title for row in rows] == ["Weitermachen", "Weitermachen"]


def test_a_job_of_a_worker_that_froze_is_done_by_another_once(engine: Engine, clock: FakeClock) -> None:
    """A lease runs out, another worker does the job, and the late finish of the first is refused."""
    from engine import jobs
    from engine.errors import TransientError

    people = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})
    engine.open_case("freigabe", by=people["clerk"])
    clock.advance(timedelta(days=4))
    with engine.store.transaction() as connection:
        frozen = jobs.take(connection, clock.now())
    clock.advance(timedelta(minutes=2))
    assert Worker(engine).work_off() == 1
    try:
        with engine.store.transaction() as connection:
            jobs.finish(connection, frozen)  # type: ignore[arg-type]
        refused = False
    except TransientError:
        refused = True
    assert refused
