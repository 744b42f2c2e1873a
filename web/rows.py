"""Rows of a list on their page: groups with headings, what is alike, what has changed meanwhile."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from engine.queries.desk_views import PersonRow, Tab
from engine.queries.inbox_views import Inbox, InboxRow
from engine.queries.periods import PERIODS, period_of
from web.words import group_title

ALIKE = 2
"""From how many tasks of one kind it is offered to do them together."""
MARK = 12
"""Characters by which a page remembers a row: eight of which task, four of how it stands."""


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `count` is None where more of them stand on another page."""

    key: str
    title: str
    rows: Sequence[InboxRow]
    count: int | None


@dataclass(frozen=True)
class Alike:
    """Tasks of one kind that could be done together."""

    process: str
    element: str
    title: str
    count: int


def grouped(
    rows: Sequence[InboxRow], tab: Tab, by: str, now: datetime, *, more: bool, processes: Mapping[str, str]
) -> list[Group]:
    """By urgency, by case or by process; what is done stands in the order in which it was done."""
    found: list[tuple[str, str, Sequence[InboxRow]]] = []
    if by in ("case", "process"):
        keys = {_key(row, by): None for row in rows}
        found = [
            (key, _title(members[0], by, processes), members)
            for key in keys
            if (members := [row for row in rows if _key(row, by) == key])
        ]
    elif tab == "done":
        found = [("done", _("Zuletzt erledigt"), rows)] if rows else []
    else:
        by_period = groupby(rows, lambda row: period_of(row.due.due if row.due else None, now))
        sorted_ = sorted(((key, list(members)) for key, members in by_period), key=_urgency)
        found = [(key, group_title(key), members) for key, members in sorted_]
    cut = more and bool(found)
    return [
        Group(key, title, members, None if cut and (by or place == len(found)) else len(members))
        for place, (key, title, members) in enumerate(found, start=1)
    ]


def _urgency(pair: tuple[str, Sequence[InboxRow]]) -> int:
    return PERIODS.index(pair[0])


def _key(row: InboxRow, by: str) -> str:
    return row.case_id if by == "case" else row.process


def _title(row: InboxRow, by: str, processes: Mapping[str, str]) -> str:
    if by == "case":
        return " – ".join(filter(None, (row.number, row.case_title or row.parties)))
    return processes.get(row.process, row.process)


def alike(rows: Sequence[InboxRow]) -> tuple[Alike, ...]:
    """The kinds of which several tasks stand on the page, the most frequent first."""
    titles = {(row.process, row.element): row.title for row in rows}
    frequent = Counter((row.process, row.element) for row in rows).most_common(3)
    return tuple(Alike(*kind, titles[kind], count) for kind, count in frequent if count >= ALIKE)


def represented(rows: Sequence[InboxRow]) -> PersonRow | None:
    """For whom everything on the page would be done, if it is one and the same person."""
    people = {row.acts_for for row in rows}
    return people.pop() if len(people) == 1 else None


def known(found: Inbox) -> str:
    """By what the page will remember its rows."""
    return "".join(_mark(row) for row in found.rows)


def changes(found: Inbox, before: str) -> tuple[int, bool]:
    """How many tasks are new on the first page of a list, and whether anything else has changed."""
    former = [before[place : place + MARK] for place in range(0, len(before), MARK)]
    ids = {one[:8] for one in former}
    present = [_mark(row) for row in found.rows]
    fresh = sum(one[:8] not in ids for one in present)
    return fresh, set(former) != set(present)


def _mark(row: InboxRow) -> str:
    which = hashlib.sha256(row.task_id.encode()).hexdigest()[:8]
    state = hashlib.sha256(f"{row.state} {row.assignee}".encode()).hexdigest()[:4]
    return which + state
