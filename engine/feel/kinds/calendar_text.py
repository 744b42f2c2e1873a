"""Reads and writes dates, times and both together. Not their arithmetic (`calendar_arithmetic`).

Texts are those of XML Schema with FEEL's named zones; parts of a second beyond the microsecond are cut.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime, time

from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.zones import ZONE, read_zone, write_zone

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?" + ZONE
_ONLY_DATE = re.compile(_DATE + r"\Z", re.ASCII)
_ONLY_TIME = re.compile(_TIME + r"\Z", re.ASCII)
_BOTH = re.compile(_DATE + "T" + _TIME + r"\Z", re.ASCII)
_LARGEST_YEAR = 999_999_999


def read_date(text: str) -> date | FarDate:
    """`2021-03-01` as a date. Raises ValueError."""
    found = _ONLY_DATE.match(text)
    if not found:
        raise ValueError(text)
    return make_date(int(found["year"]), int(found["month"]), int(found["day"]))


def read_time(text: str) -> time:
    """`10:30:00`, `10:30:00Z`, `10:30:00@Europe/Berlin` as a time. Raises ValueError."""
    found = _ONLY_TIME.match(text)
    if not found:
        raise ValueError(text)
    return _time(found)


def read_date_time(text: str) -> datetime | FarDateTime:
    """`2021-03-01T10:30:00+01:00`, or a date alone, as a date and time. Raises ValueError."""
    if "T" not in text:
        return at_time(read_date(text), time(0))
    found = _BOTH.match(text)
    if not found:
        raise ValueError(text)
    day = make_date(int(found["year"]), int(found["month"]), int(found["day"]))
    return at_time(day, _time(found))


def _time(found: re.Match[str]) -> time:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    microsecond = int((found["fraction"] or "")[:6].ljust(6, "0"))
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    return time(hour, minute, second, microsecond, read_zone(found["zone"]))


def make_date(year: int, month: int, day: int) -> date | FarDate:
    """The date of three numbers. Raises ValueError where there is no such day."""
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, day)
    alike = 2000 if isleap(abs(year)) else 2001
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(alike, month)[1] or abs(year) > _LARGEST_YEAR:
        raise ValueError("no such day")
    return FarDate(year, month, day)


def at_time(day: date | FarDate, clock: time) -> datetime | FarDateTime:
    """The day at that time of day, in the time's zone."""
    return FarDateTime(day, clock) if isinstance(day, FarDate) else datetime.combine(day, clock)


def write_date(value: date | FarDate) -> str:
    return value.isoformat()


def write_time(value: time | datetime | FarDateTime) -> str:
    """Hours, minutes, seconds, the fraction if there is one, and the zone."""
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    zone = write_zone(value.tzinfo)
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{zone}"


def write_date_time(value: datetime | FarDateTime) -> str:
    day = value.day_part if isinstance(value, FarDateTime) else value.date()
    return f"{day.isoformat()}T{write_time(value)}"
