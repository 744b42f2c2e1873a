"""The words a form file may use, and what each of them must hold. Not their meaning for answers.

The subset of JSON Schema 2020-12 and the `x-` words of this program; any other word is refused, because
a word that is silently ignored is a form that does something else than its owner wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

DATA_CLASSES = ("A", "B", "C", "D")
"""Public, internal, personal, special (Art. 9 DSGVO): who reads one of them reads those before it."""

FORM = frozenset({
    "$schema", "title", "description", "type", "required", "properties", "additionalProperties",
    "x-abschnitte", "x-pruefung", "x-vergleich",
})  # fmt: skip
ROW = frozenset(
    {"title", "description", "type", "required", "properties", "additionalProperties", "x-pruefung"}
)
SECTION = frozenset({"titel", "felder"})
CHECK = frozenset({"regel", "meldung", "feld"})
COMPARISON = frozenset({"links", "linke_seite", "rechts", "rechte_seite", "feld"})
"""What every comparison says; `art` and `einheit` may be added."""
COMPARED_AS = frozenset({"gleich", "hoechstens"})

_ANY = frozenset({
    "type", "format", "title", "description", "x-vorgabe", "x-wenn", "x-pflicht-wenn", "x-berechnet",
    "x-pruefung", "x-datenklasse", "x-vorjahr",
})  # fmt: skip
_TEXT = frozenset({"minLength", "maxLength", "pattern"})
_NUMBER = frozenset({"minimum", "maximum", "x-einheit", "x-summe"})
_DAY = frozenset({"x-fruehestens", "x-spaetestens"})
_LIST = frozenset({"items", "minItems", "maxItems"})

OF_KIND: dict[str, frozenset[str]] = {
    "text": _ANY | _TEXT,
    "textarea": _ANY | _TEXT | {"x-zeilen"},
    "email": _ANY | {"maxLength"},
    "iban": _ANY,
    "integer": _ANY | _NUMBER,
    "decimal": _ANY | _NUMBER | {"x-stellen"},
    "money": _ANY | (_NUMBER - {"x-einheit"}),
    "date": _ANY | _DAY,
    "month": _ANY | _DAY,
    "boolean": _ANY | {"const"},
    "file": _ANY,
    "choice": _ANY | {"enum", "x-namen"},
    "reference": _ANY | {"x-verweis", "x-beteiligter"},
    "texts": _ANY | _LIST,
    "choices": _ANY | _LIST | {"uniqueItems"},
    "references": _ANY | _LIST | {"uniqueItems"},
    "table": _ANY | _LIST,
}
ITEMS: dict[str, frozenset[str]] = {
    "texts": frozenset({"type", "minLength", "maxLength", "pattern", "title"}),
    "choices": frozenset({"type", "enum", "x-namen", "title"}),
    "references": frozenset({"type", "x-verweis", "title"}),
    "table": ROW,
}

NAME = re.compile(r"[a-zäöüß_][a-z0-9äöüß_]{0,59}\Z", re.IGNORECASE)
"""Names of fields: they are also names in FEEL, columns of exports and parts of paths."""

RESERVED = frozenset({
    "and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance", "item",
    "not", "null", "of", "or", "partial", "return", "satisfies", "some", "then", "true",
    "erledigt_am", "erledigt_durch", "erledigt_als", "erledigt_zusatz",
})  # fmt: skip
"""FEEL's own words, and what the engine stores beside the answers."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_values(value: Any) -> bool:
    kinds = {type(one) for one in value} if isinstance(value, list) else set()
    return kinds in ({str}, {int}) and len(set(value)) == len(value)


def _is_names(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


Test = tuple[str, Callable[[Any], bool]]
"""The finding that names what is expected, and the test."""

_HOLDS: list[tuple[str, Callable[[Any], bool], str]] = [
    (
        "needs_text",
        _is_text,
        "title format type x-einheit x-verweis x-beteiligter pattern $schema titel links rechts einheit",
    ),
    (
        "needs_text",
        _is_text,
        "regel meldung feld x-vorgabe x-wenn x-pflicht-wenn x-berechnet x-vorjahr linke_seite rechte_seite",
    ),
    ("needs_text", _is_text, "x-fruehestens x-spaetestens"),
    ("needs_words", lambda value: isinstance(value, str), "description"),
    ("needs_count", _is_count, "minLength maxLength minItems maxItems x-stellen x-zeilen"),
    ("needs_number", _is_number, "minimum maximum"),
    ("needs_names", _is_texts, "required felder"),
    ("needs_values", _is_values, "enum"),
    ("needs_labels", _is_names, "x-namen"),
    ("needs_true", lambda value: value is True, "const uniqueItems x-summe"),
    ("needs_false", lambda value: value is False, "additionalProperties"),
    ("needs_object", lambda value: isinstance(value, dict), "properties items"),
    ("needs_list", lambda value: isinstance(value, list), "x-abschnitte x-pruefung x-vergleich"),
    ("needs_way", lambda value: value in COMPARED_AS, "art"),
    ("needs_class", lambda value: value in DATA_CLASSES, "x-datenklasse"),
]
HOLDS: dict[str, Test] = {word: (rule, test) for rule, test, words in _HOLDS for word in words.split()}

_ATOM = r"(?:\[\^?(?:\\[dw.\-/\]\[]|[^\\\[\]])+\]|\\[dw.\-/()+*?]|[^\\\[\](){}|*+?^$.])"
_SAFE = re.compile(rf"\^(?:{_ATOM}(?:\?|[+*]|\{{\d{{1,3}}(?:,\d{{1,3}})?\}})?){{1,40}}\$\Z")


def is_safe_pattern(pattern: str) -> bool:
    """Anchored, without groups or alternatives, at most two open repetitions: no backtracking to fear."""
    outside = re.sub(r"\[[^\]]*\]|\\.", "a", pattern)
    unbounded = outside.count("+") + outside.count("*") + outside.count(",")
    if not _SAFE.match(pattern) or unbounded > 2 or outside.count("?") > 8:
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
