"""A head of department with forty approvals: one list, one review page, one result; and what is refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look, Site
from tests.e2e.test_barriers import looked_at
from tests.e2e.vouchers import second_head, to_sign

pytestmark = pytest.mark.browser

FORTY = 40


def select_alike(page: Page) -> None:
    """Tick one row, then all of its kind, and go to the review page."""
    page.get_by_role("checkbox", name=re.compile("Auswählen – Beleg zeichnen")).first.check()
    expect(page.get_by_text("1 Aufgabe ausgewählt")).to_be_visible()
    page.get_by_role("button", name="Alle dieser Art auf dieser Seite").click()
    expect(page.get_by_text(f"{FORTY} Aufgaben ausgewählt")).to_be_visible()
    page.get_by_role("button", name="Auswahl gemeinsam bearbeiten").click()


@pytest.mark.timeout(240)
def test_a_head_signs_forty_vouchers_from_one_page(site: Site) -> None:
    """One is with a colleague and stays, one is signed by the colleague meanwhile, 38 are signed at once."""
    tasks = to_sign(site.world, FORTY)
    other = second_head(site.world)
    site.world.engine.claim(tasks[0], by=other)
    page = site.sit_down("leitung", "/tasks?tab=groups", viewport={"width": 1440, "height": 900})
    select_alike(page)
    expect(page.get_by_role("heading", name=f"Wird erledigt ({FORTY - 1})")).to_be_visible()
    kept = page.get_by_role("region", name="Bleibt, wie es ist (1)")
    expect(kept).to_contain_text("Die Aufgabe liegt bei Demo Zweite Leitung.")
    expect(kept.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_text("45.833,33 €")).to_have_count(FORTY)
    site.world.engine.complete(tasks[1], by=other, answers={})
    page.get_by_role("button", name=f"{FORTY - 1} Aufgaben erledigen").click()
    expect(page.get_by_role("heading", name=f"{FORTY - 2} Aufgaben erledigt")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="1 Aufgabe blieb, wie sie war")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Diese Aufgabe hat Demo Zweite Leitung schon erledigt.")
    page.get_by_role("link", name="Zurück zu den Aufgaben").click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_the_review_page_and_its_result_have_no_barrier(site: Site, barriers: Look) -> None:
    """In both schemes and widths; the rows, what is kept, the answer for all, the result with a refusal."""
    first, second = to_sign(site.world, 2)
    other = second_head(site.world)
    site.world.engine.claim(first, by=other)
    page = site.sit_down("leitung", "/tasks?tab=groups")
    page.get_by_role("link", name="Alle „Beleg zeichnen“ gemeinsam bearbeiten (2)").click()
    found = looked_at(page, barriers)
    page.get_by_role("link", name="Umverteilen", exact=True).click()
    found += looked_at(page, barriers)
    page.get_by_role("link", name="Erledigen", exact=True).click()
    site.world.engine.complete(second, by=other, answers={})
    page.get_by_role("button", name="1 Aufgabe erledigen").click()
    expect(page.get_by_role("heading", name="0 Aufgaben erledigt")).to_be_visible()
    assert [*found, *looked_at(page, barriers)] == []
