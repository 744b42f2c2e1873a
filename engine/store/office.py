"""One turn on what belongs to no case: who acts for whom. Its events are a chain of their own. Not the rules.

The lock is the row that counts the directory's revisions; what is written moves it on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import ledger, tree
from engine.database import put
from engine.errors import NotFound, Rejected
from engine.events import Event
from engine.events.changes import Change
from engine.people import Actor, Deputy, Directory, Person
from engine.rules import JobWanted
from engine.schema import deputy, directory_event, job, setting
from engine.shelf import DIRECTORY
from engine.store import rows
from engine.store.directory import touch
from engine.store.installation import Store

CHAIN = "directory"
"""What stands in the place of the case in the leaves of this chain."""


@dataclass(frozen=True)
class Noted:
    """What a verb on the directory did; a repeated request gets the same again."""

    id: str
    seq: int
    repeated: bool = False


class Office:
    """The directory, locked, inside its transaction."""

    def __init__(self, connection: Connection, store: Store, by: Actor, request_id: str) -> None:
        self.connection = connection
        self.now: datetime = store.clock.now()
        self.request_id = request_id
        put(connection, setting, [{"name": DIRECTORY, "number": 0}], update=())
        mine = sa.select(setting.c.number).where(setting.c.name == DIRECTORY).with_for_update()
        self.directory: Directory = store.shelf.directory(connection, connection.scalar(mine))
        self.above: Mapping[str, str] = store.shelf.superiors(connection)
        self._by = by

    @property
    def actor(self) -> Actor:
        """The actor as the directory knows them now. Raises NotFound."""
        person = self.directory.persons.get(self._by.person.id)
        absent = self.directory.persons.get(self._by.represents.id) if self._by.represents else None
        if person is None or not person.active or (self._by.represents is not None and absent is None):
            raise NotFound("person_unknown")
        return Actor(person, absent)

    @property
    def earlier(self) -> Noted | None:
        """What a turn with the same request id did."""
        if not self.request_id:
            return None
        chosen = sa.select(directory_event).where(directory_event.c.request_id == self.request_id)
        row = self.connection.execute(chosen).one_or_none()
        if row is None:
            return None
        if row.actor_id != self._by.person.id:
            raise Rejected("request_reused")
        told = tree.loads(row.payload)
        named = told.get("arrangement") or told.get("proposal") or told["id"]
        return Noted(str(named), row.seq, repeated=True)

    def arrange(self, kept: Deputy, event: Event) -> Noted:
        """Keep a new or changed arrangement with the event that tells of it."""
        row = {
            "id": kept.id,
            "absent_id": kept.absent,
            "deputy_id": kept.deputy,
            "since": kept.since,
            "until": kept.until,
            "reason": kept.reason,
            "roles": json.dumps(sorted(kept.roles)),
            "processes": json.dumps(sorted(kept.processes)),
            "arranged_by": kept.arranged_by,
        }
        put(self.connection, deputy, [row], update=("until",))
        touch(self.connection)
        return self.note(kept.id, event)

    def note(self, identifier: str, event: Event) -> Noted:
        """Let the chain tell what happened to the thing with this id."""
        return Noted(identifier, self._record(event))

    def change(self, event: Change, *, apart: bool = False, by: Person | None = None) -> Noted:
        """Write down what was changed; `apart`: one of many of the same request; `by`: not the actor."""
        touch(self.connection)
        return Noted(event.id, self._record(event, "" if apart else self.request_id, by))

    def tell(self, kind: str, people: list[str], cause: str, **facts: Any) -> None:
        """Let people know, by a job of this transaction."""
        wanted = {"kind": kind, "people": sorted(people), "cause": cause, "facts": facts}
        one = JobWanted("notice", self.now, payload=wanted)
        self.connection.execute(sa.insert(job), rows.job_row(one, None, self.now))

    def _record(self, event: Event, request_id: str | None = None, by: Person | None = None) -> int:
        order = directory_event.c.seq.desc()
        last = self.connection.execute(sa.select(directory_event).order_by(order).limit(1)).one_or_none()
        payload, salt, actor = tree.dumps(event.payload()), ledger.salt(), by or self.actor.person
        seq = last.seq + 1 if last else 1
        row = {
            "case_id": CHAIN,
            "seq": seq,
            "at": self.now,
            "kind": event.kind,
            "actor_id": actor.id,
            "represented_id": None,
            "run_id": None,
            "element": None,
            "version_id": None,
            "payload_hash": ledger.payload_hash(salt, payload),
            "previous_hash": last.leaf_hash if last else ledger.START,
        }
        kept = {
            **row,
            "leaf_hash": ledger.leaf_hash(ledger.leaf(row)),
            "actor_name": actor.name,
            "payload": payload,
            "salt": salt,
            "request_id": (self.request_id if request_id is None else request_id) or None,
        }
        known = {column.name for column in directory_event.c}
        self.connection.execute(
            sa.insert(directory_event), {name: value for name, value in kept.items() if name in known}
        )
        return int(seq)


@contextmanager
def office(store: Store, by: Actor, request_id: str = "") -> Iterator[Office]:
    """A turn on the directory."""
    with store.transaction() as connection:
        yield Office(connection, store, by, request_id)
