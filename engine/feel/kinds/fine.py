"""Times with digits beyond the microsecond, which FEEL keeps and Python does not. Not their arithmetic.

They are written and taken apart with all nine digits; what is reckoned from them is exact to the microsecond,
and like all times they are compared to the millisecond. Plain times stay Python's own.
"""

from __future__ import annotations

from datetime import date, datetime, time


class FineTime(time):
    """A time of day with nanoseconds (0 to 999) below its microseconds."""

    nanosecond: int = 0


class FineDateTime(datetime):
    """A date and time with nanoseconds (0 to 999) below its microseconds."""

    nanosecond: int = 0


def nanosecond(value: object) -> int:
    """The nanoseconds below the microsecond, 0 for all values that have none."""
    return value.nanosecond if isinstance(value, FineTime | FineDateTime) else 0


def fine_time(clock: time, nanoseconds: int) -> time:
    """The time with so many nanoseconds more."""
    if not nanoseconds:
        return clock
    made = FineTime(clock.hour, clock.minute, clock.second, clock.microsecond, clock.tzinfo)
    made.nanosecond = nanoseconds
    return made


def combined(day: date, clock: time) -> datetime:
    """The day at that time, in the time's zone."""
    if not nanosecond(clock):
        return datetime.combine(day, clock)
    made = FineDateTime.combine(day, clock)
    made.nanosecond = nanosecond(clock)
    return made


def time_of_day(instant: datetime) -> time:
    """The time of an instant, with its zone."""
    return fine_time(instant.timetz(), nanosecond(instant))
