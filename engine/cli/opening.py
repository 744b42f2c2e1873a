"""The installation that the environment names, ready for a command. Not the commands."""

from __future__ import annotations

from engine.commands import Engine
from engine.config import Config


def installed() -> Engine:
    """The engine on the configured database. Raises EngineError where its tables are not set up."""
    engine = Engine(Config.from_environment())
    engine.require_tables()
    return engine
