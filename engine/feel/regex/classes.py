"""Sets of characters in patterns: `[a-z-[aeiou]]`, `\\d`, `\\p{Lu}`, `.`. Not their order (`syntax`).

A set is a predicate on one character. XML Schema part 2, appendix G, as XPath takes it over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from engine.feel.regex.blocks import BLOCKS

CharacterSet = Callable[[str], bool]

_CATEGORY = re.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")


def literal(character: str, *, fold: bool) -> CharacterSet:
    """The one character, in either case when `fold`."""
    if not fold:
        return lambda one: one == character
    wanted = character.casefold()
    return lambda one: one.casefold() == wanted


def span(low: str, high: str, *, fold: bool) -> CharacterSet:
    """All characters from `low` to `high`. Raises ValueError when they stand the wrong way round."""
    if low > high:
        raise ValueError("range")
    if not fold:
        return lambda one: low <= one <= high
    return lambda one: any(low <= form <= high for form in (one, one.lower(), one.upper()))


def any_of(sets: list[CharacterSet]) -> CharacterSet:
    """What lies in one of the sets."""
    if len(sets) == 1:
        return sets[0]
    return lambda one: any(inside(one) for inside in sets)


def negated(inside: CharacterSet) -> CharacterSet:
    return lambda one: not inside(one)


def without(inside: CharacterSet, removed: CharacterSet) -> CharacterSet:
    return lambda one: inside(one) and not removed(one)


def dot(*, all_characters: bool) -> CharacterSet:
    """`.`: anything but the end of a line; with flag s anything."""
    return (lambda one: True) if all_characters else (lambda one: one not in "\n\r")


def escape(letter: str) -> CharacterSet | None:
    """The set of `\\d`, `\\w`, `\\s`, `\\i`, `\\c` and, in capitals, what is not in it; None for others."""
    inside = _ESCAPES.get(letter.lower())
    if inside is None:
        return None
    return inside if letter.islower() else negated(inside)


def category(name: str) -> CharacterSet:
    """The set of `\\p{name}`. Raises ValueError for a name that Unicode does not know."""
    if _CATEGORY.fullmatch(name):
        return lambda one: unicodedata.category(one).startswith(name)
    if name in BLOCKS:
        low, high = BLOCKS[name]
        return lambda one: low <= ord(one) <= high
    raise ValueError("category")


def _is_word(one: str) -> bool:
    return unicodedata.category(one)[0] not in "PZC"


def _is_initial(one: str) -> bool:
    return one in "_:" or unicodedata.category(one)[0] == "L" or unicodedata.category(one) == "Nl"


def _is_name_part(one: str) -> bool:
    return _is_initial(one) or one in ".-·" or unicodedata.category(one)[0] in "MN"


_ESCAPES: dict[str, CharacterSet] = {
    "d": lambda one: unicodedata.category(one) == "Nd",
    "w": _is_word,
    "s": lambda one: one in " \t\n\r",
    "i": _is_initial,
    "c": _is_name_part,
}
