"""What Alembic runs a step in: the connection it was given, or one from the settings."""

from __future__ import annotations

from alembic import context

from engine import database
from engine.config import Config
from engine.schema import metadata


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    with database.connect(Config.from_environment().database_url).begin() as fresh:
        _migrate(fresh)


def _migrate(connection: object) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)  # type: ignore[arg-type]
    context.run_migrations()


run()
