"""What the bar of the demo shows: its people, who can go on, what the clock waits for. Not for real work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from engine import jobs, permissions
from engine.clock import today
from engine.people import Actor
from engine.queries.desk_views import PersonRow
from engine.queries.reader import Reader
from engine.queries.reading import TASK_COLUMNS
from engine.rules import facts_of
from engine.schema import case, person, task
from engine.store.rows import task_state

MOST = 100
"""So many open tasks are looked at: a demo has a handful."""


class DemoQueries(Reader):
    """Questions that only a demo asks."""

    def demo_people(self) -> list[PersonRow]:
        """The people of the demo, by organisation and name."""
        with self._reading() as connection:
            ids = set(connection.scalars(sa.select(person.c.id).where(person.c.demo, person.c.active)))
            directory, names = self._shelf.directory(connection), self._names(connection)
        rows = []
        for one in directory.persons.values():
            place = next((directory.organisations.get(held.organisation) for held in one.assignments), None)
            roles = tuple(names.get(held.role, held.role) for held in one.assignments)
            if one.id in ids:
                rows.append(PersonRow(one.id, one.name, roles, place.name if place else ""))
        return sorted(rows, key=lambda row: (row.organisation, row.name))

    def demo_work(self, now: datetime) -> Mapping[str, tuple[str, ...]]:
        """Person id → titles of the tasks that this person has or may take; the oldest task first.

        A task of priority 0 stands ready in case of need: it is nobody's next step.
        """
        joined = sa.select(*TASK_COLUMNS).join_from(task, case, case.c.id == task.c.case_id)
        waiting = joined.where(task.c.state.in_(("open", "claimed")), task.c.priority > 0)
        waiting = waiting.order_by(task.c.opened_at, task.c.id).limit(MOST)
        with self._reading() as connection:
            rows, directory = connection.execute(waiting).all(), self._shelf.directory(connection)
        found: dict[str, tuple[str, ...]] = {}
        for row in rows:
            asked = task_state(row)
            facts = facts_of(asked, json.loads(row.acted))
            for one in sorted(directory.persons.values(), key=lambda person: person.personnel_id):
                may = permissions.may(Actor(one), "claim", facts, directory, today(now)).allowed
                if asked.assignee == one.id or may:
                    found[one.id] = (*found.get(one.id, ()), asked.title)
        return found

    def demo_next_due(self) -> datetime | None:
        """When something happens by itself next, or None."""
        with self._reading() as connection:
            return jobs.next_due(connection)
