"""Both kinds of duration: reading, writing, parts. Not their arithmetic (`running/arithmetic`).

Days and time are a `timedelta`, years and months are `YearsMonths`; the two are never mixed, since nobody
knows how long a month is.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from engine.feel.kinds.records import YearsMonths
from engine.tree import register

Duration = timedelta | YearsMonths

_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?\Z", re.ASCII)
_TIME = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?\Z", re.ASCII
)
_MICROSECOND = timedelta(microseconds=1)


def read_duration(text: str) -> Duration:
    """`P1Y2M` or `P3DT4H` (ISO 8601, the subset of XML Schema). Raises ValueError."""
    if found := _MONTHS.match(text):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonths(-months if found[1] else months)
    found = _TIME.match(text)
    if not found:
        raise ValueError(text)
    try:
        length = timedelta(
            days=int(found[2] or 0),
            hours=int(found[3] or 0),
            minutes=int(found[4] or 0),
            seconds=int(found[5] or 0),
            microseconds=int((found[6] or "")[:6].ljust(6, "0")),
        )
    except OverflowError as beyond:
        raise ValueError(text) from beyond
    return -length if found[1] else length


def write_duration(value: Duration) -> str:
    """The shortest ISO 8601 text: `P1Y2M`, `-P3DT4H5.5S`, `PT0S`, `P0M`."""
    if isinstance(value, YearsMonths):
        return _write_months(value.months)
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    hours, seconds = divmod(value.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{value.microseconds:06d}".rstrip("0") if value.microseconds else ""
    day = f"{value.days}D" if value.days else ""
    clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    return f"{sign}P{day}T{clock}" if clock else f"{sign}P{day}" if day else "PT0S"


def _write_months(months: int) -> str:
    sign = "-" if months < 0 else ""
    years, months = divmod(abs(months), 12)
    text = f"{years}Y" * bool(years) + f"{months}M" * bool(months)
    return f"{sign}P{text or '0M'}"


def microseconds(value: timedelta) -> int:
    """The whole length in microseconds."""
    return value // _MICROSECOND


def of_microseconds(count: Decimal) -> timedelta:
    """A length of that many microseconds, cut towards zero. Raises OverflowError."""
    return timedelta(microseconds=int(count))


def years(value: YearsMonths) -> int:
    """Whole years, towards zero: -P14M has -1."""
    return int(value.months / 12) if abs(value.months) < 10**12 else value.months // 12


def months(value: YearsMonths) -> int:
    """The months beyond the whole years."""
    return value.months - 12 * years(value)


def _read_time(text: str) -> timedelta:
    value = read_duration(text)
    assert isinstance(value, timedelta)
    return value


def _read_months(text: str) -> YearsMonths:
    value = read_duration(text)
    assert isinstance(value, YearsMonths)
    return value


register(timedelta, "$duration", write_duration, _read_time)
register(YearsMonths, "$months", write_duration, _read_months)
