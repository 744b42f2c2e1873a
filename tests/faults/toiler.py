"""A child process that completes tasks until it is killed: `python -m tests.faults.toiler URL SEED`.

It says on stdout which request was answered; what it did not say may have happened or not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from engine.commands import Engine
from engine.config import Config
from engine.errors import EngineError
from engine.ids import new
from engine.people import Actor
from engine.worker import Worker


def main(url: str, seed: int) -> None:
    """Complete whatever is open, open a case now and then, do due jobs."""
    engine = Engine(Config(url, Path(), Path(), Path(), demo=True))
    chance, worker = Random(seed), Worker(engine)
    people = [Actor(one) for one in engine.queries.directory().persons.values()]
    while True:
        request = new()
        try:
            _step(engine, chance, people, request)
            sys.stdout.write(f"{request}\n")
            sys.stdout.flush()
            worker.work_once()
        except EngineError:
            continue


def _step(engine: Engine, chance: Random, people: list[Actor], request: str) -> None:
    actor = chance.choice(people)
    rows = engine.queries.inbox(actor.person, "groups", engine.clock.now()).rows
    if not rows or chance.random() < 0.1:
        engine.open_case("freigabe", by=actor, request_id=request)
        return
    row = chance.choice(rows)
    answers = {"ergebnis": chance.choice(["ja", "nein"])} if "prüfen" in row.title else {"betrag": "1"}
    engine.complete(row.task_id, by=actor, answers=answers, request_id=request)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
