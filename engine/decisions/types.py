"""Types of DMN values and the implicit conversions to them (DMN 1.5, 7.3.3 and 10.3.2.9). Not FEEL's types.

A value conforms to a type, or can be converted (a single value to a list of it and back, a date to midnight
UTC), or becomes null; null conforms to everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from engine import feel

Test = Callable[[Any], bool]


class Type(Protocol):
    """Something that values conform to."""

    def admits(self, value: Any, how: Strictness) -> bool:
        """Does `value`, which is not null, conform?"""
        ...


@dataclass(frozen=True)
class Strictness:
    """Do allowed values count (not for `instance of`)? Must every component be there (not for inputs)?"""

    narrow: bool = True
    complete: bool = True


STRICT = Strictness()
FROM_OUTSIDE = Strictness(complete=False)
SHAPE = Strictness(narrow=False)


@dataclass(frozen=True)
class Simple:
    """A type of FEEL itself."""

    name: str
    test: Test

    def admits(self, value: Any, how: Strictness) -> bool:
        return self.test(value)


@dataclass(frozen=True)
class Many:
    """A list whose items conform to a type."""

    item: Type

    def admits(self, value: Any, how: Strictness) -> bool:
        return isinstance(value, list) and all(fits(item, self.item, how) for item in value)


@dataclass(frozen=True)
class Structure:
    """A context with at least these components."""

    components: tuple[tuple[str, Type], ...]

    def admits(self, value: Any, how: Strictness) -> bool:
        if not isinstance(value, Mapping):
            return False
        return all(
            fits(value.get(name), kind, how) and (name in value or not how.complete)
            for name, kind in self.components
        )


@dataclass(frozen=True)
class Narrowed:
    """A type of which only the values that pass unary tests are allowed."""

    wide: Type
    tests: str

    def admits(self, value: Any, how: Strictness) -> bool:
        if not self.wide.admits(value, how):
            return False
        return not how.narrow or passes(value, self.tests)


@dataclass(frozen=True)
class Function:
    """A function that gives values of a type; what it takes is checked when it is called."""

    output: Type

    def admits(self, value: Any, how: Strictness) -> bool:
        return isinstance(value, feel.Function)


@dataclass(frozen=True)
class Later:
    """A type by name, looked up when it is needed: definitions may stand in any order and may recur."""

    name: str
    find: Callable[[str], Type]

    @property
    def meant(self) -> Type:
        """The type itself."""
        return self.find(self.name)

    def admits(self, value: Any, how: Strictness) -> bool:
        return self.meant.admits(value, how)


def passes(value: Any, tests: str) -> bool:
    """Does `value` pass the unary tests? Tests that cannot be read let everything pass; a finding says so."""
    try:
        return feel.compile_unary(tests).matches(value, {}) is True
    except (feel.FeelSyntaxError, feel.LimitExceeded):
        return True


def fits(value: Any, kind: Type, how: Strictness = STRICT) -> bool:
    """Does `value` conform to the type as it is? Null always does."""
    return value is None or kind.admits(value, how)


class Mismatch(Exception):
    """The value neither conforms nor can be converted."""


def convert(value: Any, kind: Type, how: Strictness = STRICT) -> Any:
    """The value as one of this type. Raises Mismatch; the caller says what stays null because of it."""
    if fits(value, kind, how):
        return value
    if isinstance(value, list) and len(value) == 1 and fits(value[0], kind, how):
        return value[0]
    if not isinstance(value, list) and fits([value], kind, how):
        return [value]
    if _is_date(value):
        midnight = datetime.combine(value, time(), UTC)
        if fits(midnight, kind, how):
            return midnight
    raise Mismatch


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _of(*names: str) -> Test:
    return lambda value: feel.kind(value) in names


ANY = Simple("Any", lambda value: True)
_FEEL = {
    "Any": ANY,
    "string": Simple("string", lambda value: isinstance(value, str)),
    "number": Simple("number", _of("number")),
    "boolean": Simple("boolean", lambda value: isinstance(value, bool)),
    "date": Simple("date", _of("date")),
    "time": Simple("time", _of("time")),
    "date and time": Simple("date and time", _of("date and time")),
    "days and time duration": Simple("days and time duration", _of("days and time duration")),
    "years and months duration": Simple("years and months duration", _of("years and months duration")),
    "list": Simple("list", lambda value: isinstance(value, list)),
    "context": Simple("context", lambda value: isinstance(value, Mapping)),
    "function": Simple("function", lambda value: isinstance(value, feel.Function)),
    "range": Simple("range", _of("range")),
    "Null": Simple("Null", lambda value: value is None),
}
_ALSO = {
    "any": "Any",
    "null": "Null",
    "datetime": "date and time",
    "daytimeduration": "days and time duration",
    "yearmonthduration": "years and months duration",
    # Words that editors offer and the standard does not have.
    "integer": "number",
    "int": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
}


def built_in(name: str) -> Simple | None:
    """A type of FEEL by any of its names (`dateTime`, `date and time`, `dayTimeDuration` ...)."""
    known = _FEEL.get(name)
    lower = name.lower()
    return known or _FEEL.get(_ALSO.get(lower, lower))
