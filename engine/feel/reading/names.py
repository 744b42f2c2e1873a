"""Which names an expression may use where: FEEL names hold spaces and operators. Not their values.

`betrag - eigenanteil` is a subtraction unless something is called so. The longest known name wins; a run of
words that nobody knows is taken for one name, since two words side by side can mean nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
PART = START.removeprefix("?") + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(rf"[{START.removeprefix('?')}][{PART}]*")
LATER_WORD = re.compile(rf"[{PART}]+(?!\.\d)")
_PIECE = re.compile(rf"[{PART}?]+|\s+|.", re.DOTALL)
_SIMPLE = re.compile(rf"[{START}][{PART}]*\Z")

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "function",
        "true",
        "false",
        "null",
        "instance",
    ]
)
BUILT_IN = (
    "context merge",
    "context put",
    "date and time",
    "day of week",
    "day of year",
    "days and time duration",
    "distinct values",
    "ends with",
    "finished by",
    "get entries",
    "get value",
    "index of",
    "insert before",
    "list contains",
    "list replace",
    "lower case",
    "met by",
    "month of year",
    "overlaps after",
    "overlaps before",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "started by",
    "starts with",
    "string join",
    "string length",
    "substring after",
    "substring before",
    "upper case",
    "week of year",
    "years and months duration",
)
"""The names of built-in functions and types with more than one word: known everywhere."""


def canonical(name: str) -> str:
    """The name with single spaces between its words."""
    return " ".join(name.split())


class Names:
    """A set of names that need help to be recognised, searched by longest match."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.all: set[str] = set()
        self._by_head: dict[str, list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make `name` known from here on."""
        name = canonical(name)
        if name in self.all or not name:
            return
        self.all.add(name)
        if not _SIMPLE.match(name):
            heads = self._by_head.setdefault(_PIECE.findall(name)[0], [])
            heads.append(name)
            heads.sort(key=len, reverse=True)

    def longest(self, source: str, position: int) -> tuple[str, int] | None:
        """The longest known name with spaces or operators that stands at `position`, and where it ends."""
        head = _PIECE.match(source, position)
        for name in self._by_head.get(head.group(), ()) if head else ():
            found = _pattern(name).match(source, position)
            if found:
                return name, found.end()
        return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Any white space where the name has a space; no part of a word may follow."""
    words = (re.escape(word) for word in name.split(" "))
    closing = rf"(?![{PART}])" if re.match(rf"[{PART}]", name[-1]) else ""
    return re.compile(r"\s+".join(words) + closing)


def needs_help(context: object, depth: int = 0) -> Iterable[str | tuple[str, ...]]:
    """The names of a context that cannot be recognised by themselves, nested ones as `("", name)`."""
    if isinstance(context, Mapping) and depth < 20:
        for name, value in context.items():
            if isinstance(name, str) and not _SIMPLE.match(name):
                yield ("", name) if depth else name
            if isinstance(value, Mapping | list):
                yield from needs_help(value, depth + 1)
    elif isinstance(context, list):
        for item in context[:100]:
            yield from needs_help(item, depth + 1)
