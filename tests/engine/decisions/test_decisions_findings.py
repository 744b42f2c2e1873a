"""What is said about a model before anyone asks it: one finding for each thing that is wrong."""

from __future__ import annotations

import pytest

from engine import decisions
from engine.wording import catalogue_of
from tests.engine.decisions.dmn_drawing import decision, dmn, input_data, knowledge, literal, model, table

X = input_data("x")
GRADES = (
    '<itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>{}</text></allowedValues>'
    "</itemDefinition>"
)
JUEL = '<literalExpression expressionLanguage="juel"><text>${a}</text></literalExpression>'
ONE = decision("d", literal("1"))
RELATION = f'<relation><column name="a"/><row>{literal("1")}{literal("2")}</row></relation>'


def found(*parts: str) -> dict[str, str]:
    """Rule and severity of all findings."""
    return {one.rule.removeprefix("decisions."): one.severity for one in model(*parts).findings()}


def tabled(rules, policy="UNIQUE", outputs=("o",), **more) -> str:
    return decision("d", table(["x"], outputs, rules, policy, **more), needs=["in_x"])


def test_a_sound_model_has_no_findings():
    """Nothing is said about a model that is whole."""
    assert found(X, tabled([["< 5", "1"], [">= 5", "2"]])) == {}


@pytest.mark.parametrize(
    ("rule", "severity", "parts"),
    [
        ("expression", "error", (decision("d", literal("1 +")),)),
        ("expression", "error", (X, tabled([["< ", "1"]], default="1"))),
        ("expression", "error", (X, tabled([["-", "1 +"]]))),
        ("expression", "error", (GRADES.format('"'), ONE)),
        ("foreign_language", "error", (decision("d", JUEL),)),
        ("empty_expression", "warning", (decision("d", literal("")),)),
        ("external_function", "error", (decision("d", '<functionDefinition kind="Java"><context/>'
                                                      "</functionDefinition>"),)),
        ("external_function", "error", (decision("d", literal("function(n) external {java: {}}")),)),
        ("unknown_expression", "error", (decision("d", "<script/>"),)),
        ("unknown_element", "error", ("<script/>", decision("d", literal("1")))),
        ("two_expressions", "error", (decision("d", literal("1") + literal("2")),)),
        ("unknown_type", "error", (decision("d", literal("1"), kind="tNone"),)),
        ("unknown_type", "error", (input_data("x", "tNone"), decision("d", literal("x"), needs=["in_x"]))),
        ("no_decisions", "warning", (X,)),
        ("no_logic", "warning", (decision("d", ""),)),
        ("no_name", "error", ('<decision id="d">' + literal("1") + "</decision>",)),
        ("name_twice", "error", (decision("d", literal("1")), '<inputData id="e" name="d"/>')),
        ("bad_id", "error", (decision("d", literal("1")), '<inputData id="../etc" name="e"/>')),
        ("dangling", "error", (decision("d", literal("1"), needs=["gone"]),)),
        ("missing_requirement", "error", (X, decision("d", literal("x"), needs=[]))),
        ("undeclared_input", "warning", (decision("d", literal("betrag > 5")),)),
        ("unknown_name", "error", (knowledge("f", ["a"], literal("a + b")), decision("d", literal("1")))),
        ("circle", "error", (decision("a", literal("a"), needs=["a"]),)),
        ("no_output_decision", "error", ('<decisionService id="s" name="s"/>', decision("d", literal("1")))),
        ("import_missing", "error", ('<import name="i" namespace="urn:none" importType="DMN"/>',
                                     decision("d", literal("1")))),
        ("no_outputs", "error", (X, tabled([["-"]], outputs=()))),
        ("unnamed_output", "error", (X, tabled([["-", "1", "2"]], outputs=("a", "a")))),
        ("hit_policy", "error", (X, tabled([["-", "1"]], "BEST"))),
        ("aggregation", "error", (X, tabled([["-", "1"]], "COLLECT", aggregation="AVG"))),
        ("aggregation", "warning", (X, tabled([["-", "1"]], "UNIQUE", aggregation="SUM"))),
        ("input_width", "error", (X, tabled([["-", "1"], []]))),
        ("output_width", "error", (X, tabled([["-", "1"], ["-"]]))),
        ("no_output_values", "warning", (X, tabled([["-", "1"]], "PRIORITY"))),
        ("output_not_listed", "warning", (X, tabled([["-", '"c"']], outputs=('o = "a", "b"',)))),
        ("overlap", "error", (X, tabled([["< 5", "1"], [">= 4", "2"]]))),
        ("overlap_any", "error", (X, tabled([["<= 5", "1"], [">= 5", "2"]], "ANY"))),
        ("rule_hidden", "warning", (X, tabled([["-", "1"], ["> 5", "2"]], "FIRST"))),
        ("gap", "warning", (X, tabled([["< 5", "1"], ["> 5", "2"]]))),
        ("relation_width", "error", (decision("d", RELATION),)),
    ],
)  # fmt: skip
def test_each_defect_is_found(rule, severity, parts):
    """The finding is there, with its severity; and asking the model raises nothing all the same."""
    assert found(*parts).get(rule) == severity
    for drawn in model(*parts).drawn.decisions:
        model(*parts).decide(drawn.id, {"x": 1})


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_finding_names_file_element_and_remedy(language):
    """A sentence about an element says which, and all its braces are filled."""
    broken = model(X, tabled([["< 5", "1 +"], [">= 4", "2"]]), decision("e", literal("x")))

    for finding in broken.findings():
        said = finding.as_json(language)
        assert "test.dmn" in said["message"]
        assert f"{finding.name}" in said["message"]
        assert "{" not in said["message"] + said["remedy"]


def test_the_cause_of_a_syntax_error_is_said_in_the_language_of_the_finding():
    """An English finding has no German in it."""
    (finding,) = model(decision("d", literal("1 +"))).findings()

    assert "Ausdruck" in finding.as_json("de")["message"]
    assert "Ausdruck" not in finding.as_json("en")["message"]


@pytest.mark.parametrize("catalogue", ["findings", "reasons"])
def test_both_languages_have_the_same_sentences(catalogue):
    """No sentence of this package is missing in either language."""
    german, english = (
        {code for code in catalogue_of(catalogue, language) if code.startswith("decisions.")}
        for language in ("de", "en")
    )

    assert german == english
    assert german


def test_overlaps_of_computed_columns_are_only_warned_about():
    """Columns that depend on each other may exclude what the cells alone allow."""
    rules = [["> 5", "-", "1"], ["-", "> 5", "2"]]
    logic = table(["x", "x * 2"], ["o"], rules)

    assert found(X, decision("d", logic, needs=["in_x"]))["overlap"] == "warning"


def test_a_gap_names_an_input_that_no_rule_covers():
    """The example is a case that the owner can look at."""
    drawn = model(X, tabled([["< 5", "1"], ["[5..8]", "2"], ["> 9", "3"]]))

    (finding,) = drawn.findings()

    assert finding.facts["example"] == "x: (8..9)"


@pytest.mark.parametrize(
    ("rules", "complete"),
    [
        ([['"a"', "1"], ['"b"', "2"]], True),
        ([['"a"', "1"]], False),
        ([['not("a")', "1"], ['"a"', "2"]], True),
    ],
)
def test_allowed_values_close_the_world(rules, complete):
    """With an enumerated type only the enumerated values can be missing."""
    kind = GRADES.format('"a", "b"')

    assert ("gap" not in found(kind, input_data("x", "t"), tabled(rules))) is complete


def test_dates_are_whole_days():
    """Between two neighbouring days there is nothing."""
    whole = [['<= date("2021-12-31")', "1"], ['>= date("2022-01-01")', "2"]]
    torn = [['<= date("2021-12-31")', "1"], ['>= date("2022-01-02")', "2"]]

    assert found(X, tabled(whole)) == {}
    assert found(X, tabled(torn)) == {"gap": "warning"}


def test_importing_each_other_is_a_finding_and_no_endless_loop():
    """Two files that import each other are read, and the circle is named."""
    one = dmn(
        '<import name="b" namespace="urn:b" importType="DMN"/>',
        decision("d", literal("1")),
        namespace="urn:a",
    )
    two = dmn(
        '<import name="a" namespace="urn:a" importType="DMN"/>',
        decision("d", literal("1")),
        namespace="urn:b",
    )

    drawn = decisions.read(one, "a.dmn", {"a.dmn": one, "b.dmn": two})

    assert [finding.rule for finding in drawn.imports["b"].findings()] == ["decisions.import_circle"]
