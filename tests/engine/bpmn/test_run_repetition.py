"""Multi-instance and standard loop: how often, where the answers lie, when it is enough."""

import pytest

from engine.bpmn.model import Repetition
from tests.engine.bpmn.drawing import Drawing, Play, message, several


def voting(repetition: Repetition, kind: str = "user") -> Drawing:
    d = Drawing()
    d.node(kind, "votum", repetition=repetition)
    d.chain("start", "votum", "after")
    return d


def test_one_task_for_each_item_and_its_answers_lie_on_the_item() -> None:
    """The list `stellen` of the tree: scope `("stellen", 1)`."""
    play = Play(
        voting(several(collection="stellen")).executable(), {"stellen": [{"nr": 1}, {"nr": 2}, {"nr": 3}]}
    )
    assert [point.scope for point in play.step.waiting] == [("stellen", 0), ("stellen", 1), ("stellen", 2)]
    play.do("votum", nth=1, ja=True)
    assert play.around.tree.at(("stellen", 1)) == {"nr": 2, "votum": {"ja": True}}
    assert play.do("votum").do("votum").open() == ["after"]


def test_a_path_is_looked_up_from_the_inside_out_also_through_the_item_of_an_outer_repetition() -> None:
    """`kosten` and `stelle.kosten` are found on the item of the outer list."""
    for collection in ("kosten", "stelle.kosten"):
        d = Drawing()
        d.node("sub", "sub", repetition=several(collection="antrag.stellen", item="stelle"))
        d.inside = "sub"
        d.node("start", "in")
        d.node("user", "pruefen", repetition=several(collection=collection))
        d.chain("in", "pruefen")
        d.inside = None
        d.chain("start", "sub", "after")
        stellen = [{"kosten": [{}, {}]}, {"kosten": [{}]}]
        play = Play(d.executable(), {"antrag": {"stellen": stellen}})
        scopes = {point.scope for point in play.step.waiting}
        top = ("antrag", "stellen")
        assert scopes == {(*top, 0, "kosten", 0), (*top, 0, "kosten", 1), (*top, 1, "kosten", 0)}


def test_items_that_hold_no_answers_keep_their_value_and_get_a_list_below_the_activity() -> None:
    """A list of texts is not overwritten; the item can be read under its name."""
    executable = voting(several(collection="aemter", item="amt")).executable()
    play = Play(executable, {"aemter": ["Jugend", "Bau"]})
    assert [point.scope for point in play.step.waiting] == [("votum", 0), ("votum", 1)]
    names = executable.names(play.step.tokens, play.key("votum", 1), play.around)
    assert (names["amt"], names["loopCounter"]) == ("Bau", 2)
    play.do("votum", nth=1, ja=True)
    assert play.around.tree.values["aemter"] == ["Jugend", "Bau"]
    assert play.around.tree.at(("votum", 1)) == {"amt": "Bau", "votum": {"ja": True}}


def test_in_sequence_there_is_one_task_at_a_time() -> None:
    """In the order of the list."""
    play = Play(voting(several("sequential", cardinality="3")).executable())
    for number in range(3):
        assert [point.scope for point in play.step.waiting] == [("votum", number)]
        play.do("votum")
    assert play.open() == ["after"]


def test_two_of_five_are_enough() -> None:
    """The completion condition ends the others; it sees the counts and the instance just done."""
    condition = "nrOfCompletedInstances >= 2 or votum.veto"
    executable = voting(several(cardinality="5", completion=condition)).executable()
    play = Play(executable).do("votum", nth=3, veto=False).do("votum", nth=0, veto=False)
    assert (play.open(), play.told("cancelled")) == (["after"], ["votum"] * 3)
    assert Play(executable).do("votum", nth=2, veto=True).open() == ["after"]


def test_votes_of_an_earlier_round_are_not_counted_again() -> None:
    """In the second round the list below the activity is empty at the beginning."""
    d = Drawing()
    d.node("xor", "m")
    d.node("xor", "x")
    d.node("user", "votum", repetition=several(cardinality="2", completion="count(votum[votum.ja]) = 2"))
    d.chain("start", "m", "votum", "x")
    d.flow("x", "m", "nochmal")
    d.node("end", "end")
    d.flow("x", "end", default=True)
    play = Play(d.executable(), {"nochmal": True})
    play.do("votum", ja=True).do("votum", ja=True)
    assert play.around.tree.values["votum"] == [{}, {}]
    assert play.do("votum", ja=True).open() == ["votum"]


@pytest.mark.parametrize("none", [several(collection="nichts_da"), several(cardinality="0")])
def test_for_no_item_it_is_passed(none: Repetition) -> None:
    """An empty list is nothing to do."""
    assert Play(voting(none).executable(), {"nichts_da": []}).open() == ["after"]


@pytest.mark.parametrize(
    ("repetition", "code"),
    [
        (several(collection="unbekannt"), "bpmn.collection_value"),
        (several(cardinality='"viele"'), "bpmn.cardinality_value"),
        (several(cardinality="1.5"), "bpmn.cardinality_value"),
        (several(cardinality="-1"), "bpmn.cardinality_value"),
        (several(cardinality="1001"), "bpmn.too_many_instances"),
        (several(collection="for i in 1..1001 return i"), "bpmn.too_many_instances"),
    ],
)
def test_a_number_that_is_none_or_too_large_is_an_incident(repetition: Repetition, code: str) -> None:
    """More than 1,000 instances are refused."""
    assert Play(voting(repetition).executable()).step.incident.reason.code == code


def test_a_thousand_instances_work() -> None:
    """Engine-only ones too: each instance is a bounded piece of work, not an endless loop."""
    play = Play(_sending(1000).executable())
    assert (play.step.incident, play.open()) == (None, ["after"])
    assert len(play.told("message_thrown")) == 1000


def _sending(number: int) -> Drawing:
    d = Drawing()
    d.node("send", "melden", message("m"), repetition=several(cardinality=str(number)))
    d.chain("start", "melden", "after")
    return d


def test_a_boundary_event_hangs_on_the_whole() -> None:
    """It ends all instances; it is armed once."""
    d = voting(several(cardinality="3"))
    d.boundary("stop", "votum", message("m"))
    d.chain("stop", "beside")
    play = Play(d.executable()).do("votum")
    assert play.open("message") == ["stop"]
    assert play.deliver("stop").open() == ["beside"]


def test_a_loop_goes_on_while_its_condition_is_true() -> None:
    """At least once; at most `maximum` times; the round can be read."""
    executable = voting(several("loop", completion="votum.fehlt", maximum=3)).executable()
    assert Play(executable).do("votum", fehlt=False).open() == ["after"]
    play = Play(executable)
    for number in (1, 2, 3):
        assert executable.loop_names(play.step.tokens, play.key("votum")) == {"loopCounter": number}
        play.do("votum", fehlt=True)
    assert play.open() == ["after"]


def test_a_loop_tested_before_may_be_passed() -> None:
    """Not done at all if the condition is not true."""
    executable = voting(several("loop", completion="offen", test_before=True)).executable()
    assert Play(executable, {"offen": False}).open() == ["after"]
    assert Play(executable, {"offen": True}).open() == ["votum"]


def test_a_subprocess_in_several_instances_keeps_them_apart() -> None:
    """Each has its own tokens and its own place in the tree."""
    d = Drawing()
    d.node("sub", "sub", repetition=several(collection="stellen"))
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "a", "b")
    d.inside = None
    d.chain("start", "sub", "after")
    play = Play(d.executable(), {"stellen": [{}, {}]}).do("a", x=1)
    assert {(point.element, point.scope) for point in play.step.waiting} == {
        ("b", ("stellen", 0)),
        ("a", ("stellen", 1)),
    }
    play.do("a", x=2).do("b").do("b")
    assert (play.open(), play.around.tree.values["stellen"]) == (
        ["after"],
        [{"a": {"x": 1}}, {"a": {"x": 2}}],
    )
