"""People at work in a real browser: with the keyboard, two at once, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


def fill(page: Page, number: str = "R-17") -> None:
    """The boxes that must be filled."""
    page.get_by_label("Belegnummer").fill(number)
    page.get_by_label("Belegdatum").fill("2021-02-26")
    page.get_by_label("Rechnung", exact=True).check()
    page.get_by_label("Bezeichnung, Zeile 1").fill("Tische")
    page.get_by_label("Preis, Zeile 1").fill("45.833,33")
    page.get_by_label("Der Beleg ist vollständig und leserlich.").check()


def test_signing_in_taking_and_completing_a_task_with_the_keyboard_alone(site: Site) -> None:
    """No mouse from the sign-in page to the finished task."""
    site.world.open_case()
    page = site.sit_down()
    page.get_by_role("button", name=re.compile("^Demo Sachbearbeitung Sachbearbeitung")).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Meine Gruppen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**tab=groups")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Beleg erfassen")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="An mich nehmen")).to_be_focused()
    page.keyboard.press("Enter")
    fill(page)
    page.locator("main").focus()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Aufgabe erledigen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()


def test_letters_that_are_typed_are_not_shortcuts(site: Site) -> None:
    """In a box, j is a j; and the shortcuts can be switched off for good."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    page.keyboard.press("/")
    page.keyboard.type("jez")
    expect(
        page.get_by_role("searchbox", name="Aktenzeichen, Vorgang, Dokument oder Person suchen")
    ).to_have_value("jez")
    page.get_by_role("button", name="Tastenkürzel").click()
    page.get_by_label("Tastenkürzel verwenden").uncheck()
    page.get_by_role("button", name="Schließen").click()
    page.reload()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Beleg erfassen")).not_to_be_focused()


def test_a_draft_saves_itself_and_survives_closing_the_browser(site: Site) -> None:
    """Nothing is lost, and the page says quietly when it was saved."""
    site.world.open_case()
    path = f"/tasks/{site.world.claim('sachbearbeitung')}"
    page = site.sit_down("sachbearbeitung", path)
    page.get_by_label("Belegnummer").fill("R-99")
    expect(page.get_by_text("Gespeichert 09:30")).to_be_visible()
    page.context.close()
    site.contexts.clear()
    expect(site.sit_down("sachbearbeitung", path).get_by_label("Belegnummer")).to_have_value("R-99")


def test_a_box_appears_as_soon_as_its_condition_is_true(site: Site) -> None:
    """Without a new page, and what was typed elsewhere stays."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    page.get_by_label("Belegnummer").fill("R-1")
    expect(page.get_by_label("Was für ein Beleg ist es?")).to_be_hidden()
    page.get_by_label("Sonstiges").check()
    expect(page.get_by_label("Was für ein Beleg ist es?")).to_be_visible()
    expect(page.get_by_label("Belegnummer")).to_have_value("R-1")


def test_a_new_row_takes_the_focus_and_the_sum_follows(site: Site) -> None:
    """Add a row, type on, see the sum, take the row away again."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    page.get_by_label("Preis, Zeile 1").fill("10,50")
    page.get_by_role("button", name="Zeile hinzufügen – Positionen").click()
    expect(page.get_by_label("Bezeichnung, Zeile 2")).to_be_focused()
    page.get_by_label("Preis, Zeile 2").fill("2")
    expect(page.locator("output[data-computed=summe]")).to_have_text("12,50 €")
    page.get_by_role("button", name="Entfernen – Zeile 2").click()
    expect(page.get_by_label("Bezeichnung, Zeile 2")).to_have_count(0)
    expect(page.get_by_label("Preis, Zeile 1")).to_have_value("10,50")


def test_errors_take_the_focus_and_lead_to_the_box(site: Site) -> None:
    """The summary is read first; its link leads into the box."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.locator("#problems")).to_be_focused()
    page.locator("#problems").get_by_role("link").first.click()
    assert page.url.endswith("#f-belegnummer")


def test_two_people_want_the_same_task_and_one_is_told_who_was_faster(site: Site) -> None:
    """Nobody works in vain: the second sees the name of the first."""
    site.world.open_case()
    first = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    second = site.sit_down("zweite", "/tasks?tab=groups")
    first.get_by_role("button", name="An mich nehmen").click()
    expect(first.get_by_role("button", name="Aufgabe erledigen")).to_be_visible()
    second.get_by_role("button", name="An mich nehmen").click()
    expect(second.get_by_role("main")).to_contain_text("Demo Sachbearbeitung")
    expect(second.get_by_role("button", name="Aufgabe erledigen")).to_have_count(0)


def test_a_stale_page_keeps_what_was_typed_and_works_the_second_time(site: Site) -> None:
    """A page from before the run moved: what happened is shown, nothing is lost, sending again succeeds."""
    case = site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    fill(page, "R-55")
    site.world.engine.comment(
        case,
        by=site.world.actor("leitung"),
        text="Bitte die Anlage beachten.",
        request_id=site.world.request_id(),
    )
    page.locator("form[action$='/completion'] [name='revision-seen']").evaluate("box => { box.value = '0' }")
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.get_by_role("main")).to_contain_text("Demo Leitung")
    expect(page.get_by_label("Belegnummer")).to_have_value("R-55")
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()


def test_everything_works_without_script(site: Site) -> None:
    """Taking, rows, conditions, completing, and a picture instead of the viewer."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", "/tasks?tab=groups", java_script_enabled=False)
    page.get_by_role("button", name="An mich nehmen").click()
    expect(page.get_by_role("img", name=re.compile("Ablauf")).first).to_be_visible()
    page.get_by_label("Sonstiges").check()
    page.get_by_role("button", name="Entwurf speichern und Felder aktualisieren").click()
    page.get_by_label("Was für ein Beleg ist es?").fill("Kassenbon")
    page.get_by_role("button", name="Zeile hinzufügen – Positionen").click()
    fill(page)
    page.get_by_label("Bezeichnung, Zeile 2").fill("Stühle")
    page.get_by_label("Preis, Zeile 2").fill("20")
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()
    expect(page.get_by_text("45.853,33 €").first).to_be_visible()


def test_enter_in_a_box_saves_the_draft_and_never_completes(site: Site) -> None:
    """A slip of the hand must not end a task."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    fill(page)
    page.get_by_label("Belegnummer").press("Enter")
    expect(page.get_by_text("Entwurf gespeichert um 09:30.")).to_be_visible()
    expect(page.get_by_role("button", name="Aufgabe erledigen")).to_be_visible()
