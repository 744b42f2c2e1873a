"""The two functions with which owners compute deadlines in FEEL: `frist` and `werktage`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.deadlines.calendar import Calendar
from engine.deadlines.counting import compute, working_days
from engine.errors import EngineError


def functions(calendar: Calendar) -> Mapping[str, Any]:
    """`frist(beginn, dauer, art)` and `werktage(beginn, n)` as FEEL function values; null where senseless."""

    def frist(beginn: Any, dauer: Any, art: Any) -> Any:
        period = feel.format(dauer) if isinstance(dauer, timedelta | feel.YearsMonths) else dauer
        if not isinstance(beginn, date) or not isinstance(period, str) or not isinstance(art, str):
            return None
        try:
            return compute(beginn, period.strip('"'), art=art, calendar=calendar).due
        except EngineError:
            return None

    def werktage(beginn: Any, n: Any) -> Any:
        if not isinstance(beginn, date) or not isinstance(n, int | Decimal):
            return None
        return working_days(beginn, int(n), calendar=calendar)

    return {
        "frist": feel.function(["beginn", "dauer", "art"], frist),
        "werktage": feel.function(["beginn", "n"], werktage),
    }
