"""What all queries stand on: a reading connection, the shelf, the names on screen. Not a query itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import database
from engine.schema import process
from engine.shelf import Shelf

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine as Database


class Reader:
    """The reading side of one installation. Safe to use from many threads."""

    def __init__(self, engine: Database, shelf: Shelf) -> None:
        self._engine = database.reading(engine)
        self._shelf = shelf

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    def _drawn(self, connection: Connection) -> list[Any]:
        """Id and name of every published process."""
        return list(connection.execute(sa.select(process.c.id, process.c.name)).all())

    def _names(self, connection: Connection) -> dict[str, str]:
        """What roles, participants, messages and signals of all programmes are called on screen."""
        names: dict[str, str] = {}
        for version_id in connection.scalars(sa.select(process.c.version_id).distinct()):
            version = self._shelf.version(connection, version_id)
            names |= {one.id: one.name for one in version.roles.participants.values()}
            names |= {one.id: one.name for one in version.roles.roles.values()}
            names |= {one.name: one.title for one in version.messages.messages.values()}
            names |= dict(version.messages.signals)
        return names
