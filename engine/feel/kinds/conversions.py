"""Built-in functions that make a value of another kind (DMN 1.5, 10.3.4.1, table 74). Not coercion."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.kinds import calendar_text as text
from engine.feel.kinds import zones
from engine.feel.kinds.builtin import builtin, unreadable
from engine.feel.kinds.calendar_arithmetic import months_between
from engine.feel.kinds.durations import Duration, read_duration
from engine.feel.kinds.far import FarDate, FarDateTime, at_time, make_date
from engine.feel.kinds.fine import fine_time, time_of_day
from engine.feel.kinds.numbers_context import read_number
from engine.feel.kinds.records import Nothing, YearsMonths
from engine.feel.kinds.text_of import text_of
from engine.feel.running.run import Run

AnyDate = date | FarDate
AnyInstant = datetime | FarDateTime
_PLAIN_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


def _read(read: Callable[[str], Any], source: str, wanted: str) -> Any:
    try:
        return read(source)
    except (ValueError, OverflowError):
        raise unreadable(source, wanted) from None


@builtin("date", "from: string|date|date and time")
def date_from(run: Run, source: str | AnyDate | AnyInstant) -> AnyDate:
    """The date that a text writes, or the day of an instant (table 74)."""
    if isinstance(source, str):
        found: AnyDate = _read(text.read_date, source, "date")
        return found
    if isinstance(source, FarDateTime):
        return source.day_part
    return source.date() if isinstance(source, datetime) else source


@builtin("date", "year: number", "month: number", "day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    """The date of three whole numbers (table 74)."""
    try:
        return make_date(whole(year), whole(month), whole(day))
    except ValueError:
        parts = {"year": text_of(year), "month": text_of(month), "day": text_of(day)}
        raise Nothing("no_day", **parts) from None


def whole(value: Decimal) -> int:
    """The number as a Python int. Raises ValueError for a fraction or far too large a number."""
    if value != value.to_integral_value() or abs(value) > 10**10:
        raise ValueError("no whole number")
    return int(value)


@builtin("date and time", "from: string|date|date and time")
def date_time_from(run: Run, source: str | AnyDate | AnyInstant) -> AnyInstant:
    """The instant that a text writes; of a date, its midnight (table 74)."""
    if isinstance(source, str):
        found: AnyInstant = _read(text.read_date_time, source, "date and time")
        return found
    if isinstance(source, datetime | FarDateTime):
        return source
    return at_time(source, time(0))


@builtin("date and time", "date: date|date and time", "time: time")
def date_time_of(run: Run, day: AnyDate | AnyInstant, clock: time) -> AnyInstant:
    """The day at that time, in the time's zone (table 74)."""
    return at_time(date_from(run, day), clock)


@builtin(
    "date and time",
    *("year: number", "month: number", "day: number", "hour: number", "minute: number", "second: number"),
    "offset?: days and time duration|null",
)
@builtin(
    "date and time",
    *("year: number", "month: number", "day: number", "hour: number", "minute: number", "second: number"),
    "timezone: string",
)
def date_time_of_numbers(run: Run, *parts: Any) -> AnyInstant:
    """The instant of six numbers, with an offset or the name of a zone (table 74)."""
    zone = parts[6] if len(parts) > 6 else None
    hour, minute, second = parts[3:6]
    clock = time_of(run, hour, minute, second, None if isinstance(zone, str) else zone)
    if isinstance(zone, str):
        clock = clock.replace(tzinfo=zones.read_zone(zone if zone in ("Z", "z") else f"@{zone}"))
    return at_time(date_of(run, *parts[:3]), clock)


@builtin("time", "from: string|time|date and time|date")
def time_from(run: Run, source: str | time | AnyInstant | AnyDate) -> time:
    """The time that a text writes, or the time of an instant; of a date, midnight UTC (table 74)."""
    if isinstance(source, str):
        found: time = _read(text.read_time, source, "time")
        return found
    if isinstance(source, time):
        return source
    if isinstance(source, FarDateTime):
        return source.time_part
    return time_of_day(source) if isinstance(source, datetime) else time(0, tzinfo=zones.read_zone("Z"))


@builtin("time", "hour: number", "minute: number", "second: number", "offset?: days and time duration|null")
def time_of(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None
) -> time:
    """The time of three numbers, seconds with a fraction, and an offset from UTC (table 74)."""
    microsecond, nanoseconds = divmod(int(second * 10**9 % 10**9), 1_000)
    zone = zones.of_offset(offset) if offset is not None else None
    return fine_time(time(whole(hour), whole(minute), int(second), microsecond, zone), nanoseconds)


@builtin("number", "from: string|number")
def number_from(run: Run, source: str | Decimal) -> Decimal:
    """The number that a text writes as FEEL would (table 74)."""
    return number_of(run, source, None, None) if isinstance(source, str) else source


@builtin("number", "from: string", "grouping separator: string|null", "decimal separator?: string|null")
def number_of(run: Run, source: str, grouping: str | None, point: str | None = None) -> Decimal:
    """The number of a text: `number("45.833,33", ".", ",")` (table 74)."""
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        raise Nothing("outside", function="number", parameter="grouping separator, decimal separator")
    plain = source.replace(grouping, "") if grouping else source
    plain = plain.replace(point, ".") if point else plain
    if not _PLAIN_NUMBER.match(plain):
        raise unreadable(source, "number")
    made = read_number(plain)
    if made is None:
        raise unreadable(source, "number")
    return made


@builtin("string", "from: any")
def string_from(run: Run, source: Any) -> str | None:
    """The value as FEEL writes it; null for null (table 74)."""
    if source is None:
        return None
    return limits.checked_text(text_of(limits.checked_value(source)))


@builtin("duration", "from: string|days and time duration|years and months duration")
def duration_from(run: Run, source: str | Duration) -> Duration:
    """The duration that a text writes (table 74)."""
    if not isinstance(source, str):
        return source
    found: Duration = _read(read_duration, source, "duration")
    return found


@builtin("years and months duration", "from: date|date and time", "to: date|date and time")
def months_from(run: Run, start: AnyDate | AnyInstant, end: AnyDate | AnyInstant) -> YearsMonths:
    """Whole months between two dates or instants; a date is its midnight (table 74)."""
    return months_between(start, end)
