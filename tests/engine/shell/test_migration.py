"""Running cases go over to a new version: by a process owner, whole or not at all, on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import tree
from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import NotAllowed, NotFound, NotOpen, Rejected
from tests.engine.shell.house import APPROVAL, open_task
from tests.engine.shell.migrating import WHY, checked, everything, history, person, publish, scene
from tests.faults.invariants import broken


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
