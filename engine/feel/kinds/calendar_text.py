"""Reads and writes dates, times and both together. Not their arithmetic (`calendar_arithmetic`).

Texts are those of XML Schema with FEEL's named zones; parts of a second beyond the nanosecond are cut.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from engine.feel.kinds.far import FarDate, FarDateTime, at_time, day_number, make_date, of_day_number
from engine.feel.kinds.fine import FineDateTime, FineTime, fine_time, nanosecond
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
    microsecond, nanoseconds = divmod(int((found["fraction"] or "")[:9].ljust(9, "0")), 1_000)
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    return fine_time(time(hour, minute, second, microsecond, read_zone(found["zone"])), nanoseconds)


def write_date(value: date | FarDate) -> str:
    return value.isoformat()


def write_time(value: time | datetime | FarDateTime) -> str:
    """Hours, minutes, seconds, the fraction if there is one, and the zone."""
    fine = nanosecond(value.time_part if isinstance(value, FarDateTime) else value)
    fraction = f".{value.microsecond:06d}{fine:03d}".rstrip("0").rstrip(".")
    zone = write_zone(value.tzinfo)
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{zone}"


def write_date_time(value: datetime | FarDateTime) -> str:
    day = value.day_part if isinstance(value, FarDateTime) else value.date()
    return f"{day.isoformat()}T{write_time(value)}"


register(FarDate, "$far_date", write_date, read_date)
register(FineTime, "$fine_time", write_time, read_time)
register(FineDateTime, "$fine_datetime", write_date_time, read_date_time)
register(FarDateTime, "$far_datetime", write_date_time, read_date_time)
