"""The rows of an overview: what each case gives for its columns. Not who sees them (`overviews`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import deadlines, feel, forms, tree
from engine.check.settings import Column, Overview
from engine.clock import local, today
from engine.errors import EngineError
from engine.people import Directory
from engine.queries.overview_sums import OverviewRow
from engine.rules.surroundings import parties
from engine.schema import case, member, run, task

CASES = 3_000
"""Cases that one overview is made of; where there are more, it says so and takes the newest."""
_PAGE = 100

Places = frozenset[str] | None
"""Organisations whose cases and runs count; None: all."""


class CaseRows:
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
        return {
            "aufgabe": row.title,
            "rolle": self.names.get(row.role, row.role),
            "organisation": place.name if place else None,
            "person": person.name if person else None,
            "faellig_am": local(row.due_at).date(),
            "art": deadlines.kind_among(steps if isinstance(steps, list) else ()),
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
