"""A whole task by keys alone: no mouse, and no focus that the test sets by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

FARTHEST = 120
"""Stops of the Tab key after which somebody gives up."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; it must be visible where it comes to rest."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()


def type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)


def test_the_list_of_shortcuts_opens_closes_and_gives_the_focus_back(site: Site) -> None:
    """By ? and by Escape; what it lists is what works."""
    site.world.open_case("Miete")
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    page.keyboard.press("j")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    for line in ("öffnen", "suchen", "diese Liste"):
        expect(dialog).to_contain_text(line)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Beleg erfassen")).to_be_focused()


def test_rows_are_ticked_and_done_together_by_keys(site: Site) -> None:
    """j and x through the list, also from a box that was ticked by hand; then one button."""
    for subject in ("Miete März", "Miete April"):
        site.world.open_case(subject)
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    tab_to(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("2 Aufgaben ausgewählt")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Auswahl gemeinsam bearbeiten"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Beleg erfassen")).to_be_visible()


def test_a_task_from_the_list_to_the_next_one(site: Site) -> None:
    """Taken, filled, completed and the next one opened."""
    for subject in ("Miete März", "Miete April"):
        site.world.open_case(subject)
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/tasks/*")
    expect(page.get_by_role("button", name="An mich nehmen")).to_be_focused(timeout=20_000)
    page.keyboard.press("Enter")
    type_into(page, "Belegnummer", "R-17")
    type_into(page, "Belegdatum", "02022021")  # the same in every order of day and month
    tab_to(page, page.get_by_label("Rechnung", exact=True))
    page.keyboard.press("Space")
    type_into(page, "Bezeichnung, Zeile 1", "Miete")
    type_into(page, "Preis, Zeile 1", "800,00")
    tab_to(page, page.get_by_label("Der Beleg ist vollständig und leserlich."))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Erledigen und die nächste nehmen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name=re.compile("^Aufgabe erledigen"))).to_be_focused()
