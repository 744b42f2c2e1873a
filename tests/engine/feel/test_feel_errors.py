"""Errors and notes: what is wrong, where, in both languages, and what to write in its place."""

from __future__ import annotations

import pytest

from engine import feel
from engine.wording import catalogue_of


@pytest.mark.parametrize(
    ("source", "code", "column", "german"),
    [
        ("", "empty", 1, "leer"),
        ("1 +", "operand_at_end", 4, "am Ende fehlt ein Wert"),
        ("(1 + 2", "closing_at_end", 7, "es fehlt „)“"),
        ("if a", "closing_at_end", 5, "es fehlt „then“"),
        ("[1, 2", "closing_at_end", 6, "es fehlt „]“"),
        ("1 2", "operator", 3, "„2“ passt hier nicht"),
        ("betrag steuer", "operator", 8, "„steuer“ passt hier nicht"),
        ('"offen', "unfinished_string", 1, "Anführungszeichen"),
        ("a == b", "double_equals", 3, "einzelnen Gleichheitszeichen"),
        ("a && b", "and", 3, "and"),
        ("a <> b", "unequal", 3, "als !="),
        ("a => b", "at_least", 3, "als >="),
        ("a =< b", "at_most", 3, "als <="),
        ("not antrag.ja", "not", 1, "not(…)"),
        ("5 between 1 und 7", "word", 13, "als and"),
        ("(5 between 1)", "closing", 13, "wird hier „and“ erwartet"),
        ("„a“", "quotes", 1, "geraden doppelten"),
        ("${betrag}", "dollar", 1, "ohne ${…}"),
        ('betrag > 5 und art = "x"', "word", 12, "als and"),
        ("betrag > 5 oder betrag < 3", "word", 12, "als or"),
        ("wenn betrag > 5 dann 1 sonst 2", "word", 17, "als then"),
        ("betrag is null", "word", 8, "als ="),
        ("betrag mod 5", "word", 8, "modulo(a, b)"),
        ("betrag ? 1 : 2", "ternary", 8, "if … then … else"),
        ("betrag * 0,8", "decimal_comma", 11, "ein Punkt"),
        ("1.000,50", "decimal_comma", 6, "Tausender"),
        ("betrag > 5 €", "currency", 12, "Geldbeträge"),
        ("betrag > 5 EUR", "currency", 12, "Geldbeträge"),
        ("31.12.2021", "day", 6, 'date("2021-12-31")'),
        ("[1; 2]", "semicolon", 3, "trennt in FEEL ein Komma"),
        ("betrag ^ 2", "power", 8, "**"),
        ("betrag % 5", "percent", 8, "modulo"),
        ("not 1 = 2", "not", 1, "not(…)"),
        ("betrag in [1..5", "closing_at_end", 16, "es fehlt „]“"),
        ("sum((1 + 2)", "closing_at_end", 12, "es fehlt „)“"),
        ("x + (1, 2)", "alternatives", 5, "eckigen Klammern"),
        ("function(x) external {java: {}}", "external", 1, "Externe Funktionen"),
        ("1 instance of zahl", "type", 15, "zahl"),
    ],
)
def test_a_syntax_error_says_what_and_where(source, code, column, german):
    """The code, the column and a German sentence that fits."""
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile(source, ["betrag"])

    reason = refused.value.reason
    assert reason.code == f"feel.syntax.{code}"
    assert (reason.facts["line"], reason.facts["column"]) == (1, column)
    assert german in reason.sentence("de")


def test_the_line_counts_from_one():
    """An error in the third line is reported there."""
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile("1 +\n2 +\n )")

    assert (refused.value.reason.facts["line"], refused.value.reason.facts["column"]) == (3, 2)


@pytest.mark.parametrize(
    ("source", "german", "english"),
    [
        ("summe * 2", "„summe * 2“ ist leer, weil „summe“ leer ist", "is empty because “summe” is empty"),
        ("antrag.betrag + 1", "„antrag.betrag“ fehlt", "“antrag.betrag” is missing"),
        ('1 + "a"', "links steht eine Zahl, rechts ein Text", "on the left stands a number"),
        ('date("2021-02-30")', "nicht als ein Datum lesen", "cannot be read as a date"),
        ("foo(1)", "Eine Funktion „foo“ gibt es nicht", "There is no function “foo”"),
        ("substring(1, 2)", "„string“ ist eine Zahl, erwartet wird ein Text", "expected is a text"),
        ("[1, 2][3]", "Die Liste hat 2 Einträge", "The list has 2 items"),
        ("1 / 0", "Durch null", "divided by zero"),
        ("date(2021, 2, 30)", "Den Tag 30.2.2021 gibt es nicht", "There is no day 2021-2-30"),
        ("sum([1, null])", "weil der 2. Wert der Liste leer ist", "value 2 of the list is empty"),
        (
            'sum([1, "a"])',
            "An der Stelle 2 der Liste steht ein Text",
            "at position 2 of the list stands a text",
        ),
        ('date("01.03.2021")', "so: 2021-12-31", "like this: 2021-12-31"),
        ('duration("14 Tage")', "P14D", "P14D"),
        ("day of week(5)", "ein Datum oder ein Zeitpunkt", "a date or a date and time"),
        ("SUMME([1])", "Gemeint ist wohl sum", "Probably sum is meant"),
        ("round(5.5)", "wohl round half up", "round half up"),
        ('substrng("a", 1)', "wohl substring", "Probably substring"),
        ("max([])", "Die Liste hat keine Einträge", "has no items"),
        ('contains("a")', "contains(string, match)", "contains(string, match)"),
        ('substring("a")', "substring(string, start position, [length])", "called differently"),
        ('split("a", "x*")', "wo nichts steht", "where nothing stands"),
        ('replace("a", "a", "$")', "steht „$“ für sich", "by itself"),
        ("now()", "Uhrzeit", "time"),
    ],
)
def test_a_null_that_surprises_is_explained(source, german, english):
    """The notes name the cause, in both languages."""
    value, notes = feel.compile(source).explain({"antrag": {}})

    assert value is None
    assert any(german in note.sentence("de") for note in notes), [str(note) for note in notes]
    assert any(english in note.sentence("en") for note in notes), [note.sentence("en") for note in notes]


def test_every_sentence_of_feel_stands_in_both_languages():
    """German and English have the same codes and the same braces."""
    german, english = (
        {code: text for code, text in catalogue_of("reasons", language).items() if code.startswith("feel.")}
        for language in ("de", "en")
    )
    assert german.keys() == english.keys()
    for code, text in german.items():
        assert set(_facts(text)) == set(_facts(english[code])), code


def _facts(text: str) -> list[str]:
    return [piece.partition("}")[0] for piece in text.replace("{{", "").split("{")[1:]]
