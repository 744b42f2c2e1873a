"""Reads and writes dates, times and both together. Not their arithmetic (`calendar_arithmetic`).

Texts are those of XML Schema with FEEL's named zones; parts of a second beyond the microsecond are cut.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from engine.feel.kinds.far import FarDate, FarDateTime, at_time, day_number, make_date, of_day_number
from engine.feel.kinds.zones import ZONE, read_zone, write_zone
from engine.tree import register

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?" + ZONE
_ONLY_DATE = re.compile(_DATE + r"\Z", re.ASCII)
_ONLY_TIME = re.compile(_TIME + r"\Z", re.ASCII)
_BOTH = re.compile(_DATE + "T" + _TIME + r"\Z", re.ASCII)


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
    if found["hour"] == "24":  # the end of a day is the beginning of the next
        day = of_day_number(day_number(day) + 1)
    return at_time(day, _time(found))


def _time(found: re.Match[str]) -> time:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    microsecond = int((found["fraction"] or "")[:6].ljust(6, "0"))
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    return time(hour, minute, second, microsecond, read_zone(found["zone"]))


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


register(FarDate, "$far_date", write_date, read_date)
register(FarDateTime, "$far_datetime", write_date_time, read_date_time)
