"""Offsets and zones of times: `Z`, `+02:00`, `@Europe/Berlin`. Not daylight saving, which Python knows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = r"(?P<zone>[zZ]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+/-]*)?"
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?\Z")
_WIDEST = timedelta(hours=18)


def read_zone(text: str | None) -> tzinfo | None:
    """The zone of a literal; None without one. Raises ValueError for an unknown zone or offset."""
    if not text:
        return None
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        return _named(text[1:])
    found = _OFFSET.match(text)
    if not found or int(found[3]) > 59 or int(found[4] or 0) > 59:
        raise ValueError(text)
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return of_offset(-offset if found[1] == "-" else offset)


def _named(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as unknown:
        raise ValueError(name) from unknown


def of_offset(offset: timedelta) -> tzinfo:
    """The zone at a fixed distance from UTC, at most 18 hours. Raises ValueError beyond."""
    if abs(offset) > _WIDEST:
        raise ValueError("offset")
    return timezone(offset) if offset else UTC


def offset_of(value: time | datetime) -> timedelta | None:
    """The distance from UTC; a time in a named zone has the one of the zone's winter."""
    offset = value.utcoffset()
    if offset is None and value.tzinfo is not None and isinstance(value, time):
        return datetime(1970, 1, 1, value.hour, value.minute, tzinfo=value.tzinfo).utcoffset()
    return offset


def zone_name(value: time | datetime) -> str | None:
    """The name of a named zone, else None."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def write_zone(zone: tzinfo | None) -> str:
    """The zone as FEEL writes it behind a time."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or timedelta()
    if not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    text = f"{'-' if offset < timedelta() else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")
