"""A draft of the source case, edited outside: beside its task and on its own page, without barriers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.commands import Engine, Upload
from engine.config import Config
from engine.people import Actor
from engine.simulate import Play
from tests.e2e.conftest import Look, Site, opened
from tests.e2e.test_barriers import looked_at, wrong_with
from tests.processes.playing import play
from tests.processes.test_edited_letter import draft_of, edited
from tests.web.world import World
from web.app import create_app

pytestmark = pytest.mark.browser


def as_world(played: Play, who: Actor, folder: Path) -> World:
    """What was played in memory, in a file that a server with several threads can open."""
    with (
        played.engine.database.connect() as memory,
        closing(sqlite3.connect(folder / "played.db")) as kept,
    ):
        memory.connection.driver_connection.backup(kept)  # type: ignore[union-attr]
    address = f"sqlite:///{folder / 'played.db'}"
    config = Config(address, folder, folder, folder, secret_key="x" * 32, demo=True)
    engine = Engine(config, played.clock)
    app = create_app(engine, engine.queries, config, played.clock, loopback=True)
    return World(engine, engine.queries, played.clock, app, {"signer": who.person})


@pytest.fixture
def signing(tmp_path: Path, browser: Browser) -> Iterator[tuple[Site, str, str]]:
    """The second signer's desk, the task, and the draft that came back changed."""
    played = play("quellfall", before="zweitzeichnung")
    task, by, draft = draft_of(played)
    played.engine.claim(task, by=by)
    upload = Upload("Bescheid.docx", edited(played, draft.id, by.person))
    played.engine.bring_back(task, draft.id, upload, by=by)
    newest = draft_of(played)[2]
    with opened(as_world(played, by, tmp_path), browser) as site:
        yield site, task, newest.id


@pytest.mark.timeout(400)
def test_an_edited_draft_is_shown_without_barriers(signing: tuple[Site, str, str], barriers: Look) -> None:
    """The fold that takes it back, its differences, and where each of its values comes from."""
    site, task, document = signing
    page = site.sit_down("signer", f"/tasks/{task}")
    page.get_by_text("In Word bearbeiten …").first.click()
    found = looked_at(page, barriers)
    found += wrong_with(page, f"{site.address}/documents/{document}", barriers)
    expect(page.get_by_role("heading", name="Was von Hand geändert wurde")).to_be_visible()
    assert found == []
