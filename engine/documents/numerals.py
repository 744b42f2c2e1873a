"""German words for whole numbers and amounts of money, as notices and vouchers want them. Not digits."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_SMALL = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_LARGE = (
    (10**12, "Billion", "Billionen"),
    (10**9, "Milliarde", "Milliarden"),
    (10**6, "Million", "Millionen"),
)


def in_words(number: int) -> str:
    """45833 → `fünfundvierzigtausendachthundertdreiunddreißig`; 1 → `eins`. For |number| < 10^15."""
    if number < 0:
        return f"minus {in_words(-number)}"
    words = _words(number)
    return words + "s" if words.endswith("ein") else words


def amount_in_words(amount: Decimal) -> str:
    """45833.33 → `fünfundvierzigtausend… Euro und dreiunddreißig Cent`; 1 → `ein Euro`. Cents half up."""
    cents = int((abs(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    euros, rest = divmod(cents, 100)
    text = f"{'minus ' if amount < 0 else ''}{_words(euros)} Euro"
    return f"{text} und {_words(rest)} Cent" if rest else text


def _words(number: int) -> str:
    """The number as it stands before a noun: `ein`, not `eins`."""
    parts = []
    for size, one, many in _LARGE:
        count, number = divmod(number, size)
        if count:
            parts.append(f"eine {one}" if count == 1 else f"{_words(count)} {many}")
    if number or not parts:
        parts.append(_thousands(number))
    return " ".join(parts)


def _thousands(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _hundreds(rest)
    return f"{_hundreds(thousands)}tausend{_hundreds(rest) if rest else ''}"


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{_SMALL[hundreds]}hundert{_below_hundred(rest) if rest else ''}"


def _below_hundred(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_SMALL[ones]}und{_TENS[tens - 2]}" if ones else _TENS[tens - 2]
