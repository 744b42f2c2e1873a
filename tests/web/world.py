"""A small authority with a real engine, a real database file and one process; nothing here is mocked."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import jinja2
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket

from engine.clock import FakeClock
from engine.commands import Engine, Origin
from engine.config import Config
from engine.library import Programme
from engine.people import Actor, Assignment, Organisation, Person
from engine.queries import Queries
from engine.store import directory
from web.app import create_app

PROGRAMMES = Path(__file__).parent / "programme"
DATABASE = "laufmappe.db"
MONDAY = datetime(2021, 3, 1, 8, 30, tzinfo=UTC)

ROLES = {
    "sachbearbeitung": ("Demo Sachbearbeitung", [("sachbearbeitung", "rbk")]),
    "zweite": ("Demo Zweite Sachbearbeitung", [("sachbearbeitung", "rbk"), ("leitung", "rbk")]),
    "leitung": ("Demo Leitung", [("leitung", "rbk")]),
    "verein": ("Demo Geschäftsführung", [("traeger_leitung", "verein")]),
    "pruefung": ("Demo Rechnungsprüfung", [("pruefung_lesend", "rbk")]),
    "verwaltung": ("Demo Verwaltung", [("administration", "rbk")]),
}
ANSWERS = {
    "belegnummer": "R-2021-17",
    "belegdatum": "2021-02-26",
    "art": "rechnung",
    "positionen": [{"bezeichnung": "Tische", "menge": 4, "preis": "45833.33"}],
    "betrag": "45833.33",
    "vollstaendig": True,
}


@dataclass
class World:
    """Everything a test needs to let people act."""

    engine: Engine
    queries: Queries
    clock: FakeClock
    app: Flask
    people: dict[str, Person] = field(default_factory=dict)
    requests: int = 0

    def actor(self, who: str) -> Actor:
        return Actor(self.people[who])

    def request_id(self) -> str:
        self.requests += 1
        return f"request-of-a-test-{self.requests:06}"

    def open_case(self, subject: str = "Büromöbel") -> str:
        """A case on whose first task somebody of the Sachbearbeitung must work; returns its id."""
        receipt = self.engine.open_case(
            "beleg",
            by=self.actor("sachbearbeitung"),
            answers={"betreff": subject},
            request_id=self.request_id(),
        )
        return str(receipt.case)

    def task(self, who: str, tab: str = "groups") -> str:
        """The id of the first task in a list of this person."""
        rows = self.queries.inbox(self.people[who], tab, self.clock.now()).rows  # type: ignore[arg-type]
        return next(row.task_id for row in rows if row.is_mine or row.may_claim.allowed)

    def claim(self, who: str) -> str:
        task = self.task(who)
        self.engine.claim(task, by=self.actor(who), request_id=self.request_id())
        return task

    def to_checking(self) -> str:
        """Open a case and enter it; returns the id of the task that checks it."""
        self.open_case()
        task = self.claim("sachbearbeitung")
        self.engine.complete(
            task, by=self.actor("sachbearbeitung"), answers=ANSWERS, request_id=self.request_id()
        )
        return self.task("zweite")

    def client(self, who: str | None = None) -> FlaskClient:
        """A browser without script, signed in as `who`."""
        client = self.app.test_client()
        if who:
            secret = self.engine.begin_session(self.people[who].id, way="password", origin=Origin())
            with client.session_transaction() as session:
                session["id"] = secret
        return client


def build(folder: Path, *, demo: bool = True, csrf: bool = False) -> World:
    """The authority in a new database below `folder`."""
    config = _config(folder, demo=demo)
    shutil.copy(_furnished() / DATABASE, folder / DATABASE)
    clock = FakeClock(MONDAY)
    engine = Engine(config, clock)
    queries = Queries(engine.database, engine.shelf)
    app = create_app(engine, queries, config, clock, loopback=True)
    app.config["WTF_CSRF_ENABLED"] = csrf
    app.jinja_env.bytecode_cache = COMPILED
    people = {one.personnel_id: one for one in queries.directory().persons.values()}
    return World(engine, queries, clock, app, people)


class _Compiled(jinja2.BytecodeCache):
    """The pages, compiled once for all apps of a test session."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def _config(folder: Path, *, demo: bool) -> Config:
    return Config(
        database_url=f"sqlite:///{folder / DATABASE}",
        var=folder,
        programmes=PROGRAMMES,
        templates=folder / "templates",
        secret_key="a key that is only for tests, 32 bytes",
        demo=demo,
    )


@cache
def _furnished() -> Path:
    """A folder with the authority's database, made once; every test works on a copy of its own."""
    folder = Path(tempfile.mkdtemp(prefix="laufmappe-web-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    engine = Engine(_config(folder, demo=True), FakeClock(MONDAY))
    engine.prepare()
    _settle(engine)
    engine.database.dispose()
    with closing(sqlite3.connect(folder / DATABASE)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def _settle(engine: Engine) -> None:
    programme = Programme.load(PROGRAMMES / "probe")
    with engine.store.transaction() as connection:
        for one in programme.demo.organisations:
            directory.put_organisation(
                connection, Organisation(one.id, one.name, one.kind, dict(one.details))
            )
        for login, (name, held) in ROLES.items():
            roles = [Assignment(role, place) for role, place in held]
            directory.put_person(
                connection, login=login, name=name, personnel_id=login, assignments=roles, demo=True
            )
    engine.publish(PROGRAMMES / "probe", by="Demo Prozessverantwortung", released_by="Demo Leitung")
