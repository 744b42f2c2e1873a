"""Built-in functions on dates, and the clock (DMN 1.5, 10.3.4.6, 10.3.4.8, tables 79, 81). Not conversion."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import clock
from engine.feel.kinds.builtin import builtin
from engine.feel.kinds.far import FarDate, FarDateTime, day_of, near
from engine.feel.kinds.kind import kind
from engine.feel.kinds.records import Nothing
from engine.feel.kinds.text_of import text_of
from engine.feel.running.comparison import equal
from engine.feel.running.run import NOW, Run

AnyDay = date | FarDate | FarDateTime
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("day of year", "date: date|date and time")
def day_of_year(run: Run, day: AnyDay) -> Decimal:
    """1 for the first of January (table 81)."""
    return Decimal(near(day_of(day)).timetuple().tm_yday)


@builtin("day of week", "date: date|date and time")
def day_of_week(run: Run, day: AnyDay) -> str:
    """The English name of the weekday (table 81)."""
    return _DAYS[near(day_of(day)).weekday()]


@builtin("month of year", "date: date|date and time")
def month_of_year(run: Run, day: AnyDay) -> str:
    """The English name of the month (table 81)."""
    return _MONTHS[day.month - 1]


@builtin("week of year", "date: date|date and time")
def week_of_year(run: Run, day: AnyDay) -> Decimal:
    """The number of the week by ISO 8601 (table 81)."""
    return Decimal(near(day_of(day)).isocalendar().week)


@builtin("is", "value1: any", "value2: any")
def same(run: Run, one: Any, other: Any) -> bool:
    """Are the values of one kind and alike in every part, the zone too? (table 79)"""
    if kind(one) != kind(other):
        return False
    if kind(one) in ("time", "date and time"):
        return text_of(one) == text_of(other)
    return equal(run, one, other) is True


@builtin("now")
def now(run: Run) -> datetime:
    """The instant that the context gives under `feel.NOW`, on the wall clock of the authority (table 81)."""
    instant = run.context.get(NOW)
    if callable(instant):
        instant = instant()
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise Nothing("clock_missing")
    return clock.local(instant)


@builtin("today")
def today(run: Run) -> date:
    """The day of `now()`, or the context's `heute` (table 81)."""
    given = run.context.get("heute")
    if NOW not in run.context and type(given) is date:
        return given
    return now(run).date()
