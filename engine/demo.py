"""The demo: every programme's people, and its source case under way. Never over a database of real people.

Time in the demo is that of the case: the clock goes on from the last event, however long the demo slept.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine import simulate
from engine.clock import Clock, FakeClock, MovedClock, SystemClock
from engine.commands import Engine
from engine.config import Config
from engine.errors import EngineError
from engine.simulate import Play, Story
from engine.store.demo import holds_real_people


def prepare(config: Config, real: Clock | None = None) -> Engine:
    """An engine with the demo in it; the first time it plays the source case up to where a visitor goes on.

    Raises EngineError where the database holds people who are not of the demo.
    """
    engine = Engine(config, FakeClock(SystemClock().now()))
    engine.prepare()
    with engine.store.transaction() as connection:
        if holds_real_people(connection):
            raise EngineError("demo_over_real", database=config.database_url.rpartition("/")[2])
    told = engine.queries.whole().events
    last = told[-1].at if told else None
    if last is None:
        last = _play_all(config)
    engine.database.dispose()
    return Engine(config, MovedClock(last, real or SystemClock()))


def _play_all(config: Config) -> datetime:
    moment = SystemClock().now()
    for folder in sorted(path for path in config.programmes.iterdir() if path.is_dir()):
        moment = _play(config, folder)
    return moment


def _play(config: Config, folder: Path) -> datetime:
    programme = simulate.load(folder)
    stories = [
        simulate.read(content, file, programme.scenarios)
        for file, content in sorted(programme.scenarios.items())
    ]
    shown = [one for one in stories if one.shown_until]
    clock = FakeClock(min((one.begin for one in shown), default=SystemClock().now()))
    engine = Engine(config, clock)
    simulate.furnish(engine, programme)
    for story in sorted(shown, key=_begin):
        result = Play(engine, clock, story).to_the_end(before=story.shown_until)
        stuck = [problem for problem in result.get("problems", ()) if problem.startswith("Schritt")]
        if stuck:
            raise EngineError("demo_stuck", scenario=story.name, problem=stuck[0])
    engine.database.dispose()
    return clock.now()


def _begin(story: Story) -> datetime:
    return story.begin
