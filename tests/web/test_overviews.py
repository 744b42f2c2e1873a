"""Overviews and parameters: who sees which, sorted by links, loaded as Excel; unknown is never 0."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from engine.queries import overview_rows, overviews
from tests.web.reading import Page, faults, get
from tests.web.world import ANSWERS, World

FEBRUARY = datetime(2021, 2, 26)  # noqa: DTZ001 - Excel knows no time zones
BELEGE = "/overviews/probe.belege"


def three(world: World) -> None:
    """Three cases, two of them entered: 45.833,33 € and 10,00 €."""
    for subject, amount in (("=SUM(A1)", "45833.33"), ("Ärmelschoner", "10.00")):
        world.open_case(subject)
        task = world.claim("sachbearbeitung")
        answers = {**ANSWERS, "betrag": amount}
        world.engine.complete(
            task, by=world.actor("sachbearbeitung"), answers=answers, request_id=world.request_id()
        )
    world.open_case("Zettel")


def column(page: Page, place: int) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in page.tree.xpath(f"//tbody/tr/*[{place}]")]


def foot(page: Page) -> str:
    return " ".join(page.tree.xpath("//tfoot")[0].text_content().split())


def belege(world: World, **query: str) -> Page:
    return get(world.client("sachbearbeitung"), BELEGE, **query)


def test_each_role_is_offered_its_own_overviews(world: World) -> None:
    """The owner's list of roles decides; who has none reads why."""

    def offered(who: str) -> set[str]:
        return {link for link in get(world.client(who), "/overviews").links() if "/probe." in link}

    assert offered("sachbearbeitung") == {BELEGE, "/overviews/probe.fristen"}
    assert offered("leitung") == {"/overviews/probe.positionen"}
    assert offered("verwaltung") == set()
    assert "Keine Übersicht für Ihre Rollen." in get(world.client("verwaltung"), "/overviews").text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("sachbearbeitung", 200),
        ("zweite", 200),
        ("pruefung", 200),
        ("leitung", 404),
        ("verein", 404),
        ("verwaltung", 404),
    ],
)
@pytest.mark.parametrize("shape", ["", "/excel"])
def test_an_overview_of_other_roles_does_not_exist(world: World, who: str, status: int, shape: str) -> None:
    """404, as for one that nobody wrote; the file as well as the page."""
    assert world.client(who).get(BELEGE + shape).status_code == status
    assert world.client(who).get("/overviews/probe.none" + shape).status_code == 404


def test_only_cases_of_ones_own_organisation_are_listed(world: World) -> None:
    """The association takes no part in the cases of the authority; an auditor sees them all."""
    three(world)
    assert "PRO-" not in get(world.client("verein"), "/overviews/probe.fristen").text
    assert len(column(get(world.client("pruefung"), BELEGE), 1)) == 3


def test_unknown_is_a_dash_and_not_in_the_sum(world: World) -> None:
    """The sum says how many values it does not know."""
    three(world)
    page = belege(world)
    assert sorted(column(page, 6)) == ["10,00 €", "45.833,33 €", "–"]
    assert foot(page) == "Summe 3 Zeilen 45.843,33 € 1 Wert unbekannt"


def test_nothing_known_has_no_sum_at_all(world: World) -> None:
    """No value is not 0,00 €."""
    world.open_case("Zettel")
    assert foot(belege(world)) == "Summe 1 Zeile – 1 Wert unbekannt"


def test_headings_sort_by_link_and_turn_round(world: World) -> None:
    """Without a script; Ä stands at A, unknown values last both ways."""
    three(world)
    page = belege(world, sort="betreff")
    assert column(page, 3) == ["=SUM(A1)", "Ärmelschoner", "Zettel"]
    (heading,) = page.tree.xpath("//th[@aria-sort='ascending']/a")
    assert "order=down" in heading.get("href")
    assert column(belege(world, sort="betrag"), 6) == ["10,00 €", "45.833,33 €", "–"]
    assert column(belege(world, sort="betrag", order="down"), 6) == ["45.833,33 €", "10,00 €", "–"]


def test_year_and_text_choose_rows_and_sums(world: World) -> None:
    """Sums follow what is chosen; nothing found says so."""
    three(world)
    page = belege(world, text="ärmel", year="2021")
    assert (column(page, 3), foot(page)) == (["Ärmelschoner"], "Summe 1 Zeile 10,00 €")
    assert "Keine Zeile passt zu Ihrer Auswahl." in belege(world, year="1999").text
    assert belege(world, year="x", page="-1", sort="none").status == 200


def test_a_row_for_each_item_of_a_list(world: World) -> None:
    """The fields of the row are names of their own; the condition chooses rows."""
    three(world)
    page = get(world.client("leitung"), "/overviews/probe.positionen")
    assert column(page, 2) == ["Tische", "Tische"]
    assert "8" in foot(page)


def test_deadlines_over_all_cases(world: World) -> None:
    """Open tasks with their day, of one's own organisation."""
    three(world)
    page = get(world.client("sachbearbeitung"), "/overviews/probe.fristen")
    assert sorted(column(page, 2)) == ["Beleg erfassen", "Beleg prüfen", "Beleg prüfen"]


def test_cases_are_read_in_pages_and_too_many_are_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page gives each case once; beyond the bound the page and the file say what is missing."""
    three(world)
    monkeypatch.setattr(overview_rows, "_PAGE", 1)
    assert sorted(column(belege(world), 3)) == ["=SUM(A1)", "Zettel", "Ärmelschoner"]
    monkeypatch.setattr(overview_rows, "CASES", 2)
    page = belege(world)
    assert (len(column(page, 1)), "Nicht alle Vorgänge" in page.text) == (2, True)
    assert "nur die neuesten" in sheet(world)["A2"].value


def test_rows_are_shown_in_pages_and_sums_are_over_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links lead on and keep what was chosen."""
    three(world)
    monkeypatch.setattr(overviews, "_SHOWN", 2)
    first = belege(world, sort="betreff", year="2021")
    (link,) = [one for one in first.links() if "page=2" in one]
    second = get(world.client("sachbearbeitung"), link)
    assert (len(column(first, 3)), column(second, 3)) == (2, ["Zettel"])
    assert foot(second) == foot(first) == "Summe 3 Zeilen 45.843,33 € 1 Wert unbekannt"


def sheet(world: World, **query: str) -> Any:
    answer = world.client("sachbearbeitung").get(f"{BELEGE}/excel", query_string=query)
    assert "attachment" in answer.headers["Content-Disposition"]
    return load_workbook(io.BytesIO(answer.data)).worksheets[0]


def test_excel_has_typed_cells_and_no_formula(world: World) -> None:
    """Amounts and days can be reckoned with; a subject that looks like a formula is quoted."""
    three(world)
    made = sheet(world, sort="betreff")
    assert [cell.value for cell in made[4]] == ["Vorgang", "Jahr", "Betreff", "Art", "Belegdatum", "Betrag"]
    assert [cell.value for cell in made[5]][2:] == ["'=SUM(A1)", "Rechnung", FEBRUARY, 45833.33]
    assert (made["C5"].data_type, made["F5"].number_format) == ("s", '#,##0.00 "€"')
    assert (made["F7"].value, made["F8"].value, made["F9"].value) == (None, 45843.33, 1)
    assert not [cell for row in made.iter_rows() for cell in row if cell.data_type == "f"]


def test_excel_says_what_it_leaves_out(world: World) -> None:
    """As of when, which year, which text."""
    three(world)
    about = sheet(world, year="2021", text="=ärmel")["A2"].value
    assert about == "Stand 01.03.2021, 09:30 Uhr · Jahr: 2021 · nur Zeilen mit „=ärmel“"


def test_parameters_show_value_period_source_and_status(world: World) -> None:
    """What is to be confirmed stands first and is marked in words."""
    page = get(world.client("verein"), "/parameters")
    assert "1 Punkt ist vor dem Echtbetrieb zu bestätigen." in page.text
    (row,) = page.tree.xpath("//tr[@id='parameter-1-grenze']")
    told = " ".join(row.text_content().split())
    assert told == (
        "Grenze 800,00 € 01.01.2020 bis 31.12.2020: 500,00 € seit 01.01.2021 Dienstanweisung "
        "zu bestätigen offener Punkt 1"
    )
    assert "to-confirm" in row.get("class")


def test_these_pages_are_valid_and_speak_english(world: World) -> None:
    """Full, empty and chosen."""
    three(world)
    client = world.client("sachbearbeitung")
    paths = ("/overviews", BELEGE, f"{BELEGE}?text=nothing", f"{BELEGE}?sort=tag", "/parameters")
    assert [faults(get(client, path).response.get_data(as_text=True)) for path in paths] == [[]] * 5
    client.post("/language", data={"language": "en"})
    for path in paths:
        words = ("Übersicht", "Zeile", "unbekannt", "laden", "bestätigen.", "Offene Punkte", "Anzeigen")
        assert not [word for word in words if word in get(client, path).text], path
