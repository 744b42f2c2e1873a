"""Tokens in another version of their process: where they stay, what is remembered, what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine import bpmn
from engine.bpmn.model import Trigger
from engine.check.calls import what_gets_out
from engine.check.onward import onward
from tests.engine.bpmn.drawing import NOW, Drawing, Play, message, several, signal, timer


def crossing(play: Play, new: Drawing) -> bpmn.Migration:
    """What becomes of the tokens of a run in the version `new`."""
    return play.executable.migrate(play.step.tokens, new.executable())


def over(play: Play, new: Drawing) -> Play:
    """The same run, gone over to `new`."""
    found = crossing(play, new)
    assert found.tokens is not None, found.obstacles
    play.executable = new.executable()
    play.step = replace(play.step, tokens=found.tokens, waiting=play.executable.waiting(found.tokens))
    return play


def codes(found: bpmn.Migration) -> set[tuple[str, bool]]:
    return {(one.reason.code.removeprefix("migration_"), one.impossible) for one in found.obstacles}


def ahead(found: bpmn.Migration, new: Drawing) -> set[str]:
    """What the proof says of the way onward."""
    processes = new.diagram().processes
    outside = what_gets_out(processes)
    return {
        finding.rule
        for process, places in found.standing
        for finding in onward(processes[process], outside, places)
    }


def straight(*ids: str) -> Drawing:
    d = Drawing()
    d.chain(*ids)
    return d


def branched(*branches: str) -> Drawing:
    """`first`, then all branches at once, then `last`."""
    d = straight("start", "first")
    d.node("and", "split")
    d.node("and", "join")
    d.chain("first", "split")
    for one in branches:
        d.chain("split", one, "join")
    d.chain("join", "last", "end")
    return d


def test_ids_decide_and_the_next_step_is_that_of_the_new_version() -> None:
    """What is new before or behind does not matter; the key of what is open stays."""
    play = Play(straight("start", "a", "b", "end").executable())
    key, new = play.key("a"), straight("start", "zero", "a", "between", "b", "end")
    found = crossing(play, new)
    assert (codes(found), ahead(found, new)) == (set(), set())
    assert over(play, new).key("a") == key
    assert play.do("a").open() == ["between"]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (lambda: straight("start", "c", "end"), "gone"),
        (lambda: _of("service"), "kind"),
        (lambda: _of("manual"), "kind"),
        (lambda: _of("user", repetition=several(cardinality="2")), "repetition"),
        (lambda: _within(), "moved"),
    ],
)
def test_what_has_no_place_cannot_go_over(new: Callable[[], Drawing], code: str) -> None:
    """The task is gone, of another kind, repeated, or inside a subprocess now: it is named."""
    play = Play(straight("start", "a", "end").executable())
    found = crossing(play, new())
    assert codes(found) == {(code, True)}
    assert (found.tokens, found.standing) == (None, ())
    assert found.obstacles[0].reason.sentence("de").count("{") == 0


def _of(kind: str, **more: Any) -> Drawing:
    d = Drawing()
    d.node(kind, "a", **more)
    d.chain("start", "a", "end")
    return d


def _within() -> Drawing:
    d = Drawing()
    d.node("sub", "part")
    d.inside = "part"
    d.chain("start1", "a", "end1")
    d.inside = None
    d.chain("start", "part", "end")
    return d


def test_a_join_that_would_wait_for_ever_is_seen_before() -> None:
    """One branch has been passed in the old version; a new branch beside it can get no token any more."""
    play = Play(branched("a", "b").executable()).do("first").do("a")
    new = branched("a", "b", "c")
    assert ahead(crossing(play, new), new) == {"soundness.dead_end"}
    early = Play(branched("a", "b").executable())
    assert ahead(crossing(early, new), new) == set()


def test_branches_that_are_a_row_now_would_be_done_twice() -> None:
    """Both tokens would pass the second task."""
    play = Play(branched("a", "b").executable()).do("first")
    new = straight("start", "first", "a", "b", "last", "end")
    assert ahead(crossing(play, new), new) == {"soundness.twice"}


def test_a_branch_that_leads_elsewhere_now_has_arrived_for_nothing() -> None:
    """What waits at a join came on a flow that the new version does not lead there."""
    play = Play(branched("a", "b").executable()).do("first").do("a")
    assert codes(crossing(play, branched("b", "c"))) == {("flow", True)}
    arrived = branched("a", "b")
    arrived.elements["join"] = replace(
        arrived.elements["join"], incoming=arrived.elements["join"].incoming[1:]
    )
    assert codes(crossing(play, arrived)) == {("flow", True)}
    assert codes(crossing(play, branched("a"))) == {("gone", True), ("join", True)}


def _reminded(expression: str, *, event: str = "late") -> Drawing:
    d = straight("start", "a", "end")
    d.boundary(event, "a", timer(expression), interrupting=False)
    d.chain(event, "remind")
    d.chain("remind", "end1")
    return d


def test_a_timer_keeps_its_time() -> None:
    """Armed for the third day, it does not begin anew on the second, nor is another length counted."""
    play = Play(_reminded("P3D").executable()).later(days=2)
    assert codes(crossing(play, _reminded("P3D"))) == set()
    longer = _reminded("P30D")
    assert codes(crossing(play, longer)) == {("timer", False)}
    assert over(play, longer).point("late").due == NOW + timedelta(days=3)
    assert play.later(days=1).fire("late").open() == ["a", "remind"]


def test_a_timer_that_is_new_or_gone_is_for_a_person_to_decide() -> None:
    """The former falls away with its token, the new one is armed from the next time on."""
    play = Play(_reminded("P3D").executable())
    found = crossing(play, _reminded("P3D", event="other"))
    assert codes(found) == {("event_gone", False), ("event_new", False)}
    assert over(play, _reminded("P3D", event="other")).open("timer", "user") == ["a"]


def _asked(*behind: str, **more: Any) -> Drawing:
    d = Drawing()
    d.node("user", "vote", repetition=several(**{"collection": "people", "item": "who", **more}))
    d.chain("start", "vote", *behind, "end")
    return d


def test_instances_under_way_go_over_one_by_one() -> None:
    """One of three has voted; in the new version the others vote on, and then comes what is new."""
    play = Play(_asked().executable(), {"people": ["x", "y", "z"]}).do("vote", ok=True)
    new = _asked("count")
    found = crossing(play, new)
    assert (codes(found), ahead(found, new)) == (set(), set())
    over(play, new)
    assert [point.scope for point in play.step.waiting] == [("vote", 1), ("vote", 2)]
    assert play.do("vote").do("vote").open() == ["count"]


def test_a_round_under_way_keeps_its_list() -> None:
    """Another collection is a decision; another kind or another name for the item is impossible."""
    play = Play(_asked().executable(), {"people": ["x", "y"]})
    assert codes(crossing(play, _asked(collection="others"))) == {("list", False)}
    assert codes(crossing(play, _asked(item="person"))) == {("repetition", True)}
    assert codes(crossing(play, _asked(kind="sequential"))) == {("repetition", True)}


def _posts(*tasks: str) -> Drawing:
    d = Drawing()
    d.node("sub", "post", repetition=several(collection="posts", item="post"))
    d.inside = "post"
    d.chain("start1", *tasks, "end1")
    d.inside = None
    d.chain("start", "post", "end")
    return d


def test_subprocesses_under_way_go_over_with_what_is_inside() -> None:
    """Two posts stand at different steps; each goes on from where it is, by the new way."""
    play = Play(_posts("fill", "report").executable(), {"posts": [{}, {}]}).do("fill")
    new = _posts("fill", "check", "report")
    found = crossing(play, new)
    assert (codes(found), ahead(found, new), len(found.standing)) == (set(), set(), 2)
    assert over(play, new).do("fill").open() == ["check", "report"]


def test_what_is_waited_for_may_change_only_by_decision() -> None:
    """A message of another name is told; a signal instead of a message is another element."""

    def waiting(trigger: Trigger) -> Drawing:
        d = Drawing()
        d.node("catch", "w", trigger)
        d.chain("start", "w", "end")
        return d

    play = Play(waiting(message("m")).executable())
    assert codes(crossing(play, waiting(message("n")))) == {("reference", False)}
    assert codes(crossing(play, waiting(signal("m")))) == {("kind", True)}


def test_a_called_process_goes_over_with_its_caller() -> None:
    """What stands inside a call stays there; a call of something else has no place for it."""
    inner, other = straight("start", "x", "end"), straight("start", "x", "end")
    inner.process = "inner"
    inner.elements = {key: replace(one, process="inner") for key, one in inner.elements.items()}
    other.process = "other"
    other.elements = {key: replace(one, process="other") for key, one in other.elements.items()}

    def calling(process: str, *behind: str) -> Drawing:
        d = Drawing()
        d.node("call", "c", called=process)
        d.chain("start", "c", *behind, "end")
        return d

    play = Play(calling("inner").executable(inner))
    longer = calling("inner", "after").executable(inner)
    found = play.executable.migrate(play.step.tokens, longer)
    assert (found.obstacles, [one for one, _ in found.standing]) == ((), ["p", "inner"])
    elsewhere = play.executable.migrate(play.step.tokens, calling("other").executable(other))
    assert codes(elsewhere) == {("inside", True)}
