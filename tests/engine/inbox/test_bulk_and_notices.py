"""Many tasks at once, and who is told of what: each cause once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import Rejected
from engine.people import Actor
from engine.schema import job
from engine.worker import Worker
from tests.engine.inbox.desk import first_task, listed, second_task, staff
from tests.engine.shell.house import APPROVAL, FORMS

People = dict[str, Actor]


def told(engine: Engine, who: Actor) -> list[str]:
    """What somebody was told, the latest first."""
    return [row.kind for row in engine.queries.notices(who.person, engine.clock.now())]


def test_many_are_completed_each_for_itself(engine: Engine) -> None:
    """Two go through, the one that four eyes forbid says why; the others are not held up."""
    people = staff(engine)
    tasks = [second_task(engine, people, by) for by in ("clerk", "second", "third")]
    results = engine.complete_all(tasks, by=people["second"], answers={"ergebnis": "ja"}, request_id="r")
    assert [one.receipt is not None for one in results] == [True, False, True]
    assert "Vier Augen" in str(results[1].reason)
    again = engine.complete_all(tasks, by=people["second"], answers={"ergebnis": "ja"}, request_id="r")
    assert [one.receipt.repeated for one in again if one.receipt] == [True, True]


def test_claimed_and_reassigned_together(engine: Engine) -> None:
    """A group's tasks are taken in one go, and a superior moves them all."""
    people = staff(engine)
    tasks = [first_task(engine, people) for _ in range(3)]
    assert all(one.receipt for one in engine.claim_all(tasks, by=people["second"]))
    to = people["third"].person.id
    assert all(one.receipt for one in engine.reassign_all(tasks, by=people["head"], to=to, reason="Urlaub"))
    assert {row.task_id for row in listed(engine, people["third"], "mine")} == set(tasks)


def test_only_one_kind_at_once(engine: Engine) -> None:
    """Entering and approving are not done on one review page."""
    people = staff(engine)
    with pytest.raises(Rejected, match="derselben Art"):
        engine.claim_all([first_task(engine, people), second_task(engine, people)], by=people["second"])


def test_a_deadline_is_told_before_and_after(engine: Engine, clock: FakeClock) -> None:
    """Three days before, the bearer; once it has passed, the bearer and the superior; each once."""
    people = staff(engine)
    engine.claim(second_task(engine, people), by=people["second"])
    clock.advance(timedelta(days=3))
    Worker(engine).work_off()
    assert (told(engine, people["second"]), told(engine, people["head"])) == (["due_soon"], [])
    clock.advance(timedelta(days=5))
    Worker(engine).work_off()
    assert told(engine, people["second"]) == ["overdue", "due_soon"]
    assert told(engine, people["head"]) == ["overdue"]


DUE = {
    "internal": b'"P5D"',
    "legal": b'\'frist(heute, "P5D", "gesetzlich")\'',
    "before a legal one": b'\'frist(heute, "P8D", "gesetzlich") - duration("P3D")\'',
    "a plain day": b"'heute + duration(\"P5D\")'",
}


@pytest.mark.parametrize("due", DUE)
def test_only_internal_reminders_can_be_switched_off(engine: Engine, clock: FakeClock, due: str) -> None:
    """Who wants to hear of binding deadlines only, hears of all that the house did not set itself."""
    people = staff(engine, {"freigabe.bpmn": APPROVAL.replace(DUE["internal"], DUE[due]), **FORMS})
    engine.set_settings(by=people["second"], reminders="binding")
    engine.claim(second_task(engine, people), by=people["second"])
    clock.advance(timedelta(days=9))
    Worker(engine).work_off()
    assert told(engine, people["second"]) == ([] if due == "internal" else ["overdue"])
    assert told(engine, people["head"]) == ["overdue"]


def test_whom_four_eyes_bar_is_not_reminded(engine: Engine, clock: FakeClock) -> None:
    """A10: who did the step before, by whatever account, hears nothing of the next; colleagues do."""
    people = staff(engine)
    second_task(engine, people)
    clock.advance(timedelta(days=3))
    Worker(engine).work_off()
    heard = {who: told(engine, people[who]) for who in ("clerk", "twin", "second", "third")}
    assert heard == {"clerk": [], "twin": [], "second": ["due_soon"], "third": ["due_soon"]}


def test_what_is_done_in_time_is_not_told(engine: Engine, clock: FakeClock) -> None:
    """A completed task reminds nobody."""
    people = staff(engine)
    engine.complete(second_task(engine, people), by=people["second"], answers={"ergebnis": "ja"})
    clock.advance(timedelta(days=9))
    Worker(engine).work_off()
    assert told(engine, people["second"]) == []


def test_a_task_that_comes_to_somebody_is_told_and_can_be_read(engine: Engine) -> None:
    """One notice for the assignee; read, it counts no more; unread again, it does."""
    drawn = APPROVAL.replace(b'camunda:dueDate="P5D"', b'camunda:assignee="&quot;P-second&quot;"')
    people = staff(engine, {"freigabe.bpmn": drawn, **FORMS})
    second_task(engine, people)
    Worker(engine).work_off()
    who, now = people["second"].person, engine.clock.now()
    (row,) = engine.queries.notices(who, now)
    assert row.sentence("de") == "„Antrag prüfen“ (H-2021-001) liegt bei Ihnen."
    assert (engine.mark_read(by=people["second"]), engine.queries.counts(who, now).notices) == (1, 0)
    assert not engine.mark_unread(row.id, by=people["third"])
    assert engine.mark_unread(row.id, by=people["second"])
    assert engine.queries.counts(who, now).notices == 1


def test_a_job_done_twice_tells_once(engine: Engine) -> None:
    """The same cause, delivered again, leaves the one notice."""
    people = staff(engine)
    to = people["third"].person.id
    engine.delegate(second_task(engine, people), by=people["second"], to=to, reason="Bitte")
    Worker(engine).work_off()
    with engine.store.transaction() as connection:
        connection.execute(sa.update(job).where(job.c.kind == "notice"), {"state": "waiting"})
    Worker(engine).work_off()
    assert told(engine, people["third"]) == ["delegated"]
