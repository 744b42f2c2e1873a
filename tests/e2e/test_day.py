"""A day of a caseworker from the first look to taking back a slip, and of a clerk without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_work import fill
from tests.web.world import World

pytestmark = pytest.mark.browser

SUBJECTS = ("Büromöbel", "Miete März", "Miete April", "Fahrtkosten")


def four_vouchers(world: World) -> None:
    for subject in SUBJECTS:
        world.open_case(subject)


def narrow_to_rent(page: Page) -> None:
    """Filter the groups' list by a word."""
    page.get_by_role("link", name="Filter", exact=True).click()
    page.get_by_label("Text", exact=True).fill("miete")
    page.get_by_role("button", name="Filtern").click()
    expect(page.get_by_text("2 Aufgaben passen.")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(2)


def save_view(page: Page, name: str) -> None:
    page.get_by_text("Ansicht speichern").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("link", name=f"{name} 2")).to_be_visible()


def ask_and_note(page: Page) -> None:
    """A question to a colleague, a note for the file, the paper again in a fortnight; the draft stays."""
    page.get_by_role("button", name="Rückfrage stellen").click()
    page.get_by_label("Wen Sie fragen").select_option("Demo Zweite Sachbearbeitung")
    page.get_by_label("Ihre Frage").fill("Gilt die neue Miete schon?")
    page.get_by_role("button", name="Frage stellen").click()
    expect(page.get_by_text("Gilt die neue Miete schon?").first).to_be_visible()
    page.get_by_text("Notiz zur Akte …").click()
    page.get_by_label("Was die anderen wissen sollten").fill("Vermieter angerufen.")
    page.get_by_role("button", name="Notiz eintragen").click()
    expect(page.get_by_text("Notiz steht im Verlauf.")).to_be_visible()
    page.get_by_role("link", name="Wiedervorlage", exact=True).click()
    page.get_by_label("Warum").fill("Antwort des Vermieters?")
    page.get_by_role("button", name="Wiedervorlage setzen").click()
    expect(page.get_by_text("Wiedervorlage am Mo 15.03.")).to_be_visible()
    expect(page.get_by_label("Belegnummer")).to_have_value("M-03")


@pytest.mark.timeout(240)
def test_a_day_of_a_caseworker(site: Site) -> None:
    """Find, keep the view, take, draft, ask, note, lay aside, complete, take the next, take back."""
    four_vouchers(site.world)
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups", viewport={"width": 1440, "height": 900})
    narrow_to_rent(page)
    save_view(page, "Mieten")
    page.get_by_role("link", name="Mieten 2").click()
    page.get_by_role("button", name=re.compile("An mich nehmen – Beleg erfassen")).first.click()
    page.get_by_label("Belegnummer").fill("M-03")
    expect(page.get_by_text("Gespeichert 09:30")).to_be_visible()
    first = page.url
    ask_and_note(page)
    fill(page, "M-03")
    page.get_by_role("button", name="Erledigen und die nächste nehmen").click()
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()
    expect(page.get_by_role("button", name="Aufgabe erledigen", exact=True)).to_be_visible()
    assert page.url != first
    page.goto(f"{site.address}/tasks?tab=done")
    page.get_by_role("link", name="Beleg erfassen").click()
    page.get_by_text("Zurückholen …").click()
    page.get_by_label("Warum").fill("Falscher Monat")
    page.get_by_role("button", name="Zurückholen").click()
    expect(page.get_by_label("Belegnummer")).to_have_value("M-03")
    page.goto(f"{site.address}/tasks")
    expect(page.get_by_role("link", name="Meine 2")).to_be_visible()


@pytest.mark.timeout(240)
def test_a_clerk_without_script(site: Site) -> None:
    """Lists, filters, a saved view, selection, search, task and completion: every way is a form or a link."""
    four_vouchers(site.world)
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups", java_script_enabled=False)
    narrow_to_rent(page)
    save_view(page, "Mieten")
    for box in page.get_by_role("checkbox", name=re.compile("^Auswählen")).all():
        box.check()
    page.get_by_role("button", name="Auswahl gemeinsam bearbeiten").click()
    page.get_by_role("link", name="An mich nehmen", exact=True).click()
    page.get_by_role("button", name="2 Aufgaben an mich nehmen").click()
    expect(page.get_by_role("heading", name="2 Aufgaben liegen jetzt bei Ihnen")).to_be_visible()
    page.get_by_role("searchbox").fill("Miete April")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("Miete April|PRO-003")).first.click()
    page.get_by_role("link", name="Beleg erfassen").first.click()
    fill(page, "M-04")
    page.get_by_role("button", name="Aufgabe erledigen", exact=True).click()
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()
    page.get_by_role("link", name="Nächste Aufgabe: Beleg erfassen").click()
    page.get_by_role("button", name="Doch nicht ich: Aufgabe wieder freigeben").click()
    expect(page.get_by_text("Die Aufgabe ist wieder frei.")).to_be_visible()
