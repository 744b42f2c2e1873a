"""Event subprocesses: they rise when their event comes, beside their surroundings or instead of them."""

import pytest

from engine.bpmn.model import Trigger
from tests.engine.bpmn.drawing import Drawing, Play, error, escalation, message, signal, timer


def rising(trigger: Trigger, *, interrupting: bool, end: Trigger | None = None) -> Drawing:
    """sub(start - a - b - throw) - after; in it an event subprocess (rise - e); `throw` throws `end`."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.node("end", "throw", end)
    d.chain("in", "a", "b", "throw")
    d.node("sub", "ev", event_subprocess=True)
    d.inside = "ev"
    d.node("start", "rise", trigger, interrupting=interrupting)
    d.chain("rise", "e")
    d.inside = None
    d.chain("start", "sub", "after")
    return d


def come(play: Play, trigger: Trigger) -> Play:
    if trigger.kind == "message":
        return play.deliver("rise")
    if trigger.kind == "signal":
        return play.signal("s")
    if trigger.kind == "timer":
        return play.later(days=9).fire("rise")
    return play.do("a").do("b")


ALL = [message("m"), signal("s"), timer("P3D"), escalation("X"), error("E")]


@pytest.mark.parametrize("trigger", ALL, ids=lambda t: t.kind)
def test_an_interrupting_event_subprocess_takes_the_place_of_its_surroundings(trigger: Trigger) -> None:
    """Stock ignores `isInterrupting`, and starts error and escalation ones at once."""
    thrown = trigger if trigger.kind in ("error", "escalation") else None
    play = Play(rising(trigger, interrupting=True, end=thrown).executable())
    assert play.open() == ["a"]
    assert come(play, trigger).open() == ["e"]
    assert play.open("message", "signal", "timer") == []
    assert play.do("e").open() == ["after"]


@pytest.mark.parametrize("trigger", ALL[:3], ids=lambda t: t.kind)
def test_another_rises_beside_its_surroundings_which_wait_for_it(trigger: Trigger) -> None:
    """The subprocess is over when both are done."""
    play = come(Play(rising(trigger, interrupting=False).executable()), trigger)
    assert play.open() == ["a", "e"]
    assert play.do("a").do("b").open() == ["e"]
    assert play.do("e").open() == ["after"]


def test_an_escalation_rises_beside_and_its_thrower_goes_on() -> None:
    """The path of the end event is over, the event subprocess still open."""
    play = Play(rising(escalation("X"), interrupting=False, end=escalation("X")).executable())
    assert play.do("a").do("b").open() == ["e"]
    assert play.do("e").open() == ["after"]


def test_a_message_that_does_not_interrupt_can_come_several_times() -> None:
    """Each one raises an instance of its own."""
    play = Play(rising(message("m"), interrupting=False).executable())
    play.deliver("rise", betrag=1).deliver("rise", betrag=2)
    assert play.open() == ["a", "e", "e"]
    assert play.around.tree.at(("rise", "betrag")) == 2


def test_what_never_came_does_not_keep_its_surroundings_open() -> None:
    """Stock leaves a finished process uncompleted until the timer has fired."""
    play = Play(rising(timer("P3D"), interrupting=False).executable())
    assert play.do("a").do("b").open("user", "timer") == ["after"]


def test_at_the_top_of_a_process_they_rise_as_well() -> None:
    """And for each new run: stock changes the shared specification when one has risen."""
    d = Drawing()
    d.chain("start", "a", "end")
    d.node("sub", "ev", event_subprocess=True)
    d.inside = "ev"
    d.node("start", "rise", message("m"))
    d.chain("rise", "e")
    executable = d.executable()
    for _ in range(2):
        play = Play(executable)
        assert play.open() == ["a"]
        assert play.deliver("rise").open() == ["e"]
        assert play.do("e").step.ended


def test_an_error_goes_to_the_event_subprocess_inside_before_the_boundary_outside() -> None:
    """From the inside out."""
    d = rising(error("E"), interrupting=True, end=error("E"))
    d.boundary("outer", "sub", error("E"))
    d.chain("outer", "never")
    assert Play(d.executable()).do("a").do("b").open() == ["e"]
