"""Periods as people give them to a deadline: `P1M`, `P2W`, `-P14D`. Not times of day, not the counting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import EngineError

_PERIOD = re.compile(r"([+-])?P(?:(\d+)[YJ])?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)[DT])?\Z", re.ASCII)
_LONGEST = 100 * 366
"""Days; nobody's deadline is longer than a hundred years."""


@dataclass(frozen=True)
class Period:
    """Whole years, months, weeks and days; `sign` -1 counts backwards."""

    sign: int
    years: int
    months: int
    weeks: int
    days: int

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """(unit, count) of what is there, in the order in which it is counted.

        Years and months are counted in one go: 29.02.2020 and 14 months end on 29.04.2021, not on the 28th.
        """
        years, months = (0, 12 * self.years + self.months) if self.months else (self.years, 0)
        units = (("year", years), ("month", months), ("week", self.weeks), ("day", self.days))
        return tuple((unit, count) for unit, count in units if count)


def parse(text: str) -> Period:
    """The period of an ISO 8601 text; `P3T` and `P1J` (Tage, Jahr) are understood as `P3D` and `P1Y`.

    Raises EngineError (`period_unknown`) for anything else, times of day included, and for more than a
    hundred years (`period_too_long`).
    """
    found = _PERIOD.match(text.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise EngineError("period_unknown", period=text)
    if max(len(one or "") for one in found.groups()[1:]) > 5:
        raise EngineError("period_too_long", period=text)
    years, months, weeks, days = (int(one or 0) for one in found.groups()[1:])
    if years * 366 + months * 31 + weeks * 7 + days > _LONGEST:
        raise EngineError("period_too_long", period=text)
    return Period(-1 if found.group(1) == "-" else 1, years, months, weeks, days)
