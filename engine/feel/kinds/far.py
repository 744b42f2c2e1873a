"""Dates beyond the years 1 to 9999, which DMN allows and Python does not know. Not those that Python knows.

The calendar repeats every 400 years, so a far date is counted as the near one at the same place of the cycle.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Any

from engine.feel.kinds.fine import combined

LARGEST_YEAR = 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_CYCLE = 2000
"""The first year of the cycle that stands for all others."""


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A date of the proleptic calendar, year -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int

    def isoformat(self) -> str:
        return f"{'-' * (self.year < 0)}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A far date with a time of day; the zone is the time's."""

    day_part: FarDate
    time_part: time

    @property
    def year(self) -> int:
        return self.day_part.year

    @property
    def month(self) -> int:
        return self.day_part.month

    @property
    def day(self) -> int:
        return self.day_part.day

    @property
    def hour(self) -> int:
        return self.time_part.hour

    @property
    def minute(self) -> int:
        return self.time_part.minute

    @property
    def second(self) -> int:
        return self.time_part.second

    @property
    def microsecond(self) -> int:
        return self.time_part.microsecond

    @property
    def tzinfo(self) -> Any:
        return self.time_part.tzinfo

    def __lt__(self, other: FarDateTime) -> bool:
        mine, its = self.time_part.replace(tzinfo=None), other.time_part.replace(tzinfo=None)
        return (self.day_part, mine) < (other.day_part, its)


def make_date(year: int, month: int, day: int) -> date | FarDate:
    """The date of three numbers. Raises ValueError where there is no such day."""
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, day)
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month) or abs(year) > LARGEST_YEAR:
        raise ValueError("no such day")
    return FarDate(year, month, day)


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    return monthrange(_CYCLE if isleap(year) else _CYCLE + 1, month)[1]


def at_time(day: date | FarDate, clock: time) -> datetime | FarDateTime:
    """The day at that time of day, in the time's zone."""
    return FarDateTime(day, clock) if isinstance(day, FarDate) else combined(day, clock)


def day_of(value: date | FarDate | FarDateTime) -> date | FarDate:
    """The day of an instant; a date is its own."""
    return value.day_part if isinstance(value, FarDateTime) else value


def day_number(day: date | FarDate) -> int:
    """The days since the first of January of year 1, counted from 1."""
    cycles = day.year // _CYCLE_YEARS - _CYCLE // _CYCLE_YEARS
    return near(day).toordinal() + cycles * _CYCLE_DAYS


def near(day: date | FarDate) -> date:
    """The day at the same place of the cycle that Python knows: same weekday, same shape of the year."""
    return date(_CYCLE + day.year % _CYCLE_YEARS, day.month, day.day)


def of_day_number(number: int) -> date | FarDate:
    """The reverse of `day_number`. Raises OverflowError beyond the largest year."""
    first = date(_CYCLE, 1, 1).toordinal()
    cycles, rest = divmod(number - first, _CYCLE_DAYS)
    found = date.fromordinal(first + rest)
    year = found.year + cycles * _CYCLE_YEARS
    if abs(year) > LARGEST_YEAR:
        raise OverflowError("year")
    return make_date(year, found.month, found.day)
