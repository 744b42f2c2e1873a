"""Brings the tables of a database to the present state, by Alembic. The steps lie in `engine/migrations`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Take all steps that are missing, in one transaction."""
    settings = _settings()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def is_current(connection: Connection) -> bool:
    """Whether the tables are those this program was written for."""
    there = MigrationContext.configure(connection).get_current_revision()
    return there == ScriptDirectory.from_config(_settings()).get_current_head()


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(FOLDER))
    return settings
