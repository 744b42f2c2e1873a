"""What kinds of values FEEL has and how Python holds them. Not what can be done with them.

number `Decimal` (34 digits) · string `str` · boolean `bool` · date `date` · time `time` · date and time
`datetime` (with or without zone) · days and time duration `timedelta` · years and months duration
`YearsMonths` · list `list` · context `dict` · range `Range` · function `Function` · null `None`.
Years outside 1 to 9999 are a `FarDate` or `FarDateTime`; nanoseconds make a `FineTime` or `FineDateTime`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.errors import LimitExceeded
from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.fine import FineDateTime, FineTime
from engine.feel.kinds.numbers_context import NUMBERS, number
from engine.feel.kinds.records import Function, Range, YearsMonths

Value = Any
"""A FEEL value; the kinds above."""

KINDS: dict[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    date: "date",
    FarDate: "date",
    time: "time",
    FineTime: "time",
    datetime: "date and time",
    FineDateTime: "date and time",
    FarDateTime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
PLAIN = frozenset(KINDS) - {list, dict, Decimal}
"""Types that are taken as they come from outside."""


def kind(value: Value) -> str:
    """The FEEL name of the value's kind."""
    return KINDS[type(value)]


def adopt(value: Any) -> Value:
    """A value from outside as a FEEL value: numbers become Decimals, mappings and sequences are copied.

    What FEEL has no kind for becomes null: host objects never get in. Raises LimitExceeded.
    """
    if type(value) in PLAIN:
        return limits.checked_text(value) if type(value) is str else value
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, Mapping | list | tuple):
        return _Copy().of(value, 1)
    return _subclass(value)


class _Copy:
    """One copying of a nested value, which may not grow without end."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, value: Any, depth: int) -> Value:
        if not isinstance(value, Mapping | list | tuple):
            return adopt(value)
        limits.checked_depth(depth)
        self.count += len(value)
        if self.count > limits.STEPS:
            raise LimitExceeded("value", limits.STEPS)
        if isinstance(value, Mapping):
            return {str(key): self.of(item, depth + 1) for key, item in value.items()}
        limits.checked_length(len(value))
        return [self.of(item, depth + 1) for item in value]


def _subclass(value: Any) -> Value:
    """A str, date or datetime of some library's own class as the plain one; anything else is null."""
    for known in (str, datetime, date, time, timedelta):
        if isinstance(value, known):
            return _plain(value)
    return None


def _plain(value: Any) -> Value:
    if isinstance(value, str):
        return limits.checked_text(str.__str__(value))
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, time):
        return time(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
    return timedelta(value.days, value.seconds, value.microseconds)


__all__ = ["KINDS", "NUMBERS", "Value", "adopt", "kind"]
