"""Tables in a real browser: sums while typing, cells pasted from a spreadsheet, rows by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

PASTE = """cells => {
  const data = new DataTransfer();
  data.setData("text/plain", cells);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def page(site: Site) -> Page:
    """The form with the table of positions, in front of whoever fills it in."""
    site.world.open_case()
    return site.sit_down("sachbearbeitung", f"/tasks/{site.world.claim('sachbearbeitung')}")


def test_sums_and_comparisons_follow_the_typing(page: Page) -> None:
    """Nobody saves, nothing reloads; the difference is told with its direction."""
    page.locator("[name='positionen[0].bezeichnung']").fill("Tische")
    page.locator("[name='positionen[0].preis']").fill("4,50")
    page.locator("[name=betrag]").fill("4,00")
    expect(page.locator("tfoot output")).to_have_text("4,50 €")
    expect(page.locator("[data-computed='balance 0']")).to_have_text(
        "Positionen 4,50 €, Beleg 4,00 €: Bei Beleg fehlen 0,50 €."
    )
    page.locator("[name=betrag]").fill("4,50")
    expect(page.locator("[data-computed='balance 0']")).to_have_text(
        "Positionen und Beleg gleichen sich aus: 4,50 €."
    )


def test_copied_cells_are_pasted_into_the_rows(page: Page) -> None:
    """From the box in which the cursor stands, to the right and down; the rest of the page stays."""
    page.locator("[name=belegnummer]").fill("R-17")
    page.locator("[name='positionen[0].bezeichnung']").focus()
    page.evaluate(PASTE, "Tische\t4\t45.833,33\nStühle\t2\t1,50\n")
    expect(page.locator("[name='positionen[1].preis']")).to_have_value("1,50")
    expect(page.locator("[name=belegnummer]")).to_have_value("R-17")
    expect(page.get_by_text("2 Zeilen eingelesen.")).to_be_visible()


def test_a_single_word_is_pasted_as_always(page: Page) -> None:
    """Only cells go the way through the server."""
    page.locator("[name='positionen[0].bezeichnung']").focus()
    kept = page.evaluate(PASTE.replace("document.activeElement", "return document.activeElement"), "Tische")
    assert kept is True


def test_rows_are_added_doubled_and_removed_by_keyboard(page: Page) -> None:
    """The focus goes to the new row, and after a removal to the one before."""
    page.locator("[name='positionen[0].bezeichnung']").fill("Tische")
    page.get_by_role("button", name="Verdoppeln – Zeile 1").press("Enter")
    expect(page.locator("[name='positionen[1].bezeichnung']")).to_be_focused()
    expect(page.locator("[name='positionen[1].bezeichnung']")).to_have_value("Tische")
    page.get_by_role("button", name="Entfernen – Zeile 2").press("Enter")
    expect(page.locator("[name='positionen[1].bezeichnung']")).to_have_count(0)
    expect(page.locator("[name='positionen[0].bezeichnung']")).to_be_focused()
