"""Answers that stay hidden until all who must judge on their own have done so. Not who may look at a task.

A task with the property `verdeckt` = `ja` shows what was entered only to the person who entered it, as long
as a task of the same four-eyes group in the same run is still open: nobody is led by what another has said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.bpmn.model import Element
from engine.people import Person
from engine.rules import TaskState
from engine.schema import task

PROPERTY = "verdeckt"


def concealed(connection: Connection, found: TaskState, element: Element, who: Person) -> bool:
    """Whether `who` must not yet see what somebody else entered in this task."""
    if element.properties.get(PROPERTY) != "ja" or found.assignee in (None, who.id):
        return False
    return (found.run, found.four_eyes) in _undecided(connection, [found.run])


def concealed_elements(
    connection: Connection, marked: Mapping[str, Element], runs: Iterable[str]
) -> set[tuple[str, str]]:
    """(run, element id) of the `marked` elements whose answers are still hidden."""
    hidden = {one for one in marked if marked[one].properties.get(PROPERTY) == "ja"}
    if not hidden:
        return set()
    groups = _undecided(connection, runs)
    chosen = sa.select(task.c.run_id, task.c.element, task.c.four_eyes).where(
        task.c.run_id.in_({run for run, _ in groups}), task.c.element.in_(hidden)
    )
    rows = connection.execute(chosen).all()
    return {(row.run_id, row.element) for row in rows if (row.run_id, row.four_eyes) in groups}


def _undecided(connection: Connection, runs: Iterable[str]) -> set[tuple[str, str | None]]:
    """The four-eyes groups of these runs with a task that is still open."""
    waiting = sa.and_(task.c.state.in_(("open", "claimed")), task.c.four_eyes.is_not(None))
    chosen = sa.select(task.c.run_id, task.c.four_eyes).where(task.c.run_id.in_(set(runs)), waiting)
    return {(row.run_id, row.four_eyes) for row in connection.execute(chosen)}
