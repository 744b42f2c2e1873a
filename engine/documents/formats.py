"""How values look in a German letter: the filters and tests a template may use. Not where values come from.

Numbers are exact (Decimal, rounded half up where fewer places are shown), never floats. A filter leaves an
unknown value unknown; only `oder` gives it words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.documents.numerals import amount_in_words, in_words
from engine.documents.traced import Traced

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
NBSP = "\N{NO-BREAK SPACE}"


class WrongKind(Exception):
    """A filter met a value it has no form for; the argument names what it wants."""


def eur(value: Any) -> str:
    """45833.33 → `45.833,33 €`."""
    return _number(_decimal(value), 2) + NBSP + "€"


def zahl(value: Any, stellen: int | None = None) -> str:
    """1234.5 → `1.234,5`; with `stellen` exactly so many places."""
    return _number(_decimal(value), stellen)


def prozent(value: Any, stellen: int | None = None) -> str:
    """12.5 → `12,5 %` (the value is already in percent)."""
    return _number(_decimal(value), stellen) + NBSP + "%"


def datum(value: Any) -> str:
    """2021-03-01 → `01.03.2021`."""
    return _date(value).strftime("%d.%m.%Y")


def datum_lang(value: Any) -> str:
    """2021-03-01 → `1. März 2021`."""
    day = _date(value)
    return f"{day.day}.{NBSP}{MONTHS[day.month - 1]} {day.year}"


def monat(value: Any) -> str:
    """2021-03-01 → `März 2021`."""
    day = _date(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def in_worten(value: Any) -> str:
    """12.5 → `zwölf Euro und fünfzig Cent`; a whole number without places: just its words."""
    if isinstance(value, int) and not isinstance(value, bool):
        return in_words(value)
    return amount_in_words(_decimal(value))


def ja_nein(value: Any) -> str:
    """`ja` or `nein`."""
    return "ja" if _bool(value) else "nein"


def kreuz(value: Any) -> str:
    """A ticked or empty box."""
    return "☒" if _bool(value) else "☐"


def iban(value: Any) -> str:
    """`DE02120300000000202051` → groups of four."""
    bare = _text(value).replace(" ", "")
    return NBSP.join(re.findall(".{1,4}", bare))


def satzanfang(value: Any) -> str:
    """The first letter large, for the beginning of a sentence."""
    words = _text(value)
    return words[:1].upper() + words[1:]


def einzeilig(value: Any) -> str:
    """The lines of an address side by side: `Musterweg 1, 51465 Bergisch Gladbach`."""
    return ", ".join(line.strip() for line in _text(value).splitlines() if line.strip())


def anzahl(value: Any) -> int:
    """How many items a list has."""
    return len(_list(value))


def namen(value: Any, feld: str = "name") -> list[str]:
    """Of a list of groups the text in one of their fields."""
    found = [one.get(feld) if isinstance(one, Mapping) else None for one in _list(value)]
    if any(not isinstance(one, str) or not one for one in found):
        raise WrongKind("list")
    return [str(one) for one in found]


def aufzaehlung(value: Any, wort: str = "und") -> str:
    """`a, b und c`."""
    items = [plain(one) for one in _list(value)]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {wort} {items[-1]}"


def plain(value: Any) -> str:
    """A value without a filter: text as it is, numbers and dates in their German form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date):
        raise WrongKind("text")
    if isinstance(value, date):
        return datum(value)
    return str(value) if isinstance(value, int) else _number(value, None)


def oder(value: Any, words: Any) -> Any:
    """The value, or these words where it is unknown."""
    return words if isinstance(value, Traced) and value.unknown else value


def bekannt(value: Any) -> bool:
    """Whether a value is there at all (the test `is bekannt`)."""
    return not (isinstance(value, Traced) and value.unknown)


FORMATS: Mapping[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        eur,
        zahl,
        prozent,
        datum,
        datum_lang,
        monat,
        in_worten,
        ja_nein,
        kreuz,
        iban,
        satzanfang,
        einzeilig,
        anzahl,
        namen,
        aufzaehlung,
    )
}


def _watched(form: Callable[..., Any]) -> Callable[..., Any]:
    """The form as a filter: it unwraps the value, leaves unknown alone and notes what does not fit."""

    def filtered(value: Any, *args: Any, **named: Any) -> Any:
        bare = [one.value if isinstance(one, Traced) else one for one in args]
        if not isinstance(value, Traced):
            return form(value, *bare, **named)
        if value.unknown:
            return value
        try:
            return value.made(form(value.value, *bare, **named))
        except WrongKind as wrong:
            value.record.lack("documents.wrong_kind", value.paths, filter=form.__name__, wanted=str(wrong))
            return value.made("?")

    return filtered


FILTERS: Mapping[str, Callable[..., Any]] = {name: _watched(form) for name, form in FORMATS.items()} | {
    "oder": oder
}
TESTS: Mapping[str, Callable[..., Any]] = {"bekannt": bekannt}


def _number(value: Decimal, places: int | None) -> str:
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    else:
        value = value.normalize() if value.as_tuple().exponent != 0 else value
    text = f"{abs(value):,f}".translate(str.maketrans(",.", ".,"))
    return ("−" if value < 0 else "") + text


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise WrongKind("number")
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise WrongKind("number")
    return number


def _date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongKind("date")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongKind("bool")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongKind("text")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise WrongKind("list")
    return list(value)
