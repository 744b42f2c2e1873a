"""Taking back one's own completion: while nobody acted on it, and not a moment longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import schema, tree
from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import NotAllowed
from engine.people import Actor
from engine.store.meanwhile import meanwhile
from engine.worker import Worker
from tests.engine.inbox.desk import first_task, listed, open_task, staff
from tests.engine.shell.house import APPROVAL, FORMS, flows, process, user

People = dict[str, Actor]


def completed(engine: Engine, people: People, files: dict[str, bytes] | None = None) -> tuple[str, str]:
    """The clerk completed the first task: its id and that of the task it opened."""
    task = first_task(engine, people)
    receipt = engine.complete(task, by=people["clerk"], answers={"betrag": "45833,33"})
    return task, receipt.next_tasks[0] if receipt.next_tasks else ""


def recall(engine: Engine, people: People, task: str, by: str = "clerk") -> None:
    engine.recall(task, by=people[by], reason="Falscher Betrag")


def test_a_recalled_task_lies_with_who_completed_it_with_its_answers(engine: Engine) -> None:
    """The next task is gone, the answers are a draft, the history tells both acts."""
    people = staff(engine)
    task, following = completed(engine, people)
    recall(engine, people, task)
    page = engine.queries.task(task, people["clerk"].person, engine.clock.now())
    assert (page.state, page.values) == ("claimed", {"betrag": ["45.833,33"]})
    assert engine.queries.task(following, people["clerk"].person, engine.clock.now()).state == "cancelled"
    case = engine.queries.case(page.case.id, people["clerk"].person, engine.clock.now())
    kinds = [entry.kind for entry in case.history]
    assert kinds[:3] == ["TaskCancelled", "TaskRecalled", "TaskOpened"]
    assert [row.task_id for row in case.open_tasks] == [task]


def test_after_a_recall_the_case_goes_on_as_if_new(engine: Engine) -> None:
    """The same task is completed again and opens a task of its own; the chain of events holds."""
    people = staff(engine)
    task, following = completed(engine, people)
    recall(engine, people, task)
    again = engine.complete(task, by=people["clerk"], answers={"betrag": "2"})
    assert again.next_tasks[0] != following
    engine.complete(again.next_tasks[0], by=people["second"], answers={"ergebnis": "ja"})
    told = engine.queries.trace(again.number, engine.clock.now())
    assert (told["case"]["chain_holds"], told["case"]["state"]) == (True, "ended")


def _claims(engine: Engine, people: People, task: str) -> None:
    engine.claim(task, by=people["second"])


def _types(engine: Engine, people: People, task: str) -> None:
    engine.save_draft(task, by=people["second"], fields={"ergebnis": ["ja"]})


def _completes(engine: Engine, people: People, task: str) -> None:
    engine.complete(task, by=people["second"], answers={"ergebnis": "nein"})


@pytest.mark.parametrize("act", [_claims, _types, _completes])
def test_once_another_acted_there_is_no_recall(
    engine: Engine, act: Callable[[Engine, People, str], None]
) -> None:
    """Claimed, begun or completed by another: refused, and the button knew it."""
    people = staff(engine)
    task, following = completed(engine, people)
    act(engine, people, following)
    verdict = engine.queries.task(task, people["clerk"].person, engine.clock.now()).may["recall"]
    with pytest.raises(NotAllowed) as refused:
        recall(engine, people, task)
    assert refused.value.reason == verdict.reason


def test_a_note_or_ones_own_claim_does_no_harm(engine: Engine) -> None:
    """A comment of a colleague and claiming the next task oneself leave the recall open."""
    people = staff(engine, {"freigabe.bpmn": APPROVAL.replace(b'value="freigabe"', b'value="x"'), **FORMS})
    task, _ = completed(engine, people)
    case = engine.queries.task(task, people["clerk"].person, engine.clock.now()).case
    engine.comment(case.id, by=people["second"], text="Bitte Anlage prüfen")
    assert engine.queries.task(task, people["clerk"].person, engine.clock.now()).may["recall"].allowed
    recall(engine, people, task)


def test_only_who_completed_it_takes_it_back(engine: Engine) -> None:
    """A colleague and even the superior are refused."""
    people = staff(engine)
    task, _ = completed(engine, people)
    for other in ("second", "head"):
        with pytest.raises(NotAllowed, match="nur, wer die Aufgabe erledigt hat: Demo Sachbearbeitung"):
            recall(engine, people, task, by=other)


def test_a_recalled_person_still_counts_among_the_four_eyes(engine: Engine) -> None:
    """Entered and taken back by the clerk, entered again by another: the clerk does not approve it."""
    people = staff(engine)
    task, _ = completed(engine, people)
    recall(engine, people, task)
    engine.release(task, by=people["clerk"])
    again = engine.complete(task, by=people["third"], answers={"betrag": "2"}).next_tasks[0]
    with pytest.raises(NotAllowed, match="Vier Augen"):
        engine.complete(again, by=people["clerk"], answers={"ergebnis": "ja"})


def test_the_owner_of_the_process_may_forbid_it(engine: Engine) -> None:
    """`rueckholbar="nein"` is refused with that reason."""
    drawn = APPROVAL.replace(
        b'name="Antrag erfassen" ><extensionElements><camunda:properties>',
        b'name="Antrag erfassen" ><extensionElements><camunda:properties>'
        b'<camunda:property name="rueckholbar" value="nein"/>',
    )
    people = staff(engine, {"freigabe.bpmn": drawn, **FORMS})
    task, _ = completed(engine, people)
    with pytest.raises(NotAllowed, match="nach den Regeln des Prozesses"):
        recall(engine, people, task)


NOTICE = (
    '<serviceTask id="melden" name="Melden" camunda:type="external" camunda:topic="mitteilung">'
    '<extensionElements><camunda:properties><camunda:property name="an" value="leitung"/>'
    "</camunda:properties></extensionElements></serviceTask>"
)


def _drawn(middle: str, name: str) -> bytes:
    return process(
        '<startEvent id="beginn" name="Begonnen"/>'
        + user("antrag", "Antrag erfassen")
        + middle
        + user("lesen", "Lesen")
        + '<endEvent id="ende" name="Fertig"/>'
        + flows("beginn>antrag", f"antrag>{name}", f"{name}>lesen", "lesen>ende"),
        lanes={"sachbearbeitung": f"beginn antrag {name} lesen ende"},
    )


def test_what_was_told_is_not_taken_back(engine: Engine) -> None:
    """A notice went out with the completion."""
    people = staff(engine, {"freigabe.bpmn": _drawn(NOTICE, "melden"), **FORMS})
    task, _ = completed(engine, people)
    with pytest.raises(NotAllowed):
        recall(engine, people, task)


TIMER = (
    '<intermediateCatchEvent id="ruhe" name="Drei Tage"><timerEventDefinition><timeDuration>P3D'
    "</timeDuration></timerEventDefinition></intermediateCatchEvent>"
)


def test_a_timer_of_the_undone_step_never_fires(engine: Engine, clock: FakeClock) -> None:
    """Recalled on day one, completed again on day two: the wait ends three days after the second time."""
    people = staff(engine, {"freigabe.bpmn": _drawn(TIMER, "ruhe"), **FORMS})
    task, _ = completed(engine, people)
    clock.advance(timedelta(days=1))
    recall(engine, people, task)
    clock.advance(timedelta(days=1))
    engine.complete(task, by=people["clerk"], answers={"betrag": "2"})
    clock.advance(timedelta(days=2))
    Worker(engine).work_off()
    assert listed(engine, people["clerk"], "groups") == ()
    clock.advance(timedelta(days=1, minutes=1))
    Worker(engine).work_off()
    assert [row.title for row in listed(engine, people["clerk"], "groups")] == ["Lesen"]


def test_once_a_timer_has_fired_there_is_no_recall(engine: Engine, clock: FakeClock) -> None:
    """The case went on by itself."""
    people = staff(engine, {"freigabe.bpmn": _drawn(TIMER, "ruhe"), **FORMS})
    task, _ = completed(engine, people)
    clock.advance(timedelta(days=3, minutes=1))
    Worker(engine).work_off()
    with pytest.raises(NotAllowed, match="weitergegangen"):
        recall(engine, people, task)


PARALLEL = process(
    '<startEvent id="beginn" name="Begonnen"/><parallelGateway id="auf"/><parallelGateway id="zu"/>'
    + user("antrag", "Antrag erfassen")
    + user("andere", "Anderes tun")
    + user("lesen", "Lesen")
    + '<endEvent id="ende" name="Fertig"/>'
    + flows("beginn>auf", "auf>antrag", "auf>andere", "antrag>lesen", "lesen>zu", "andere>zu", "zu>ende"),
    lanes={"sachbearbeitung": "beginn auf antrag andere lesen zu ende"},
)


@pytest.mark.parametrize("finished", [True, False])
def test_work_beside_it_is_never_undone(engine: Engine, finished: bool) -> None:
    """What a colleague completed in another branch stays: then no recall; merely claimed it stays claimed."""
    people = staff(engine, {"freigabe.bpmn": PARALLEL, **FORMS})
    opened = engine.open_case("freigabe", by=people["clerk"]).next_tasks
    pages = {one: engine.queries.task(one, people["clerk"].person, engine.clock.now()) for one in opened}
    task = next(one for one, page in pages.items() if page.title == "Antrag erfassen")
    beside = next(one for one in opened if one != task)
    engine.complete(task, by=people["clerk"], answers={"betrag": "1"})
    if finished:
        engine.complete(beside, by=people["second"])
        with pytest.raises(NotAllowed, match="weitergegangen"):
            recall(engine, people, task)
    else:
        engine.claim(beside, by=people["second"])
        recall(engine, people, task)
        assert [row.task_id for row in listed(engine, people["second"], "mine")] == [beside]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_others_did_since_is_found_without_reading_what_was_before(engine: Engine) -> None:
    """After forty rounds the question reads the events after the completion, counted in steps of SQLite."""
    people = staff(engine)
    task, following = completed(engine, people)
    early = _steps(engine, task)
    for _ in range(40):
        engine.complete(following, by=people["second"], answers={"ergebnis": "nein"})
        task = open_task(engine, people["clerk"], "Antrag erfassen")
        following = engine.complete(task, by=people["clerk"], answers={"betrag": "1"}).next_tasks[0]
    assert _steps(engine, task) <= early + 20


def _steps(engine: Engine, task: str) -> int:
    """Steps of SQLite's machine to find what others did since the task was completed."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with engine.store.transaction() as connection:
        here = connection.execute(
            sa.select(schema.run.c.undo, schema.run.c.case_id)
            .join(schema.task)
            .where(schema.task.c.id == task)
        ).one()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, 1)
        meanwhile(connection, here.case_id, tree.loads(here.undo))
        driver.set_progress_handler(None, 1)
    return steps
