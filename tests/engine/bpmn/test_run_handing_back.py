"""Handing a task back: to whom, and what becomes of the token."""

import pytest

from engine.errors import NotOpen
from tests.engine.bpmn.drawing import Drawing, Play, message, several, timer


def targets(play: Play, element: str) -> tuple[str, ...]:
    return play.executable.hand_back_targets(play.step.tokens, play.key(element))


def back(play: Play, element: str, to: str) -> Play:
    play._take(play.executable.hand_back(play.step.tokens, play.key(element), to, play.around))
    return play


def test_a_task_can_be_handed_back_to_those_before_it_the_nearest_first() -> None:
    """Over choices too; the token lies on the earlier task then, the events of the later are gone."""
    d = Drawing()
    d.node("xor", "x")
    d.node("xor", "m")
    d.chain("start", "a", "x")
    for id, condition in (("b", "w = 1"), ("c", None)):
        d.node("user", id)
        d.flow("x", id, condition, default=condition is None)
        d.flow(id, "m")
    d.chain("m", "e", "end")
    d.boundary("t", "e", timer("P1D"))
    d.chain("t", "late")
    play = Play(d.executable(), {"w": 1}).do("a").do("b")
    assert targets(play, "e") == ("b", "c", "a")
    back(play, "e", "a")
    assert (play.open("user", "timer"), play.told("cancelled")) == (["a"], ["e"])
    assert play.do("a").do("b").do("e").step.ended


def parallel() -> Drawing:
    """start - first - split(v1 - v2 | w) - join - last - end."""
    d = Drawing()
    d.node("and", "s")
    d.node("and", "j")
    d.chain("start", "first", "s", "v1", "v2", "j", "last", "end")
    d.chain("s", "w", "j")
    return d


def test_inside_a_branch_only_tasks_of_the_branch() -> None:
    """The other branches go on."""
    play = Play(parallel().executable()).do("first").do("v1")
    assert (targets(play, "v2"), targets(play, "w")) == (("v1",), ())
    assert back(play, "v2", "v1").open() == ["v1", "w"]


def test_a_closed_block_of_branches_is_stepped_over() -> None:
    """From after the join to before the split, never into a branch."""
    play = Play(parallel().executable()).do("first").do("v1").do("v2").do("w")
    assert targets(play, "last") == ("first",)
    assert back(play, "last", "first").do("first").open() == ["v1", "w"]


def test_a_block_with_a_way_out_is_not_stepped_over() -> None:
    """Something may still be under way outside the join."""
    d = parallel()
    d.boundary("t", "w", message("m"), interrupting=False)
    d.chain("t", "beside")
    play = Play(d.executable()).do("first").do("v1").do("v2").do("w")
    assert targets(play, "last") == ()


def test_not_out_of_a_subprocess_and_not_out_of_one_of_several_instances() -> None:
    """Inside the subprocess it works."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "a", "b")
    d.inside = None
    d.chain("start", "before", "sub")
    d.node("user", "votum", repetition=several(cardinality="2"))
    d.chain("sub", "votum")
    play = Play(d.executable()).do("before")
    assert targets(play, "a") == ()
    play.do("a")
    assert targets(play, "b") == ("a",)
    play.do("b")
    assert targets(play, "votum") == ()


def test_what_lies_behind_is_no_target_even_in_a_loop() -> None:
    """The loop leads back from `c`, but `c` comes after `b`."""
    d = Drawing()
    d.node("xor", "m")
    d.node("xor", "x")
    d.chain("start", "a", "m", "b", "c", "x")
    d.flow("x", "m", "true")
    play = Play(d.executable()).do("a")
    assert targets(play, "b") == ("a",)


def test_anything_else_is_refused() -> None:
    """The token stays where it is."""
    play = Play(parallel().executable()).do("first")
    for to in ("last", "first", "nowhere"):
        with pytest.raises(NotOpen, match="zurückgegeben"):
            back(play, "v1", to)
    assert play.open() == ["v1", "w"]
