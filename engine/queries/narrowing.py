"""What a list can be narrowed by, with numbers. One statement over its first tasks; the rest is counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.people import Directory, Person
from engine.queries import inbox
from engine.queries.desk_views import COUNTED, Choices, Filters, Option, Tab
from engine.queries.periods import PERIODS, period_of
from engine.schema import case, task
from engine.shelf import Titles

FACETS = ("process", "element", "role", "organisation", "case", "due")
MOST = 50
"""Values offered of one filter; who looks for another writes it into the search field."""


def choices(
    connection: Connection,
    who: Person,
    tab: Tab,
    directory: Directory,
    now: datetime,
    *,
    wanted: Filters,
    titles: Titles,
) -> Choices:
    """The values that occur, each with its number; what is chosen is offered even where it occurs no more."""
    asked = Filters(text=wanted.text, due_from=wanted.due_from, due_until=wanted.due_until)
    first = inbox.first(connection, who, tab, directory, now, asked)
    rows = connection.execute(_rows(first)).all()
    cards = [_card(row, now) for row in rows]
    called: dict[str, Mapping[str, str]] = {
        "process": titles.processes,
        "role": titles.names,
        "organisation": {str(one.id): one.name for one in directory.organisations.values()},
        "element": {row.element: row.task_title for row in rows},
        "case": {row.case_id: " – ".join(filter(None, (row.number, row.title))) for row in rows},
    }
    capped = len(rows) >= COUNTED
    options = {
        facet: _options(cards, facet, wanted, called.get(facet, {}), capped=capped) for facet in FACETS
    }
    fitting = sum(all(_fits(card, facet, wanted) for facet in FACETS) for card in cards)
    return Choices(**options, fitting=fitting, capped=capped)


def _rows(first: Any) -> Any:
    names = ("process_id", "element", "role", "organisation_id", "case_id", "due_at")
    columns = [*(task.c[name] for name in names), task.c.title.label("task_title")]
    joined = first.join(task, task.c.id == first.c.id).join(case, case.c.id == task.c.case_id)
    return sa.select(*columns, case.c.number, case.c.title).select_from(joined)


def _card(row: Row[Any], now: datetime) -> dict[str, str]:
    return {
        "process": row.process_id,
        "element": row.element,
        "role": row.role,
        "organisation": row.organisation_id or "",
        "case": row.case_id,
        "due": period_of(row.due_at, now),
    }


def _fits(card: Mapping[str, str], facet: str, wanted: Filters) -> bool:
    chosen = getattr(wanted, facet)
    return not chosen or card[facet] == chosen


def _options(
    cards: Iterable[Mapping[str, str]],
    facet: str,
    wanted: Filters,
    titles: Mapping[str, str],
    *,
    capped: bool,
) -> tuple[Option, ...]:
    others = [one for one in FACETS if one != facet]
    fitting = Counter(card[facet] for card in cards if all(_fits(card, one, wanted) for one in others))
    chosen = getattr(wanted, facet)
    values = {value for value in fitting if value} | ({chosen} if chosen else set())
    found = [Option(one, titles.get(one, one), None if capped else fitting[one]) for one in values]
    if facet == "due":
        return tuple(sorted(found, key=lambda one: PERIODS.index(one.value)))
    by_number = sorted(found, key=lambda one: (one.value != chosen, -fitting[one.value], one.name))[:MOST]
    return tuple(sorted(by_number, key=lambda one: one.name))
