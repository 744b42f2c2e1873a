"""What holds for every expression, whatever somebody writes."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engine import feel
from engine.errors import EngineError
from engine.feel import limits
from engine.tree import dumps, loads
from tests.engine.feel.feel_timing import in_time
from tests.engine.feel.feel_writing import CONTEXT, NAMES, expression, torn

PATIENCE = 1.0
"""Seconds of the thread's own time; the limit of 50 ms is only looked at between steps."""


def try_out(source: str) -> None:
    """Compile, evaluate, write: only our own errors, no runaway, no value of another kind."""

    def once() -> None:
        try:
            value = feel.compile(source, NAMES).evaluate(CONTEXT)
            feel.kind(value)
            feel.format(value)
            feel.compile_unary(source, NAMES).matches(value, CONTEXT)
        except EngineError:
            pass

    assert in_time(once, PATIENCE), source


@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(some.integers(min_value=0, max_value=2**40), some.booleans())
def test_no_expression_raises_anything_but_our_own_errors(seed, tear):
    """Sensible or torn, an expression gives a FEEL value or one of our refusals, and in time."""
    random = Random(seed)
    source = expression(random)
    try_out(torn(random, source) if tear else source)


@settings(max_examples=1_000, deadline=None, database=None)
@given(some.text(max_size=60))
def test_no_text_at_all_breaks_the_reader(text):
    """Any text is read, or refused with a position inside it."""
    position = 0
    try:
        feel.compile(text)
    except feel.FeelSyntaxError as error:
        position = error.reason.facts["position"]
    except feel.LimitExceeded:
        pass
    assert 0 <= position <= len(text)


@settings(max_examples=300, deadline=None, database=None)
@given(some.integers(min_value=0, max_value=2**40))
def test_the_same_expression_gives_the_same_value(seed):
    """Evaluating twice, and explaining, agree: an expression has no memory."""
    source = expression(Random(seed), depth=3)
    try:
        compiled = feel.compile(source, NAMES)
        values = [compiled.evaluate(CONTEXT), compiled.evaluate(CONTEXT), compiled.explain(CONTEXT)[0]]
    except EngineError:
        return
    assert len({feel.format(value) for value in values}) == 1


@settings(max_examples=300, deadline=None, database=None)
@given(some.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_it_was_written(number):
    """`feel.format` writes what `number()` reads."""
    assert feel.evaluate("number(text)", {"text": feel.format(number)}) == number


@settings(max_examples=300, deadline=None, database=None)
@given(some.datetimes(timezones=some.none() | some.timezones()))
def test_an_instant_reads_back_as_it_was_written(instant):
    """`string` and `date and time` are each other's reverse, zone and all."""
    assert feel.evaluate("is(date and time(string(value)), value)", {"value": instant}) is True


@settings(max_examples=300, deadline=None, database=None)
@given(some.timedeltas() | some.integers(-(10**6), 10**6).map(feel.YearsMonths))
def test_a_duration_reads_back_as_it_was_written(length):
    """`string` and `duration` are each other's reverse; the tree keeps it too."""
    assert feel.evaluate("duration(string(value))", {"value": length}) == length
    assert loads(dumps({"a": length})) == {"a": length}


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_a_million_expressions_raise_nothing_but_our_own_errors(request):
    """The same promise over FEEL_SOAK (1,000,000) expressions, few without -m soak; failures name a seed."""
    count = os.environ.get("FEEL_SOAK", "1000000") if request.config.option.markexpr == "soak" else "500"
    for seed in range(int(count)):
        random = Random(seed)
        source = expression(random, depth=random.randrange(2, 6))
        source = torn(random, source) if seed % 3 == 0 else source
        try:
            try_out(source[: limits.SOURCE])
        except BaseException as failure:
            raise AssertionError(f"seed {seed}: {source!r}") from failure
