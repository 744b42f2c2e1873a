"""Fields that appear and vanish, with script at once, without after saving; hidden ones are no answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine.tree import parse_path
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

SAVE = "Entwurf speichern"


def form_in_front(site: Site, **settings: bool) -> Page:
    """The form with a question that follows from another, in front of whoever fills it in."""
    site.world.open_case()
    return site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}", **settings)


def test_a_field_appears_and_vanishes_with_the_choice(site: Site) -> None:
    """Nobody saves: the field is there as soon as it is asked, and keeps what was typed while it is away."""
    page = form_in_front(site)
    box = page.locator("[name=art_sonst]")
    expect(box).to_be_hidden()
    page.get_by_role("radio", name="Sonstiges").check()
    expect(box).to_be_visible()
    box.fill("Bewirtungsbeleg")
    page.get_by_role("radio", name="Rechnung").check()
    expect(box).to_be_hidden()
    page.get_by_role("radio", name="Sonstiges").check()
    expect(box).to_have_value("Bewirtungsbeleg")


def test_a_comparison_below_a_field_that_was_hidden_appears_with_it(site: Site) -> None:
    """It counts what is typed afterwards, and goes again with its field."""
    page = form_in_front(site)
    balance = page.locator(".balance", has_text="Skonto")
    expect(page.locator("[name=skonto]")).to_be_hidden()
    expect(page.locator(".balance:visible")).to_have_count(1)
    page.get_by_label("mit Skonto").check()
    page.locator("[name=betrag]").fill("100,00")
    page.locator("[name=skonto]").fill("3,00")
    expect(balance).to_have_text("Skonto 3,00 €, Betrag des Belegs 100,00 €: Es bleiben 97,00 €.")
    page.locator("[name=skonto]").fill("103,00")
    expect(balance).to_have_attribute("data-state", "uneven")
    page.get_by_label("mit Skonto").uncheck()
    expect(balance).to_be_hidden()


def test_without_script_a_field_appears_and_vanishes_after_saving(site: Site) -> None:
    """The page is made anew with what now applies, and with its comparison."""
    page = form_in_front(site, java_script_enabled=False)
    expect(page.locator("[name=skonto]")).to_be_hidden()
    page.get_by_label("mit Skonto").check()
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("[name=skonto]")).to_be_visible()
    expect(page.locator(".balance:visible")).to_have_count(2)
    page.get_by_label("mit Skonto").uncheck()
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("[name=skonto]")).to_be_hidden()


def test_what_stands_in_a_hidden_field_is_no_answer(site: Site) -> None:
    """Typed and then hidden: the box is sent, the case does not keep it."""
    page = form_in_front(site)
    page.get_by_role("radio", name="Sonstiges").check()
    page.locator("[name=art_sonst]").fill("Bewirtungsbeleg")
    page.get_by_role("radio", name="Rechnung").check()
    expect(page.locator("[name=art_sonst]")).to_be_hidden()
    page.locator("[name=belegnummer]").fill("R-17")
    page.locator("[name=belegdatum]").fill("2021-02-26")
    page.locator("[name='positionen[0].bezeichnung']").fill("Tische")
    page.locator("[name='positionen[0].preis']").fill("4,50")
    page.get_by_label("Der Beleg ist vollständig und leserlich.").check()
    page.locator("#task-form button[data-key=e]").click()
    expect(page.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible(timeout=20_000)
    (tree,) = [one for _, one in site.world.queries.whole().trees]
    answers = tree.at(parse_path("beleg_erfassen"))
    assert (answers["art"], "art_sonst" in answers) == ("rechnung", False)
