"""Ranges, logic, lists and texts against a second, naive model: sets of points, truth tables, slices."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import feel

quick = settings(max_examples=150, deadline=None, database=None)
QUARTERS = [place / 4 for place in range(-4, 29)]
RANGES = [
    (low, high, opening, closing)
    for low, high in ((1, 2), (1, 3), (2, 2), (2, 3), (3, 5))
    for opening, closing in product("[(", "])")
    if low < high or (low == high and opening == "[" and closing == "]")
]


def text(span) -> str:
    low, high, opening, closing = span
    return f"{opening}{low}..{high}{closing}"


def points(span) -> set[float]:
    """The quarters that lie in the range: dense enough to tell any two of RANGES apart."""
    low, high, opening, closing = span
    return {
        point
        for point in QUARTERS
        if (low < point < high) or (point == low and opening == "[") or (point == high and closing == "]")
    }


RELATIONS = {
    "before": lambda a, b: max(a) < min(b),
    "after": lambda a, b: min(a) > max(b),
    "overlaps": lambda a, b: bool(a & b),
    "overlaps before": lambda a, b: min(a) < min(b) and bool(a & b) and max(a) <= max(b),
    "overlaps after": lambda a, b: min(a) > min(b) and bool(a & b) and max(a) >= max(b),
    "includes": lambda a, b: b <= a,
    "during": lambda a, b: a <= b,
    "coincides": lambda a, b: a == b,
    "starts": lambda a, b: min(a) == min(b) and a <= b,
    "started by": lambda a, b: min(a) == min(b) and b <= a,
    "finishes": lambda a, b: max(a) == max(b) and a <= b,
    "finished by": lambda a, b: max(a) == max(b) and b <= a,
    "meets": lambda a, b: max(a) == min(b),
    "met by": lambda a, b: min(a) == max(b),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_relations_of_ranges_are_those_of_their_points(name):
    """Every pair of small ranges, closed and open, against sets of points (table 80)."""
    spans = {span: feel.evaluate(text(span), {}) for span in RANGES}
    relation = feel.compile(f"{name}(a, b)")

    wrong = [
        (text(one), text(other))
        for one, other in product(RANGES, RANGES)
        if relation.evaluate({"a": spans[one], "b": spans[other]})
        is not RELATIONS[name](points(one), points(other))
    ]

    assert wrong == []


@pytest.mark.parametrize("span", RANGES, ids=text)
def test_a_point_lies_in_a_range_or_not(span):
    """`in`, `includes`, and the ranges written with `]` for `(` agree with the set of points."""
    low, high, opening, closing = span
    other = f"{'[' if opening == '[' else ']'}{low}..{high}{']' if closing == ']' else '['}"

    for source in (f"p in {text(span)}", f"p in {other}", f"includes({text(span)}, p)"):
        test = feel.compile(source)
        found = {point for point in QUARTERS if test.evaluate({"p": point}) is True}
        assert found == points(span), source


TRUTH = {"true": 2, "null": 1, "false": 0, '"x"': 1}


@pytest.mark.parametrize("operands", list(product(TRUTH, repeat=3)), ids=" ".join)
def test_three_valued_logic_is_least_and_greatest(operands):
    """`and` is the least of false < unknown < true, `or` the greatest (10.3.2.4, tables 48 and 49)."""
    values = {2: True, 1: None, 0: False}
    ranks = [TRUTH[operand] for operand in operands]

    assert feel.evaluate(" and ".join(operands), {}) is values[min(ranks)]
    assert feel.evaluate(" or ".join(operands), {}) is values[max(ranks)]
    listed = f"[{', '.join(operands)}]"
    assert feel.evaluate(f"every x in {listed} satisfies x", {}) is values[min(ranks)]
    assert feel.evaluate(f"some x in {listed} satisfies x", {}) is values[max(ranks)]
    assert feel.evaluate(f"all({listed})", {}) is values[min(ranks)]
    assert feel.evaluate(f"any({listed})", {}) is values[max(ranks)]


@quick
@given(some.lists(some.integers(0, 5), max_size=7), some.integers(-9, 9))
def test_positions_count_from_one_and_from_the_end(values, position):
    """Filters, remove, insert before and sublist against Python's own slices (tables 53 and 77)."""
    place = position - 1 if position > 0 else len(values) + position
    exists = position != 0 and 0 <= place < len(values)
    context = {"l": values, "p": position}

    assert feel.evaluate("l[p]", context) == (values[place] if exists else None)
    assert feel.evaluate("remove(l, p)", context) == (
        values[:place] + values[place + 1 :] if exists else None
    )
    assert feel.evaluate("insert before(l, p, 9)", context) == (
        [*values[:place], 9, *values[place:]] if exists else None
    )
    assert feel.evaluate("sublist(l, p)", context) == (values[place:] if exists else None)


@quick
@given(some.text(min_size=1, max_size=8), some.integers(-9, 9), some.integers(1, 9))
def test_substring_counts_characters(string, start, length):
    """Code points, from 1 or from the end, as many as there are (table 76)."""
    place = start - 1 if start > 0 else len(string) + start
    exists = start != 0 and 0 <= place < len(string)

    result = feel.evaluate("substring(s, p, n)", {"s": string, "p": start, "n": length})

    assert result == (string[place : place + length] if exists else None)


@quick
@given(
    some.lists(some.integers(-5, 5) | some.none(), max_size=8), some.lists(some.integers(-5, 5), max_size=4)
)
def test_lists_are_put_together_and_taken_apart(one, other):
    """concatenate, union, distinct values, index of, reverse, count (table 77)."""
    context = {"a": one, "b": other}
    once = list(dict.fromkeys([*one, *other]))

    assert feel.evaluate("concatenate(a, b)", context) == [*one, *other]
    assert feel.evaluate("union(a, b)", context) == once
    assert feel.evaluate("distinct values(a)", context) == list(dict.fromkeys(one))
    assert feel.evaluate("reverse(a)", context) == one[::-1]
    assert feel.evaluate("index of(a, 3)", context) == [i for i, v in enumerate(one, 1) if v == 3]
    assert feel.evaluate("sort(b, function(x, y) x < y)", context) == sorted(other)


PIECES = some.sampled_from(["a", "b", "[ab]", "[^a]", ".", "(a|b)", "(?:ab)", "\\d", "c"])
PATTERNS = some.lists(some.tuples(PIECES, some.sampled_from(["", "*", "+", "?", "+?", "{1,2}"])), max_size=4)


@settings(max_examples=400, deadline=None, database=None)
@given(PATTERNS, some.text("abc1\n", max_size=8))
def test_patterns_mean_what_they_mean_elsewhere(pieces, string):
    """Where XPath and Python's patterns agree, so do `matches` and `replace` (table 76)."""
    pattern = "".join(piece + count for piece, count in pieces)
    context = {"s": string, "p": pattern}
    compiled = re.compile(pattern.replace(".", "[^\\n\\r]"))

    assert feel.evaluate("matches(s, p)", context) is bool(compiled.search(string))
    empty = bool(compiled.search(""))
    assert feel.evaluate('replace(s, p, "-")', context) == (None if empty else compiled.sub("-", string))
