"""How near a deadline is: overdue, today and tomorrow, this week, later, none. Not its calculation."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from engine.clock import BERLIN, today
from engine.schema import NEVER

Period = Literal["late", "near", "week", "later", "none"]
PERIODS: tuple[Period, ...] = ("late", "near", "week", "later", "none")
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 1, 1, tzinfo=UTC)


def bounds(period: str, now: datetime) -> tuple[datetime, datetime]:
    """From which instant, and before which one, a deadline belongs to `period`. Raises KeyError."""
    here = today(now)
    near = midnight(here + timedelta(days=2))
    week = max(near, midnight(here + timedelta(days=7 - here.weekday())))
    return {
        "late": (_FIRST, now),
        "near": (now, near),
        "week": (near, week),
        "later": (week, NEVER),
        "none": (NEVER, _LAST),
    }[period]


def period_of(due: datetime | None, now: datetime) -> Period:
    """The period of a deadline, or of having none."""
    at = due or NEVER
    return next(one for one in PERIODS if at < bounds(one, now)[1])


def midnight(day: date) -> datetime:
    """When a day begins in Berlin."""
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)
