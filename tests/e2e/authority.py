"""The whole program around a browser test: engine, worker, pages, a clock that is moved. Not the browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import waitress

from engine import simulate, worker
from engine.clock import MovedClock, SystemClock
from engine.commands import Engine
from engine.config import Config
from engine.queries.whole import OpenTask
from engine.schema import job
from engine.simulate.outcome import matches
from engine.simulate.story import Act, Story
from engine.worker import Worker
from tests.e2e.serving import run_until_closed
from web.app import create_app

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds in which what a person waits for must have happened."""


@dataclass
class Authority:
    """The program as `serve --demo` runs it, with the people of the demo and nothing done yet."""

    engine: Engine
    clock: MovedClock
    address: str

    def pass_time(self, until: datetime) -> None:
        """Let the clock go to `until`; what is due on the way happens at its own moment."""
        self.settle()
        while (due := self.engine.next_due()) is not None and due <= until:
            self._move(due)
            self.settle()
        self._move(until)
        self.settle()

    def settle(self) -> None:
        """Wait until the worker has done everything that is due."""
        self._until(lambda: not self._busy(), "the worker does not come to rest")

    def task(self, act: Act) -> str:
        """The id of the task that an act of a story is about, as soon as it is there."""
        found: list[OpenTask] = []

        def there() -> bool:
            found[:] = [one for one in self.engine.queries.open_tasks() if one.element == act.what]
            found[:] = [one for one in found if matches(act.where, one.visible)]
            return bool(found)

        self._until(there, f"nobody is asked for {act.what}")
        return found[0].id

    def _move(self, until: datetime) -> None:
        self.clock.advance(max(until - self.clock.now(), timedelta()))

    def _busy(self) -> bool:
        due = sa.and_(job.c.state == "waiting", job.c.due_at <= self.clock.now())
        waiting = sa.select(sa.func.count()).where(sa.or_(due, job.c.state == "running"))
        with self.engine.store.transaction() as connection:
            return bool(connection.scalar(waiting))

    @staticmethod
    def _until(true: Any, otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, otherwise
            time.sleep(0.01)


@contextmanager
def at_work(database_url: str, folder: Path, story: Story) -> Iterator[Authority]:
    """The program on `database_url` with the programme of `story`, when the story begins."""
    config = Config(database_url, folder, ROOT / "processes", ROOT / "templates", demo=True)
    clock = MovedClock(story.begin, SystemClock())
    engine = Engine(config, clock)
    engine.prepare()
    simulate.furnish(engine, simulate.load(ROOT / "processes" / "kim"))
    app = create_app(engine, engine.queries, config, clock, loopback=True)
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=run_until_closed, args=(server,), daemon=True)
    thread.start()
    patch = pytest.MonkeyPatch()
    patch.setattr(worker, "IDLE_SECONDS", 0.05)
    busy = Worker(engine)
    busy.run_in_background()
    try:
        yield Authority(engine, clock, f"http://127.0.0.1:{server.effective_port}")
    finally:
        busy.stop()
        server.close()
        thread.join(5)
        patch.undo()
        engine.database.dispose()
