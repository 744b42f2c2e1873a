"""Built-in functions on strings (DMN 1.5, 10.3.4.3, table 76). Not the pattern language (`regex`).

A character is a Unicode code point; the first is at position 1, the last at -1.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import limits, regex
from engine.feel.kinds.builtin import builtin, wrong_item
from engine.feel.kinds.records import Nothing
from engine.feel.running.run import Run


@builtin("substring", "string: string", "start position: number", "length?: number")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    """length characters from start on; from the end for a negative start (table 76)."""
    first = int(start)
    if first == 0 or abs(first) > len(string):
        raise Nothing("outside", function="substring", parameter="start position")
    first = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[first:]
    if int(length) < 1:
        raise Nothing("outside", function="substring", parameter="length")
    return string[first : first + int(length)]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> Decimal:
    """The number of characters (table 76)."""
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    """All in capitals (table 76)."""
    return limits.checked_text(string.upper())


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    """All in small letters (table 76)."""
    return limits.checked_text(string.lower())


@builtin("substring before", "string: string", "match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    """What stands before the first match, "" without one (table 76)."""
    head, found, _ = string.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after", "string: string", "match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    """What stands behind the first match, "" without one; all for an empty match (table 76)."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string", "match: string")
def contains(run: Run, string: str, match: str) -> bool:
    """Does the match stand in the string? (table 76)"""
    return match in string


@builtin("starts with", "string: string", "match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    """Does the string begin with the match? (table 76)"""
    return string.startswith(match)


@builtin("ends with", "string: string", "match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    """Does the string end with the match? (table 76)"""
    return string.endswith(match)


@builtin("matches", "input: string", "pattern: string", "flags?: string|null")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Does the pattern match somewhere? Patterns and flags as in XPath (table 76)."""
    return regex.compile(pattern, flags or "").search(text, run.charge) is not None


@builtin("replace", "input: string", "pattern: string", "replacement: string", "flags?: string|null")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Each match replaced; `$1` is its first group (table 76)."""
    made = regex.compile(pattern, flags or "").replace(text, replacement, run.charge)
    return limits.checked_text(made)


@builtin("split", "string: string", "delimiter: string")
def split(run: Run, string: str, delimiter: str) -> list[str]:
    """The pieces between the matches of the delimiter pattern (table 76)."""
    pieces = regex.compile(delimiter, "").split(string, run.charge)
    limits.checked_length(len(pieces))
    return pieces


@builtin("string join", "list: list", "delimiter?: string|null")
def string_join(run: Run, values: list[Any], delimiter: str | None = None) -> str:
    """The list's strings in one, nulls left out (table 76). Anything else in the list gives null."""
    kept = [value for value in values if value is not None]
    for place, value in enumerate(values):
        if type(value) is not str and value is not None:
            raise wrong_item("string join", value, "string", place)
    run.charge(len(kept))
    between = delimiter or ""
    limits.checked_size(sum(map(len, kept)) + len(between) * len(kept[1:]))
    return between.join(kept)
