"""The administration and one's own account in a browser: without barriers, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine.commands import Origin
from engine.ids import OrganisationId
from engine.people import Assignment, Organisation
from tests.e2e.conftest import Look, Site
from tests.e2e.test_barriers import too_wide

pytestmark = pytest.mark.browser

PAGES = (
    "/account", "/account/sessions", "/administration", "/administration?text=niemand",
    "/administration/people/new", "/administration/organisations", "/administration/organisations/rbk",
    "/administration/roles", "/administration/calendar", "/administration/incidents",
    "/administration/mail", "/administration/import", "/administration/changes",
    "/parameters/probe/grenze",
)  # fmt: skip
LOOKS = ((1440, "light", "no-preference"), (390, "dark", "no-preference"), (320, "light", "more"))


def wrong_with(page: Page, barriers: Look) -> list[str]:
    wrong: list[str] = []
    for width, scheme, contrast in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, contrast=contrast)  # type: ignore[arg-type]
        wrong += [f"{width} {scheme}: {one}" for one in barriers(page)]
        wrong += [f"wider than {width} by {too_wide(page)}"] if too_wide(page) else []
    return wrong


def test_no_page_of_the_administration_has_a_barrier(site: Site, barriers: Look) -> None:
    """WCAG 2.2 AA: 0 findings, light, dark and with more contrast, down to 320 pixels (400 %)."""
    person = f"/administration/people/{site.world.people['leitung'].id}"
    page = site.sit_down("verwaltung", "/account")
    page.set_default_timeout(30_000)
    found = {}
    for path in (*PAGES, person):
        answer = page.goto(site.address + path)
        assert answer is not None
        assert answer.ok, path
        found[path] = wrong_with(page, barriers)
    page.goto(f"{site.address}/administration/people/new")
    page.get_by_role("button", name="Person anlegen").click()
    expect(page.locator("#problems")).to_be_focused()
    found["errors"] = wrong_with(page, barriers)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_new_colleague_is_let_in_and_begins_to_work(site: Site, script: bool) -> None:
    """From an empty form to the first task in the new colleague's list."""
    site.world.open_case()
    admin = site.sit_down("verwaltung", "/administration/people/new", java_script_enabled=script)
    admin.get_by_label("Name", exact=True).fill("Demo Neue Sachbearbeitung")
    admin.get_by_label("Anmeldename").fill("neu")
    admin.get_by_label("Personalnummer").fill("P-77")
    admin.get_by_role("button", name="Person anlegen").click()
    admin.get_by_label("Rolle", exact=True).first.select_option("Sachbearbeitung")
    admin.get_by_label("Organisation").first.select_option("rbk")
    admin.get_by_role("button", name="Rollen speichern").click()
    expect(admin.get_by_text("Die Rollen sind gespeichert.")).to_be_visible()
    admin.get_by_role("button", name="Link für ein neues Passwort erstellen").click()
    link = admin.get_by_label("Link", exact=True).input_value()
    new = site.sit_down(None, link.removeprefix(site.address), java_script_enabled=script)
    new.set_default_timeout(20_000)  # hashing a password is meant to take long
    for label in ("Neues Passwort", "Noch einmal"):
        new.get_by_label(label).fill("vier ganz andere Wörter")
    new.get_by_role("button", name="Passwort setzen").click()
    expect(new.get_by_text("Das Passwort ist gesetzt.")).to_be_visible()
    secret = site.world.engine.sign_in("neu", "vier ganz andere Wörter", origin=Origin())
    known = site.world.queries.signed_in(secret, site.world.clock.now())
    assert known is not None
    rows = site.world.queries.inbox(known.person, "groups", site.world.clock.now()).rows
    assert [row.title for row in rows] == ["Beleg erfassen"]


def test_an_association_sees_only_its_own(earnest_site: Site) -> None:
    """Lists, search, addresses typed by hand: of a case in which it takes no part there is nothing."""
    case, task = earnest_site.world.open_case("Büromöbel"), earnest_site.world.task("sachbearbeitung")
    world, admin = earnest_site.world, earnest_site.world.actor("verwaltung")
    other = Organisation(OrganisationId("anderer"), "Demo Anderer Verein", "traeger")
    world.engine.put_organisation(other, is_new=True, by=admin)
    role = Assignment("traeger_leitung", other.id)
    world.engine.set_roles(world.people["verein"].id, [role], by=admin)
    page = earnest_site.sit_down("verein", "/tasks?tab=groups")
    expect(page.get_by_text("Beleg erfassen")).to_have_count(0)
    page.goto(f"{earnest_site.address}/cases?text=Büromöbel")
    expect(page.locator("[data-row]")).to_have_count(0)
    for path in (f"/cases/{case}", f"/tasks/{task}", "/administration", "/administration/changes"):
        page.goto(earnest_site.address + path)
        expect(
            page.get_by_role("heading", name="Das gibt es nicht, oder es ist nicht für Sie")
        ).to_be_visible()
    expect(page.get_by_role("link", name="Verwaltung")).to_have_count(0)
