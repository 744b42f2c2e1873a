"""What a decision table promises: hit policies, outputs, defaults, and which rules decided."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.decisions import bench, read
from engine.decisions.inquiry import Inquiry
from engine.decisions.trace import Trace
from engine.feel.kinds.kind import adopt
from tests.engine.decisions.dmn_drawing import decision, input_data, model, table

AGES = [["< 18", '"Kind"'], ["[18..65)", '"Erwerbsalter"'], [">= 65", '"Rente"']]
OVERLAPPING = [["> 1", "10"], ["> 2", "20"], ["> 3", "30"]]
RANKED = 'stufe = "hoch", "mittel", "niedrig"'


def decide(rules, x, policy="UNIQUE", outputs=("out",), **more):
    drawn = decision("d", table(["x"], outputs, rules, policy, **more), needs=["in_x"])
    return model(input_data("x"), drawn).decide("d", {"x": x})


@pytest.mark.parametrize(
    ("x", "expected", "rule"), [(3, "Kind", 1), (18, "Erwerbsalter", 2), (65, "Rente", 3)]
)
def test_the_one_matching_rule_decides_and_is_named(x, expected, rule):
    """UNIQUE: the outcome holds the result and the number of the rule that led to it."""
    outcome = decide(AGES, x)

    assert outcome.result == expected
    assert outcome.rules == (rule,)
    assert outcome.notes == ()


def test_a_hit_keeps_table_inputs_and_outputs():
    """An auditor sees on what a table was asked and what it said."""
    (hit,) = decide(AGES, 70).hits

    assert (hit.table, hit.decision, hit.rules) == ("table", "d", (3,))
    assert hit.inputs == {"x": Decimal(70)}
    assert hit.outputs == ("Rente",)


def test_two_matching_rules_of_a_unique_table_are_null_with_a_reason():
    """UNIQUE: a conflict is never decided silently; the note names the rules."""
    outcome = decide(OVERLAPPING, 3)

    assert outcome.result is None
    assert outcome.rules == (1, 2)
    assert "1, 2" in outcome.notes[0].sentence("de")


def test_no_matching_rule_is_null_and_says_for_which_input():
    """No rule, no default: null, and the note repeats the input."""
    outcome = decide(OVERLAPPING, 0)

    assert outcome.result is None
    assert "x = 0" in outcome.notes[0].sentence("en")


def test_the_default_output_stands_where_no_rule_matches():
    """A default output is the result when nothing matches."""
    assert decide(OVERLAPPING, 0, default="-1").result == Decimal(-1)


def test_any_wants_equal_outputs():
    """ANY: several rules may match if they say the same, else null."""
    same = [["> 1", "10"], ["> 2", "5 + 5"]]

    assert decide(same, 3, "ANY").result == Decimal(10)
    assert decide(OVERLAPPING, 3, "ANY").result is None


def test_first_takes_the_first_rule_only():
    """FIRST: the order of the rules decides, and only that rule is named."""
    outcome = decide(OVERLAPPING, 9, "FIRST")

    assert (outcome.result, outcome.rules) == (Decimal(10), (1,))


def test_priority_and_output_order_follow_the_output_values():
    """PRIORITY takes the highest of the output values, OUTPUT ORDER sorts by them."""
    rules = [["> 1", '"niedrig"'], ["> 2", '"hoch"'], ["> 3", '"mittel"']]

    first = decide(rules, 9, "PRIORITY", [RANKED])
    all_of_them = decide(rules, 9, "OUTPUT ORDER", [RANKED])

    assert (first.result, first.rules) == ("hoch", (2,))
    assert (all_of_them.result, all_of_them.rules) == (["hoch", "mittel", "niedrig"], (2, 3, 1))


def test_priority_over_several_outputs_goes_from_left_to_right():
    """With two ranked outputs the second decides where the first is equal."""
    rules = [["> 1", '"a"', '"y"'], ["> 1", '"a"', '"x"'], ["> 1", '"b"', '"x"']]

    outcome = decide(rules, 9, "PRIORITY", ['one = "a", "b"', 'two = "x", "y"'])

    assert outcome.result == {"one": "a", "two": "x"}


def test_rule_order_and_collect_list_all_matches():
    """RULE ORDER and COLLECT give every match in the order of the rules; COLLECT of nothing is empty."""
    assert decide(OVERLAPPING, 9, "RULE ORDER").result == [10, 20, 30]
    assert decide(OVERLAPPING, 3, "COLLECT").result == [10, 20]
    assert decide(OVERLAPPING, 0, "COLLECT").result == []


@pytest.mark.parametrize("policy", ["RULE ORDER", "OUTPUT ORDER"])
def test_an_ordered_list_of_nothing_is_null(policy):
    """No rule, no default: null, as for a single hit (DMN 1.5, 10.3.2.10), and a note that says so."""
    outcome = decide(OVERLAPPING, 0, policy)

    assert outcome.result is None
    assert outcome.notes[0].code == "decisions.no_rule"


def test_output_values_may_be_any_unary_tests():
    """The first test that an output passes gives its rank (DMN 1.5, 10.3.2.10)."""
    rules = [["> 0", "3"], ["> 0", "60"], ["> 0", "40"]]

    assert decide(rules, 1, "OUTPUT ORDER", ["o = > 50, [30..50], < 30"]).result == [60, 40, 3]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)])
def test_collect_aggregates(aggregation, expected):
    """COLLECT with an aggregator gives one number."""
    assert decide(OVERLAPPING, 9, "COLLECT", aggregation=aggregation).result == Decimal(expected)


def test_the_sum_of_nothing_is_null_and_its_count_zero():
    """Unknown is not zero: only COUNT knows what to say when no rule matches."""
    assert decide(OVERLAPPING, 0, "COLLECT", aggregation="SUM").result is None
    assert decide(OVERLAPPING, 0, "COLLECT", aggregation="COUNT").result == Decimal(0)


def test_several_outputs_make_a_context():
    """Each output column becomes an entry under its name; an open cell is null."""
    outcome = decide(
        [
            ["-", "1", '"a"'],
        ],
        9,
        outputs=("betrag", "grund"),
    )
    open_cell = decide([["-", "1", ""]], 9, outputs=("betrag", "grund"))

    assert outcome.result == {"betrag": Decimal(1), "grund": "a"}
    assert open_cell.result == {"betrag": Decimal(1), "grund": None}


@pytest.mark.parametrize(
    ("cell", "x", "matches"),
    [
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a")', "c", True),
        ("? > 2 and ? < 5", 4, True),
        ("[1..2], > 7", 8, True),
        ("null", None, True),
        ("-", None, True),
        ('"a"', None, False),
        ("true", True, True),
        ("1", True, False),
        ("[1, 2, 3]", 2, True),
        ("list contains(?, 2)", [1, 2], True),
        ("> 5", "text", False),
    ],
)
def test_cells_are_unary_tests(cell, x, matches):
    """A cell means what FEEL says, whether the table looks it up or asks it."""
    assert (decide([[cell, '"ja"']], x).result == "ja") is matches


def test_an_input_outside_its_values_is_refused_with_a_reason():
    """Input values are a promise: another value is null and a note, not a match of `-`."""
    asked = "<inputExpression><text>x</text></inputExpression>"
    columns = f'<input>{asked}<inputValues><text>"a"</text></inputValues></input>'
    logic = (
        f'<decisionTable id="t">{columns}<output/><rule><inputEntry><text>-</text></inputEntry>'
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable>"
    )
    asked = model(input_data("x"), decision("d", logic, needs=["in_x"]))

    assert asked.decide("d", {"x": "a"}).result == Decimal(1)
    assert asked.decide("d", {"x": "z"}).result is None
    assert asked.decide("d", {"x": "z"}).notes[0].code == "decisions.input_not_allowed"


def test_an_output_is_computed_only_for_rules_that_are_used():
    """FIRST does not touch the outputs of later rules, so their failures leave no notes."""
    outcome = decide([["> 1", "10"], ["> 2", "1 / 0"]], 9, "FIRST")

    assert outcome.notes == ()


def test_a_large_table_asks_few_questions():
    """200 rules of 6 inputs: equal cells are asked once and words are looked up."""
    asked, trace = read(bench.source(), "bench.dmn"), Trace()

    Inquiry(asked, adopt(bench._inputs(77)), trace).decision(asked.named["foerderung"])

    assert trace.hits[-1].rules == (78,)
    assert trace.steps < 60
