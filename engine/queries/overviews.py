"""Overviews: rows over many cases as their owner wrote them in uebersichten.yaml. Not the lists of work.

A person sees the cases and runs of the organisations at which they hold one of the overview's roles, an
auditor all. Cases are read in pages; of each only the values of its cells are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import deadlines, feel, forms, permissions, tree
from engine.check.settings import Column, Overview
from engine.clock import local, today
from engine.errors import EngineError, NotFound, Reason
from engine.people import Directory, Person
from engine.queries.overview_classes import emptied, withheld_columns
from engine.queries.overview_sums import OverviewRow, Total, totals
from engine.queries.withheld import Eyes
from engine.rules.surroundings import parties
from engine.schema import case, member, process, run, task
from engine.shelf import Shelf
from engine.wording import Language

CASES = 3_000
"""Cases that one overview is made of; where there are more, it says so and takes the newest."""
_PAGE, _SHOWN = 100, 200
_KINDS = {"betrag": "money"}

Places = frozenset[str] | None
"""Organisations whose cases and runs count; None: all."""


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
    reader = _Reader(connection, definition, directory, places, names, now)
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


# -- rows -------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the cases of one overview, page by page."""

    def __init__(
        self, connection: Connection, definition: Overview, directory: Directory, places: Places,
        names: Mapping[str, str], now: datetime,
    ) -> None:  # fmt: skip
        self.connection, self.definition, self.directory = connection, definition, directory
        self.places, self.names, self.now = places, names, now
        self.reads = _read_names(definition)

    def rows(self, parameters: Mapping[str, Any]) -> tuple[list[OverviewRow], bool]:
        """All rows, the newest cases first, and whether there are more cases than are read."""
        found: list[OverviewRow] = []
        fixed = {
            "parameter": parameters,
            "heute": today(self.now),
            **deadlines.functions(deadlines.of_house(frozenset(self.directory.closed))),
        }
        after: Any = None
        for _ in range(CASES // _PAGE):
            cases = self._cases(after)
            runs, due = self._runs(cases), self._due(cases)
            for row in cases:
                known = {**runs.get(row.id, {}), "fristen": due.get(row.id, []), **fixed, **self._about(row)}
                found.extend(self._of_case(row, known))
            if len(cases) < _PAGE:
                return found, False
            after = cases[-1]
        return found, bool(self._cases(after))

    def _cases(self, after: Any) -> Sequence[Any]:
        columns = (
            case.c.id,
            case.c.number,
            case.c.title,
            case.c.opened_at,
            case.c.state,
            case.c.participants,
        )
        statement = sa.select(*columns).where(case.c.process_id == self.definition.process)
        if self.places is not None:
            mine = sa.select(member.c.case_id).where(member.c.organisation_id.in_(self.places))
            statement = statement.where(case.c.id.in_(mine))
        if after is not None:
            same = sa.and_(case.c.opened_at == after.opened_at, case.c.id < after.id)
            statement = statement.where(sa.or_(case.c.opened_at < after.opened_at, same))
        ordered = statement.order_by(case.c.opened_at.desc(), case.c.id.desc())
        return self.connection.execute(ordered.limit(_PAGE)).all()

    def _runs(self, cases: Sequence[Any]) -> dict[str, dict[str, Any]]:
        """Case → process → data of its youngest run, and all of them under `laeufe`; only what is read."""
        columns = (run.c.case_id, run.c.process_id, run.c.tree)
        statement = sa.select(*columns).where(run.c.case_id.in_([row.id for row in cases]))
        if ("laeufe",) not in self.reads:
            statement = statement.where(run.c.process_id.in_({name for path in self.reads for name in path}))
        if self.places is not None:
            statement = statement.where(run.c.organisation_id.in_(self.places))
        found: dict[str, dict[str, Any]] = {}
        for row in self.connection.execute(statement.order_by(run.c.started_at, run.c.id)):
            here = found.setdefault(row.case_id, {"laeufe": {}})
            here[row.process_id] = tree.loads(row.tree)
            here["laeufe"].setdefault(row.process_id, []).append(here[row.process_id])
        return found

    def _due(self, cases: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
        """Case → its open tasks with a deadline, the nearest first; only where the overview reads them."""
        found: dict[str, list[dict[str, Any]]] = {}
        if ("fristen",) not in self.reads:
            return found
        columns = (
            task.c.case_id, task.c.title, task.c.role, task.c.organisation_id, task.c.assignee_id,
            task.c.due_at, task.c.deadline,
        )  # fmt: skip
        open_ones = sa.and_(task.c.state.in_(("open", "claimed")), task.c.due_at.is_not(None))
        statement = sa.select(*columns).where(open_ones, task.c.case_id.in_([row.id for row in cases]))
        if self.places is not None:
            statement = statement.where(task.c.organisation_id.in_(self.places))
        for row in self.connection.execute(statement.order_by(task.c.due_at, task.c.id)):
            found.setdefault(row.case_id, []).append(self._deadline(row))
        return found

    def _deadline(self, row: Any) -> dict[str, Any]:
        place = self.directory.organisations.get(row.organisation_id)
        person = self.directory.persons.get(row.assignee_id)
        steps = tree.loads(row.deadline) if row.deadline else []
        kinds = [step.get("kind") for step in steps] if isinstance(steps, list) else []
        return {
            "aufgabe": row.title,
            "rolle": self.names.get(row.role, row.role),
            "organisation": place.name if place else None,
            "person": person.name if person else None,
            "faellig_am": local(row.due_at).date(),
            "art": next((kind for kind in kinds if kind), "intern"),
        }

    def _about(self, row: Any) -> dict[str, Any]:
        about = {
            "nummer": row.number,
            "titel": row.title,
            "eroeffnet_am": today(row.opened_at),
            "abgeschlossen": row.state == "ended",
        }
        return {"vorgang": about, "beteiligte": parties(json.loads(row.participants), self.directory)}

    def _of_case(self, row: Any, known: Mapping[str, Any]) -> Iterator[OverviewRow]:
        definition = self.definition
        for visible in _surroundings(definition, known):
            cells: dict[str, Any] = {}
            visible["spalten"] = cells
            for column in definition.columns:
                cells[column.id] = _fitting(column, _first_known(column.expressions, visible))
            if definition.condition and _value(definition.condition, visible) is not True:
                continue
            year = _first_known(definition.year, visible)
            whole = int(year) if isinstance(year, int | Decimal) else None
            yield OverviewRow(row.id, row.number, tuple(cells.values()), whole)


def _surroundings(definition: Overview, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What each row of a case can read; the case's own names cannot be hidden by those of a row."""
    if not definition.rows:
        yield dict(known)
        return
    items = _first_known(definition.rows, known)
    for item in items if isinstance(items, list) else ():
        yield {**(item if isinstance(item, dict) else {}), **known, "zeile": item}


def _read_names(definition: Overview) -> set[tuple[str, ...]]:
    """The first names of all that is read; of `laeufe.<process>` both, so that only its runs are fetched."""
    sources = [*definition.rows, *definition.year, definition.condition]
    sources += [source for column in definition.columns for source in column.expressions]
    paths = {path for source in sources if source for path in feel.compile(source).reads}
    return {tuple(str(part) for part in path[: 2 if path[0] == "laeufe" else 1]) for path in paths}


def _first_known(sources: Iterable[str], names: Mapping[str, Any]) -> Any:
    for source in sources:
        value = _value(source, names)
        if value is not None:
            return value
    return None


def _value(source: str, names: Mapping[str, Any]) -> Any:
    """The value, or None where it cannot be told: one odd case must not take the overview from everybody."""
    try:
        return feel.compile(source).evaluate(names)  # `feel.evaluate` would look through all names each time
    except EngineError:
        return None


def _fitting(column: Column, value: Any) -> Any:
    """The value as the kind of its column; what does not fit is unknown."""
    if isinstance(value, datetime):
        value = local(value).date()
    if column.kind in ("betrag", "zahl"):
        return _number(value, whole=column.kind == "zahl")
    if column.kind == "datum":
        return value if isinstance(value, date) else None
    if column.kind == "ja_nein":
        return value if isinstance(value, bool) else None
    if isinstance(value, list):
        return ", ".join(forms.show(one) for one in value) or None
    return (
        value if value is None or isinstance(value, str | bool | int | Decimal | date) else feel.format(value)
    )


def _number(value: Any, *, whole: bool) -> int | Decimal | None:
    """A number; one without places is an int, so that a year reads 2021 and not 2.021."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    without_places = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if whole and without_places and "." not in str(value) else value


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
