"""The parts of dates, times, durations and ranges that a path can name (DMN 1.5, table 61). Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.kinds import durations
from engine.feel.kinds.far import FarDateTime, day_number, day_of
from engine.feel.kinds.fine import nanosecond
from engine.feel.kinds.records import Range, YearsMonths
from engine.feel.kinds.zones import offset_of, zone_name

Part = Callable[[Any], Any]


def _seconds(value: Any) -> Decimal:
    """With their fraction: a decimal in [0..60) (table 65)."""
    fine = nanosecond(value.time_part if isinstance(value, FarDateTime) else value)
    return Decimal(value.second) + Decimal(value.microsecond * 1_000 + fine) / 10**9


def _weekday(value: Any) -> Decimal:
    """1 for Monday to 7 for Sunday, by ISO 8601; day 1 of year 1 was a Monday."""
    return Decimal((day_number(day_of(value)) - 1) % 7 + 1)


def _offset(value: Any) -> Any:
    return offset_of(value.time_part if isinstance(value, FarDateTime) else value)


def _zone(value: Any) -> Any:
    return zone_name(value.time_part if isinstance(value, FarDateTime) else value)


def _of_length(unit: int, within: int) -> Part:
    """The whole units of a days and time duration that do not fill the next larger unit; signed."""

    def count(value: timedelta) -> Decimal:
        whole = abs(durations.microseconds(value)) // 1_000_000 // unit % within
        return Decimal(-whole if value < timedelta() else whole)

    return count


def _rest(value: timedelta) -> Decimal:
    """The seconds that do not fill a minute, with their fraction; signed."""
    rest = Decimal(abs(durations.microseconds(value)) % 60_000_000) / 1_000_000
    return -rest if value < timedelta() else rest


_DATE: Mapping[str, Part] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": _weekday,
}
_TIME: Mapping[str, Part] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": _seconds,
    "time offset": _offset,
    "timezone": _zone,
}


def _years(value: YearsMonths) -> Decimal:
    return Decimal(durations.years(value))


def _months(value: YearsMonths) -> Decimal:
    return Decimal(durations.months(value))


def _range_part(name: str) -> Part:
    def read(value: Range) -> Any:
        found = getattr(value, name)
        return Decimal(found) if type(found) is int else found

    return read


PARTS: Mapping[str, Mapping[str, Part]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": {**_DATE, **_TIME},
    "years and months duration": {"years": _years, "months": _months},
    "days and time duration": {
        "days": _of_length(86_400, 10**18),
        "hours": _of_length(3_600, 24),
        "minutes": _of_length(60, 60),
        "seconds": _rest,
    },
    "range": {
        "start": _range_part("start"),
        "end": _range_part("end"),
        "start included": _range_part("start_included"),
        "end included": _range_part("end_included"),
    },
}
