"""Adding to and subtracting from dates and times (DMN 1.5, 10.3.2.3 and table 58). Not reading or writing.

Instants with a zone are counted on the time line, so an hour over a change of the clocks is an hour.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from engine.feel.kinds.records import Nothing, YearsMonths
from engine.feel.kinds.zones import offset_of

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last one. A datetime keeps its time.

    Raises OverflowError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("year")
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def add_to_date(day: date, length: timedelta | YearsMonths) -> date:
    """Date plus duration is a date: the day on which midnight plus the duration falls."""
    if isinstance(length, YearsMonths):
        return add_months(day, length.months)
    return (datetime.combine(day, time(0)) + length).date()


def add_to_instant(instant: datetime, length: timedelta | YearsMonths) -> datetime:
    """Date and time plus duration; months on the calendar, seconds on the time line."""
    if isinstance(length, YearsMonths):
        moved = add_months(instant, length.months)
        assert isinstance(moved, datetime)
        return moved
    if instant.tzinfo is None:
        return instant + length
    return (instant.astimezone(UTC) + length).astimezone(instant.tzinfo)


def add_to_time(clock: time, length: timedelta) -> time:
    """Time plus duration, around the clock."""
    moved = datetime.combine(date(2000, 1, 2), clock.replace(tzinfo=None)) + length % DAY
    return moved.time().replace(tzinfo=clock.tzinfo)


def between_times(one: time, other: time) -> timedelta:
    """`one - other`. Raises Nothing when only one of them has a zone."""
    length = since_midnight(one) - since_midnight(other)
    first, second = offset_of(one), offset_of(other)
    if (first is None) != (second is None):
        raise Nothing("zone_missing")
    return length - (first or timedelta()) + (second or timedelta())


def between_instants(one: datetime, other: datetime) -> timedelta:
    """`one - other` on the time line. Raises Nothing when only one of them has a zone."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        raise Nothing("zone_missing")
    return one - other if one.tzinfo is None else one.astimezone(UTC) - other.astimezone(UTC)


def midnight(day: date, like: datetime | None = None) -> datetime:
    """The day's beginning: UTC beside an instant with a zone, else without one."""
    return datetime.combine(day, time(0), UTC if like is not None and like.tzinfo else None)


def since_midnight(clock: time) -> timedelta:
    """The time of day as a length."""
    return timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )


def months_between(start: date, end: date) -> YearsMonths:
    """Whole months from `start` to `end`, negative when `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and _day(end) < _day(start):
        months -= 1
    elif months < 0 and _day(end) > _day(start):
        months += 1
    return YearsMonths(months)


def _day(day: date) -> tuple[int, time]:
    return day.day, day.time() if isinstance(day, datetime) else time(0)
