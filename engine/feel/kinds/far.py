"""Dates beyond the years 1 to 9999, which DMN allows and Python does not know. Not for arithmetic.

They can be made, compared, taken apart and written; everything else with them is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A date of the proleptic calendar, year -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int

    def isoformat(self) -> str:
        return f"{'-' * (self.year < 0)}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A far date with a time of day; the zone is the time's."""

    day_part: FarDate
    time_part: time

    @property
    def year(self) -> int:
        return self.day_part.year

    @property
    def month(self) -> int:
        return self.day_part.month

    @property
    def day(self) -> int:
        return self.day_part.day

    @property
    def hour(self) -> int:
        return self.time_part.hour

    @property
    def minute(self) -> int:
        return self.time_part.minute

    @property
    def second(self) -> int:
        return self.time_part.second

    @property
    def microsecond(self) -> int:
        return self.time_part.microsecond

    @property
    def tzinfo(self) -> Any:
        return self.time_part.tzinfo

    def __lt__(self, other: FarDateTime) -> bool:
        mine, its = self.time_part.replace(tzinfo=None), other.time_part.replace(tzinfo=None)
        return (self.day_part, mine) < (other.day_part, its)
