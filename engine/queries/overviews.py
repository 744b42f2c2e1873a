"""Overviews: rows over many cases as their owner wrote them in uebersichten.yaml. Not the lists of work.

A person sees the cases and runs of the organisations at which they hold one of the overview's roles, an
auditor all. Cases are read in pages; of each only the values of its cells are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import forms, permissions
from engine.check.settings import Column, Overview
from engine.clock import today
from engine.errors import NotFound, Reason
from engine.people import Directory, Person
from engine.queries.overview_classes import emptied, withheld_columns
from engine.queries.overview_rows import CaseRows
from engine.queries.overview_sums import OverviewRow, Total, totals
from engine.queries.withheld import Eyes
from engine.schema import process
from engine.shelf import Shelf
from engine.wording import Language

_SHOWN = 200
_KINDS = {"betrag": "money"}


@dataclass(frozen=True)
class OverviewHead:
    """One line of the list of overviews; `id` is `<programme>.<overview>`."""

    id: str
    title: str
    help: str
    programme: str


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of an overview; unknown columns and pages are forgiven."""

    text: str = ""
    year: int | None = None
    sort: str = ""
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class OverviewPage:
    """An overview: one page of its rows, and the sums over all of them."""

    head: OverviewHead
    columns: tuple[Column, ...]
    year_label: str
    rows: tuple[OverviewRow, ...]
    totals: tuple[Total, ...]
    """One for each year where rows of several are listed, then one for all; none where nothing is summed."""
    years: tuple[int, ...]
    found: int
    page: int
    pages: int
    curtailed: bool
    """There are more cases than an overview is made of."""
    wish: Wish
    at: datetime
    withheld: Mapping[str, Reason] = field(default_factory=dict)
    """Columns whose data class keeps them from the reader → the words in their cells; no value is here."""


def listed(connection: Connection, shelf: Shelf, who: Person, now: datetime) -> tuple[OverviewHead, ...]:
    """The overviews that `who` may see, by programme and in the order of their owner."""
    held = {one.role for one in who.roles_on(today(now))}
    found = _offered(connection, shelf)
    return tuple(head for head, overview, _ in found.values() if held.intersection(overview.roles))


def overview(
    connection: Connection, shelf: Shelf, overview_id: str, who: Person, now: datetime,
    *, wish: Wish, names: Mapping[str, str], whole: bool = False,
) -> OverviewPage:  # fmt: skip
    """One overview; `whole` gives all rows on one page. Raises NotFound, also for who may not see it."""
    head, definition, version_id = _offered(connection, shelf).get(overview_id) or _unknown()
    held = [one for one in who.roles_on(today(now)) if one.role in definition.roles]
    if not held:
        _unknown()
    audits = any(one.role == permissions.AUDIT for one in held)
    places = None if audits else frozenset(str(one.organisation) for one in held)
    shelf_version = shelf.version(connection, version_id)
    directory = shelf.directory(connection)
    reader = CaseRows(connection, definition, directory, places, names, now)
    hidden = withheld_columns(shelf_version, definition, _eyes(who, directory, now, places))
    rows, curtailed = reader.rows(shelf_version.parameters_on(today(now), directory.released))
    rows = [emptied(row, definition, hidden) for row in rows] if hidden else rows
    years = tuple(sorted({row.year for row in rows if row.year is not None}, reverse=True))
    chosen = _chosen(rows, definition, wish)
    size = max(len(chosen), 1) if whole else _SHOWN
    pages = max(-(-len(chosen) // size), 1)
    page = min(max(wish.page, 1), pages)
    return OverviewPage(
        head=head,
        columns=definition.columns,
        year_label=definition.year_label,
        rows=tuple(chosen[(page - 1) * size : page * size]),
        totals=totals(chosen, definition),
        years=years,
        found=len(chosen),
        page=page,
        pages=pages,
        curtailed=curtailed,
        wish=wish,
        at=now,
        withheld=hidden,
    )


def _eyes(who: Person, directory: Directory, now: datetime, places: frozenset[str] | None) -> list[Eyes]:
    """With which eyes a person reads the rows of each place: a column is shown where it is in all of them."""
    if places is None:
        return [Eyes.of(who, directory, now)]
    return [Eyes.of(who, directory, now, {place}) for place in sorted(places)]


def shown(column: Column, value: Any, language: Language = "de") -> str:
    """A cell as people read it; "–" for what is unknown."""
    if value is not None and str(value) in column.names:
        return column.names[str(value)]
    return forms.show(value, _KINDS.get(column.kind, ""), language)


# -- which ------------------------------------------------------------------------------------------------


def _offered(connection: Connection, shelf: Shelf) -> dict[str, tuple[OverviewHead, Overview, str]]:
    """All overviews of the newest published versions, by their address."""
    found = {}
    statement = sa.select(process.c.id, process.c.version_id).where(process.c.opens_cases)
    for row in connection.execute(statement.order_by(process.c.name)):
        version = shelf.version(connection, row.version_id)
        for one in version.overviews.values():
            if one.process == row.id:
                key = f"{version.sheet.id}.{one.id}"
                head = OverviewHead(key, one.title, one.help, version.sheet.name)
                found[key] = (head, one, row.version_id)
    return found


def _unknown() -> Any:
    raise NotFound("overview_unknown")


# -- choosing ---------------------------------------------------------------------------------------------


def _chosen(rows: list[OverviewRow], definition: Overview, wish: Wish) -> list[OverviewRow]:
    """The rows of the year that contain the text, sorted; what is unknown always stands last."""
    if wish.year is not None:
        rows = [row for row in rows if row.year == wish.year]
    wanted = wish.text.strip().casefold()
    if wanted:
        rows = [row for row in rows if wanted in _as_text(row, definition)]
    if wish.sort == "nummer":
        return sorted(rows, key=lambda row: row.number, reverse=wish.descending)
    place = next((place for place, one in enumerate(definition.columns) if one.id == wish.sort), None)
    if place is None:
        return rows
    known = [row for row in rows if row.values[place] is not None]
    known.sort(key=lambda row: _order(row.values[place]), reverse=wish.descending)
    return known + [row for row in rows if row.values[place] is None]


def _as_text(row: OverviewRow, definition: Overview) -> str:
    cells = (shown(column, value) for column, value in zip(definition.columns, row.values, strict=True))
    return " ".join((row.number, *cells)).casefold()


_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def _order(value: Any) -> tuple[int, Any]:
    """Numbers, days and words each among themselves; ä as a (DIN 5007-1)."""
    if isinstance(value, bool | int | Decimal):
        return 0, value
    if isinstance(value, date):
        return 1, value
    return 2, str(value).casefold().translate(_LETTERS)
