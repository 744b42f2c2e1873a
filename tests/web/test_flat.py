"""Pages of a case and of a task cost the same however old the case is: statements and rows are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from tests.web.reading import get
from tests.web.world import ANSWERS, World

CEILING = 30
"""Statements of one page, with those of its frame."""
TABS = ("overview", "history", "documents", "deadlines", "people", "notes")


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    sent: list[str] = []

    def listener(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    sa.event.listen(world.engine.database, "before_cursor_execute", listener)
    yield sent
    sa.event.remove(world.engine.database, "before_cursor_execute", listener)


def rounds(world: World, task: str, number: int) -> str:
    """Checked and handed back `number` times; returns the task that checks it once more."""
    for _ in range(number):
        world.engine.claim(task, by=world.actor("zweite"))
        world.engine.complete(task, by=world.actor("zweite"), answers={"ergebnis": "falsch", "grund": "Nein"})
        again = world.claim("sachbearbeitung")
        world.engine.complete(again, by=world.actor("sachbearbeitung"), answers=ANSWERS)
        task = world.task("zweite")
    return task


def cost(world: World, path: str) -> tuple[int, int]:
    """Statements and bytes of a page that was looked at before."""
    client = world.client("zweite")
    get(client, path)
    with counted(world) as sent:
        page = get(client, path)
    assert page.status == 200
    return len(sent), len(page.text)


def test_pages_cost_the_same_after_sixty_rounds(world: World) -> None:
    """As many statements, and as much to read, as after twenty: a task's page and each part of a case."""
    task = rounds(world, world.to_checking(), 20)
    case = world.queries.task(task, world.people["zweite"], world.clock.now()).case.id
    parts = [f"/cases/{case}?tab={one}" for one in TABS]
    early = [cost(world, path) for path in (f"/tasks/{task}", *parts)]
    task = rounds(world, task, 40)
    late = [cost(world, path) for path in (f"/tasks/{task}", *parts)]
    assert [one for one, _ in late] == [one for one, _ in early]
    assert max(one for one, _ in late) <= CEILING
    assert all(after <= before * 1.05 + 500 for (_, after), (_, before) in zip(late, early, strict=True))
