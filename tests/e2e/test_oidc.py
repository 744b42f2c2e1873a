"""Signing in at a real OpenID provider (oidc-provider), in a browser: PKCE, state, who is known, logout."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import waitress
from playwright.sync_api import Browser, Page, expect

from engine.schema import person
from tests.e2e.conftest import Site
from tests.e2e.serving import run_until_closed
from tests.web.world import World, build
from web.app import create_app

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "provider"
SECRET = "a secret that is only for tests"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ready() -> str:
    """The path of node; without it and its package the test says so, and under CI that is a failure."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("NOT RUN: no OpenID provider here (npm ci --prefix tests/e2e/provider)")
    return str(node)


@pytest.fixture
def ports() -> tuple[int, int]:
    """One for the inbox, one for the provider."""
    return free_port(), free_port()


@pytest.fixture
def provider(ports: tuple[int, int]) -> Iterator[str]:
    """The provider's address, once it listens."""
    inbox, here = ports
    command = [ready(), "provider.mjs", str(here), f"http://127.0.0.1:{inbox}"]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"ready"
        yield f"http://127.0.0.1:{here}"
        process.kill()


@pytest.fixture
def office(tmp_path: Path, browser: Browser, ports: tuple[int, int], provider: str) -> Iterator[Site]:
    """The authority, with its own provider."""
    world = build(tmp_path, demo=False)
    yield from _open(world, browser, ports[0], oidc_issuer=provider)


def _open(world: World, browser: Browser, port: int, **settings: Any) -> Iterator[Site]:
    world.engine.config = replace(
        world.engine.config,
        oidc_client="laufmappe",
        oidc_secret=SECRET,
        oidc_personnel_claim="personalnummer",
        **settings,
    )
    world.app = create_app(world.engine, world.queries, world.engine.config, world.clock, loopback=True)
    server: Any = waitress.create_server(world.app, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=run_until_closed, args=(server,), daemon=True)
    thread.start()
    here = Site(world, f"http://127.0.0.1:{port}", browser)
    yield here
    for context in here.contexts:
        context.close()
    server.close()
    thread.join(5)


def at_provider(site: Site, login: str, path: str = "/cases") -> Page:
    """Somebody wants a page, goes to the provider, and proves there who they are."""
    page = site.sit_down(None, path)
    page.set_default_timeout(15_000)
    page.get_by_role("link", name="Anmelden mit Dienstkonto").click()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("what they know there")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()  # the provider asks whether we may know
    page.wait_for_url(f"{site.address}/**")
    return page


def test_who_is_known_by_their_personnel_id_is_signed_in_and_out_at_both(office: Site) -> None:
    """Back where one wanted to go; the link is a fact in the chain; signing out ends both sessions."""
    page = at_provider(office, "leitung")
    expect(page.locator(".me")).to_contain_text("Demo Leitung")
    assert page.url == f"{office.address}/cases"
    kinds = [one.kind for one in office.world.queries.directory_changes()]
    assert kinds == ["ProviderLinked"]
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(f"{office.world.engine.config.oidc_issuer}/session/end**")
    page.locator("button[autofocus], button[value=yes]").first.click()
    page.wait_for_url(f"{office.address}/sign-in**")
    assert office.world.queries.sessions(office.world.people["leitung"], office.world.clock.now()) == ()


def test_a_stranger_gets_no_account(office: Site) -> None:
    """The provider knows them, we do not: a sentence, and nothing is made."""
    before = len(office.world.queries.directory().persons)
    page = at_provider(office, "fremd")
    expect(page.get_by_text("Für dieses Dienstkonto gibt es hier kein Konto.")).to_be_visible()
    assert len(office.world.queries.directory().persons) == before


def test_once_linked_the_subject_counts_and_not_the_personnel_id(office: Site) -> None:
    """A personnel id that moves to another account at the provider opens nothing of the old owner's."""
    with office.world.engine.store.transaction() as connection:
        mine = sa.update(person).where(person.c.login == "leitung")
        connection.execute(mine, {"issuer": "http://elsewhere.example", "subject": "other"})
    page = at_provider(office, "leitung")
    expect(page.get_by_text("Ihr Konto ist schon mit einem anderen Dienstkonto verbunden.")).to_be_visible()


def test_an_answer_that_nobody_asked_for_signs_nobody_in(office: Site) -> None:
    """Without our state, with a wrong state, or from another issuer: refused, whatever code it carries."""
    for query in ("code=x", "code=x&state=planted", "code=x&state=y&iss=http://evil.example", "error=no"):
        answer = office.world.app.test_client().get(f"/sign-in/provider/back?{query}")
        assert answer.status_code == 502
        assert "Set-Cookie" not in answer.headers or "id" not in answer.headers["Set-Cookie"].split("=")[0]


def test_the_way_to_the_provider_carries_state_nonce_and_a_challenge(office: Site) -> None:
    """Fresh each time; the challenge is a hash, the secret is not in the address."""
    ways = [office.world.app.test_client().get("/sign-in/provider").location for _ in "ab"]
    assert ways[0] != ways[1]
    for way in ways:
        assert "code_challenge_method=S256" in way
        assert {"state=", "nonce=", "code_challenge="} <= {
            part.split("=")[0] + "=" for part in way.split("?")[1].split("&")
        }
        assert SECRET not in way


def test_where_strangers_may_come_they_come_without_roles(
    tmp_path: Path, browser: Browser, ports: tuple[int, int], provider: str
) -> None:
    """Switched on by the operator: an account, a fact in the chain, no role, nothing to see."""
    world = build(tmp_path, demo=False)
    for site in _open(world, browser, ports[0], oidc_issuer=provider, oidc_creates=True):
        page = at_provider(site, "fremd", "/tasks")
        expect(page.locator(".me")).to_contain_text("Demo fremd")
        (made,) = [one for one in world.queries.directory().persons.values() if one.personnel_id == "fremd"]
        assert made.assignments == ()
        kinds = [one.kind for one in world.queries.directory_changes()]
        assert kinds == ["ProviderLinked", "PersonAdded"]


def test_a_provider_that_is_down_leaves_the_other_ways(
    tmp_path: Path, browser: Browser, ports: tuple[int, int]
) -> None:
    """A sentence, and the password beside it."""
    world = build(tmp_path, demo=False)
    for site in _open(world, browser, ports[0], oidc_issuer=f"http://127.0.0.1:{ports[1]}"):
        page = site.sit_down(None, "/tasks")
        page.get_by_role("link", name="Anmelden mit Dienstkonto").click()
        expect(page.get_by_text("Die Anmeldung mit dem Dienstkonto ist nicht gelungen.")).to_be_visible()
        expect(page.get_by_role("textbox", name="Passwort")).to_be_visible()
