"""A deputy during holidays: arranged, asked, acting for the absent, written down as such, ended."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look, Site
from tests.e2e.test_work import fill

pytestmark = pytest.mark.browser


def on_holiday(site: Site) -> None:
    """The clerk takes a task, arranges the head as deputy until Friday, and leaves."""
    clerk = site.sit_down("sachbearbeitung", "/tasks?tab=groups")
    clerk.get_by_role("button", name="An mich nehmen").click()
    clerk.get_by_label("Belegnummer").fill("R-7")
    expect(clerk.get_by_text("Gespeichert 09:30")).to_be_visible()
    clerk.get_by_role("link", name="Vertretungen").click()
    clerk.get_by_label("Wer vertritt").select_option("Demo Leitung")
    clerk.get_by_label("Letzter Tag").fill("2021-03-05")
    clerk.get_by_label("Grund").fill("Urlaub")
    clerk.get_by_role("button", name="Vertretung einrichten").click()
    expect(clerk.get_by_text("Die Vertretung ist eingerichtet.")).to_be_visible()


def for_the_absent(site: Site, **settings: object) -> Page:
    """The deputy in front of the task of the absent."""
    deputy = site.sit_down("leitung", "/tasks", **settings)
    deputy.get_by_role("link", name="In Vertretung 1").click()
    expect(
        deputy.locator("small").get_by_text("Sie vertreten Demo Sachbearbeitung bis 05.03.2021 (Urlaub).")
    ).to_be_visible()
    deputy.get_by_role("link", name="Beleg erfassen").click()
    expect(deputy.get_by_role("heading", name="Sie handeln für Demo Sachbearbeitung (i. V.)")).to_be_visible()
    return deputy


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_deputy_finishes_what_the_absent_began(site: Site, script: bool) -> None:
    """The draft is there, a question is asked on the way, and the history reads "B für A (i. V.)"."""
    site.world.open_case()
    on_holiday(site)
    deputy = for_the_absent(site, java_script_enabled=script)
    expect(deputy.get_by_label("Belegnummer")).to_have_value("R-7")
    fill(deputy, "R-8")
    deputy.get_by_role("button", name="Rückfrage stellen").click()
    deputy.get_by_label("Wen Sie fragen").select_option("Demo Zweite Sachbearbeitung")
    deputy.get_by_label("Ihre Frage").fill("Ist das der richtige Beleg?")
    deputy.get_by_role("button", name="Frage stellen").click()
    second = site.sit_down("zweite", "/requests")
    second.get_by_label("Ihre Antwort").fill("Ja, er ist es.")
    second.get_by_role("button", name="Antworten").click()
    expect(second.get_by_text("Ihre Antwort ist angekommen.")).to_be_visible()
    deputy.reload()
    expect(deputy.get_by_text("→ Ja, er ist es.")).to_be_visible()
    expect(deputy.get_by_label("Belegnummer")).to_have_value("R-8")
    deputy.get_by_role("button", name="Aufgabe erledigen").click()
    expect(deputy.get_by_text("Erledigt. Der Vorgang ist weitergegangen.")).to_be_visible()
    written = "Demo Leitung für Demo Sachbearbeitung (i. V.) hat „Beleg erfassen“ erledigt"
    expect(deputy.get_by_text(written).first).to_be_visible()


def test_back_from_the_holiday_the_deputy_has_nothing_left(site: Site) -> None:
    """The absent ends the arrangement; an open page of the deputy is refused and says why."""
    site.world.open_case()
    on_holiday(site)
    deputy = for_the_absent(site)
    clerk = site.sit_down("sachbearbeitung", "/deputies")
    clerk.get_by_role("button", name="Sofort beenden").click()
    expect(clerk.get_by_text("Die Vertretung ist beendet.")).to_be_visible()
    fill(deputy)
    deputy.get_by_role("button", name="Aufgabe erledigen").click()
    expect(deputy.get_by_text("Demo Leitung vertritt Demo Sachbearbeitung heute nicht")).to_be_visible()
    deputy.goto(f"{site.address}/tasks?tab=represented")
    expect(deputy.get_by_text("In Vertretung ist nichts zu tun.")).to_be_visible()


def test_the_pages_of_representing_and_asking_have_no_barrier(site: Site, barriers: Look) -> None:
    """axe-core finds nothing, in the forms with their errors neither."""
    site.world.open_case()
    on_holiday(site)
    deputy = for_the_absent(site)
    task = deputy.url
    found = barriers(deputy)
    deputy.goto(f"{site.address}/tasks?tab=represented")
    found += barriers(deputy)
    for name, act in (("Delegieren", "Delegieren"), ("Mitzeichnung einholen", "Um Mitzeichnung bitten")):
        deputy.goto(task)
        deputy.get_by_role("button", name=name).click()
        deputy.get_by_role("button", name=act).click()
        expect(deputy.locator("#problems")).to_be_focused()
        found += barriers(deputy)
    deputy.goto(f"{site.address}/deputies")
    deputy.get_by_role("button", name="Vertretung einrichten").click()
    expect(deputy.locator("#problems")).to_be_focused()
    assert [*found, *barriers(deputy)] == []
