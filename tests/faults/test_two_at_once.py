"""Two people, one task: one wins, the other learns who and when, and nothing is ever done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from engine.commands import Engine
from engine.errors import AlreadyDone, EngineError, NotOpen, TransientError
from engine.schema import event
from tests.engine.shell.house import furnish

TRIES = 1000
AT_ONCE = 8


def _attempt(engine: Engine, task: str, actor: object) -> str:
    while True:
        try:
            engine.complete(task, by=actor, answers={"betrag": "1"})  # type: ignore[arg-type]
            return "done"
        except TransientError:
            continue
        except (AlreadyDone, NotOpen) as refused:
            return type(refused).__name__


@pytest.mark.timeout(900)
def test_a_thousand_tasks_are_each_completed_once(engine: Engine) -> None:
    """Two people complete every task at once: 1,000 completions, 1,000 refusals, 0 doubles."""
    people = furnish(engine)
    tasks = [engine.open_case("freigabe", by=people["clerk"]).next_tasks[0] for _ in range(TRIES)]
    pairs = [(task, who) for task in tasks for who in (people["clerk"], people["second"])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda pair: _attempt(engine, *pair), pairs))
    with engine.store.transaction() as connection:
        completed = connection.scalar(
            sa.select(sa.func.count()).where(event.c.kind == "TaskCompleted", event.c.element == "antrag")
        )
    assert (results.count("done"), results.count("AlreadyDone"), completed) == (TRIES, TRIES, TRIES)


def test_the_loser_reads_who_was_faster(engine: Engine) -> None:
    """The refusal names the person."""
    people = furnish(engine)
    task = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(task, by=people["clerk"], answers={"betrag": "1"})
    with pytest.raises(EngineError, match="hat Demo Sachbearbeitung schon erledigt"):
        engine.complete(task, by=people["second"], answers={"betrag": "1"})
