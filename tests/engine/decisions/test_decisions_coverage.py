"""The search for overlaps, hidden rules and gaps, held against trying everything out."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.decisions import cells
from engine.decisions.coverage import Grid
from tests.engine.decisions.dmn_drawing import decision, input_data, model, table

NUMBERS = ["-", "< 2", "<= 2", "[1..3]", "(1..3)", "2", "> 3", "not(2)", "1, 4", ">= 1"]
WORDS = ["-", '"a"', '"b"', '"a", "b"', 'not("a")']
FLAGS = ["-", "true", "false"]
SAMPLES = [Decimal(half) / 2 for half in range(12)], ["a", "b", "c"], [True, False]

rule = some.tuples(some.sampled_from(NUMBERS), some.sampled_from(WORDS), some.sampled_from(FLAGS))
rules = some.lists(rule, min_size=1, max_size=6)


def drawn(rows):
    logic = table(["n", "w", "f"], ["o"], [[*row, str(place)] for place, row in enumerate(rows)], "COLLECT")
    parts = [input_data(name) for name in "nwf"]
    return model(*parts, decision("d", logic, needs=["in_n", "in_w", "in_f"]))


def tried(rows) -> dict[tuple, frozenset[int]]:
    """For each combination of samples the rules that match, by the decision itself."""
    asked = drawn(rows)
    return {
        (n, w, f): frozenset(place - 1 for place in asked.decide("d", {"n": n, "w": w, "f": f}).rules)
        for n, w, f in product(*SAMPLES)
    }


def grid(rows) -> Grid:
    return Grid(drawn(rows).drawn.decisions[0].expression, ["", "", ""], [False] * 3)


@settings(max_examples=40, deadline=None)
@given(rules)
def test_overlaps_are_exactly_the_pairs_that_match_together(rows):
    """What the search says of a pair of rules is what happens."""
    together = {
        (one, other) for hits in tried(rows).values() for one in hits for other in hits if one < other
    }

    assert set(grid(rows).overlaps()) == together


@settings(max_examples=40, deadline=None)
@given(rules)
def test_a_gap_is_found_exactly_when_there_is_one(rows):
    """No false alarm, and no gap is missed on plain cells."""
    uncovered = any(not hits for hits in tried(rows).values())

    assert (grid(rows).gap() is not None) is uncovered


@settings(max_examples=40, deadline=None)
@given(rules)
def test_a_hidden_rule_never_matches_first(rows):
    """What is called hidden never comes into play under FIRST."""
    first = {min(hits) for hits in tried(rows).values() if hits}

    assert not first & {hidden for _, hidden in grid(rows).hidden()}


@pytest.mark.parametrize("text", [*NUMBERS[1:], *WORDS[1:], *FLAGS[1:]])
def test_plain_cells_are_recognised(text):
    """The cases that owners write most are understood as sets."""
    assert cells.read(text) is not None


@pytest.mark.parametrize(
    "text", ["> betrag", '"a\\n"', "1, true", "f(x)", "[1..", "? > 1", "date(x)", '@"2021-13-01"']
)
def test_anything_else_is_left_to_feel(text):
    """What is not plain is never guessed at."""
    assert cells.read(text) is None


def test_a_cell_that_is_not_plain_never_makes_a_gap_or_an_overlap():
    """It may cover anything, and surely overlaps only with itself."""
    rows = [("> x", "-", "-"), ("< x", "-", "-"), ("> x", "-", "-")]

    assert grid(rows).gap() is None
    assert list(grid(rows).overlaps()) == [(0, 2)]


def test_alternatives_are_split_at_their_commas_only():
    """Commas in texts and brackets do not separate."""
    assert cells.split('"a, b", [1, 2], f(x, y), "\\"", 3') == ('"a, b"', "[1, 2]", "f(x, y)", '"\\""', "3")
