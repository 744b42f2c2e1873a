"""The language, construct by construct: what each promises, by the examples of DMN 1.5 and of grants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine import feel
from engine.feel.kinds.builtin import BUILT_IN
from engine.feel.reading.names import BUILT_IN as READER_NAMES
from engine.tree import dumps, loads

VALUES = {
    "betrag": Decimal("45833.33"),
    "art": "kim",
    "frei": None,
    "kosten": [{"art": "sach", "betrag": 12}, {"art": "personal", "betrag": 30}],
    "antrag": {"mittel abruf": 3, "netto-betrag": 7},
    "a-b": 5,
    "a": 9,
    "b": 1,
}

EXAMPLES = {
    "arithmetic": [
        ("1 + 2 * 3 ** 2 - 4 / 2", "17"),
        ("-2 ** 2", "4"),
        ("2 ** 3 ** 2", "64"),
        ("0 ** 0 + 2 ** -1", "1.5"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("1 / 0", "null"),
        ('"a" + "b"', "ab"),
        ('"a" + 1', "null"),
        ("10 - null", "null"),
        ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
        (".5 + 1e3", "1000.5"),
    ],
    "names": [
        ("antrag.mittel abruf + 1", "4"),
        ("antrag.netto-betrag", "7"),
        ("a-b", "5"),
        ("a - b", "8"),
        ("{Übertrag 2021: 4, doppelt: Übertrag 2021 * 2}.doppelt", "8"),
        ("(function(list) list contains(list, 2))([1, 2])", "true"),
        ("for string in [art] return string length(string)", "[3]"),
        ("antrag.mittel abruf in [betrag..3]", "null"),
        ("{x+y: 1, z: x+y + 1}.z", "2"),
        ("for erster wert in [1, 2] return erster wert * 2", "[2, 4]"),
        ('{"1. Stufe": 5}', '{"1. Stufe": 5}'),
    ],
    "logic": [
        ("false and null", "false"),
        ("true and null", "null"),
        ("true or null", "true"),
        ("false or null", "null"),
        ('true and "x"', "null"),
        ("not(null)", "null"),
        ("null = null", "true"),
        ("null != 1", "true"),
        ("1 < null", "null"),
        ('1 = "1"', "null"),
        ("if null then 1 else 2", "2"),
        ("if false then 1 else if true then 2 else 3", "2"),
        ("5 between 1 and 5 and true", "true"),
    ],
    "ranges": [
        ("5 in [1..5]", "true"),
        ("5 in [1..5)", "false"),
        ("5 in ]1..5]", "true"),
        ("1 in ]1..5[", "false"),
        ("5 in (> 3, < 0)", "true"),
        ("5 in (1, 2)", "false"),
        ("5 in [[1..2], [4..6]]", "true"),
        ("(< 5).end", "5"),
        ("(>= 5).start included", "true"),
        ("[1..5].end included", "true"),
        ("[5..1]", "null"),
        ('"c" in ["a".."d"]', "true"),
        ('@"2021-03-01" in [@"2021-01-01"..@"2021-12-31"]', "true"),
        ("(= 5) = [5..5]", "false"),
        ("[1..[2, 3][1]].end", "2"),
    ],
    "lists and contexts": [
        ("[1, 2, 3][2]", "2"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][4]", "null"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ('kosten[art = "sach"].betrag', "[12]"),
        ("kosten.art", '["sach", "personal"]'),
        ("kosten[betrag > frei]", "[]"),
        ("7[1]", "7"),
        ("null[1]", "null"),
        ("[1, 2][true]", "[1, 2]"),
        ("{a: 1, b: a + 1}", "{a: 1, b: 2}"),
        ("{a: 1, a: 2}", "null"),
        ("{a: {b: 3}}.a.b", "3"),
    ],
    "loops": [
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3) return i", "[1, 2]"),
        ("for i in 1..2, j in [10, 20] return i + j", "[11, 21, 12, 22]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
        ('for t in @"2021-02-28"..@"2021-03-01" return t.day', "[28, 1]"),
        ("some k in kosten satisfies k.betrag > 20", "true"),
        ("every k in kosten satisfies k.betrag > 20", "false"),
        ("some x in [null, false] satisfies x", "null"),
        ("every x in [] satisfies x", "true"),
        ("for x in null return x", "null"),
    ],
    "functions": [
        ("(function(x, y) x + y)(1, 2)", "3"),
        ("{f: function(x: number) x * 2, g: f(x: 4)}.g", "8"),
        ('(function(x: number) x)("1")', "null"),
        ("(function(x: number) x)([1])", "1"),
        ("(function(x) function(y) x - y)(5)(3)", "2"),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f", "function(n)"),
        ("substring(start position: 2, string: betrag gross)", "null"),
        ("unbekannt(1)", "null"),
        ("sum(1, 2, 3) = sum([1, 2, 3])", "true"),
    ],
    "instance of": [
        ("1 instance of number", "true"),
        ("null instance of Any", "false"),
        ("null instance of Null", "true"),
        ('[1, "a"] instance of list<number>', "false"),
        ("[1, null] instance of list<number>", "true"),
        ("{a: 1} instance of context<a: number>", "true"),
        ("{a: 1} instance of context<a: number, b: Any>", "false"),
        ("[1..2] instance of range<number>", "true"),
        ('(function(a: string) "x") instance of function<string> -> string', "true"),
        ('@"P1D" instance of days and time duration', "true"),
        ("1 instance of number and true", "true"),
    ],
    "comments and strings": [
        ("1 /* zwei */ + // drei\n 4", "5"),
        (r'"\u00e4\n\"\\"', 'ä\n"\\'),
        (r'string length("\U01F40E\uD83D\uDC0E")', "2"),
    ],
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [example for group in EXAMPLES.values() for example in group],
    ids=[f"{name}: {source}" for name, group in EXAMPLES.items() for source, _ in group],
)
def test_the_standard_decides_what_an_expression_means(source, expected):
    """Each construct of the grammar gives what DMN 1.5 says."""
    assert feel.format(feel.evaluate(source, VALUES)) == expected


def test_numbers_come_back_as_decimals():
    """A Python int goes in, a Decimal comes out, at the top and inside."""
    assert feel.evaluate("a + [n][1]", {"a": 1, "n": 2}) == Decimal(3)
    assert [type(one) for one in feel.evaluate("liste", {"liste": [1, 2]})] == [Decimal, Decimal]


def test_host_objects_do_not_get_in():
    """What FEEL has no kind for is null, and so is every attribute of it."""
    assert feel.evaluate("ding", {"ding": object()}) is None
    assert feel.evaluate("ding.__class__", {"ding": object}) is None
    assert feel.evaluate("text.__class__.__base__", {"text": "x"}) is None


def test_a_closure_keeps_the_names_of_its_home():
    """A function value sees the values of where it was written, not of where it is called."""
    double = feel.evaluate("function(x) x * faktor", {"faktor": 2})

    assert feel.evaluate("f(5)", {"f": double, "faktor": 100}) == 10


def test_a_python_function_can_be_handed_in():
    """`feel.function` makes a FEEL function, called by position or by name; its ValueError is null."""
    frist = feel.function(["beginn", "tage"], lambda beginn, tage: beginn.replace(day=int(tage)))

    assert feel.evaluate("frist(tage: 9, beginn: tag)", {"frist": frist, "tag": date(2021, 3, 1)}).day == 9
    assert feel.evaluate("frist(tag, 99)", {"frist": frist, "tag": date(2021, 3, 1)}) is None


def test_what_an_expression_reads_is_known_before_it_runs():
    """`reads` holds the outside paths, without bound names and built-in functions."""
    source = "sum(antrag.kosten.betrag) > grenze and (for k in personal return k.stunden) = [x]"

    reads = feel.compile(source).reads

    assert reads == {("antrag", "kosten", "betrag"), ("grenze",), ("personal",), ("x",)}


def test_a_name_in_a_filter_is_read_from_the_filtered_list():
    """Inside `kosten[...]` an unknown name is a field of its rows, a known one is itself."""
    assert feel.compile("kosten[betrag > grenze]", ["kosten", "grenze"]).reads == {
        ("kosten",),
        ("kosten", "betrag"),
        ("grenze",),
    }


def test_types_of_a_model_can_be_asked_for():
    """`instance of` knows the types handed in, and refuses all others when it is compiled."""
    source = "3 instance of tBetrag"

    assert feel.compile(source, types={"tBetrag": lambda value: value > 2}).evaluate({}) is True
    with pytest.raises(feel.FeelSyntaxError, match="tBetrag"):
        feel.compile(source)


def test_the_clock_comes_from_the_context():
    """now() and today() know only what they are given: an instant, shown in Berlin time, or `heute`."""
    instant = datetime(2021, 6, 30, 22, 30, tzinfo=UTC)

    assert feel.evaluate("now()", {feel.NOW: instant}) == instant
    assert feel.evaluate("today()", {feel.NOW: lambda: instant}) == date(2021, 7, 1)
    assert feel.evaluate("today()", {"heute": date(2021, 3, 1)}) == date(2021, 3, 1)
    assert feel.evaluate("now()", {}) is None


def test_plain_values_are_ready_for_json():
    """Numbers as numbers, dates and durations as ISO text."""
    value = feel.evaluate('{a: 1.5, b: [2], c: @"2021-03-01", d: @"P14D", e: null}', {})

    assert feel.to_plain(value) == {"a": 1.5, "b": [2], "c": "2021-03-01", "d": "P14D", "e": None}


def test_names_with_several_words_of_the_language_are_known_everywhere():
    """The reader's list of them is that of the built-in functions, and the one type that is no function."""
    assert set(READER_NAMES) == {name for name in BUILT_IN if " " in name} | {"days and time duration"}


@pytest.mark.parametrize("source", ['@"-2021-01-01"', '@"12021-01-01T10:00:00Z"', '@"P1Y2M"', '@"-P1DT2H"'])
def test_every_date_and_duration_can_be_kept_in_a_case(source):
    """The data tree writes and reads what an expression gives, years beyond Python's included."""
    value = feel.evaluate(source, {})

    assert loads(dumps({"a": value})) == {"a": value}
