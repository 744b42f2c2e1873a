"""The register of built-in functions: how one is declared and how its arguments are checked.

Not the functions, which stand in the module of their kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.fine import FineDateTime, FineTime
from engine.feel.kinds.kind import kind
from engine.feel.kinds.records import Function, Nothing, Range, Signature, YearsMonths

BUILT_IN: dict[str, Function] = {}
_TYPES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (date, FarDate),
    "time": (time, FineTime),
    "date and time": (datetime, FineDateTime, FarDateTime),
    "days and time duration": (timedelta,),
    "years and months duration": (YearsMonths,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
    "null": (type(None),),
}
C = TypeVar("C", bound=Callable[..., Any])


def builtin(name: str, *parameters: str) -> Callable[[C], C]:
    """Declare a built-in. A parameter reads `name: kind`, `name: kind|kind`, `name?: kind`, `*name: kind`.

    `?` may be left out, `*` takes all arguments that are left; kind `any` takes null too. Several
    declarations of one name are tried in the order they stand.
    """

    def declare(call: C) -> C:
        split = [parameter.partition(": ")[::2] for parameter in parameters]
        signature = Signature(
            names=tuple(title.strip("?*") for title, _ in split),
            call=call,
            checks=tuple(_check(name, title.strip("?*"), kinds) for title, kinds in split),
            required=sum(title[0] != "*" and title[-1] != "?" for title, _ in split),
            variadic=any(title[0] == "*" for title, _ in split),
        )
        known = BUILT_IN.get(name)
        # Decorators run from the lowest upwards: what stands first is declared last, and tried first.
        BUILT_IN[name] = Function(name, (signature, *(known.signatures if known else ())))
        return call

    return declare


def _check(function: str, parameter: str, kinds: str) -> Callable[[Any], Any] | None:
    if kinds == "any":
        return None
    if kinds == "list":
        return _as_list
    types = frozenset(one for name in kinds.split("|") for one in _TYPES[name])

    def check(value: Any) -> Any:
        if type(value) in types:
            return value
        if type(value) is list and len(value) == 1 and type(value[0]) in types:
            return value[0]
        raise Nothing(
            "argument_missing" if value is None else "argument",
            function=function,
            parameter=parameter,
            kind=kind(value),
            wanted=kinds.replace("|", ", "),
        )

    return check


def wrong_item(function: str, value: Any, wanted: str, place: int) -> Nothing:
    """Why a function has no result for a list with this value in it, at that place (0-based)."""
    code = "item_missing" if value is None else "item"
    return Nothing(code, function=function, kind=kind(value), wanted=wanted, place=place + 1)


_WRITTEN = {
    "date": "2021-12-31",
    "time": "10:30:00",
    "date and time": "2021-12-31T10:30:00",
    "duration": "P14D, P3M, PT36H",
    "number": "1234.56",
    "range": "[1..5]",
}


def unreadable(text: str, wanted: str) -> Nothing:
    """Why a text is no value of the wanted kind, with one that is."""
    return Nothing("unreadable", text=text[:80], wanted=wanted, example=_WRITTEN[wanted])


def _as_list(value: Any) -> Any:
    """A single value where a list is asked for is a list of one (DMN 1.5, 10.3.2.9.4)."""
    if value is None:
        raise Nothing("list_missing")
    return value if type(value) is list else [value]
