"""The search in the frame and the page of deadlines: what one may see, in groups, to take along."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from engine.worker import Worker
from tests.web.reading import get
from tests.web.world import World


def test_one_search_finds_cases_documents_and_people_in_groups(world: World) -> None:
    """By the beginnings of words, from the box above every page."""
    world.open_case("Demonstration")
    page = get(world.client("sachbearbeitung"), "/search", text="demo")
    assert "Vorgänge (1)" in page.text
    assert "Personen (" in page.text
    assert "Demo Leitung" in page.text
    assert get(world.client("sachbearbeitung"), "/search", text="pro-001").text.count("PRO-001") >= 1


def test_the_search_box_stands_above_every_page(world: World) -> None:
    """Also above the page of a case; it is a form that works without script."""
    case = world.open_case()
    page = get(world.client("sachbearbeitung"), f"/cases/{case}")
    assert page.form("/search").xpath(".//input[@data-key='search']")


def test_what_one_may_not_see_is_not_found(world: World) -> None:
    """A case in which the asker's organisation takes no part, and its people."""
    world.open_case("Geheimnis")
    page = get(world.client("verein"), "/search", text="geheim")
    seen = world.queries.cases(world.people["verein"], world.clock.now()).rows
    assert ("Geheimnis" in page.text) is bool(seen)
    people = get(world.client("verein"), "/search", text="sachbearbeitung").tree.find(".//main")
    assert "Demo Sachbearbeitung" not in people.text_content()


@pytest.mark.parametrize(
    "text", ["%", "'", '"><script>alert(1)</script>', "\x00", "a" * 5000, "\U0010ffff", "🦊", " "]
)
def test_hostile_words_are_only_words(world: World, text: str) -> None:
    """Whatever is typed: a page, nothing found, nothing executed."""
    world.open_case()
    page = get(world.client("sachbearbeitung"), "/search", text=text)
    assert page.status == 200
    assert not page.tree.xpath("//main//script")


def test_deadlines_of_the_whole_authority_with_light_calculation_and_reminders(world: World) -> None:
    """Also what lies with a colleague; who was reminded and who will hear of it."""
    world.open_case()
    world.claim("sachbearbeitung")
    world.clock.advance(timedelta(days=1))
    Worker(world.engine).work_off()
    page = get(world.client("zweite"), "/deadlines")
    assert "Do 04.03. – in 2 Werktagen (1)" in page.text
    assert "bei Demo Sachbearbeitung" in page.text
    assert "So ist sie berechnet" in page.text
    assert "1 Person erinnert" in page.text
    assert "Eskalation am Fr 05.03." in page.text or "über dieser Rolle steht niemand" in page.text


def test_lights_and_kinds_choose(world: World) -> None:
    """Overdue, within a fortnight, later; legal, otherwise binding or internal."""
    world.open_case()
    client = world.client("zweite")
    assert "Beleg erfassen" in get(client, "/deadlines", light="soon").text
    assert "Beleg erfassen" in get(client, "/deadlines", kind="binding").text
    kinds = ({"kind": "legal"}, {"kind": "internal"})
    for chosen in ({"light": "overdue"}, {"light": "later"}, *kinds, {"text": "%"}):
        assert "Zu dieser Auswahl gibt es keine Frist." in get(client, "/deadlines", **chosen).text
    world.clock.advance(timedelta(days=5))
    assert "Beleg erfassen" in get(client, "/deadlines", light="overdue").text


def test_a_day_that_a_notice_names_is_not_called_internal(world: World) -> None:
    """It has no kind, and binds: chosen as such, and its reminders are not said to be a choice."""
    world.open_case()
    client = world.client("zweite")
    assert "Verbindliche Frist" in get(client, "/deadlines", kind="binding").text


def test_nobody_sees_deadlines_of_others(world: World) -> None:
    """An association that has nothing to do has no deadlines; the auditor sees all."""
    world.open_case()
    assert "Keine Fristen." in get(world.client("verein"), "/deadlines").text
    assert "Beleg erfassen" in get(world.client("pruefung"), "/deadlines").text


def test_deadlines_can_be_taken_along_as_sheet_and_calendar(world: World) -> None:
    """Days are days, a text that looks like a formula is none."""
    world.open_case("=1+1")
    client = world.client("zweite")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/deadlines/sheet").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][:4] == ["Frist", "Ampel", "Art", "Aktenzeichen"]
    row = [cell.value for cell in sheet[5]]
    assert (str(row[0])[:10], row[1], row[2], row[3]) == (
        "2021-03-04",
        "bis 14 Tage",
        "verbindlich",
        "PRO-001",
    )
    assert all(cell.data_type != "f" for cell in sheet[5])
    assert b"DTSTART;VALUE=DATE:20210304" in client.get("/deadlines/calendar").data
