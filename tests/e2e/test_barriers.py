"""Every page in a real browser: no barriers (axe-core), no broken policy, no page wider than its window."""

from __future__ import annotations

import io

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look, Site
from tests.web.reading import get, send
from tests.web.test_task import TYPED
from tests.web.world import World

pytestmark = pytest.mark.browser

LOOKS = [(1440, "light"), (1440, "dark"), (1024, "light"), (390, "light"), (390, "dark"), (320, "light")]
IN_FULL = [(1440, "light"), (390, "dark")]
CONTRAST = [(1440, "dark"), (390, "light")]
"""Of the same page in other colours only the contrast can differ."""


def letter() -> bytes:
    paper = docx.Document()
    paper.add_heading("Anschreiben", 1)
    paper.add_paragraph("Sehr geehrte Damen und Herren,")
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def lived_in(world: World) -> dict[str, tuple[str | None, str]]:
    """Every page of an authority in which something has happened: who looks, and where."""
    world.app.config["WTF_CSRF_ENABLED"] = False
    case, task = world.open_case("Büromöbel"), world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    anlage = (io.BytesIO(letter()), "Anschreiben.docx")
    send(client, get(client, f"/tasks/{task}").form("/completion"), **TYPED, anlage=anlage)
    world.app.config["WTF_CSRF_ENABLED"] = True
    checking = world.claim("zweite")
    world.open_case("Tagungsraum")
    mine = world.claim("sachbearbeitung")
    world.open_case("Dienstreise")
    me = "sachbearbeitung"
    return {
        "sign in": (None, "/sign-in"), "mine": (me, "/tasks"), "groups": (me, "/tasks?tab=groups"),
        "done": (me, "/tasks?tab=done"), "empty": ("verein", "/tasks"), "task": (me, f"/tasks/{mine}"),
        "with papers": ("zweite", f"/tasks/{checking}"), "read only": (me, f"/tasks/{checking}"),
        "finished": (me, f"/tasks/{task}"), "cases": (me, "/cases"), "case": (me, f"/cases/{case}"),
        "history": (me, f"/cases/{case}?tab=history"), "documents": (me, f"/cases/{case}?tab=documents"),
        "new": (me, "/cases/new"), "opening": (me, "/cases/new/beleg"), "deadlines": (me, "/deadlines"),
        "processes": (me, "/processes"), "process": (me, "/processes/beleg"), "fault": (me, "/nothing"),
        "overviews": (me, "/overviews"), "overview": (me, "/overviews/probe.belege"),
        "sorted": (me, "/overviews/probe.belege?sort=betrag&order=down"), "parameters": (me, "/parameters"),
    }  # fmt: skip


def too_wide(page: Page) -> int:
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"))


def test_no_page_has_a_barrier_or_is_wider_than_its_window(site: Site, barriers: Look) -> None:
    """WCAG 2.2 AA and best practice: 0 findings, light and dark; from 1440 down to 320 pixels (400 %)."""
    found: dict[str, list[str]] = {}
    seats: dict[str | None, Page] = {}
    for name, (who, path) in lived_in(site.world).items():
        page = seats.get(who) or seats.setdefault(who, site.sit_down(who, path))
        found[name] = wrong_with(page, site.address + path, barriers)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def wrong_with(page: Page, address: str, barriers: Look) -> list[str]:
    """Everything that is wrong with one page in all its looks."""
    page.goto(address)
    return looked_at(page, barriers)


def looked_at(page: Page, barriers: Look) -> list[str]:
    """The same of a page as it stands, in whatever state."""
    wrong: list[str] = []
    if page.locator("[data-diagram]").count():
        page.locator("[data-diagram]").first.scroll_into_view_if_needed()
        page.locator(".djs-container svg").first.wait_for()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = barriers(page) if (width, scheme) in IN_FULL else []
        found += barriers(page, "color-contrast") if (width, scheme) in CONTRAST else []
        wrong += [f"{width} {scheme}: {one}" for one in found]
        wrong += [f"wider than {width}"] if too_wide(page) else []
    return wrong


def test_a_page_with_errors_has_no_barrier(site: Site, barriers: Look) -> None:
    """The summary, the marked boxes and the messages, too."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")
    page.get_by_role("button", name="Aufgabe erledigen").click()
    expect(page.locator("#problems")).to_be_visible()
    assert barriers(page) == []


def test_the_diagram_is_drawn_with_the_current_place_and_its_makers_mark(site: Site) -> None:
    """bpmn-js draws it, the place is marked, the watermark stays visible."""
    site.world.open_case()
    page = site.sit_down("sachbearbeitung", f"/tasks/{site.world.task('sachbearbeitung')}")
    expect(page.locator(".djs-element.current[data-element-id=beleg_erfassen]")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.locator("[data-diagram-picture]")).to_have_count(0)


def test_a_letter_is_read_beside_the_form(site: Site) -> None:
    """In a frame of the page, in our type, and without any power."""
    pages = lived_in(site.world)
    page = site.sit_down(*pages["with papers"])
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_role("heading", name="Anschreiben")).to_be_visible()
    assert "Fira Sans" in frame.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
