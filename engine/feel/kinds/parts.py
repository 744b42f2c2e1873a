"""The parts of dates, times, durations and ranges that a path can name (DMN 1.5, table 61). Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.kinds import durations
from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.records import Range, YearsMonths
from engine.feel.kinds.zones import offset_of, zone_name

Part = Callable[[Any], Any]


def _seconds(value: Any) -> Decimal:
    return Decimal(value.second)


def _weekday(value: Any) -> Decimal | None:
    return None if isinstance(value, FarDate | FarDateTime) else Decimal(value.isoweekday())


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
        "seconds": _of_length(1, 60),
    },
    "range": {
        "start": _range_part("start"),
        "end": _range_part("end"),
        "start included": _range_part("start_included"),
        "end included": _range_part("end_included"),
    },
}
