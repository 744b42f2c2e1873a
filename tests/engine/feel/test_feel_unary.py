"""Unary tests: the cells of a decision table and conditions on one value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("5", Decimal(5), True),
        ("1, 5", Decimal(5), True),
        ("< 5", Decimal(5), False),
        ("< 5, >= 5", Decimal(5), True),
        ("[1..5)", Decimal(5), False),
        ("not(1, 5)", Decimal(5), False),
        ("not(< 3)", Decimal(5), True),
        ('"kim", "dem"', "kim", True),
        ("null", None, True),
        ("null", Decimal(5), False),
        ("!= null", Decimal(5), True),
        ("? > 3 and ? < grenze", Decimal(5), True),
        ("< grenze", Decimal(5), True),
        ("[4, 5]", Decimal(5), True),
        ("true", True, True),
        ("false", True, False),
        ("not(true)", True, False),
        ("not(true)", False, True),
        ('starts with(?, "k")', "kim", True),
        ("-5", Decimal(-5), True),
        ("> 3", None, None),
        ("> 3", "x", None),
        ('@"2021-01-01"', Decimal(1), None),
    ],
)
def test_a_value_passes_or_not(tests, value, expected):
    """One of the alternatives decides; what cannot be compared is unknown."""
    assert feel.compile_unary(tests).matches(value, {"grenze": 10}) is expected


def test_not_at_the_start_is_a_function_when_more_follows():
    """`not(a) and not(b)` is a condition, `not(a, b)` turns the whole test."""
    assert feel.compile_unary("not(ja) and not(ja)").matches(Decimal(1), {"ja": False}) is True


def test_the_question_mark_is_no_outside_name():
    """Only what really comes from outside is read."""
    assert feel.compile_unary("? > grenze").reads == {("grenze",)}


def test_unary_tests_explain_themselves():
    """The notes say why a test has no answer."""
    outcome, notes = feel.compile_unary("> grenze").explain(Decimal(3), {})

    assert outcome is None
    assert "grenze" in str(notes[0])
