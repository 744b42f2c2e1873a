"""Wiedervorlage and calendar: what comes up again, for whom, once; and an address that can be revoked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import NotFound, Rejected
from engine.people import Actor
from engine.worker import Worker
from tests.engine.inbox.desk import second_task, staff

People = dict[str, Actor]
FRIDAY = date(2021, 3, 5)


def set_one(engine: Engine, people: People, **more: object) -> str:
    """The clerk wants to see a new case again on Friday; returns its id."""
    case = engine.open_case("freigabe", by=people["clerk"])
    options = {"due_on": FRIDAY, "reason": "Antwort da?", **more}
    engine.set_follow_up(case.case, by=people["clerk"], **options)  # type: ignore[arg-type]
    return case.case


def test_a_follow_up_comes_up_on_its_day(engine: Engine, clock: FakeClock) -> None:
    """The day before nothing; on the day it lies there, and a notice says so once."""
    people = staff(engine)
    set_one(engine, people)
    who = people["clerk"].person
    clock.set(clock.now() + timedelta(days=3))
    Worker(engine).work_off()
    assert engine.queries.follow_ups(who, clock.now()) == ()
    clock.advance(timedelta(days=1))
    Worker(engine).work_off()
    (row,) = engine.queries.follow_ups(who, clock.now())
    (told,) = engine.queries.notices(who, clock.now())
    assert (row.reason, told.sentence("de")) == ("Antwort da?", f"Wiedervorlage zu {row.number}: Antwort da?")
    assert engine.queries.counts(who, clock.now()).follow_ups == 1
    engine.close_follow_up(row.id, by=people["clerk"])
    assert engine.queries.follow_ups(who, clock.now()) == ()


def test_a_recurring_one_comes_again(engine: Engine, clock: FakeClock) -> None:
    """Every week: after its day the next one is set."""
    people = staff(engine)
    set_one(engine, people, every="P7D")
    clock.advance(timedelta(days=4))
    Worker(engine).work_off()
    days = [
        row.due_on for row in engine.queries.follow_ups(people["clerk"].person, clock.now(), due_only=False)
    ]
    assert days == [FRIDAY, FRIDAY + timedelta(days=7)]


@pytest.mark.parametrize("visible", [True, False])
def test_a_deputy_sees_what_is_meant_for_deputies(engine: Engine, clock: FakeClock, visible: bool) -> None:
    """And may settle it; what is private does not exist for them."""
    people = staff(engine)
    set_one(engine, people, for_deputy=visible)
    a, b = people["clerk"].person, people["messenger"].person
    engine.arrange_deputy(a.id, b.id, by=people["clerk"], reason="Urlaub")
    clock.advance(timedelta(days=4))
    assert len(engine.queries.follow_ups(b, clock.now())) == int(visible)
    (row,) = engine.queries.follow_ups(a, clock.now())
    if visible:
        engine.close_follow_up(row.id, by=people["messenger"])
    else:
        with pytest.raises(NotFound):
            engine.close_follow_up(row.id, by=people["messenger"])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "."}, "reason_missing"),
        ({"due_on": date(2021, 2, 28)}, "follow_up_past"),
        ({"every": "PT5M"}, "period_unknown"),
        ({"every": "täglich"}, "period_unknown"),
    ],
)
def test_what_is_no_follow_up_is_said(engine: Engine, wrong: dict[str, object], code: str) -> None:
    """No reason, a day that has passed, a period that is none."""
    people = staff(engine)
    with pytest.raises(Rejected) as refused:
        set_one(engine, people, **wrong)
    assert refused.value.reason.code == code


def test_a_follow_up_on_a_foreign_task_is_refused(engine: Engine) -> None:
    """The task must be one of the case."""
    people = staff(engine)
    foreign = second_task(engine, people)
    with pytest.raises(NotFound):
        set_one(engine, people, task=foreign)


def test_the_calendar_opens_with_its_secret_alone(engine: Engine, clock: FakeClock) -> None:
    """Tasks with deadlines and follow-ups, folded lines, no reason; a renewed or revoked secret is dead."""
    people = staff(engine)
    task = second_task(engine, people)
    engine.claim(task, by=people["second"])
    case = engine.queries.task(task, people["second"].person, clock.now()).case.id
    engine.set_follow_up(case, by=people["second"], due_on=FRIDAY, reason="Vertraulich; Rückruf")
    token = engine.renew_feed(by=people["second"])
    text = engine.queries.calendar(token, clock.now())
    assert text is not None
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20210306" in text
    assert "Rückruf" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    again = engine.renew_feed(by=people["second"])
    assert engine.queries.calendar(token, clock.now()) is None
    engine.revoke_feed(by=people["second"])
    assert engine.queries.calendar(again, clock.now()) is None
