"""What waits, moves on or stands still in a case while it goes over to a new version."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import EngineError, NotAllowed
from engine.worker import Worker
from tests.engine.shell.house import FORMS, flows, furnish, open_task, process, user
from tests.engine.shell.migrating import WHY, checked, everything, history, person, publish, scene
from tests.engine.shell.test_due import WAITING
from tests.faults.invariants import broken


def test_a_timer_under_way_fires_on_its_day(engine: Engine, clock: FakeClock) -> None:
    """Armed for the third day and moved on the second: on the third it fires, once, by the new version."""
    people = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})
    owner = person(engine, "prozessverantwortung")
    case = engine.open_case("freigabe", by=people["clerk"]).case
    clock.advance(timedelta(days=2))
    publish(engine, WAITING.replace(b'"Nachfragen"', b'"Mahnen"'))
    engine.migrate(case, by=owner, reason=WHY)
    worker = Worker(engine)
    worker.work_off()
    assert open_task(engine, people["clerk"], "Antrag erfassen")
    clock.advance(timedelta(days=1, minutes=1))
    worker.work_off()
    assert open_task(engine, people["clerk"], "Mahnen")
    assert [one.kind for one in history(engine, case)].count("TimerFired") == 1
    assert broken(engine) == []


def test_a_completion_before_is_not_taken_back_into_the_old_version(engine: Engine) -> None:
    """The tokens of before belong to a version that the run has left."""
    case, second, people = scene(engine)
    first = next(one for one in everything(engine)[2] if one.id != second)
    publish(engine, checked())
    engine.migrate(case, by=people["owner"], reason=WHY)
    with pytest.raises(NotAllowed):
        engine.recall(first.id, by=people["clerk"], reason="Irrtum")


def test_two_at_once_move_it_once(engine: Engine) -> None:
    """One of them is told that it is done already; there is one event."""
    case, _, people = scene(engine)
    publish(engine, checked())
    results: list[str] = []
    gate = threading.Barrier(2)

    def move() -> None:
        gate.wait()
        try:
            engine.migrate(case, by=people["owner"], reason=WHY)
            results.append("moved")
        except EngineError as refused:
            results.append(refused.reason.code)

    threads = [threading.Thread(target=move) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == ["migration_done", "moved"]
    assert [one.kind for one in history(engine, case)].count("RunMigrated") == 1
    assert broken(engine) == []


def test_a_case_at_rest_is_judged_by_where_it_stands(engine: Engine) -> None:
    """Three cases of one process: one goes over, one would wait for ever, one has lost its task."""
    people = furnish(engine, {"freigabe.bpmn": _parallel("eins", "zwei"), **FORMS})
    owner, clerk = person(engine, "prozessverantwortung"), people["clerk"]
    early, late, gone = (engine.open_case("freigabe", by=clerk) for _ in range(3))
    tasks: dict[str, Mapping[str, str]] = {}
    for one in (late, gone):
        opened = engine.complete(one.next_tasks[0], by=clerk, answers={"betrag": "1"}).next_tasks
        rows = {row.id: row.element for row in everything(engine)[2]}
        tasks[one.case] = {rows[each]: each for each in opened}
    engine.complete(tasks[late.case]["eins"], by=clerk, answers={})
    engine.complete(tasks[gone.case]["zwei"], by=clerk, answers={})
    publish(engine, _parallel("eins", "drei"))
    found = {row.case: row for row in engine.migration("freigabe", by=owner)}
    assert found[early.case].ease == "clean"
    assert [one.code for one in found[late.case].reasons] == ["migration_gone"]
    assert [one.code for one in found[gone.case].reasons] == ["migration_flow"]
    for one in (late, gone):
        assert found[one.case].ease == "impossible"


def test_a_branch_that_nothing_can_fill_any_more_is_told_before(engine: Engine) -> None:
    """A third branch is new, and the paper has passed where it begins: the join would wait for ever."""
    people = furnish(engine, {"freigabe.bpmn": _parallel("eins", "zwei"), **FORMS})
    owner = person(engine, "prozessverantwortung")
    opened = engine.open_case("freigabe", by=people["clerk"])
    publish(engine, _parallel("eins", "zwei", "drei"))
    assert engine.migration("freigabe", by=owner)[0].ease == "clean"
    engine.complete(opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"})
    (row,) = engine.migration("freigabe", by=owner)
    assert [one.code for one in row.reasons] == ["migration_dead_end"]
    assert "„Sammeln“" in row.reasons[0].sentence()
    assert "„Schritt drei“" in row.reasons[0].sentence()


def test_every_open_task_of_a_case_goes_over(engine: Engine) -> None:
    """Two are open at once; both have the name of the new version, and both lead to its join."""
    people = furnish(engine, {"freigabe.bpmn": _parallel("eins", "zwei"), **FORMS})
    owner, clerk = person(engine, "prozessverantwortung"), people["clerk"]
    opened = engine.open_case("freigabe", by=clerk)
    tasks = engine.complete(opened.next_tasks[0], by=clerk, answers={"betrag": "1"}).next_tasks
    publish(engine, _parallel("eins", "zwei").replace(b'"Schritt ', b'"Neuer Schritt '))
    engine.migrate(opened.case, by=owner, reason=WHY)
    assert {open_task(engine, clerk, f"Neuer Schritt {one}") for one in ("eins", "zwei")} == set(tasks)
    for one in tasks:
        engine.complete(one, by=clerk, answers={})
    assert history(engine, opened.case)[-1].kind == "CaseEnded"
    assert broken(engine) == []


def _parallel(*branches: str) -> bytes:
    ways = [f"teilen>{one}" for one in branches] + [f"{one}>sammeln" for one in branches]
    return process(
        '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Fertig"/>'
        '<parallelGateway id="teilen" name="Teilen"/><parallelGateway id="sammeln" name="Sammeln"/>'
        + user("antrag", "Antrag erfassen")
        + "".join(user(one, f"Schritt {one}") for one in branches)
        + "".join(
            flows(f"{way}").replace('"f1"', f'"{way.replace(">", "_")}"')
            for way in ["beginn>antrag", "antrag>teilen", *ways, "sammeln>ende"]
        ),
        lanes={"sachbearbeitung": f"beginn antrag teilen sammeln {' '.join(branches)} ende"},
    )
