"""What all queries stand on: a reading connection, the shelf, the names on screen. Not a query itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from sqlalchemy.engine import Connection

from engine import database
from engine.shelf import Shelf, SteadyShelf

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

    def for_one_page(self) -> Self:
        """The same questions, with people and names looked up once for all of them."""
        return type(self)(self._engine, SteadyShelf(self._shelf))

    def _names(self, connection: Connection) -> Mapping[str, str]:
        """What roles, participants, messages and signals of all programmes are called on screen."""
        return self._shelf.titles(connection).names

    def _processes(self, connection: Connection) -> Mapping[str, str]:
        """What every published process is called."""
        return self._shelf.titles(connection).processes
