"""Sums of an overview: over what is known, saying how much is not. Not the reading of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.check.settings import Overview

Values = tuple[Any, ...]


@dataclass(frozen=True)
class OverviewRow:
    """One row: a case, or an item of a list in it. Values stand in the order of the columns."""

    case_id: str
    number: str
    values: Values
    year: int | None = None


@dataclass(frozen=True)
class Total:
    """Sums over the known values of the columns that are summed, and how many values are unknown."""

    year: int | None
    rows: int
    sums: Values
    unknown: tuple[int, ...]


def totals(rows: Sequence[OverviewRow], definition: Overview) -> tuple[Total, ...]:
    """The sums of each year (where there are several), and of all rows. Unknown is not zero."""
    if not rows or not any(column.summed for column in definition.columns):
        return ()
    years = sorted({row.year for row in rows if row.year is not None}) if definition.year else []
    each = [_total([row for row in rows if row.year == year], definition, year) for year in years]
    return (*(each if len(years) > 1 else ()), _total(rows, definition, None))


def _total(rows: Sequence[OverviewRow], definition: Overview, year: int | None) -> Total:
    sums: list[Any] = []
    unknown: list[int] = []
    for place, column in enumerate(definition.columns):
        known = [row.values[place] for row in rows if row.values[place] is not None]
        sums.append(sum(known, start=Decimal(0)) if column.summed and known else None)
        unknown.append(len(rows) - len(known) if column.summed else 0)
    return Total(year, len(rows), tuple(sums), tuple(unknown))
