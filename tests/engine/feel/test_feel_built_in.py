"""The built-in functions: each by the standard's own examples, and by what it refuses."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel.kinds.builtin import BUILT_IN

EXAMPLES = {
    "conversion": [
        ('date("2012-12-25") - date("2012-12-24")', "P1D"),
        ("date(2021, 2, 29)", "null"),
        ('date("-2021-01-01")', "-2021-01-01"),
        ('date("999999999-12-31").year', "999999999"),
        ('date(date and time("2012-12-25T11:00:00Z"))', "2012-12-25"),
        ('date("2021-3-1")', "null"),
        ('date and time("2012-12-24T24:00:00")', "2012-12-25T00:00:00"),
        (
            'date and time(date("2021-03-28"), time("02:30:00@Europe/Berlin"))',
            "2021-03-28T02:30:00@Europe/Berlin",
        ),
        ('date and time(2021, 3, 1, 10, 30, 0, "Europe/Berlin")', "2021-03-01T10:30:00@Europe/Berlin"),
        ('date and time(2021, 3, 1, 10, 30, 0, duration("PT2H"))', "2021-03-01T10:30:00+02:00"),
        ('time("23:59:00z")', "23:59:00Z"),
        ('time(23, 59, 0.5, duration("-PT1H30M"))', "23:59:00.5-01:30"),
        ('time("13:20:00+19:00")', "null"),
        ('time("13:20:00@Mond/Krater")', "null"),
        ('time(date("2021-03-01"))', "00:00:00Z"),
        ('number("45.833,33", ".", ",")', "45833.33"),
        ('number("1 000", " ", null)', "1000"),
        ('number("1,000", ",", ",")', "null"),
        ('number("12a")', "null"),
        ("string(1.10)", "1.1"),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("string(null)", "null"),
        ('duration("P1Y14M")', "P2Y2M"),
        ('duration("-P1DT2H")', "-P1DT2H"),
        ('duration("P1Y1D")', "null"),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
        ('years and months duration(date("2013-08-24"), date("2011-12-25"))', "-P1Y7M"),
        ('range("(18..21]")', "(18..21]"),
        ('range("[1..]")', "null"),
    ],
    "strings": [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', "null"),
        ('upper case("aBc4ä")', "ABC4Ä"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('contains("foobar", "of")', "false"),
        ('starts with("foobar", "fo")', "true"),
        ('ends with("foobar", "r")', "true"),
        ('split("John Doe", "\\\\s")', '["John", "Doe"]'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('string join(["a", null, "c"], "-")', "a-c"),
        ('string join(["a", 1])', "null"),
    ],
    "lists": [
        ("list contains([1, 2, null], null)", "true"),
        ("count([])", "0"),
        ("min([3, 1, 2])", "1"),
        ('max("a", "c", "b")', "c"),
        ('max([1, "a"])', "null"),
        ("sum([])", "null"),
        ('sum([@"P1D", @"PT12H"])', "P1DT12H"),
        ("sum([1, null])", "null"),
        ("mean(1, 2, 3)", "2"),
        ("all([true, null, false])", "false"),
        ("any([false, null])", "null"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], -1)", "[6]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("remove([1], 2)", "null"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 2, 3, 2, 1.0])", "[1, 2, 3]"),
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("product([2, 3, 4])", "24"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("decimal(stddev(2, 4, 7, 5), 4)", "2.0817"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        ("sort([3, 1, 2])", "[1, 2, 3]"),
    ],
    "numbers": [
        ("decimal(2.5, 0)", "2"),
        ("decimal(1 / 3, 2)", "0.33"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.56, 1)", "1.6"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(-5.5, 0)", "-5"),
        ("round half up(1.125, 2)", "1.13"),
        ("round half down(5.5, 0)", "5"),
        ("round half up(12345, -2)", "12300"),
        ('abs(@"-P1Y")', "P1Y"),
        ("modulo(-12, 5)", "3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("modulo(1, 0)", "null"),
        ("sqrt(16)", "4"),
        ("sqrt(-1)", "null"),
        ("decimal(log(10), 8)", "2.30258509"),
        ("decimal(exp(5), 6)", "148.413159"),
        ("odd(5)", "true"),
        ("even(5)", "false"),
    ],
    "dates": [
        ("day of year(date(2019, 9, 17))", "260"),
        ("day of week(date(2019, 9, 17))", "Tuesday"),
        ("month of year(date(2019, 9, 17))", "September"),
        ("week of year(date(2005, 1, 1))", "53"),
        ('is(time("23:00:50z"), time("23:00:50+00:00"))', "true"),
        ('is(time("23:00:50z"), time("23:00:50"))', "false"),
        ('@"999999999-12-31T00:00:00" > @"-999999999-01-01T00:00:00"', "true"),
        ('@"999999999-12-31T00:00:00" - @"-999999999-01-01T00:00:00"', "null"),
        ('date("2021-01-31") + duration("P1M")', "2021-02-28"),
        ('date("2021-03-01") + duration("P14D")', "2021-03-15"),
        ('@"2021-03-28T01:30:00@Europe/Berlin" + duration("PT1H")', "2021-03-28T03:30:00@Europe/Berlin"),
        ('@"23:30:00" + duration("PT1H")', "00:30:00"),
        ('@"-2021-01-01T10:10:10+11:00" - @"P1D"', "-2022-12-31T10:10:10+11:00"),
        ('@"P1Y2M".months', "2"),
        ('@"-P1DT3H".hours', "-3"),
        ('@"2021-03-01".weekday', "1"),
        ('@"10:30:00@Europe/Berlin".timezone', "Europe/Berlin"),
        ('@"2021-07-01T10:30:00@Europe/Berlin".time offset', "PT2H"),
        ('@"P14D" / @"P7D"', "2"),
        ('@"P1D" * 1.5', "P1DT12H"),
        ('@"P1Y" = @"P12M"', "true"),
        ('@"2021-03-01T00:00:00" < @"2021-03-01T00:00:01Z"', "true"),
        ('@"2021-03-01T00:00:00" = @"2021-03-01T00:00:00Z"', "null"),
    ],
    "ranges": [
        ("before(1, [2..3])", "true"),
        ("before([1..2), [2..3])", "true"),
        ("after(3, [1..3])", "false"),
        ("meets([1..5], [5..10])", "true"),
        ("met by([5..10], [1..5))", "false"),
        ("overlaps([1..5], [5..8])", "true"),
        ("overlaps([1..5), [5..8])", "false"),
        ("overlaps before([1..5], [3..8])", "true"),
        ("overlaps after([3..8], [1..5])", "true"),
        ("finishes(10, [1..10])", "true"),
        ("finished by([1..10], [5..10])", "true"),
        ("includes([1..10], (1..10])", "true"),
        ("during([1..10], [1..10))", "false"),
        ("starts([1..5], [1..10])", "true"),
        ("started by([1..10], 1)", "true"),
        ("coincides([1..5], [1..5))", "false"),
        ("before((< 5), (>= 5))", "true"),
        ('before(1, "a")', "null"),
    ],
    "contexts": [
        ('get value({key1: "v"}, "key1")', "v"),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('context([{key: "a", value: 1}, {key: "b", value: 2}])', "{a: 1, b: 2}"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
        ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
        ("not(true)", "false"),
    ],
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [example for group in EXAMPLES.values() for example in group],
    ids=[f"{name}: {source}" for name, group in EXAMPLES.items() for source, _ in group],
)
def test_a_built_in_does_what_the_standard_says(source, expected):
    """Each function by an example, and null where it has no result."""
    assert feel.format(feel.evaluate(source, {})) == expected


def test_every_built_in_has_an_example():
    """No function without a test; now and today have their own."""
    written = " ".join(source for group in EXAMPLES.values() for source, _ in group)
    elsewhere = {"now", "today", "matches", "replace", "string length", "lower case"}

    assert {name for name in BUILT_IN if f"{name}(" not in written} <= elsewhere


def test_every_built_in_says_where_it_stands_in_the_standard():
    """The docstring names the standard's section or table."""
    calls = [signature.call for function in BUILT_IN.values() for signature in function.signatures]
    named = [call for call in calls if call.__name__ not in ("<lambda>", "over_list")]

    assert all("table" in call.__doc__ or "10.3" in call.__doc__ or "item" in call.__doc__ for call in named)


@pytest.mark.parametrize("name", sorted(set(BUILT_IN) - {"now", "today", "string", "is", "context merge"}))
def test_a_wrong_argument_gives_null_and_a_reason(name):
    """No arguments, or null in place of one, is null with a note and never an error."""
    value, notes = feel.compile(f"{name}()").explain({})
    assert (value, bool(notes)) == (None, True)

    assert feel.evaluate(f"{name}(null)", {}) is None
