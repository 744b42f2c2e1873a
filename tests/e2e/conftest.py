"""A real server and a real browser around the small authority of the web tests."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.serving import run_until_closed
from tests.web.world import World, build

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--lang=de-DE",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for all tests."""
    if not Path(CHROMIUM).exists():
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Site:
    """A running server, and browsers in which people sit."""

    world: World
    address: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    """What browsers wrote to their consoles: scripts that failed, policies that were broken."""
    contexts: list[BrowserContext] = field(default_factory=list)

    def sit_down(self, who: str | None = None, path: str = "/tasks", **settings: Any) -> Page:
        """A browser of its own in front of `who`, at `path`."""
        context = self.browser.new_context(locale="de-DE", **settings)
        self.contexts.append(context)
        context.set_default_timeout(20_000)
        if who:
            cookie = self.world.client(who).get_cookie("laufmappe")
            assert cookie
            context.add_cookies([{"name": "laufmappe", "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address + path)
        return page

    def _listen(self, message: Any) -> None:
        # A refusal (403, 404, 409, 422) that a test provokes is logged by the browser, too.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def site(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """The authority on a free port; at the end, no browser may have complained."""
    with opened(build(tmp_path, csrf=True), browser) as here:
        yield here


@pytest.fixture
def earnest_site(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """The same, not as a demo: people sign in."""
    with opened(build(tmp_path, csrf=True, demo=False), browser) as here:
        yield here


@contextmanager
def opened(world: World, browser: Browser) -> Iterator[Site]:
    """A server for a world, and the browsers in front of it."""
    server: Any = waitress.create_server(world.app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=run_until_closed, args=(server,), daemon=True)
    thread.start()
    here = Site(world, f"http://127.0.0.1:{server.effective_port}", browser)
    yield here
    for context in here.contexts:
        context.close()
    server.close()
    thread.join(5)
    assert here.complaints == []


Look = Callable[..., list[str]]
"""Of a page, and perhaps only of certain rules of axe."""


@pytest.fixture(scope="session")
def barriers() -> Look:
    """What axe-core finds wrong with a page, as sentences."""
    source = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")

    def look(page: Page, *only: str) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        wanted = {"type": "rule", "values": only} if only else {"type": "tag", "values": tags}
        found = page.evaluate("runOnly => axe.run({runOnly, resultTypes: ['violations']})", wanted)
        return [
            f"{one['id']}: {one['help']} – {node['html'][:160]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return look
