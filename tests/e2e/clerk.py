"""One browser in which, by the role switcher, everybody of the demo does their work. Not what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.filling import fill

DONE = "Erledigt. Der Vorgang ist weitergegangen."


class Clerk:
    """Somebody at a browser; who, changes with `be`."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.address = address
        self.pictures = pictures
        self.name = ""
        self.seen: list[str] = []
        pictures.mkdir(parents=True, exist_ok=True)

    def be(self, name: str) -> None:
        """Sign in as, or change to, `name`; then the inbox is open."""
        if not self.name:
            self.page.goto(f"{self.address}/sign-in")
            self.look("sign_in")
            self.page.locator("button", has=self.page.get_by_text(name, exact=True)).first.click()
        elif name != self.name:
            choice = self.page.get_by_label("Ich bin").locator("option")
            option = choice.filter(has_text=re.compile(rf"^{re.escape(name)}( \(|$)"))
            self.page.get_by_label("Ich bin").select_option(value=option.get_attribute("value"))
            self.page.get_by_role("button", name="Wechseln").click()
        else:
            self.page.goto(f"{self.address}/tasks")
        expect(self.page.locator(".me")).to_contain_text(name)
        self.page.wait_for_load_state()
        self.name = name

    def do(self, task: str, answers: Mapping[str, Any], *, called: str) -> None:
        """Find the task in the inbox, take it, fill its form and complete it."""
        self._open(task, called)
        self.page.get_by_role("button", name="An mich nehmen", exact=True).click()
        self.page.locator(".act button[data-key=e][class*=primary]", has_text="erledigen").wait_for()
        fill(self.page, answers)
        self.look(f"{called}_form")
        self.page.locator("#task-form button[data-key=e]").click()
        outcome = self.page.locator("#problems").or_(self.page.get_by_text(DONE))
        expect(outcome.first).to_be_visible(timeout=30_000)  # a save under way goes first
        problems = self.page.locator("#problems").all_inner_texts()
        assert not problems, f"{called}: {problems}"
        expect(self.page.get_by_text(DONE)).to_be_visible()
        self.look("done", once=True)

    def note(self, text: str) -> None:
        """Write a note on the only case."""
        self.case("notes")
        self.page.get_by_label("Was die anderen wissen sollten").fill(text)
        self.page.get_by_role("button", name="Notiz eintragen").click()
        expect(self.page.get_by_text("Notiz steht im Verlauf.")).to_be_visible()

    def case(self, tab: str = "overview") -> None:
        """Go to a page of the only case."""
        self.page.goto(f"{self.address}/cases")
        self.page.locator("[data-row-link]").click()
        labels = {"overview": "Überblick", "history": "Verlauf", "documents": "Dokumente", "notes": "Notizen"}
        tabs = self.page.get_by_role("navigation", name="Ansichten des Vorgangs")
        tabs.get_by_role("link", name=labels[tab]).click()
        self.page.wait_for_url(f"**tab={tab}")
        self.page.wait_for_load_state()

    def documents(self, folder: Path) -> list[Path]:
        """Load every Word file of the only case into `folder`."""
        self.case("documents")
        links = self.page.get_by_role("link", name=re.compile(r"^Laden \(DOCX\)"))
        kept = []
        for index in range(links.count()):
            with self.page.expect_download() as load:
                links.nth(index).click()
            kept.append(folder / f"{index:02}_{load.value.suggested_filename}")
            load.value.save_as(kept[-1])
        return kept

    def look(self, what: str, *, once: bool = False) -> None:
        """Keep a picture of the page as it is now; of pages that look alike, the first is enough."""
        if once and what in self.seen:
            return
        self.seen.append(what)
        self.page.screenshot(path=self.pictures / f"{len(self.seen):03}_{what}.png", full_page=True)

    def _open(self, task: str, called: str) -> None:
        """By way of the lists: mine, or else those of my groups."""
        link = self.page.locator(f'a[data-row-link][href="/tasks/{task}"]')
        if not link.count():
            self.page.get_by_role("navigation", name="Welche Aufgaben").get_by_text("Meine Gruppen").click()
            self.page.wait_for_url("**tab=groups")
        self.look("inbox", once=True)
        link.click()
