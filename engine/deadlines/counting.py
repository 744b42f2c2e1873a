"""Counting periods from an event to the end of a deadline. Not which deadline applies (that is a decision)."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from engine.deadlines.calendar import CALENDAR, Calendar
from engine.errors import EngineError
from engine.wording import Language, say

Kind = Literal["gesetzlich", "behoerdlich", "nebenbestimmung", "vertrag", "intern"]

SHIFTED: frozenset[str] = frozenset({"gesetzlich", "behoerdlich", "nebenbestimmung", "vertrag"})
"""Kinds that never end on a day of rest (§ 193 BGB, § 31 III VwVfG); internal dates stay where they are."""

_PERIOD = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$")


@dataclass(frozen=True)
class Step:
    """One step of a calculation: a code of the catalogue `deadlines`, its facts, and the day it led to."""

    code: str
    facts: Mapping[str, Any]
    day: date

    def sentence(self, language: Language = "de") -> str:
        return say("deadlines", self.code, language, **self.facts)


@dataclass(frozen=True)
class Deadline:
    """The last day of a period (it ends at 24:00 in Berlin), and how it was found."""

    due: date
    kind: str
    steps: tuple[Step, ...] = field(default=())
    calendar_version: str = ""


def compute(start: date, period: str, *, art: str = "gesetzlich", calendar: Calendar = CALENDAR) -> Deadline:
    """The end of `period` (ISO 8601: `P1M`, `P2W`, `-P14D`) after the event on `start`.

    The day of the event does not count (§ 187 I BGB). A period of months or years ends on the day with the
    same number, or on the last day of a shorter month (§ 188 II, III BGB). Raises EngineError for a text
    that is no period of days, weeks, months or years.
    """
    sign, years, month_count, weeks, days = _parse(period)
    end = _add_months(start, sign * (12 * years + month_count)) + timedelta(days=sign * (7 * weeks + days))
    facts = {"start": _shown(start), "period": _named(period), "end": _shown(end), "art": art}
    steps = [Step("counted", facts, end)]
    if art in SHIFTED and sign > 0:
        end = _shift(end, calendar, steps, art)
    return Deadline(end, art, tuple(steps), calendar.version)


def working_days(start: date, count: int, *, calendar: Calendar = CALENDAR) -> date:
    """The day `count` working days after (or, if negative, before) `start`."""
    day, left, step = start, abs(count), 1 if count >= 0 else -1
    while left:
        day += timedelta(days=step)
        left -= calendar.works(day)
    return day


def days_until(due: date, today: date, *, calendar: Calendar = CALENDAR) -> int:
    """Working days from `today` to `due`; negative when `due` has passed, 0 when it is today."""
    first, last = sorted((due, today))
    span = (last - first).days
    if span > 400:
        counted = span * 5 // 7
    else:
        counted = sum(calendar.works(first + timedelta(days=one)) for one in range(1, span + 1))
    return counted if due >= today else -counted


def _shift(end: date, calendar: Calendar, steps: list[Step], art: str) -> date:
    while calendar.rests(end):
        reason = calendar.holiday(end) or ("Samstag" if end.weekday() == 5 else "Sonntag")
        following = end + timedelta(days=1)
        facts = {"day": _shown(end), "reason": reason, "end": _shown(following), "art": art}
        steps.append(Step("shifted", facts, following))
        end = following
    return end


def _parse(period: str) -> tuple[int, int, int, int, int]:
    found = _PERIOD.fullmatch(period.strip())
    if found is None or not any(found.groups()[1:]):
        raise EngineError("period_unknown", period=period)
    years, month_count, weeks, days = (int(one or 0) for one in found.groups()[1:])
    return -1 if found.group(1) else 1, years, month_count, weeks, days


def _add_months(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _shown(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _named(period: str) -> str:
    sign, years, month_count, weeks, days = _parse(period)
    amounts = ((years, "Jahr", "Jahre"), (month_count, "Monat", "Monate"), (weeks, "Woche", "Wochen"),
               (days, "Tag", "Tage"))  # fmt: skip
    words = " ".join(f"{count} {one if count == 1 else many}" for count, one, many in amounts if count)
    return f"{'−' if sign < 0 else '+'} {words}"
