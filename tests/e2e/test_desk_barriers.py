"""The pages of the desk and their states without barriers: lists, search, notices, papers, who signs."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from engine.ids import OrganisationId
from engine.people import Assignment
from engine.worker import Worker
from tests.e2e.conftest import Look, Site
from tests.e2e.test_barriers import letter, looked_at, wrong_with
from tests.web.test_migration_page import publish
from tests.web.world import World

pytestmark = pytest.mark.browser

PAGES = (
    "/tasks?tab=groups&panel=1&element=beleg_erfassen&by=case", "/tasks?tab=groups&panel=1&text=nichts",
    "/tasks?tab=waiting", "/tasks?tab=represented", "/search?text=Miete", "/search?text=nirgends",
    "/search?text=Brief", "/deadlines?kind=internal", "/deadlines?text=nichts", "/follow-ups", "/notices",
    "/calendar", "/requests", "/deputies", "/cases?text=nichts", "/tasks/selection",
)  # fmt: skip


def lived_in(world: World) -> tuple[str, str]:
    """Follow-ups, notices, a saved view, a paper, a calendar; returns a case and its task at hand."""
    me = world.actor("sachbearbeitung")
    case = world.open_case("Miete März")
    task = world.claim("sachbearbeitung")
    world.open_case("Miete April")
    client = world.client("sachbearbeitung")
    world.app.config["WTF_CSRF_ENABLED"] = False
    sent = {"added-files": (io.BytesIO(letter()), "Brief.docx"), "request-id": world.request_id()}
    client.post(f"/tasks/{task}/files", data=sent)
    client.post("/calendar/address", data={"request-id": world.request_id()})
    world.app.config["WTF_CSRF_ENABLED"] = True
    for days, every in ((1, ""), (9, "P1M")):
        day = world.clock.now().date() + timedelta(days=days)
        world.engine.set_follow_up(case, by=me, due_on=day, reason="Nachfrage", every=every)
    world.engine.comment(case, by=world.actor("leitung"), text="Bitte eilig")
    world.clock.advance(timedelta(days=2))
    Worker(world.engine).work_off()
    return case, task


def test_no_page_of_the_desk_has_a_barrier(site: Site, barriers: Look) -> None:
    """With hits and without, open filters, due follow-ups, unread notices: 0 findings, never too wide."""
    case, _task = lived_in(site.world)
    paper = site.world.queries.case(case, site.world.people["leitung"], site.world.clock.now()).documents[0]
    page = site.sit_down("sachbearbeitung")
    paths = (*PAGES, f"/documents/{paper.id}", f"/follow-ups/new?case={case}&document={paper.id}")
    found = {path: wrong_with(page, site.address + path, barriers) for path in paths}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_task_that_others_sign_and_changed_has_no_barrier(site: Site, barriers: Look) -> None:
    """What changed since the last look, who is asked to sign, a question, an open note, the shortcuts."""
    case, task = lived_in(site.world)
    page = site.sit_down("sachbearbeitung", f"/tasks/{task}")
    ask_to_sign(page)
    site.world.engine.comment(case, by=site.world.actor("leitung"), text="Noch etwas")
    site.world.clock.advance(timedelta(hours=1))
    page.goto(f"{site.address}/tasks/{task}")
    expect(page.get_by_role("main")).to_contain_text("Noch etwas")
    for opened in ("Notiz zur Akte …", "Datei hinzufügen …"):
        page.get_by_text(opened).click()
    found = looked_at(page, barriers)
    page.goto(f"{site.address}/cases/{case}")
    found += looked_at(page, barriers)
    page.get_by_role("button", name="Tastenkürzel").click()
    assert [*found, *looked_at(page, barriers)] == []


def ask_to_sign(page: Page) -> None:
    page.get_by_role("button", name="Mitzeichnung einholen").click()
    page.get_by_label("Demo Leitung").check()
    page.get_by_label("Worum geht es").fill("Stimmt die Miete?")
    page.get_by_role("button", name="Um Mitzeichnung bitten").click()
    expect(page.get_by_text("Mitzeichnung").first).to_be_visible()


def test_the_page_that_moves_running_cases_has_no_barrier(site: Site, barriers: Look) -> None:
    """Cases that may go over and one that needs a decision; what is missing is said and focused."""
    world = site.world
    roles = [Assignment(one, OrganisationId("rbk")) for one in ("leitung", "prozessverantwortung")]
    world.engine.set_roles(world.people["leitung"].id, roles, by=world.actor("verwaltung"))
    world.to_checking()
    world.open_case("Fahrtkosten")
    publish(world, "Vergleichen Sie die erfassten", "Vergleichen Sie genau die erfassten")
    page = site.sit_down("leitung", "/processes/beleg/migration")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    found = looked_at(page, barriers)
    publish(world, 'name="vierAugen" value="beleg"', 'name="vierAugen" value="anders"')
    page.reload()
    page.get_by_role("button", name="Gewählte Vorgänge umstellen").click()
    expect(page.locator("#problems")).to_be_focused()
    assert [*found, *looked_at(page, barriers)] == []
