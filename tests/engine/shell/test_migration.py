"""Running cases go over to a new version: by a process owner, whole or not at all, on the record."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine import tree
from engine.check import Bundle
from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import EngineError, NotAllowed, NotFound, NotOpen, Rejected
from engine.ids import OrganisationId
from engine.library import Programme
from engine.people import Actor, Assignment, Organisation
from engine.schema import event, job, run, task
from engine.store import directory, publishing
from engine.worker import Worker
from tests.engine.shell.house import APPROVAL, FORMS, YAML, flows, furnish, open_task, process, user
from tests.engine.shell.test_due import WAITING
from tests.faults.invariants import broken

WHY = "Neue Dienstanweisung vom 1. März"


def publish(engine: Engine, drawn: bytes, **more: bytes) -> None:
    """A new version of the process `freigabe`."""
    programme = Programme(Bundle({**YAML, **FORMS, **more, "freigabe.bpmn": drawn}))
    with engine.store.transaction() as connection:
        publishing.publish(connection, programme, by="A", released_by="B", now=engine.clock.now())


def person(engine: Engine, role: str, place: str = "haus") -> Actor:
    """Somebody who holds this role alone."""
    with engine.store.transaction() as connection:
        directory.put_organisation(connection, Organisation(OrganisationId("fern"), "Demo Fern", "fern"))
        held = [Assignment(role, OrganisationId(place))]
        name = f"Demo {role} {place}"
        found = directory.put_person(connection, login=name, name=name, personnel_id=name, assignments=held)
    return Actor(engine.queries.directory().persons[found])  # type: ignore[index]


def checked(steps: str = "antrag>pruefen pruefen>buchen buchen>ende", **changed: str) -> bytes:
    """A row of tasks, each with the four-eyes group of the old version."""
    titles = {"antrag": "Antrag erfassen", "pruefen": "Antrag prüfen", "buchen": "Antrag buchen", **changed}
    ids = [one for one in titles if f"{one}>" in steps]
    return process(
        '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Freigegeben"/>'
        + "".join(user(one, titles[one], vierAugen="freigabe") for one in ids)
        + flows(f"beginn>{ids[0]}", *steps.split()),
        lanes={"sachbearbeitung": f"beginn {' '.join(ids)} ende"},
    )


def scene(engine: Engine, drawn: bytes = APPROVAL) -> tuple[str, str, dict[str, Actor]]:
    """A case at its second task (its id, the task), and the people."""
    people = {
        **furnish(engine, {"freigabe.bpmn": drawn, **FORMS}),
        "owner": person(engine, "prozessverantwortung"),
    }
    opened = engine.open_case("freigabe", by=people["clerk"])
    done = engine.complete(opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"})
    return opened.case, done.next_tasks[0], people


def history(engine: Engine, case: str) -> list[Any]:
    with engine.store.transaction() as connection:
        rows = sa.select(event).where(event.c.case_id == case).order_by(event.c.seq)
        return list(connection.execute(rows))


def everything(engine: Engine) -> list[Any]:
    """All rows that a migration could touch."""
    with engine.store.transaction() as connection:
        return [list(connection.execute(sa.select(table))) for table in (event, run, task, job)]


def test_a_case_in_the_middle_goes_on_by_the_new_version(engine: Engine) -> None:
    """The open task keeps its id; the next one comes from the new version; each step names its version."""
    case, second, people = scene(engine)
    publish(engine, checked())
    (row,) = engine.migration("freigabe", by=people["owner"])
    assert (row.case, row.ease, row.reasons) == (case, "clean", ())
    engine.migrate(case, by=people["owner"], reason=WHY)
    engine.complete(second, by=people["second"], answers={"ergebnis": "ja"})
    assert open_task(engine, people["head"], "Antrag buchen")
    versions = list(dict.fromkeys(one.version_id for one in history(engine, case) if one.version_id))
    assert versions == [row.from_version, row.to_version]
    assert broken(engine) == []
    assert engine.migration("freigabe", by=people["owner"]) == ()


def test_the_act_is_an_event_with_person_reason_and_both_versions(engine: Engine) -> None:
    """The trace shows it between the steps before and after, and its chain holds."""
    case, _, people = scene(engine)
    publish(engine, checked())
    (row,) = engine.migration("haus", by=people["owner"])
    receipt = engine.migrate(case, by=people["owner"], reason=f" {WHY} ", request_id="m1")
    assert engine.migrate(case, by=people["owner"], reason=WHY, request_id="m1").repeated
    told = engine.queries.trace(receipt.number, engine.clock.now())
    last = told["events"][-1]
    assert (last["kind"], last["actor"]) == ("RunMigrated", people["owner"].person.name)
    assert (last["payload"]["from_version"], last["payload"]["to_version"]) == (
        row.from_version,
        row.to_version,
    )
    assert (last["payload"]["reason"], last["version"]) == (WHY, row.to_version)
    assert told["case"]["chain_holds"]


def test_the_dry_run_changes_nothing(engine: Engine) -> None:
    """Not a row of events, runs, tasks or jobs is other than before."""
    _, _, people = scene(engine)
    publish(engine, checked())
    before = everything(engine)
    assert engine.migration("freigabe", by=people["owner"])
    assert everything(engine) == before


def test_a_task_that_is_gone_keeps_the_case_where_it_is(engine: Engine) -> None:
    """The reason names the task; the case goes on by its own version."""
    case, second, people = scene(engine)
    publish(engine, checked("antrag>buchen buchen>ende"))
    (row,) = engine.migration("freigabe", by=people["owner"])
    assert (row.ease, row.reasons[0].code) == ("impossible", "migration_gone")
    before = everything(engine)
    with pytest.raises(Rejected, match="Antrag prüfen"):
        engine.migrate(case, by=people["owner"], reason=WHY, accept=True)
    assert everything(engine) == before
    engine.complete(second, by=people["second"], answers={"ergebnis": "ja"})
    assert broken(engine) == []


@pytest.mark.parametrize("role", ["administration", "sachbearbeitung", "leitung", "pruefung_lesend"])
def test_only_a_process_owner_may(engine: Engine, role: str) -> None:
    """Neither looking nor moving, and the refusal says who may."""
    case, _, _ = scene(engine)
    publish(engine, checked())
    other = person(engine, role)
    with pytest.raises(NotAllowed, match="Prozessverantwortung"):
        engine.migration("freigabe", by=other)
    with pytest.raises(NotAllowed, match="Prozessverantwortung"):
        engine.migrate(case, by=other, reason=WHY)


def test_an_owner_elsewhere_neither_sees_nor_moves_the_case(engine: Engine) -> None:
    """Their organisation takes no part in it."""
    case, _, _ = scene(engine)
    publish(engine, checked())
    other = person(engine, "prozessverantwortung", "fern")
    assert engine.migration("freigabe", by=other) == ()
    with pytest.raises(NotAllowed, match="nicht beteiligt"):
        engine.migrate(case, by=other, reason=WHY)


def test_without_a_reason_and_a_second_time_it_is_refused(engine: Engine) -> None:
    """Each with a sentence of its own; so is a name that nothing has."""
    case, _, people = scene(engine)
    publish(engine, checked())
    with pytest.raises(Rejected, match="Grund"):
        engine.migrate(case, by=people["owner"], reason=" . ")
    engine.migrate(case, by=people["owner"], reason=WHY)
    with pytest.raises(NotOpen, match="schon nach der aktuellen Fassung"):
        engine.migrate(case, by=people["owner"], reason=WHY)
    with pytest.raises(NotFound, match="nirgends"):
        engine.migration("nirgends", by=people["owner"])


def test_bearer_draft_and_due_date_stay_and_what_is_drawn_is_new(engine: Engine, clock: FakeClock) -> None:
    """Days later: the same task, claimed, half filled in, due as before, under its new name."""
    case, second, people = scene(engine)
    engine.claim(second, by=people["second"])
    engine.save_draft(second, by=people["second"], fields={"ergebnis": ["nein"]})
    before = engine.queries.task(second, people["second"].person, clock.now())
    publish(engine, APPROVAL.replace('"Antrag prüfen"'.encode(), '"Antrag genau prüfen"'.encode()))
    clock.advance(timedelta(days=2))
    engine.migrate(case, by=people["owner"], reason=WHY)
    after = engine.queries.task(second, people["second"].person, clock.now())
    assert (after.title, after.values, after.assignee) == (
        "Antrag genau prüfen",
        before.values,
        before.assignee,
    )
    assert before.due is not None
    assert after.due is not None
    assert after.due.due == before.due.due
    assert after.values == {"ergebnis": ["nein"]}


def test_who_acted_before_is_still_one_of_the_four_eyes(engine: Engine) -> None:
    """What the clerk entered under the old version the clerk cannot approve under the new one."""
    case, second, people = scene(engine)
    publish(engine, checked())
    engine.migrate(case, by=people["owner"], reason=WHY)
    with pytest.raises(NotAllowed, match="Vier Augen"):
        engine.complete(second, by=people["clerk"], answers={"ergebnis": "ja"})


def test_a_group_that_is_gone_is_moved_only_by_decision(engine: Engine) -> None:
    """The decision stands in the event."""
    case, _, people = scene(engine)
    publish(engine, APPROVAL.replace(b'value="freigabe"', b'value="bewilligung"'))
    (row,) = engine.migration("freigabe", by=people["owner"])
    codes = ["migration_group_gone", "migration_four_eyes"]
    assert (row.ease, [one.code for one in row.reasons]) == ("decision", codes)
    with pytest.raises(Rejected, match="nach einer Entscheidung"):
        engine.migrate(case, by=people["owner"], reason=WHY)
    engine.migrate(case, by=people["owner"], reason=WHY, accept=True)
    payload = tree.loads(history(engine, case)[-1].payload)
    assert [one["code"] for one in payload["accepted"]] == codes


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
