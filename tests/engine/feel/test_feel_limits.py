"""The limits: whatever is written, an expression ends soon and stays small."""

from __future__ import annotations

from contextlib import suppress

import pytest

from engine import feel
from engine.feel.bench import CONDITION, measure
from tests.engine.feel.feel_timing import in_time

LONG = {"lang": "x" * 100_000, "liste": list(range(10_000))}


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("1" * 4_001, "source"),
        ("[" + ",".join(["-1"] * 1_300) + "]", "nodes"),
        ("(" * 61 + "1" + ")" * 61, "nesting"),
        ("-" * 61 + "1", "nesting"),
        ("a" + ".b" * 70, "nesting"),
        ("for i in 1..10000, j in 1..10000 return 1", "list"),
        ("for i in 1..10001 return i", "list"),
        ("some i in 1..10000, j in 1..10000 satisfies i + j < 0", "steps"),
        ("(function(f) f(f))(function(f) f(f))", "nesting"),
        ('lang + "x"', "string"),
        ('replace(lang, "x", "' + "y" * 500 + '")', "string"),
        ("for i in 1..9000 return if i = 1 then [1] else [partial[-1]]", "steps"),
        ("count(concatenate(liste, liste))", "list"),
    ],
)
def test_too_much_is_refused(source, limit):
    """Length, parts, depth, steps, texts and lists have an end; the reason names it."""
    with pytest.raises(feel.LimitExceeded) as refused:
        feel.compile(source).evaluate(LONG)
    assert refused.value.reason.code == f"feel.limit.{limit}"


@pytest.mark.parametrize(
    "source",
    [
        "{a " + "/**/" * 990,
        "f(" + "a" * 3_990,
        "f(" + "a+" * 1_990,
        "{a" + "/*" * 1_990,
        "f(a" + "b " * 1_990,
    ],
)
def test_a_text_is_read_once(source):
    """No name, comment or bracket that does not end makes the reader try again and again."""

    def read() -> None:
        with suppress(feel.FeelSyntaxError):
            feel.compile(source)

    assert in_time(read, 1)


@pytest.mark.parametrize(
    "source", ["1 in (? in " * 25 + "?" + ")" * 25, "1 in ([? in " * 18 + "?" + "])" * 18]
)
def test_questions_in_questions_end(source):
    """A test in a test is compiled once, and evaluated within the limits."""

    def ask() -> None:
        with suppress(feel.LimitExceeded):
            feel.compile(source).evaluate({})

    assert in_time(ask, 1)


@pytest.mark.parametrize(
    "source",
    [
        "for i in 1..10000 return liste",
        "for i in 1..10000 return upper case(lang)",
        "for i in 1..10000 return sum(liste)",
        "for i in 1..10000 return reverse(liste)",
        'for i in 1..10000 return string join(["a"], lang)',
        "sort(liste, function(x, y) (function(z) z)(x > y))",
        'matches(lang, "(x+x+)+y")',
        'matches(lang, "(x*)*\\\\1y")',
        'split(lang, "x")',
        "string join(liste, lang)",
        "string join(for i in liste return lang, lang)",
        "string(for i in liste return lang)",
        'replace(lang, ".*.", "' + "$0" * 1_500 + '")',
        "for i in 1..10000 return sublist(liste, 1)",
        "for i in 1..10000 return substring(lang, 2)",
        "concatenate(" + ", ".join(["liste"] * 500) + ")",
        "for i in 1..10000 return exp(i / 7)",
    ],
)
def test_nothing_runs_for_long(source):
    """Whatever the outcome, it takes half a second at most: 50 ms of work, looked at now and then."""

    def run() -> None:
        with suppress(feel.LimitExceeded):
            feel.evaluate(source, LONG)

    assert in_time(run, 0.5)


def test_a_few_lines_cannot_stand_for_billions_of_items():
    """A list may hold another one often; written out it would never end."""
    source = "{a: [1,1,1,1,1,1,1,1,1,1]" + "".join(
        f", {after}: [{','.join([before] * 10)}]" for before, after in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(feel.LimitExceeded):
        feel.evaluate(source + "}.g", {})
    with pytest.raises(feel.LimitExceeded):
        feel.evaluate(f"string length(string({source}}}.g))", {})


def test_a_sum_of_nine_hundred_terms_works():
    """Long is not deep: no recursion over a chain of one operator."""
    assert feel.evaluate("+".join(["a"] * 900), {"a": 1}) == 900
    assert feel.evaluate(" and ".join(["a"] * 600), {"a": True}) is True
    assert feel.evaluate("if a then 1 else " * 200 + "2", {"a": False}) == 2


def test_a_gateway_condition_is_fast():
    """Ten operations cost microseconds: ten are the aim, ten times that fails even on a busy machine."""
    assert feel.compile(CONDITION) is feel.compile(CONDITION)
    assert measure()["feel_us"] < 100
