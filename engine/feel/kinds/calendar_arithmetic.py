"""Adding to and subtracting from dates and times (DMN 1.5, 10.3.2.3 and table 58). Not reading or writing.

Instants with a zone are counted on the time line, so an hour over a change of the clocks is an hour; far ones
(see `far`) keep the offset they have.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from engine.feel.kinds.far import (
    FarDate,
    FarDateTime,
    at_time,
    day_number,
    make_date,
    month_length,
    of_day_number,
)
from engine.feel.kinds.fine import time_of_day
from engine.feel.kinds.records import Nothing, YearsMonths
from engine.feel.kinds.zones import offset_of

DAY = timedelta(days=1)
_ONE = timedelta(microseconds=1)
_MICROSECONDS = DAY // _ONE
AnyDate = date | FarDate
AnyInstant = datetime | FarDateTime
Length = timedelta | YearsMonths


def add_months(day: AnyDate, months: int) -> AnyDate:
    """The same day so many months on, or the month's last one. Raises ValueError beyond the largest year."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_date(year, month + 1, min(day.day, month_length(year, month + 1)))


def add_to_date(day: AnyDate, length: Length) -> AnyDate:
    """Date plus duration is a date: the day on which midnight plus the duration falls."""
    if isinstance(length, YearsMonths):
        return add_months(day, length.months)
    return of_day_number(day_number(day) + length // DAY)


def add_to_instant(instant: AnyInstant, length: Length) -> AnyInstant:
    """Date and time plus duration; months on the calendar, seconds on the time line."""
    day, clock = _split(instant)
    if isinstance(length, YearsMonths):
        return at_time(add_months(day, length.months), clock)
    if isinstance(instant, datetime):
        try:
            if instant.tzinfo is None:
                return instant + length
            return (instant.astimezone(UTC) + length).astimezone(instant.tzinfo)
        except OverflowError:
            pass
    days, rest = divmod(since_midnight(clock) + length, DAY)
    return at_time(of_day_number(day_number(day) + days), add_to_time(clock, rest - since_midnight(clock)))


def _split(instant: AnyInstant) -> tuple[AnyDate, time]:
    if isinstance(instant, FarDateTime):
        return instant.day_part, instant.time_part
    return instant.date(), time_of_day(instant)


def add_to_time(clock: time, length: timedelta) -> time:
    """Time plus duration, around the clock."""
    moved = datetime.combine(date(2000, 1, 2), clock.replace(tzinfo=None)) + length % DAY
    return moved.time().replace(tzinfo=clock.tzinfo)


def between_times(one: time, other: time) -> timedelta:
    """`one - other`. Raises Nothing when only one of them has a zone."""
    first, second = offset_of(one), offset_of(other)
    if (first is None) != (second is None):
        raise Nothing("zone_missing")
    length = since_midnight(one) - since_midnight(other)
    return length - (first or timedelta()) + (second or timedelta())


def between_dates(one: AnyDate, other: AnyDate) -> timedelta:
    """`one - other`, whole days."""
    return timedelta(days=day_number(one) - day_number(other))


def between_instants(one: AnyInstant | AnyDate, other: AnyInstant | AnyDate) -> timedelta:
    """`one - other` on the time line; a date is its midnight in UTC.

    Raises Nothing when only one of them has a zone, OverflowError beyond 2.7 million years.
    """
    return timedelta(microseconds=microseconds_between(one, other))


def microseconds_between(one: AnyInstant | AnyDate, other: AnyInstant | AnyDate) -> int:
    """`one - other` in microseconds, however far. Raises Nothing when only one of them has a zone."""
    first, second = _position(one), _position(other)
    if (first[1] is None) != (second[1] is None):
        raise Nothing("zone_missing")
    return first[0] - second[0] - (first[1] or 0) + (second[1] or 0)


def without_zone(value: AnyInstant | time) -> AnyInstant | time:
    """The local time alone: what the value would be in the zone of another one."""
    if isinstance(value, FarDateTime):
        return FarDateTime(value.day_part, value.time_part.replace(tzinfo=None))
    return value.replace(tzinfo=None)


def _position(value: AnyInstant | AnyDate) -> tuple[int, int | None]:
    """Microseconds since year 1 on the local calendar, and the offset from UTC in microseconds."""
    if not isinstance(value, datetime | FarDateTime):
        return day_number(value) * _MICROSECONDS, 0
    day, clock = _split(value)
    offset = offset_of(value if isinstance(value, datetime) else clock)
    local = day_number(day) * _MICROSECONDS + since_midnight(clock) // _ONE
    return local, None if offset is None else offset // _ONE


def midnight(day: AnyDate) -> AnyInstant:
    """The day's beginning in UTC: what a date stands for where an instant is needed (10.3.2.9.4)."""
    return at_time(day, time(0, tzinfo=UTC))


def since_midnight(clock: time) -> timedelta:
    """The time of day as a length."""
    return timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )


def months_between(start: AnyDate | AnyInstant, end: AnyDate | AnyInstant) -> YearsMonths:
    """Whole months from `start` to `end`, negative when `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and _day(end) < _day(start):
        months -= 1
    elif months < 0 and _day(end) > _day(start):
        months += 1
    return YearsMonths(months)


def _day(day: AnyDate | AnyInstant) -> tuple[int, time]:
    if isinstance(day, datetime | FarDateTime):
        return day.day, _split(day)[1].replace(tzinfo=None)
    return day.day, time(0)
