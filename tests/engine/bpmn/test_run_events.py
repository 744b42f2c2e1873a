"""Events that wait, interrupt, throw and end."""

import pytest

from engine.bpmn.model import Trigger
from engine.errors import NotOpen
from tests.engine.bpmn.drawing import Drawing, Play, error, escalation, message, several, signal, timer


def hung(trigger, *, interrupting: bool = True, host: str = "user") -> Drawing:
    """start - a - after - end, with a boundary event `late` at `a` that leads to `beside`."""
    d = Drawing()
    d.node(host, "a")
    d.chain("start", "a", "after", "end")
    d.boundary("late", "a", trigger, interrupting)
    d.chain("late", "beside")
    return d


@pytest.mark.parametrize("trigger", [message("m"), signal("s"), timer("P1D")], ids=lambda t: t.kind)
def test_an_interrupting_boundary_takes_the_token_from_its_activity(trigger) -> None:
    """The task is gone, told as cancelled, and its other events with it."""
    play = Play(hung(trigger).executable()).later(days=2)
    key = play.key("a")
    {
        "message": lambda: play.deliver("late"),
        "signal": lambda: play.signal("s"),
        "timer": lambda: play.fire("late"),
    }[trigger.kind]()
    assert (play.open(), play.open("message", "signal", "timer")) == (["beside"], [])
    assert play.told("cancelled") == ["a"]
    with pytest.raises(NotOpen):
        play.executable.complete(play.step.tokens, key, play.around)


@pytest.mark.parametrize("trigger", [message("m"), signal("s")], ids=lambda t: t.kind)
def test_a_non_interrupting_boundary_happens_as_often_as_it_comes(trigger) -> None:
    """The task stays; each time a token goes beside; it is withdrawn with the task."""
    play = Play(hung(trigger, interrupting=False).executable())
    for _ in range(2):
        play.deliver("late") if trigger.kind == "message" else play.signal("s")
    assert play.open() == ["a", "beside", "beside"]
    play.do("a")
    assert (play.open(), play.open("message", "signal")) == (["after", "beside", "beside"], [])


def test_a_boundary_event_knows_its_activity() -> None:
    """`attached` is the key of the task."""
    play = Play(hung(message("m")).executable())
    assert play.point("late").attached == play.key("a")


def test_a_payload_lies_under_the_event_that_caught_the_message() -> None:
    """`bescheid.betrag` after the intermediate event `bescheid`."""
    d = Drawing()
    d.node("catch", "bescheid", message("Bescheid"))
    d.chain("start", "bescheid", "a")
    play = Play(d.executable())
    assert play.point("bescheid").name == "Bescheid"
    play.deliver("bescheid", betrag=12)
    assert play.around.tree.at(("bescheid", "betrag")) == 12
    assert play.open() == ["a"]


def test_a_receive_task_waits_for_its_message_and_a_send_task_throws_one() -> None:
    """Stock passes through both where no message is set; ours are refused then (see support)."""
    d = Drawing()
    d.node("send", "senden", message("A"))
    d.node("receive", "warten", message("B"))
    d.chain("start", "senden", "warten", "end")
    play = Play(d.executable())
    thrown = [h for h in play.happened if h.kind == "message_thrown"]
    assert [(h.element, h.facts["name"]) for h in thrown] == [("senden", "A")]
    assert play.open("message") == ["warten"]
    assert play.deliver("warten").step.ended


def race() -> Drawing:
    d = Drawing()
    d.node("race", "g")
    d.chain("start", "g")
    for id, trigger in (("m", message("m")), ("t1", timer("P5D")), ("t2", timer("P1D")), ("s", signal("s"))):
        d.node("catch", id, trigger)
        d.chain("g", id, f"after_{id}")
    return d


def test_under_an_event_gateway_each_timer_has_its_own_time_and_the_first_event_wins() -> None:
    """Stock keeps one time for two timers, and the second never fires."""
    play = Play(race().executable())
    assert (play.point("t1").due - play.point("t2").due).days == 4
    play.later(days=2).fire("t2")
    assert (play.open(), play.open("message", "timer", "signal")) == (["after_t2"], [])


def test_under_an_event_gateway_a_message_or_signal_wins_just_so() -> None:
    """Either takes the token; the timers are withdrawn."""
    executable = race().executable()
    assert Play(executable).deliver("m").open() == ["after_m"]
    assert Play(executable).signal("s").open("user", "timer") == ["after_s"]


def test_a_signal_reaches_every_open_catch_of_its_name_and_no_other() -> None:
    """Two branches wait for `s`, one for `other`."""
    d = Drawing()
    d.node("and", "g")
    d.chain("start", "g")
    for id, name in (("c1", "s"), ("c2", "s"), ("c3", "other")):
        d.node("catch", id, signal(name))
        d.chain("g", id, f"after_{id}")
    play = Play(d.executable()).signal("s")
    assert (play.open(), play.open("signal")) == (["after_c1", "after_c2"], ["c3"])


def nested(end, *boundaries: tuple[str, Trigger, bool]) -> Drawing:
    """start - sub(start - split: `work`, `throw`(end)) - after; boundaries lead to `after_<id>`."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.node("and", "g")
    d.node("end", "throw", end)
    d.chain("in", "g", "before", "throw")
    d.chain("g", "work", "more")
    d.inside = None
    d.chain("start", "sub", "after")
    for id, trigger, interrupting in boundaries:
        d.boundary(id, "sub", trigger, interrupting)
        d.chain(id, f"after_{id}")
    return d


@pytest.mark.parametrize(
    ("end", "catch"),
    [(error("E"), error("E")), (escalation("X"), escalation("X")), (signal("s"), signal("s"))],
    ids=["error", "escalation", "signal"],
)
def test_what_is_thrown_inside_interrupts_before_the_next_step_runs(end, catch) -> None:
    """Stock runs the next step inside the subprocess first."""
    play = Play(nested(end, ("b", catch, True)).executable()).do("before")
    assert play.open() == ["after_b"]
    assert {"work", "sub"} <= set(play.told("cancelled"))


def test_the_boundary_for_exactly_this_code_goes_before_the_one_for_any() -> None:
    """Drawn in either order."""
    both = [("any", error(), True), ("exact", error("E"), True)]
    for order in (both, both[::-1]):
        assert Play(nested(error("E"), *order).executable()).do("before").open() == ["after_exact"]
    assert Play(nested(error("F"), *both).executable()).do("before").open() == ["after_any"]


def test_an_escalation_that_does_not_interrupt_lets_the_subprocess_go_on() -> None:
    """Beside the work a token goes out; the subprocess still has to be finished."""
    play = Play(nested(escalation("X"), ("b", escalation("X"), False)).executable()).do("before")
    assert play.open() == ["after_b", "work"]
    assert play.do("work").do("more").open() == ["after", "after_b"]


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    """It is told, with nobody as catcher."""
    play = Play(nested(escalation("X")).executable()).do("before")
    assert play.open() == ["work"]
    assert [h.facts["caught"] for h in play.happened if h.kind == "escalated"] == [None]


def test_an_error_inside_that_nobody_catches_is_an_incident() -> None:
    """The owner forgot the catch; no token is lost."""
    play = Play(nested(error("E")).executable()).do("before")
    assert play.step.incident.reason.code == "bpmn.error_not_caught"
    assert play.open() == ["work"]


def test_an_error_end_at_the_top_ends_the_whole_run() -> None:
    """Nothing can catch it; what else is open is cancelled."""
    d = Drawing()
    d.node("and", "g")
    d.node("end", "bad", error("E"))
    d.chain("start", "g", "a", "bad")
    d.chain("g", "b", "c")
    play = Play(d.executable()).do("a")
    assert play.step.ended
    assert play.told("cancelled") == ["b"]


def test_terminate_ends_just_its_subprocess_which_then_goes_on() -> None:
    """The token inside is cancelled; after the subprocess the run continues."""
    play = Play(nested(Trigger("terminate")).executable()).do("before")
    assert play.open() == ["after"]


def test_terminate_at_the_top_ends_the_run() -> None:
    """With everything in it, subprocesses too."""
    d = Drawing()
    d.node("and", "g")
    d.node("end", "stop", Trigger("terminate"))
    d.chain("start", "g", "a", "stop")
    d.node("sub", "sub")
    d.flow("g", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "b", "c")
    play = Play(d.executable()).do("a")
    assert (play.step.ended, play.open()) == (True, [])


def test_an_error_boundary_catches_a_failing_service_task() -> None:
    """Stock does not catch it. Without a fitting catch the task stays and an incident is told."""
    play = Play(hung(error("VOLL"), host="service").executable())
    assert play.fail("a", "OTHER").step.incident.reason.code == "bpmn.error_not_caught"
    assert play.open() == ["a"]
    assert play.fail("a", "VOLL").open() == ["beside"]


def test_a_service_task_that_is_tried_again_goes_on() -> None:
    """After a failure that nobody caught it can still be completed."""
    play = Play(hung(error("VOLL"), host="service").executable()).fail("a", "OTHER")
    assert play.do("a").open() == ["after"]
    assert play.step.incident is None


def test_a_conditional_event_happens_when_its_condition_has_become_true() -> None:
    """Looked at after every step; a non-interrupting one once for each time it becomes true."""
    d = hung(Trigger("conditional", expression="betrag > 10"), interrupting=False)
    play = Play(d.executable())
    for betrag in (5, 11, 12, 3, 20):
        play.around.tree.write(("betrag",), betrag)
        play.resume()
    assert play.open() == ["a", "beside", "beside"]


def test_a_thrown_signal_reaches_the_catches_of_its_own_run_at_once() -> None:
    """And is told, so that the runs of other cases can be reached."""
    d = Drawing()
    d.node("and", "g")
    d.node("catch", "c", signal("s"))
    d.node("throw", "t", signal("s"))
    d.chain("start", "g", "a", "t", "b")
    d.chain("g", "c", "e")
    play = Play(d.executable()).do("a")
    assert play.open() == ["b", "e"]
    assert play.told("signal_thrown") == ["t"]


def test_a_start_event_with_a_trigger_is_named_when_the_run_begins() -> None:
    """Its payload lies under its id. A start that does not exist is refused."""
    d = Drawing()
    d.node("start", "eingang", message("Antrag"))
    d.chain("eingang", "a")
    executable = d.executable()
    play = Play(executable, at="eingang", payload={"betrag": 3})
    assert (play.open(), play.around.tree.at(("eingang", "betrag"))) == (["a"], 3)
    with pytest.raises(NotOpen, match="kein Startereignis"):
        Play(executable)


def test_an_event_gateway_may_lead_to_a_receive_task() -> None:
    """It races like an event; the timer beside it is withdrawn."""
    d = Drawing()
    d.node("race", "g")
    d.node("receive", "r", message("m"))
    d.node("catch", "t", timer("P1D"))
    d.chain("start", "g", "r", "after_r")
    d.chain("g", "t", "after_t")
    executable = d.executable()
    assert Play(executable).deliver("r").open("user", "timer") == ["after_r"]
    assert Play(executable).later(days=1).fire("t").open("user", "message") == ["after_t"]


def test_an_instance_that_fails_is_caught_at_the_whole() -> None:
    """The error boundary of a repeated service task ends all its instances."""
    d = hung(error("VOLL"))
    d.node("service", "a", repetition=several(cardinality="3"), incoming=("f0",), outgoing=("f1",))
    play = Play(d.executable()).fail("a", "VOLL")
    assert play.open() == ["beside"]


def test_a_finished_subprocess_goes_on_also_when_its_last_token_ended_at_a_boundary() -> None:
    """The task inside is interrupted, its side way ends: nothing is left inside."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "a")
    d.node("end", "aside")
    d.boundary("late", "a", message("m"))
    d.flow("late", "aside")
    d.inside = None
    d.chain("start", "sub", "after")
    assert Play(d.executable()).deliver("late").open() == ["after"]
