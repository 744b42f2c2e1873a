"""What the requirement graph promises: scopes, functions, decision services."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine import feel
from engine.errors import NotFound
from tests.engine.decisions.dmn_drawing import (
    NAMESPACES,
    decision,
    input_data,
    knowledge,
    literal,
    model,
    service,
    table,
)

DIAMOND = (
    input_data("x"),
    decision("base", table(["x"], ["o"], [["-", "x + 1"]]), needs=["in_x"]),
    decision("left", literal("base * 2"), needs=["base"]),
    decision("right", literal("base * 3"), needs=["base"]),
    decision("top", literal("left + right"), needs=["left", "right"]),
)


@pytest.mark.parametrize("version", NAMESPACES)
def test_every_version_of_the_standard_is_read(version):
    """DMN 1.1 to 1.5 differ in their namespace; the same model gives the same answer."""
    assert model(*DIAMOND, version=version).decide("top", {"x": 1}).result == Decimal(10)


def test_a_decision_that_two_others_need_is_made_once():
    """One evaluation, one hit, however many decisions require it."""
    outcome = model(*DIAMOND).decide("top", {"x": 1})

    assert [(hit.decision, hit.rules) for hit in outcome.hits] == [("base", (1,))]
    assert outcome.rules == ()


def test_only_what_is_required_is_evaluated():
    """Asking a decision leaves those that it does not need alone."""
    unused = decision("other", table(["1"], ["o"], [["-", "1"]]))

    assert model(*DIAMOND, unused).decide("left", {"x": 1}).hits[0].decision == "base"
    assert len(model(*DIAMOND, unused).decide("left", {"x": 1}).hits) == 1


def test_a_decision_sees_only_what_it_requires():
    """A name without a requirement arrow is null, even if it is in the model."""
    drawn = model(input_data("x"), decision("a", literal("x")), decision("b", literal("a")))

    assert drawn.decide("a", {"x": 1}).result is None
    assert drawn.decide("b", {"x": 1}).result is None


def test_a_decision_is_asked_by_id_or_name():
    """Both work; an unknown one is refused with a sentence."""
    drawn = model('<decision id="d1" name="Förderung prüfen">' + literal("1") + "</decision>")

    assert drawn.decide("d1", {}).result == drawn.decide("Förderung prüfen", {}).result == Decimal(1)
    with pytest.raises(NotFound, match=r"gibt es in test\.dmn nicht"):
        drawn.decide("andere", {})


def test_a_name_of_the_case_is_read_without_being_drawn():
    """What no element declares is looked up among the inputs: the surroundings of the case."""
    drawn = model(decision("d", literal("vorgang.nummer + parameter.zusatz")))

    assert drawn.decide("d", {"vorgang": {"nummer": "K"}, "parameter": {"zusatz": "1"}}).result == "K1"


def test_a_missing_input_is_null_and_named():
    """Nobody has to guess which value was missing."""
    outcome = model(input_data("x"), decision("d", literal("x + 1"), needs=["in_x"])).decide("d", {})

    assert outcome.result is None
    assert "„x“" in outcome.notes[0].sentence("de")


def test_decisions_in_a_circle_are_null_and_a_note():
    """A circle cannot be decided; it is a finding, and at run time a note."""
    drawn = model(decision("a", literal("b"), needs=["b"]), decision("b", literal("a"), needs=["a"]))

    outcome = drawn.decide("a", {})

    assert outcome.result is None
    assert outcome.notes[0].code == "decisions.circle"


def test_a_decision_without_logic_takes_its_value_from_outside():
    """A person may have decided it."""
    drawn = model(decision("p", "", kind="number"), decision("d", literal("p + 1"), needs=["p"]))

    assert drawn.decide("d", {"p": 4}).result == Decimal(5)


def test_a_knowledge_model_sees_its_parameters_and_what_it_requires():
    """Not the names of the decision that calls it."""
    outer, inner = (
        knowledge("f", ["a"], literal("g(a) + x"), needs=["bkm_g"]),
        knowledge("g", ["a"], literal("a")),
    )
    drawn = model(input_data("x"), outer, inner, decision("d", literal("f(1)"), needs=["in_x", "bkm_f"]))

    assert drawn.decide("d", {"x": 1}).result is None
    assert drawn.invoke("g", {"a": 3}).result == Decimal(3)


def test_a_decision_service_with_one_output_gives_its_value():
    """Called as a function: input data first, then input decisions, by position or name."""
    drawn = model(
        *DIAMOND,
        service("top", encapsulated="left right", decisions_in="base"),
        service("base", inputs="in_x").replace('"ds_s"', '"ds_t"').replace('name="s"', 'name="t"'),
        decision("by place", literal("s(100) + t(1)"), needs=["ds_s", "ds_t"]),
        decision("by name", literal("t(x: 1)"), needs=["ds_t"]),
    )

    assert drawn.decide("by place", {}).result == Decimal(502)
    assert drawn.decide("by name", {}).result == Decimal(2)


def test_a_decision_service_with_several_outputs_gives_a_context():
    """Under the names of its output decisions."""
    drawn = model(*DIAMOND, service("left right", decisions_in="base"))

    assert drawn.invoke("s", {"base": 2}).result == {"left": Decimal(4), "right": Decimal(6)}


def test_a_service_call_does_not_change_what_the_caller_sees():
    """The inputs of a service belong to that call alone."""
    drawn = model(
        *DIAMOND,
        service("base", inputs="in_x"),
        decision("d", literal("[s(10), x, base]"), needs=["ds_s", "in_x", "base"]),
    )

    assert drawn.decide("d", {"x": 1}).result == [11, 1, 2]


def test_a_service_with_an_argument_of_the_wrong_type_is_not_called():
    """The call is null, not a context of what its decisions would make of a null (10.3.2.9.4)."""
    drawn = model(
        input_data("x", "number"),
        decision("a", literal("x = null"), needs=["in_x"]),
        service("a", inputs="in_x"),
        decision("d", literal("[s(1), s(null), s([2])]"), needs=["ds_s"]),
        decision("wrong", literal('s("text")'), needs=["ds_s"]),
    )

    assert drawn.decide("d", {}).result == [False, True, False]
    assert drawn.decide("wrong", {}).result is None
    assert drawn.decide("wrong", {}).notes[0].code == "decisions.wrong_argument"


def test_a_service_knows_the_clock():
    """now() inside of a service is the caller's."""
    drawn = model(
        decision("t", literal("now()")),
        service("t"),
        decision("d", literal("s() = now()"), needs=["ds_s"]),
    )

    assert drawn.decide("d", {feel.NOW: datetime(2021, 3, 1, tzinfo=UTC)}).result is True


def test_a_name_with_operators_is_an_argument_by_name():
    """`Debt / Income:` is one name, though nothing around the call knows it."""
    drawn = model(
        knowledge("ratio", ["Debt / Income", "risk-class"], literal("Debt / Income + risk-class")),
        decision("d", literal("ratio(risk-class: 1, Debt / Income: 2)"), needs=["bkm_ratio"]),
    )

    assert drawn.decide("d", {}).result == 3


def test_an_element_of_the_same_file_may_be_named_with_its_namespace():
    """`urn:test#in_x` is the input of this very model."""
    drawn = model(input_data("x"), decision("d", literal("x + 1"), needs=["urn:test#in_x"]))

    assert drawn.decide("d", {"x": 1}).result == 2


def test_a_decision_tells_which_inputs_it_reads_over_all_requirements():
    """Paths as far as they are written: what must have been asked before."""
    drawn = model(
        input_data("antrag"),
        decision("a", literal("antrag.betrag * 2"), needs=["in_antrag"]),
        decision(
            "b",
            table(["a", "antrag.art"], ["satz", "grund"], [["-", "-", "1", "parameter.x"]]),
            needs=["a", "in_antrag"],
        ),
    )

    told = drawn.decisions["b"]

    assert told.reads == {("antrag", "betrag"), ("antrag", "art"), ("parameter", "x")}
    assert told.outputs == ("satz", "grund")


def test_a_table_without_declared_parameters_takes_what_its_inputs_read():
    """A knowledge model that is a table needs no list of parameters: its columns are them."""
    rules = [["> 5", '"hoch"'], ["<= 5", '"niedrig"']]
    invocation = (
        f'<invocation>{literal("stufe")}<binding><parameter name="x"/>{literal("7")}</binding></invocation>'
    )
    drawn = model(
        knowledge("stufe", [], table(["x"], ["o"], rules)),
        decision("by name", invocation, needs=["bkm_stufe"]),
        decision("by place", literal("stufe(3)"), needs=["bkm_stufe"]),
    )

    assert drawn.decide("by name", {}).result == "hoch"
    assert drawn.decide("by place", {}).result == "niedrig"
