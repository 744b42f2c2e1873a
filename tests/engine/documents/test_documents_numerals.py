"""Amounts in German words, as notices and vouchers want them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.documents.numerals import amount_in_words, in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "null"),
        (1, "eins"),
        (16, "sechzehn"),
        (21, "einundzwanzig"),
        (30, "dreißig"),
        (101, "einhunderteins"),
        (777, "siebenhundertsiebenundsiebzig"),
        (1000, "eintausend"),
        (21001, "einundzwanzigtausendeins"),
        (1_000_000, "eine Million"),
        (2_000_501, "zwei Millionen fünfhunderteins"),
        (-5, "minus fünf"),
    ],
)
def test_whole_numbers_have_words(number: int, words: str) -> None:
    """The words are those of the Duden."""
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1", "ein Euro"),
        ("0.01", "null Euro und ein Cent"),
        ("45833.33", "fünfundvierzigtausendachthundertdreiunddreißig Euro und dreiunddreißig Cent"),
        ("1000000", "eine Million Euro"),
        ("101.00", "einhundertein Euro"),
        ("0.005", "null Euro und ein Cent"),
        ("-12.50", "minus zwölf Euro und fünfzig Cent"),
    ],
)
def test_amounts_have_words(amount: str, words: str) -> None:
    """Euros and cents, exactly, half a cent up."""
    assert amount_in_words(Decimal(amount)) == words
