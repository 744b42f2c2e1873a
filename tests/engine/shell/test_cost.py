"""What a step costs, counted: statements do not grow with the age of a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from engine.commands import Engine
from tests.engine.shell.house import furnish, open_task

CEILING = 8


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that go to the database, without BEGIN."""
    sent: list[str] = []

    def listener(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    sa.event.listen(engine.database, "before_cursor_execute", listener)
    yield sent
    sa.event.remove(engine.database, "before_cursor_execute", listener)


def _round(engine: Engine, people: Any) -> tuple[int, int]:
    """One round of the rework loop; statements of its two completions."""
    first, second = open_task(engine, people["clerk"], "Antrag erfassen"), ""
    with counted(engine) as entering:
        engine.complete(first, by=people["clerk"], answers={"betrag": "1"})
    second = open_task(engine, people["second"], "Antrag prüfen")
    with counted(engine) as judging:
        engine.complete(second, by=people["second"], answers={"ergebnis": "nein"})
    return len(entering), len(judging)


def test_a_completed_task_costs_at_most_eight_statements_however_old_the_case(engine: Engine) -> None:
    """Round 60 sends what round 2 sends, and both stay below the ceiling."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    _round(engine, people)
    early = _round(engine, people)
    for _ in range(57):
        _round(engine, people)
    late = _round(engine, people)
    assert early == late
    assert max(late) <= CEILING
