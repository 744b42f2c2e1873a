"""Which flows a token takes: gateways, conditions, defaults, splits, links."""

import pytest

from engine.bpmn.model import Trigger
from tests.engine.bpmn.drawing import Drawing, Play, escalation


def choice(*conditions: str | None, default: bool = True) -> Drawing:
    """start - xor - one user task per condition (`t0` ...) and one on the default flow (`rest`)."""
    d = Drawing()
    d.node("xor", "x")
    d.chain("start", "x")
    for number, condition in enumerate(conditions):
        d.node("user", f"t{number}")
        d.flow("x", f"t{number}", condition)
    if default:
        d.node("user", "rest")
        d.flow("x", "rest", default=True)
    return d


def test_an_exclusive_gateway_takes_the_first_true_flow_in_the_order_of_the_file() -> None:
    """Two conditions are true: only the first counts."""
    play = Play(choice("a > 5", "a > 1").executable(), {"a": 7})
    assert play.open() == ["t0"]


@pytest.mark.parametrize("value", [None, "seven", 3])
def test_a_condition_that_is_not_true_counts_as_not_taken(value: object) -> None:
    """FEEL null (unknown, wrong type) is no yes; the default flow is taken."""
    play = Play(choice("a > 5").executable(), {"a": value})
    assert play.open() == ["rest"]


def test_without_a_way_on_the_run_is_stuck_with_a_reason_and_goes_on_when_the_data_are_there() -> None:
    """The incident names the gateway and what was read; resume tries again."""
    play = Play(choice('antrag.ergebnis = "ja"', default=False).executable())
    assert play.step.incident is not None
    assert "x" in str(play.step.incident.reason)
    assert "antrag.ergebnis = null" in str(play.step.incident.reason)
    play.around.tree.write(("antrag", "ergebnis"), "ja")
    assert play.resume().open() == ["t0"]
    assert play.step.incident is None


def test_an_incident_in_one_branch_does_not_stop_the_others() -> None:
    """Beside the stuck gateway another task can be completed; each step tells what is still stuck."""
    d = Drawing()
    for kind, id in (("and", "s"), ("xor", "x")):
        d.node(kind, id)
    d.chain("start", "s", "x")
    d.chain("s", "b", "c")
    d.node("user", "t0")
    d.flow("x", "t0", "a = 1")
    play = Play(d.executable())
    assert (play.open(), play.step.incident.element) == (["b"], "x")
    assert (play.do("b").open(), play.step.incident.element) == (["c"], "x")
    play.around.tree.write(("a",), 1)
    assert (play.do("c").open(), play.step.incident) == (["t0"], None)


def test_a_task_with_several_flows_out_is_a_split() -> None:
    """Every flow without a condition gets a token."""
    d = Drawing()
    d.chain("start", "a", "b")
    d.chain("a", "c")
    assert Play(d.executable()).do("a").open() == ["b", "c"]


def test_conditional_flows_of_a_task_are_heeded() -> None:
    """Stock takes them always. True ones are taken beside the plain one; the default only if none is."""
    d = Drawing()
    d.chain("start", "a")
    for id, condition in (("b", "w = 1"), ("c", "w < 3")):
        d.node("user", id)
        d.flow("a", id, condition)
    d.node("user", "e")
    d.flow("a", "e", default=True)
    executable = d.executable()
    assert Play(executable, {"w": 1}).do("a").open() == ["b", "c"]
    assert Play(executable, {"w": 2}).do("a").open() == ["c"]
    assert Play(executable, {"w": 9}).do("a").open() == ["e"]


def test_a_completed_task_whose_way_on_is_unclear_stays_completed() -> None:
    """The person is done; the token waits behind the task and goes on later."""
    d = Drawing()
    d.chain("start", "a")
    d.node("user", "b")
    d.flow("a", "b", "w = 1")
    play = Play(d.executable()).do("a")
    assert (play.open(), play.step.incident.element) == ([], "a")
    play.around.tree.write(("w",), 1)
    assert play.resume().open() == ["b"]


def test_several_flows_into_a_task_are_no_join() -> None:
    """Each token makes a task of its own."""
    d = Drawing()
    d.node("and", "s")
    d.chain("start", "s", "a", "c", "end")
    d.chain("s", "b", "c")
    play = Play(d.executable()).do("a").do("b")
    assert play.open() == ["c", "c"]
    assert play.do("c").step.ended is False
    assert play.do("c").step.ended is True


def test_a_link_goes_on_at_its_counterpart() -> None:
    """Stock loses the token at the throwing link and never ends."""
    d = Drawing()
    d.node("throw", "out", Trigger("link", "Seite 2"))
    d.node("catch", "in", Trigger("link", "Seite 2"))
    d.chain("start", "a", "out")
    d.chain("in", "b", "end")
    play = Play(d.executable()).do("a")
    assert play.open() == ["b"]
    assert play.do("b").step.ended


def test_an_inclusive_gateway_takes_every_true_flow_and_waits_for_just_these() -> None:
    """Two of three branches are taken; the join fires when both are done, in either order."""
    d = Drawing()
    for id in ("s", "j"):
        d.node("or", id)
    d.chain("start", "s")
    for id, condition in (("a", "w = 1"), ("b", "w < 3"), ("c", "w = 9")):
        d.node("user", id)
        d.flow("s", id, condition)
        d.flow(id, "j")
    d.chain("j", "after", "end")
    for first, second in (("a", "b"), ("b", "a")):
        play = Play(d.executable(), {"w": 1})
        assert play.open() == ["a", "b"]
        assert play.do(first).open() == [second]
        assert play.do(second).open() == ["after"]


def test_an_inclusive_join_waits_for_a_way_over_a_boundary_event() -> None:
    """The task in the other branch may still be left by its boundary event, which leads to the join."""
    d = Drawing()
    d.node("and", "s")
    d.node("or", "j")
    d.chain("start", "s", "a", "j", "after")
    d.chain("s", "b")
    d.boundary("late", "b", Trigger("message", "m"))
    d.flow("late", "j")
    play = Play(d.executable()).do("a")
    assert play.open() == ["b"]
    assert play.deliver("late").open() == ["after"]


def test_an_endless_loop_without_a_person_is_stopped_as_an_incident() -> None:
    """The step ends, the reason names the element, and another branch is not harmed."""
    d = Drawing()
    for kind, id in (("and", "s"), ("xor", "m"), ("xor", "x"), ("throw", "t")):
        d.node(kind, id, escalation("E") if kind == "throw" else None)
    d.chain("start", "s", "m", "t", "x")
    d.chain("s", "a", "end")
    d.flow("x", "m", "true")
    d.flow("x", "end", default=True)
    play = Play(d.executable())
    assert play.step.incident.reason.code == "bpmn.endless"
    assert play.open() == ["a"]


def test_elements_may_be_called_like_the_parts_of_spiffworkflow() -> None:
    """`Start`, `End`, `root`: stock takes any element named End for the end of the process."""
    d = Drawing()
    d.node("start", "Start")
    d.chain("Start", "End", "root")
    d.node("end", "p.EndJoin")
    d.flow("root", "p.EndJoin")
    play = Play(d.executable()).do("End")
    assert (play.open(), play.step.ended) == (["root"], False)
    assert play.do("root").step.ended


def test_a_process_without_an_end_event_ends_when_its_last_token_is_gone() -> None:
    """Stock leaves it uncompleted."""
    d = Drawing()
    d.chain("start", "a")
    assert Play(d.executable()).do("a").step.ended


def test_a_task_can_be_completed_once() -> None:
    """Stock runs a finished task again and says nothing."""
    from engine.errors import NotOpen

    d = Drawing()
    d.chain("start", "a", "b", "end")
    play = Play(d.executable())
    key = play.key("a")
    play.do("a")
    with pytest.raises(NotOpen):
        play.executable.complete(play.step.tokens, key, play.around)
    play.do("b")
    with pytest.raises(NotOpen):
        play.executable.complete(play.step.tokens, play.happened[0].facts["key"], play.around)
