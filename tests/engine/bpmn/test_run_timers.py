"""When timers are due, and that only the time given decides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import feel
from engine.bpmn import timers
from engine.errors import NotOpen
from tests.engine.bpmn.drawing import NOW, Drawing, Play, timer


def waits(expression: str, kind: str = "duration") -> Drawing:
    d = Drawing()
    d.node("catch", "t", timer(expression, kind))
    d.chain("start", "t", "a")
    return d


def reminders(expression: str, *, interrupting: bool = False) -> Drawing:
    d = Drawing()
    d.chain("start", "a", "end")
    d.boundary("t", "a", timer(expression, "cycle"), interrupting)
    d.chain("t", "mahnung")
    return d


@pytest.mark.parametrize(
    ("kind", "expression", "due"),
    [
        ("duration", "P14D", "2021-03-15T09:00:00+00:00"),
        ("duration", "PT36H", "2021-03-02T21:00:00+00:00"),
        ("duration", "P1M", "2021-04-01T08:00:00+00:00"),
        ("duration", 'duration("P14D")', "2021-03-15T09:00:00+00:00"),
        ("duration", 'if tage > 3 then "P5D" else "P1D"', "2021-03-06T09:00:00+00:00"),
        ("date", "2021-03-31", "2021-03-30T22:00:00+00:00"),
        ("date", "2021-07-01T10:00:00", "2021-07-01T08:00:00+00:00"),
        ("date", "2021-07-01T10:00:00Z", "2021-07-01T10:00:00+00:00"),
        ("date", "antrag.frist", "2021-01-30T23:00:00+00:00"),
        ("date", 'antrag.frist + duration("P1D")', "2021-01-31T23:00:00+00:00"),
        ("cycle", "R3/P7D", "2021-03-08T09:00:00+00:00"),
        ("cycle", "R/2021-04-01T00:00:00Z/P1D", "2021-04-01T00:00:00+00:00"),
    ],
)
def test_a_timer_is_due_in_berlin_time_counted_from_its_entry(kind: str, expression: str, due: str) -> None:
    """Literals and FEEL; dates and times without a zone are meant in Berlin, over summer time too."""
    play = Play(waits(expression, kind).executable(), {"tage": 4, "antrag": {"frist": date(2021, 1, 31)}})
    assert play.point("t").due == datetime.fromisoformat(due)


def test_days_are_days_of_the_calendar_over_a_change_to_summer_time() -> None:
    """14 days from 10 o'clock in Berlin are 10 o'clock; 336 hours are 336 hours."""
    start = datetime(2021, 3, 20, 9, tzinfo=UTC)
    assert timers.schedule("duration", "P14D", start).start == datetime(2021, 4, 3, 8, tzinfo=UTC)
    assert timers.schedule("duration", "PT336H", start).start == datetime(2021, 4, 3, 9, tzinfo=UTC)


def test_a_timer_that_is_not_due_is_refused_and_stays() -> None:
    """One second too early is too early; the machine's clock has no say."""
    play = Play(waits("P14D").executable()).later(days=14, seconds=-1)
    with pytest.raises(NotOpen, match="erst am"):
        play.fire("t")
    assert play.later(seconds=1).fire("t").open() == ["a"]


def test_a_date_in_the_past_is_due_at_once() -> None:
    """It fires like any other."""
    assert Play(waits("2020-01-01", "date").executable()).fire("t").open() == ["a"]


@pytest.mark.parametrize(
    ("kind", "expression"),
    [("duration", "nichts"), ("duration", '"soon"'), ("date", "P1D"), ("cycle", "P1D"), ("duration", "P200Y"),
     ("cycle", '"R/PT0S"'), ("cycle", '"R0/P1D"'), ("date", "12")],
)  # fmt: skip
def test_a_time_that_is_none_is_an_incident_with_its_value(kind: str, expression: str) -> None:
    """The token waits before the timer until the data are there."""
    play = Play(waits(expression, kind).executable())
    assert play.step.incident.reason.code == "bpmn.timer_value"
    assert play.open("timer") == []


def test_a_task_with_a_broken_boundary_timer_opens_once_the_timer_can_be_computed() -> None:
    """It is not entered half."""
    d = Drawing()
    d.chain("start", "a")
    d.boundary("t", "a", timer("frist", "date"))
    d.chain("t", "late")
    play = Play(d.executable())
    assert (play.open(), play.step.incident.element) == ([], "a")
    play.around.tree.write(("frist",), date(2021, 5, 1))
    assert play.resume().open("user", "timer") == ["a", "t"]


def test_a_cycle_fires_each_time_once_and_missed_ones_one_after_the_other() -> None:
    """Stock gives all missed reminders at once."""
    play = Play(reminders("R3/P7D").executable())
    key = play.key("t")
    play.later(days=15)
    for due in (7, 14):
        assert play.point("t").due == NOW + timedelta(days=due)
        play.fire("t")
    assert play.key("t") == key
    with pytest.raises(NotOpen):
        play.fire("t")
    assert play.later(days=7).fire("t").open("user", "timer") == ["a", "mahnung", "mahnung", "mahnung"]


def test_months_of_a_cycle_are_counted_from_its_beginning() -> None:
    """31 January, 28 February, 31 March: no drift to the 28th."""
    start = datetime(2021, 1, 31, 9, tzinfo=UTC)
    month = timers.Duration(months=1)
    assert [month.after(start, times).day for times in (1, 2, 3)] == [28, 31, 30]


def test_an_interrupting_cycle_fires_once() -> None:
    """Its activity is gone then."""
    play = Play(reminders("R3/P7D", interrupting=True).executable()).later(days=30).fire("t")
    assert play.open("user", "timer") == ["mahnung"]


def test_a_timer_that_does_not_interrupt_and_has_no_cycle_fires_once() -> None:
    """After that it waits no more."""
    d = Drawing()
    d.chain("start", "a")
    d.boundary("t", "a", timer("P1D"), interrupting=False)
    d.chain("t", "b")
    assert Play(d.executable()).later(days=2).fire("t").open("user", "timer") == ["a", "b"]


def test_the_time_of_a_timer_survives_any_number_of_other_steps() -> None:
    """It is computed at entry and kept in the tokens."""
    d = Drawing()
    d.node("and", "g")
    d.node("catch", "t", timer("P3D"))
    d.chain("start", "g", "t")
    d.chain("g", "a", "b", "c")
    play = Play(d.executable())
    play.later(days=1).do("a").later(days=1).do("b")
    assert play.point("t").due == NOW + timedelta(days=3)


def test_zero_and_feel_durations_of_both_kinds_are_read() -> None:
    """A timer of no length is due at once."""
    assert timers.schedule("duration", "PT0S", NOW).start == NOW
    assert timers.schedule("duration", feel.YearsMonths(1), NOW).start == datetime(2021, 4, 1, 8, tzinfo=UTC)
    assert timers.schedule("duration", timedelta(hours=5), NOW).start == NOW + timedelta(hours=5)
    assert timers.schedule("duration", timedelta(days=-1), NOW) is None
