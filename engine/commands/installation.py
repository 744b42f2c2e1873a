"""What all verbs stand on: one database, one clock, what is read from it. Not a verb itself."""

from __future__ import annotations

from pathlib import Path

from engine import check, database
from engine.clock import Clock, SystemClock
from engine.config import Config
from engine.errors import BrokenProcess, EngineError
from engine.library import Programme
from engine.queries import Queries
from engine.shelf import Shelf
from engine.store import Store, migration, publishing


class Installation:
    """One installation: its database, its clock, its programmes. Safe to use from many threads."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        self.config = config
        self.clock = clock or SystemClock()
        self.shelf = Shelf()
        self.database = database.connect(config.database_url)
        self.store = Store(self.database, self.shelf, self.clock)
        self.queries = Queries(self.database, self.shelf)

    def prepare(self) -> None:
        """Bring the tables to the state this program needs."""
        migration.upgrade(self.database)

    def require_tables(self) -> None:
        """Raises EngineError where the tables are missing or of another age than this program."""
        with self.store.transaction() as connection:
            if not migration.is_current(connection):
                raise EngineError("tables_missing")

    def publish(self, folder: Path, *, by: str, released_by: str = "") -> tuple[str, ...]:
        """Make the programme in `folder` the current one. Raises BrokenProcess with all errors."""
        programme = Programme.load(folder, self.config.templates / folder.name)
        errors = [one for one in check.bundle(programme.bundle) if one.severity == "error"]
        if errors:
            raise BrokenProcess(errors, "programme_broken", count=len(errors), folder=folder.name)
        with self.store.transaction() as connection:
            return publishing.publish(
                connection, programme, by=by, released_by=released_by, now=self.clock.now()
            )
