"""Driving a run without people."""

from engine import bpmn
from engine.bpmn.auto import drive
from engine.clock import FakeClock
from engine.tree import Tree
from tests.engine.bpmn.drawing import NOW, Drawing, message, several, signal, timer


def run(d: Drawing, values: dict | None = None, **more) -> dict:
    return drive(d.executable(), bpmn.Around(Tree(values), NOW), FakeClock(NOW), **more)


def test_the_oldest_task_is_done_first_and_everything_completed_is_listed() -> None:
    """Tasks and events in the order in which they were completed; gateways are not listed."""
    d = Drawing()
    d.node("and", "s")
    d.node("and", "j")
    d.chain("start", "s", "a", "b", "j", "end")
    d.chain("s", "c", "j")
    report = run(d)
    assert report["status"] == "completed"
    assert report["completed"] == ["start", "a", "c", "b", "end"]
    assert report["steps"] == [
        {"did": None, "open": ["a", "c"]},
        {"did": "a", "open": ["c", "b"]},
        {"did": "c", "open": ["b"]},
        {"did": "b", "open": []},
    ]


def test_the_clock_moves_only_when_nothing_else_can() -> None:
    """A reminder at an open task does not fire; a timer on the way does, the earliest first."""
    d = Drawing()
    d.node("and", "s")
    for id, time in (("t1", "P9D"), ("t2", "P2D")):
        d.node("catch", id, timer(time))
        d.chain("s", id)
    d.chain("start", "a", "s")
    d.boundary("t", "a", timer("P1D"))
    d.chain("t", "late")
    clock = FakeClock(NOW)
    report = drive(d.executable(), bpmn.Around(Tree(), NOW), clock)
    assert report["completed"] == ["start", "a", "t2", "t1"]
    assert (clock.now() - NOW).days == 9


def test_a_message_to_oneself_arrives_also_when_the_catch_comes_later() -> None:
    """Like a letter that lies there."""
    d = Drawing()
    d.node("throw", "t", message("m"))
    d.node("catch", "c", message("m"))
    d.chain("start", "t", "a", "c", "end")
    assert run(d)["completed"] == ["start", "t", "a", "c", "end"]


def test_a_process_that_begins_with_a_message_is_begun_with_it() -> None:
    """Where there is no plain start event."""
    d = Drawing()
    d.node("start", "eingang", message("m"))
    d.chain("eingang", "a")
    assert run(d)["completed"] == ["eingang", "a"]


def test_a_path_may_end_at_an_activity() -> None:
    """BPMN 2.0.2, 13.3.2: it ends when its activity does, the process when all its paths have ended."""
    d = Drawing()
    d.node("and", "s")
    d.chain("start", "s", "a")
    d.chain("s", "b", "end")
    report = run(d)
    assert (report["status"], report["completed"]) == ("completed", ["start", "a", "b", "end"])
    assert [step["open"] for step in report["steps"]] == [["a", "b"], ["b"], []]


def test_a_subprocess_ends_with_its_last_activity() -> None:
    """What comes after it waits for all inside."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "inner")
    d.node("and", "split")
    d.chain("inner", "split", "a")
    d.chain("split", "b")
    d.inside = None
    d.chain("start", "sub", "after")
    assert run(d)["completed"] == ["start", "inner", "a", "b", "after"]


def test_messages_and_signals_of_others_are_waited_for() -> None:
    """The report says so."""
    d = Drawing()
    d.node("catch", "c", signal("s"))
    d.chain("start", "c", "end")
    assert run(d)["status"] == "waiting"


def test_an_incident_ends_it_with_the_reason() -> None:
    """Element and sentence."""
    d = Drawing()
    d.node("xor", "x")
    d.chain("start", "x")
    for id in ("a", "b"):
        d.node("user", id)
        d.flow("x", id, f"w = {id!r}".replace("'", '"'))
    report = run(d)
    assert (report["status"], report["incident"]["element"]) == ("incident", "x")


def test_a_seed_draws_the_order_and_draws_it_again() -> None:
    """Different seeds differ somewhere, the same seed never."""
    d = Drawing()
    d.node("and", "s")
    d.chain("start", "s")
    for id in "abcdef":
        d.chain("s", id)
    orders = {tuple(run(d, seed=seed)["completed"]) for seed in range(5)}
    assert len(orders) > 1
    assert run(d, seed=3) == run(d, seed=3)


def test_it_stops_after_the_number_of_steps() -> None:
    """A loop with a person in it has no end by itself."""
    d = Drawing()
    d.node("xor", "m")
    d.chain("start", "m", "a", "m")
    report = run(d, steps=10)
    assert (report["status"], len(report["steps"])) == ("waiting", 11)


def test_each_instance_of_a_repeated_task_is_listed_once() -> None:
    """And the frame around them not at all."""
    d = Drawing()
    d.node("user", "votum", repetition=several(cardinality="3"))
    d.chain("start", "votum", "end")
    assert run(d)["completed"] == ["start", "votum", "votum", "votum", "end"]
