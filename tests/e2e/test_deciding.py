"""Stories at the page of a task: two people at once, two windows, a server that is gone, what is next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look, Site
from tests.e2e.test_work import fill
from tests.web.world import ANSWERS

pytestmark = pytest.mark.browser


def test_only_the_way_of_the_choice_just_made_is_told(site: Site) -> None:
    """Before it both ways; then the one that was chosen, and what follows from it."""
    site.world.to_checking()
    page = site.sit_down("zweite", f"/tasks/{site.world.claim('zweite')}")
    ahead = page.locator("[data-ahead]")
    expect(ahead.get_by_text("Aufgabe „Beleg zeichnen“")).to_be_visible()
    expect(ahead.get_by_text("Aufgabe „Beleg erfassen“")).to_be_visible()
    page.get_by_label("Nicht richtig", exact=True).check()
    expect(ahead.get_by_text("Aufgabe „Beleg zeichnen“")).to_be_hidden()
    expect(ahead.get_by_text("Aufgabe „Beleg erfassen“")).to_be_visible()


def test_a_second_window_is_told_and_decides_which_state_stays(site: Site) -> None:
    """Nothing is overwritten by itself; what is typed here can be kept on purpose."""
    site.world.open_case()
    path = f"/tasks/{site.world.claim('sachbearbeitung')}"
    first, second = (site.sit_down("sachbearbeitung", path) for _ in range(2))
    first.get_by_label("Belegnummer").fill("R-1")
    expect(first.get_by_text("Gespeichert")).to_be_visible()
    second.get_by_label("Belegnummer").fill("R-2")
    expect(second.get_by_text("in einem anderen Fenster gespeichert")).to_be_visible()
    second.get_by_role("button", name="Meine Eingaben hier behalten").click()
    expect(second.get_by_text(re.compile(r"Gespeichert \d"))).to_be_visible()
    first.reload()
    expect(first.get_by_label("Belegnummer")).to_have_value("R-2")


def test_what_cannot_be_sent_is_kept_in_the_browser_until_it_can(site: Site) -> None:
    """The server is gone, the window is closed; in the next one everything is back and saved."""
    site.world.open_case()
    path = f"/tasks/{site.world.claim('sachbearbeitung')}"
    page = site.sit_down("sachbearbeitung", path)
    page.route("**/draft", lambda route: route.abort())
    page.get_by_label("Belegnummer").fill("R-9")
    expect(page.get_by_text("Keine Verbindung.")).to_be_visible()
    page.unroute("**/draft")
    page.reload()
    expect(page.get_by_label("Belegnummer")).to_have_value("R-9")
    expect(page.locator("[data-draft-line]")).to_contain_text("Gespeichert")


def test_two_people_at_once(site: Site) -> None:
    """The slower one is told who was faster, and what was typed stands there to be copied."""
    site.world.open_case()
    task = site.world.claim("sachbearbeitung")
    page = site.sit_down("sachbearbeitung", f"/tasks/{task}")
    fill(page, "R-77")
    site.world.engine.complete(task, by=site.world.actor("sachbearbeitung"), answers=ANSWERS)
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.get_by_text("Diese Aufgabe hat Demo Sachbearbeitung schon erledigt.")).to_be_visible()
    expect(page.get_by_text("R-77")).to_have_count(1)


def test_parts_of_a_case_have_no_barrier(site: Site, barriers: Look) -> None:
    """Each part and the printout; axe finds nothing."""
    case = site.world.open_case()
    site.world.claim("sachbearbeitung")
    site.world.engine.comment(case, by=site.world.actor("leitung"), text="Bitte eilig")
    page = site.sit_down("sachbearbeitung", f"/cases/{case}")
    found = []
    for part in ("?tab=history", "?tab=deadlines", "?tab=people", "?tab=notes", "/print"):
        page.goto(f"{site.address}/cases/{case}{part}")
        found += barriers(page)
    assert found == []
