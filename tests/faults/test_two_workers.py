"""Several workers at one table of jobs: every job is done, and done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from engine.clock import FakeClock
from engine.commands import Engine
from engine.schema import event, job
from engine.worker import Worker
from tests.engine.shell.house import FORMS, furnish
from tests.engine.shell.test_due import WAITING
from tests.faults.invariants import broken

CASES = 60
WORKERS = 4


def _work(installation: Engine, clock: FakeClock) -> None:
    """A machine of its own on the same database, until nothing is left to do."""
    engine = Engine(installation.config, clock)
    worker = Worker(engine)
    while _left(engine):
        worker.work_once()
    engine.database.dispose()


def _left(engine: Engine) -> int:
    with engine.store.transaction() as connection:
        undone = sa.select(sa.func.count()).select_from(job).where(job.c.state != "done")
        return connection.scalar(undone) or 0


def test_four_workers_fire_every_timer_once(engine: Engine, clock: FakeClock) -> None:
    """Each on a connection of its own: no timer twice, none forgotten, every case as it should be."""
    clerk = furnish(engine, {"freigabe.bpmn": WAITING, **FORMS})["clerk"]
    for _ in range(CASES):
        engine.open_case("freigabe", by=clerk)
    clock.advance(timedelta(days=4))
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda _: _work(engine, clock), range(WORKERS)))
    with engine.store.transaction() as connection:
        fired = sa.select(sa.func.count()).where(event.c.kind == "TimerFired")
        assert connection.scalar(fired) == CASES
    assert broken(engine) == []
