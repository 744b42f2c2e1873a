"""Cells of a decision table in every form of unary tests (DMN 1.5, 8.3.2, 10.3.2.8, rules 7 and 13 to 17)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engine.decisions.dmn_drawing import decision, input_data, model, table

PASS = [
    ("5", 5), ("-5", -5), ("5 + 1", 6), ("< 5", 4), ("= 5", 5), ("!= 5", 6), ("<= 5, > 7", 5), ("< -5", -6),
    ("]4..5]", 5), ("[-5..-1]", -3), ("(1..3)", 2), ("((1..3))", 2), ("(< 3)", 2), ("> 5, \"a\"", "a"),
    ('"a","b"', "b"), ('"a" , "b"', "b"), ('"a,b"', "a,b"), ('not("a","b")', "c"), ("not(> 1, < 0)", 1),
    ("-", "z"), ("-", None), ("null", None), ("not(null)", 1), ("not(5)", None), ("? = null", None),
    ("true", True), ("false", False), ("not(true)", False), ("? ", True), ("?", 5),
    ('date("2020-01-01")', date(2020, 1, 1)), ('@"2020-01-01"', date(2020, 1, 1)),
    ('< date("2020-01-01")', date(2019, 1, 1)),
    ('[date("2020-01-01")..date("2021-01-01")]', date(2020, 6, 1)),
    ("? > 3", 4), ("? in [1..3]", 2), ("y", 7), ("> y", 8), ("[y..10]", 8), ("y > 3", 1),
    ("y = 7 and ? > 3", 4),
    ("[1,2,3]", 2), ("[1,2,3]", [1, 2, 3]), ("[[1..3],[5..7]]", 6), ("for i in 1..3 return i", 2),
    ("list contains(?, 2)", [1, 2]), ('contains(?, "oo")', "foo"), ("not(list contains(?, 2))", [1]),
    ("some i in ? satisfies i > 2", [1, 3]), ("count(?) = 2", [1, 3]), ("?.a = 1", {"a": 1}),
    ("{a: 1}", {"a": 1}),
    ("if y = 7 then 1 else 2", 1), ('"a" // ein Wort', "a"), ("/* Zahl */ 5", 5),
]  # fmt: skip
FAIL = [
    ("(4..5)", 4), ("[4..5[", 5), ("!= 5", 5), ('not("a","b")', "a"), ("not(null)", None), ("true", False),
    ("? > 3 and ? < 5", 5), ("not(> 1)", 5), ("not((1..3))", 2), ("y", 8), ("not(y)", 7), ("y < 3", 1),
    ("5", "5"), ('"5"', 5), ("< 5", None), ("[1..3]", None), ('> date("2020-01-01")', 5), ("> 5", "a"),
    ("[1,2,3]", 4), ("1, 2 ,3", 4), ('starts with(?, "f")', 1), ("every i in ? satisfies i > 2", [1, 3]),
    ('duration("P1D")', "x"), ("not(? > 5)", 6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "given", "expected"),
    [(*one, True) for one in PASS] + [(*one, False) for one in FAIL],
)
def test_a_cell_lets_a_value_pass_or_not(cell, given, expected):
    """The index over simple cells and FEEL itself agree on what the standard says."""
    drawn = table(["x"], ["o"], [[cell, "true"]], default="false")
    asked = model(input_data("x"), input_data("y"), decision("d", drawn, needs=["in_x", "in_y"]))

    assert asked.decide("d", {"x": given, "y": 7}).result is expected
