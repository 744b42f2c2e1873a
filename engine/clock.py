"""The one clock. Nothing else in the program asks what time it is.

Every function that needs the time takes it as an argument; the shell (web, worker, command line) holds a
`Clock` and passes `clock.now()` down. All instants are aware and in UTC; people read them in Berlin time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FakeClock:
    """A clock for simulations and tests; it moves only when told to, and never back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        return self.set(self._now + by)

    def set(self, to: datetime) -> datetime:
        self._now = max(self._now, to.astimezone(UTC))
        return self._now


class MovedClock:
    """A clock that shows another time and runs on from there as fast as `real`: for the demo."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._real = real
        self._shift = start - real.now()

    def now(self) -> datetime:
        return self._real.now() + self._shift

    def advance(self, by: timedelta) -> datetime:
        """Skip a period; what falls due in it is due now."""
        self._shift += by
        return self.now()


def local(instant: datetime) -> datetime:
    """The same instant on the wall clock of the authority (Europe/Berlin)."""
    return instant.astimezone(BERLIN)


def today(now: datetime) -> date:
    """The calendar day in Berlin at `now`: deadlines and letters count in local days."""
    return local(now).date()
