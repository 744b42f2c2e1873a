"""Which days are no working days at the seat of the authority. Not how deadlines are counted.

24 and 31 December and Rosenmontag are working days in North Rhine-Westphalia; a house that closes on them
says so in its own list, which moves no legal deadline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version

import holidays

VERSION = f"holidays {version('holidays')} DE-NW"


@dataclass(frozen=True)
class Calendar:
    """The public holidays of a Land, and the days on which one's own house is closed."""

    land: str = "NW"
    closed: frozenset[date] = field(default_factory=frozenset)
    version: str = VERSION

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday, or None."""
        return _holidays(self.land, day.year).get(day)

    def rests(self, day: date) -> bool:
        """Saturday, Sunday or public holiday: the days on which no deadline ends (§ 193 BGB, § 31 VwVfG)."""
        return day.weekday() >= 5 or self.holiday(day) is not None

    def works(self, day: date) -> bool:
        """Whether one's own house works on this day."""
        return not self.rests(day) and day not in self.closed

    def idle_weekdays(self, first_year: int, last_year: int) -> set[date]:
        """Mondays to Fridays of these years on which nobody works."""
        years = range(first_year, last_year + 1)
        public = {day for year in years for day in _holidays(self.land, year)}
        return {day for day in public | self.closed if day.weekday() < 5}


@cache
def _holidays(land: str, year: int) -> dict[date, str]:
    return dict(holidays.Germany(subdiv=land, years=year, language="de"))


@cache
def of_house(closed: frozenset[date]) -> Calendar:
    """North Rhine-Westphalia with the closing days of a house; its version tells both apart for ever."""
    if not closed:
        return CALENDAR
    listed = " ".join(sorted(day.isoformat() for day in closed))
    return Calendar(
        closed=closed, version=f"{VERSION}, Schließtage {sha256(listed.encode()).hexdigest()[:8]}"
    )


CALENDAR = Calendar()
"""North Rhine-Westphalia, without closing days."""
