"""Counting periods from an event to the end of a deadline. Not which one applies.

The law counts like this: the day of the event does not count (§ 187 I BGB); a period of months or years
ends on the day with the same number, in a shorter month on its last day (§ 188 II, III BGB); where the end
falls on a Saturday, Sunday or public holiday the next working day takes its place (§ 193 BGB, § 31 III
VwVfG NRW). The deadline ends with that day, at 24:00 in Berlin.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, get_args

from engine.deadlines import periods
from engine.deadlines.calendar import CALENDAR, Calendar
from engine.errors import EngineError
from engine.wording import Language, say

Kind = Literal["gesetzlich", "behoerdlich", "nebenbestimmung", "vertrag", "intern"]

KINDS: tuple[Kind, ...] = get_args(Kind)
_FARTHEST = 10_000


@dataclass(frozen=True)
class Step:
    """One step of a calculation: a code of the catalogue `deadlines`, its facts, and the day it led to."""

    code: str
    facts: Mapping[str, Any]
    day: date

    def sentence(self, language: Language = "de") -> str:
        """`Bekanntgabe 31.01.2022 + 1 Monat → 28.02.2022`."""
        return say("deadlines", self.code, language, **self.facts)


@dataclass(frozen=True)
class Deadline:
    """The last day of a period, and how it was found."""

    due: date
    kind: Kind
    steps: tuple[Step, ...] = field(default=())
    calendar_version: str = ""


def compute(
    start: date, period: str, *, art: str = "gesetzlich", calendar: Calendar = CALENDAR, event: str = ""
) -> Deadline:
    """The end of `period` (ISO 8601: `P1M`, `P2W`, `-P14D`) after the event on `start`.

    `art` is one of KINDS; only internal deadlines may end on a day of rest, and so may what is counted
    backwards (reminders). `event` names what happened on `start` ("Bekanntgabe"). Raises EngineError for
    a text that is no period, an unknown kind, or a day outside the calendar.
    """
    kind = kind_of(art)
    span = periods.parse(period)
    counting = _Counting(start, {"art": kind}, event)
    for unit, count in span.parts:
        counting.add(unit, span.sign * count)
    if kind != "intern" and span.sign > 0:
        counting.leave_days_of_rest(calendar)
    return Deadline(counting.day, kind, tuple(counting.steps), calendar.version)


def kind_of(art: str) -> Kind:
    """The kind that people write with or without umlaut and capitals. Raises EngineError."""
    plain = art.strip().lower().replace("ö", "oe")
    found = next((kind for kind in KINDS if kind == plain), None)
    if found is None:
        raise EngineError("deadline_kind_unknown", art=art, known=", ".join(KINDS))
    return found


def kind_among(steps: Iterable[Mapping[str, Any]]) -> Kind | None:
    """The kind that the kept steps of a deadline name; None for a day that a notice named."""
    return next((step["kind"] for step in steps if step.get("kind")), None)


def working_days(start: date, count: int, *, calendar: Calendar = CALENDAR) -> date:
    """The day `count` working days after (negative: before) `start`. Raises EngineError beyond 10,000."""
    if abs(count) > _FARTHEST:
        raise EngineError("period_too_long", period=str(count))
    day, left, step = start, abs(count), 1 if count >= 0 else -1
    while left:
        day = _moved(day, step)
        left -= calendar.works(day)
    return day


def days_until(due: date, today: date, *, calendar: Calendar = CALENDAR) -> int:
    """Working days from `today` to `due`; negative when `due` has passed, 0 when it is today."""
    if due < today:
        return -days_until(today, due, calendar=calendar)
    weeks, rest = divmod((due - today).days, 7)
    weekdays = weeks * 5 + sum((today + timedelta(days=one)).weekday() < 5 for one in range(1, rest + 1))
    return weekdays - sum(today < day <= due for day in calendar.idle_weekdays(today.year, due.year))


@dataclass
class _Counting:
    """A day on its way to the end of the deadline, with the steps so far."""

    day: date
    facts: Mapping[str, Any]
    event: str
    steps: list[Step] = field(default_factory=list)

    def add(self, unit: str, count: int) -> None:
        start, prefix = self.day, f"{self.event} " if self.event and not self.steps else ""
        if unit in ("year", "month"):
            end = _add_months(start, count * (12 if unit == "year" else 1))
        else:
            end = _moved(start, count * (7 if unit == "week" else 1))
        amount = abs(count)
        code = f"{'plus' if count > 0 else 'minus'}_{unit}{'s' if amount != 1 else ''}"
        self.go(code, end, start=start, count=amount, event=prefix)
        if unit in ("year", "month") and end.day != start.day:
            self.go("short_month", end, number=start.day)

    def leave_days_of_rest(self, calendar: Calendar) -> None:
        while calendar.rests(self.day):
            holiday = calendar.holiday(self.day)
            code = "on_holiday" if holiday else "on_saturday" if self.day.weekday() == 5 else "on_sunday"
            self.go(code, _moved(self.day, 1), day=self.day, holiday=holiday or "")

    def go(self, code: str, end: date, **facts: Any) -> None:
        self.steps.append(Step(code, {**self.facts, **facts, "end": end}, end))
        self.day = end


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise EngineError("period_too_long", period=f"{count} Monate")
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise EngineError("period_too_long", period=f"{days} Tage") from None
