"""FEEL types: what `instance of` asks and what a declared parameter accepts. Not the kinds' Python side.

DMN 1.5, 10.3.2.9: type equivalence, conformance and the implicit conversions between a value and a list of
one, and from a date to a date and time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.feel.kinds.calendar_arithmetic import midnight
from engine.feel.kinds.kind import KINDS
from engine.feel.kinds.records import Function
from engine.feel.reading.nodes import TypeName

SIMPLE = frozenset(KINDS.values()) - {"null"} | {"Any", "Null"}
_OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "any": "Any",
    "null": "Null",
}


@dataclass(frozen=True)
class Type:
    """A type: its name, the types in its brackets, the members of a context by name."""

    name: str
    inner: tuple[Type, ...] = ()
    members: tuple[str, ...] = ()
    test: Callable[[Any], bool] | None = None
    """The test of a type that was defined outside of FEEL."""


ANY = Type("Any")
UNKNOWN = Type("")
"""The type of an expression of which nothing is certain."""


def of_name(node: TypeName, defined: Mapping[str, Callable[[Any], bool]]) -> Type | None:
    """The type as written; None for a name that neither FEEL nor `defined` knows."""
    if node.name in defined and not node.inner:
        return Type(node.name, test=defined[node.name])
    inner = tuple(of_name(one, defined) for one in node.inner)
    name = _OTHER_NAMES.get(node.name, node.name)
    if name not in SIMPLE or None in inner:
        return None
    return Type(name, tuple(one for one in inner if one), tuple(node.members))


def conforms(value: Any, kind: Type) -> bool:
    """Is the value an instance of the type? null is an instance of Any and Null only."""
    if kind.name == "Any":
        return value is not None
    if kind.name == "Null":
        return value is None
    if kind.test:
        return value is not None and kind.test(value)
    if KINDS[type(value)] != kind.name:
        return False
    return not (kind.inner or kind.members) or _inner(value, kind)


def _inner(value: Any, kind: Type) -> bool:
    if kind.name == "list":
        return all(_fits(one, kind.inner[0]) for one in value)
    if kind.name == "range":
        return all(_fits(end, kind.inner[0]) for end in (value.start, value.end))
    if kind.name == "context":
        return _fits_members(value, kind)
    return _fits_function(value, kind)


def _fits(value: Any, kind: Type) -> bool:
    """null may stand inside a list, range or context of any type."""
    return value is None or conforms(value, kind)


def _fits_members(value: Mapping[str, Any], kind: Type) -> bool:
    members = zip(kind.members, kind.inner, strict=True)
    return all(name in value and _fits(value[name], member) for name, member in members)


def _fits_function(value: Function, kind: Type) -> bool:
    """Parameters may ask for less, the result may be more special (contra- and covariant)."""
    *wanted, result = kind.inner
    if not value.types:
        return any(len(signature.names) == len(wanted) for signature in value.signatures)
    *parameters, returned = value.types
    if len(parameters) != len(wanted):
        return False
    accepts = all(narrower(one, other) for one, other in zip(wanted, parameters, strict=True))
    return accepts and narrower(returned, result)


def narrower(one: Type, other: Type) -> bool:
    """Does every value of `one` belong to `other`?"""
    if other.name == "Any" or one.name == "Null" or UNKNOWN in (one, other):
        return True
    if one.name != other.name:
        return False
    if one.name == "context":
        mine = dict(zip(one.members, one.inner, strict=True))
        return all(
            name in mine and narrower(mine[name], member)
            for name, member in zip(other.members, other.inner, strict=True)
        )
    if one.name == "function":
        return _narrower_function(one, other)
    return not other.inner or (bool(one.inner) and narrower(one.inner[0], other.inner[0]))


def _narrower_function(one: Type, other: Type) -> bool:
    if len(one.inner) != len(other.inner):
        return False
    accepts = all(narrower(b, a) for a, b in zip(one.inner[:-1], other.inner[:-1], strict=True))
    return accepts and narrower(one.inner[-1], other.inner[-1])


def coerced(value: Any, kind: Type) -> tuple[bool, Any]:
    """Whether the value can stand for the type, and as what (DMN 1.5, 10.3.2.9.4)."""
    if value is None or kind.name == "Any" or conforms(value, kind):
        return True, value
    if type(value) is list and len(value) == 1 and kind.name != "list":
        return coerced(value[0], kind)
    if kind.name == "list" and type(value) is not list and _fits(value, (*kind.inner, ANY)[0]):
        return True, [value]
    if kind.name == "date and time" and type(value) is date:
        return True, midnight(value)
    return False, None
