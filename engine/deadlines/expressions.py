"""The two functions with which owners compute deadlines in FEEL: `frist` and `werktage`. Not the counting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.clock import today
from engine.deadlines.calendar import Calendar
from engine.deadlines.counting import Deadline, compute, working_days
from engine.errors import EngineError


def functions(calendar: Calendar, found: list[Deadline] | None = None) -> Mapping[str, Any]:
    """`frist(beginn, dauer, art)` and `werktage(beginn, n)` as FEEL function values; null where senseless.

    `dauer` is a FEEL duration or its text (`"P1M"`), `art` a kind of deadline. What `frist` computes is
    also put into `found`, so that a screen can show the steps behind the date an expression came to.
    """

    def frist(beginn: Any, dauer: Any, art: Any) -> Any:
        start = _day(beginn)
        period = feel.format(dauer) if isinstance(dauer, timedelta | feel.YearsMonths) else dauer
        if start is None or not isinstance(period, str) or not isinstance(art, str):
            return None
        try:
            deadline = compute(start, period, art=art, calendar=calendar)
        except EngineError:
            return None
        if found is not None:
            found.append(deadline)
        return deadline.due

    def werktage(beginn: Any, n: Any) -> Any:
        start = _day(beginn)
        if start is None or isinstance(n, bool) or not isinstance(n, int | Decimal) or n != int(n):
            return None
        try:
            return working_days(start, int(n), calendar=calendar)
        except EngineError:
            return None

    return {
        "frist": feel.function(["beginn", "dauer", "art"], frist),
        "werktage": feel.function(["beginn", "n"], werktage),
    }


def _day(value: Any) -> date | None:
    """The calendar day in Berlin: what happens at 23:30 UTC on a summer day happens on the next one."""
    if isinstance(value, datetime):
        return today(value) if value.tzinfo else value.date()
    return value if isinstance(value, date) else None
