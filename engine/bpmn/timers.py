"""When a BPMN timer is due: ISO 8601 literals and FEEL values. Asks no clock; `now` is an argument.

Years, months, weeks and days are calendar units on the wall clock of Berlin (14 days from 10 o'clock are
due at 10 o'clock, also over a change to summer time); hours, minutes and seconds are exact.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from engine import feel
from engine.clock import BERLIN

TimerKind = Literal["date", "duration", "cycle"]

_LONGEST = timedelta(days=100 * 366)
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d{0,6})/(?:(?P<start>[^/P]+)/)?(?P<every>P[^/]+)")


@dataclass(frozen=True)
class Duration:
    """Calendar months and days, and exact seconds."""

    months: int = 0
    days: int = 0
    seconds: float = 0

    def after(self, start: datetime, times: int = 1) -> datetime:
        """The instant `times` durations after `start`, in UTC."""
        wall = start.astimezone(BERLIN).replace(tzinfo=None)
        months = wall.year * 12 + wall.month - 1 + self.months * times
        year, month = divmod(months, 12)
        day = min(wall.day, monthrange(year, month + 1)[1])
        wall = wall.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days * times)
        instant = start if (self.months, self.days) == (0, 0) else wall.replace(tzinfo=BERLIN)
        return instant.astimezone(UTC) + timedelta(seconds=self.seconds * times)

    @property
    def sensible(self) -> bool:
        """Longer than nothing and not beyond a century."""
        length = timedelta(days=self.months * 30.5 + self.days, seconds=self.seconds)
        return timedelta(0) < length <= _LONGEST


@dataclass(frozen=True)
class Schedule:
    """The instants at which a timer fires: `start`, then every `every`, `times` in all (None = endless)."""

    start: datetime
    every: Duration | None = None
    times: int | None = 1


def schedule(kind: TimerKind, value: Any, now: datetime) -> Schedule | None:
    """What the value of a timer means at `now`; None if it does not fit the kind of timer."""
    if isinstance(value, str):
        value = literal(kind, value)
    if kind == "date":
        start = _instant(value)
        return Schedule(start) if start else None
    if kind == "cycle":
        return _repeated(value, now) if isinstance(value, Cycle) else None
    length = _duration(value)
    return Schedule(length.after(now)) if length and (length.sensible or length == Duration()) else None


@dataclass(frozen=True)
class Cycle:
    """`R3/P7D`: how often, how far apart, and from when if not from entry."""

    every: Duration
    times: int | None
    start: datetime | None = None


def literal(kind: TimerKind, text: str) -> Any:
    """The ISO 8601 literal of a timer as a value, or None if `text` is none (then it is FEEL)."""
    reader = {"date": _read_instant, "duration": _read_duration, "cycle": _read_cycle}[kind]
    return reader(text.strip())


def _read_duration(text: str) -> Duration | None:
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    part = {unit: int(amount or 0) for unit, amount in found.groupdict().items() if unit != "seconds"}
    seconds = float(found["seconds"] or 0) + part["hours"] * 3600 + part["minutes"] * 60
    return Duration(part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], seconds)


def _read_instant(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d(T\d\d:\d\d|$)", text):
        return None
    try:
        return _instant(datetime.fromisoformat(text))
    except ValueError:
        return None


def _read_cycle(text: str) -> Cycle | None:
    found = _CYCLE.fullmatch(text)
    every = _read_duration(found["every"]) if found else None
    if not found or every is None or not every.sensible:
        return None
    start = _read_instant(found["start"]) if found["start"] else None
    times = int(found["times"]) if found["times"] else None
    return None if times == 0 or (found["start"] and start is None) else Cycle(every, times, start)


def _instant(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=BERLIN)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), BERLIN).astimezone(UTC)
    return None


def _duration(value: Any) -> Duration | None:
    if isinstance(value, Duration):
        return value
    if isinstance(value, timedelta):
        return Duration(days=value.days, seconds=value.seconds + value.microseconds / 1e6)
    if isinstance(value, feel.YearsMonths):
        return Duration(months=value.months)
    return None


def _repeated(cycle: Cycle, now: datetime) -> Schedule:
    return Schedule(cycle.start or cycle.every.after(now), cycle.every, cycle.times)
