"""Where answers lie and what expressions see: subprocesses, called processes, decisions."""

from engine import bpmn
from engine.bpmn.model import Element
from engine.tree import Tree
from tests.engine.bpmn.drawing import NOW, Drawing, Play, error, message, several


def called(process: str = "q") -> Drawing:
    """A process that can be called: start - b - c - end."""
    d = Drawing(process)
    d.node("start", "q_start")
    d.chain("q_start", "b", "c")
    d.node("end", "q_end")
    d.flow("c", "q_end")
    return d


def calling(**more: object) -> Drawing:
    d = Drawing()
    d.node("call", "besetzen", called="q", **more)
    d.chain("start", "besetzen", "after")
    return d


def test_a_call_hands_its_input_parameters_in() -> None:
    """They are computed where the call stands and lie below it, as names of the called process."""
    drawn = calling(inputs={"objekt": "antrag.titel", "betrag": "=2 * antrag.betrag"})
    play = Play(drawn.executable(called()), {"antrag": {"titel": "Stelle", "betrag": 5}})
    assert play.around.tree.at(("besetzen",)) == {"objekt": "Stelle", "betrag": 10}


def test_each_round_of_a_call_gets_its_own_input_parameters() -> None:
    """In a multi-instance the parameters are computed on the item and lie beside its answers."""
    drawn = calling(inputs={"doppelt": "2 * wert"}, repetition=several("sequential", collection="posten"))
    play = Play(drawn.executable(called()), {"posten": [{"wert": 1}, {"wert": 2}]})
    play.do("b").do("c")
    found = [item["besetzen"]["doppelt"] for item in play.around.tree.values["posten"]]
    assert found == [2, 4]


def test_a_called_process_writes_below_its_call() -> None:
    """Scope `("besetzen",)`; the waiting point names the called process."""
    play = Play(calling().executable(called()))
    assert (play.point("b").scope, play.point("b").process) == (("besetzen",), "q")
    play.do("b", ja=True)
    assert play.around.tree.values == {"besetzen": {"b": {"ja": True}}}
    assert play.do("c").open() == ["after"]


def test_a_called_process_sees_the_names_outside() -> None:
    """From the inner scope outwards."""
    inner = called()
    inner.flows["f1"] = inner.flows["f1"].__class__("f1", "", "b", "c", "betrag > 3")
    assert Play(calling().executable(inner), {"betrag": 4}).do("b").open() == ["c"]


def test_a_process_called_for_each_item_writes_below_its_call_on_the_item() -> None:
    """`stellen[1].besetzen.b`; without a list of contexts in its own list."""
    d = calling(repetition=several(collection="stellen"))
    play = Play(d.executable(called()), {"stellen": [{}, {}]})
    assert play.point("b", 1).scope == ("stellen", 1, "besetzen")
    play = Play(calling(repetition=several(cardinality="2")).executable(called()))
    assert play.point("b", 1).scope == ("besetzen", 1)


def test_an_error_of_a_called_process_is_caught_at_the_call() -> None:
    """What is open in it is cancelled."""
    inner = called()
    inner.elements["q_end"] = Element("q_end", "", "endEvent", "q", trigger=error("E"), incoming=("f2",))
    d = calling()
    d.boundary("late", "besetzen", error("E"))
    d.chain("late", "beside")
    assert Play(d.executable(inner)).do("b").do("c").open() == ["beside"]


def test_the_same_process_called_twice_at_once_keeps_apart() -> None:
    """Two calls, two places."""
    d = Drawing()
    d.node("and", "g")
    for id in ("eins", "zwei"):
        d.node("call", id, called="q")
    d.chain("start", "g", "eins")
    d.chain("g", "zwei")
    play = Play(d.executable(called())).do("b", nth=1, x=2)
    assert play.around.tree.values == {"zwei": {"b": {"x": 2}}}
    assert play.open() == ["b", "c"]


def test_an_embedded_subprocess_adds_nothing_to_the_scope() -> None:
    """Its answers lie beside those around it."""
    d = Drawing()
    d.node("sub", "sub")
    d.inside = "sub"
    d.node("start", "in")
    d.chain("in", "a")
    d.inside = None
    d.chain("start", "sub", "after")
    assert Play(d.executable()).point("a").scope == ()


def test_a_decision_is_asked_with_what_is_visible_and_kept_under_its_task() -> None:
    """The facts of the decision are told; the value decides the way on."""
    d = Drawing()
    d.node("rule", "foerderfaehig")
    d.node("xor", "x")
    d.chain("start", "a", "foerderfaehig", "x")
    for id, condition in (("ja", "foerderfaehig.traegt"), ("nein", "not(foerderfaehig.traegt)")):
        d.node("user", id)
        d.flow("x", id, condition)
    asked = []

    def decide(element: Element, visible: dict) -> tuple:
        asked.append((element.id, visible["a"]["betrag"]))
        return {"traegt": True}, {"rules": (2,)}

    play = Play(d.executable())
    play.around.decide = decide
    play.do("a", betrag=5)
    assert asked == [("foerderfaehig", 5)]
    assert play.open() == ["ja"]
    assert next(h.facts["rules"] for h in play.happened if h.kind == "decided") == (2,)


def test_a_decision_that_fails_is_an_incident_and_can_be_tried_again() -> None:
    """Its own reason is told."""
    d = Drawing()
    d.node("rule", "r")
    d.chain("start", "r", "a")
    play = Play(d.executable())
    assert play.step.incident.reason.code == "bpmn.no_decisions"
    play.around.decide = lambda element, visible: (1, {})
    assert play.resume().open() == ["a"]


def test_extra_names_can_be_read_and_the_tree_hides_them() -> None:
    """`parameter`, `heute` and functions come from outside; now() is the time of the step."""
    d = Drawing()
    d.node("xor", "x")
    d.chain("start", "x")
    d.node("user", "ja")
    d.node("user", "nein")
    d.flow("x", "ja", "parameter.grenze = 3 and today() = date(2021, 3, 1)")
    d.flow("x", "nein", default=True)
    executable = d.executable()
    for values, way in (({}, "ja"), ({"parameter": {"grenze": 4}}, "nein")):
        around = bpmn.Around(Tree(values), NOW, functions={"parameter": {"grenze": 3}})
        assert [point.element for point in executable.start(around).waiting] == [way]


def test_a_thrown_message_names_the_loop_variables_of_its_sender() -> None:
    """So that its payload can be computed in the sender's scope."""
    d = Drawing()
    d.node("send", "melden", message("m"), repetition=several(collection="stellen", item="stelle"))
    d.chain("start", "melden")
    play = Play(d.executable(), {"stellen": [{"nr": 7}]})
    thrown = next(h for h in play.happened if h.kind == "message_thrown")
    assert thrown.scope == ("stellen", 0)
    assert thrown.facts["names"] == {"loopCounter": 1, "stelle": ("stellen", 0)}


def test_a_called_process_that_repeats_over_a_list_elsewhere_sees_the_item_and_its_own_names() -> None:
    """The answers lie on the item; what the called process asked before is known beside it."""
    inner = Drawing("q")
    inner.node("start", "q_start")
    inner.node("user", "je_stelle", repetition=several(collection="stellen"))
    inner.node("user", "danach")
    inner.chain("q_start", "frist_setzen", "je_stelle", "danach")
    play = Play(calling().executable(inner), {"stellen": [{"id": "A"}, {"id": "B"}]})
    play.do("frist_setzen", tag=7)
    first = play.step.waiting[0]
    seen = play.around.tree.visible(first.scope)
    assert (seen["id"], seen["frist_setzen"]) == ("A", {"tag": 7})
    play.around.tree.write((*first.scope, "je_stelle"), {"ok": True})
    assert play.around.tree.values["stellen"][0] == {"id": "A", "je_stelle": {"ok": True}}
