"""What all turns read and nobody changes in passing: published versions and the directory of people.

Both are kept in memory; a version never changes, the directory is read again when its revision moved on.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zipfile import BadZipFile

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tree
from engine.errors import EngineError, NotFound
from engine.ids import OrganisationId, PersonId
from engine.library import Version
from engine.parameters import Proposal
from engine.people import Assignment, Deputy, Directory, Organisation, Person
from engine.schema import (
    assignment,
    closing_day,
    deputy,
    organisation,
    parameter_proposal,
    person,
    process,
    setting,
    version,
)

DIRECTORY = "directory"


@dataclass(frozen=True)
class Titles:
    """What ids are called on screen, over all programmes as they are published now."""

    revision: int
    names: Mapping[str, str] = field(default_factory=dict)
    """Of roles, participants, messages and signals."""
    processes: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    """Role → the role above it."""


class Shelf:
    """One for each engine; safe to use from many threads."""

    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._directory = Directory(revision=-1)
        self._titles = Titles(-1)
        self._lock = threading.Lock()

    def version(self, connection: Connection, version_id: str) -> Version:
        """A published version by its hash. Raises NotFound; EngineError for one that was tampered with."""
        found = self._versions.get(version_id)
        if found is None:
            row = connection.execute(sa.select(version).where(version.c.id == version_id)).one_or_none()
            if row is None:
                raise NotFound("version_unknown", version=version_id)
            found = _unpacked(version_id, row.files)
            with self._lock:
                found = self._versions.setdefault(version_id, found)
        return found

    def current(self, connection: Connection, process_id: str) -> Version:
        """The version that new runs of a process get. Raises NotFound."""
        version_id = connection.scalar(sa.select(process.c.version_id).where(process.c.id == process_id))
        if version_id is None:
            raise NotFound("process_unknown", process=process_id)
        return self.version(connection, version_id)

    def superiors(self, connection: Connection) -> Mapping[str, str]:
        """Role → the role above it, over all programmes as they are published now."""
        return self.titles(connection).above

    def titles(self, connection: Connection) -> Titles:
        """Kept in memory: publishing moves the revision of the directory too."""
        revision = self.directory(connection).revision
        if self._titles.revision != revision:
            self._titles = self._read_titles(connection, revision)
        return self._titles

    def _read_titles(self, connection: Connection, revision: int) -> Titles:
        names: dict[str, str] = {}
        above: dict[str, str] = {}
        drawn = connection.execute(sa.select(process.c.id, process.c.name, process.c.version_id)).all()
        for version_id in dict.fromkeys(row.version_id for row in drawn):
            found = self.version(connection, version_id)
            names |= {one.id: one.name for one in found.roles.participants.values()}
            names |= {one.id: one.name for one in found.roles.roles.values()}
            names |= {one.name: one.title for one in found.messages.messages.values()}
            names |= dict(found.messages.signals)
            above |= {one.id: one.superior for one in found.roles.roles.values() if one.superior}
        return Titles(revision, names, {row.id: row.name for row in drawn}, above)

    def roles(self, connection: Connection) -> dict[str, str]:
        """Role → what it is called, over all programmes as they are published now."""
        names: dict[str, str] = {}
        for version_id in connection.scalars(sa.select(process.c.version_id).distinct()):
            names |= {one.id: one.name for one in self.version(connection, version_id).roles.roles.values()}
        return names

    @staticmethod
    def directory_revision() -> Any:
        """The revision of the directory as a column for a statement that reads other things."""
        return sa.select(setting.c.number).where(setting.c.name == DIRECTORY).scalar_subquery()

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        """All people and organisations; `revision` saves the question whether the picture is still true."""
        if revision is None:
            revision = connection.scalar(sa.select(self.directory_revision()))
        if self._directory.revision != (revision or 0):
            self._directory = _read_directory(connection, revision or 0)
        return self._directory


class SteadyShelf(Shelf):
    """The shelf for the time of one page: people are looked up once, so that a page agrees with itself."""

    def __init__(self, whole: Shelf) -> None:
        super().__init__()
        self._whole = whole
        self._seen: Directory | None = None

    def version(self, connection: Connection, version_id: str) -> Version:
        return self._whole.version(connection, version_id)

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        if self._seen is None:
            self._seen = self._whole.directory(connection, revision)
        return self._seen

    def titles(self, connection: Connection) -> Titles:
        revision = self.directory(connection).revision
        if self._whole._titles.revision != revision:
            self._whole._titles = self._whole._read_titles(connection, revision)
        return self._whole._titles


@lru_cache(maxsize=256)
def _unpacked(version_id: str, packed: bytes) -> Version:
    """A run goes by the rules it began with or not at all: the content must be what the hash says."""
    try:
        found = Version.unpack(packed)
    except (BadZipFile, zlib.error, EOFError, ValueError):
        raise EngineError("version_damaged", version=version_id[:12]) from None
    if found.id != version_id:
        raise EngineError("version_damaged", version=version_id[:12])
    return found


def _read_directory(connection: Connection, revision: int) -> Directory:
    roles: dict[str, list[Assignment]] = {}
    for row in connection.execute(sa.select(assignment)):
        held = Assignment(row.role, OrganisationId(row.organisation_id), row.since, row.until)
        roles.setdefault(row.person_id, []).append(held)
    people = {
        PersonId(row.id): Person(
            PersonId(row.id),
            row.name,
            row.personnel_id,
            tuple(roles.get(row.id, ())),
            row.active,
            row.login,
            row.email,
        )
        for row in connection.execute(sa.select(person))
    }
    places = {
        OrganisationId(row.id): Organisation(
            OrganisationId(row.id), row.name, row.kind, json.loads(row.details)
        )
        for row in connection.execute(sa.select(organisation))
    }
    deputies = tuple(
        Deputy(
            PersonId(row.absent_id),
            PersonId(row.deputy_id),
            row.since,
            row.until,
            row.reason,
            frozenset(json.loads(row.roles)),
            frozenset(json.loads(row.processes)),
            row.id,
            row.arranged_by,
        )
        for row in connection.execute(sa.select(deputy))
    )
    chosen = sa.select(parameter_proposal).where(parameter_proposal.c.state == "released")
    released = tuple(proposal_of(row) for row in connection.execute(chosen))
    closed = {row.day: row.name for row in connection.execute(sa.select(closing_day))}
    return Directory(people, places, deputies, revision, released, closed)


def proposal_of(row: Any) -> Proposal:
    """A proposal for a parameter from its row."""
    kept = {column.name: getattr(row, column.name) for column in parameter_proposal.c}
    return Proposal(**{**kept, "value": tree.loads(row.value)})
