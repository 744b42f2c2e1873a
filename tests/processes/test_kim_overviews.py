"""What KIM owes: the overviews of the source case at its end, seen from both authorities; the open points."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from engine import simulate
from engine.clock import FakeClock
from engine.commands import Engine
from engine.config import Config
from engine.library import Programme
from engine.queries.overviews import OverviewPage, Wish
from engine.simulate import Play

ROOT = Path(__file__).parents[2]
KIM = ROOT / "processes" / "kim"
ANNEX_B = {
    1: "Baustein 3", 2: "Zählregel", 3: "Rechtsform", 4: "Antragsfrist", 5: "Wortlaut", 6: "Zweimonatsregel",
    7: "nicht investive", 8: "Bekanntgabefiktion", 9: "Bagatell", 10: "LPVG", 11: "KomHVO",
    12: "Dienstanweisung", 13: "Basiszins", 14: "Tageszählung", 15: "Pauschalen",
    16: "Weiterleitungsvertrag", 17: "§ 64 GO",
}  # fmt: skip
"""What the authority has to confirm before real use (domain specification, annex B)."""


def test_all_points_of_annex_b_are_there_and_open() -> None:
    """Seventeen, each about its own matter, none confirmed by anybody yet."""
    points = {one.number: one for one in Programme.load(KIM).contents.open_points}
    assert points.keys() == ANNEX_B.keys()
    assert [number for number, word in ANNEX_B.items() if word not in points[number].question] == []
    assert {one.status for one in points.values()} == {"zu bestätigen"}


def test_every_point_depends_on_something_that_can_be_changed() -> None:
    """A point without a parameter or a table would be a question to nobody."""
    points = Programme.load(KIM).contents.open_points
    assert [one.number for one in points if not one.parameters and not one.decisions] == []


def test_a_parameter_that_names_an_open_point_is_named_by_it() -> None:
    """The source says „Offener Punkt 4: …“: then point 4 lists that parameter."""
    contents = Programme.load(KIM).contents
    listed = {(point.number, key) for point in contents.open_points for key in point.parameters}
    said = {
        (int(value.source.split(":")[0].removeprefix("Offener Punkt ")), key)
        for key, parameter in contents.parameters.items()
        for value in parameter.values
        if value.source.startswith("Offener Punkt ")
    }
    assert said - listed == set()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The source case, played until everything is over."""
    folder = tmp_path_factory.mktemp("played")
    config = Config(f"sqlite:///{folder / 'kim.db'}", folder, ROOT / "processes", ROOT / "templates")
    file = KIM / "scenarios" / "quellfall.yaml"
    story = simulate.read(file.read_bytes(), file.name)
    clock = FakeClock(story.begin)
    engine = Engine(config, clock)
    engine.prepare()
    simulate.furnish(engine, simulate.load(KIM))
    assert Play(engine, clock, story).to_the_end()["passed"]
    return engine


def seen(engine: Engine, login: str, name: str) -> OverviewPage:
    who = engine.queries.by_login(login)
    assert who is not None
    return engine.queries.overview(f"kim.{name}", who, engine.clock.now(), wish=Wish())


def only(page: OverviewPage) -> dict[str, Any]:
    (row,) = page.rows
    return {column.id: value for column, value in zip(page.columns, row.values, strict=True)}


@pytest.mark.parametrize(
    ("login", "received"),
    [("sb_ki", date(2022, 2, 16)), ("sb_bra", date(2022, 3, 7)), ("pruefung", date(2022, 3, 7))],
)
def test_the_proof_of_use_is_listed_from_ones_own_data(played: Engine, login: str, received: date) -> None:
    """Recipient, measure, amount, due, received, checked; the district knows when it signed, not what the
    other authority wrote down.
    """
    row = only(seen(played, login, "verwendungsnachweise"))
    assert (row["empfaenger"], row["betrag"]) == ("Rheinisch-Bergischer Kreis", Decimal("55000.00"))
    assert row["massnahme"] == "Kommunales Integrationsmanagement, Baustein 2"
    assert (row["faellig"], row["eingegangen"], row["geprueft"]) == (
        date(2022, 3, 31),
        received,
        date(2022, 5, 4),
    )
    assert (row["stand"], row["anerkannt"]) == ("geprüft", Decimal("45833.33"))
    assert row["rueckforderung"] == Decimal("9166.67")


def test_what_was_granted_what_was_paid_and_what_came_back(played: Engine) -> None:
    """The district booked both instalments, passed on what its agreement allows, and paid back the two months
    in which nobody worked.
    """
    page = seen(played, "kaemmerei_kreis", "mittelabfluss")
    row = only(page)
    assert (row["bewilligt"], row["gezahlt"], row["offen"]) == (Decimal(55000), Decimal(55000), 0)
    assert (row["zuletzt"], row["weitergeleitet"]) == (date(2021, 10, 1), Decimal("45833.33"))
    assert (row["anteil"], row["anerkannt"]) == (100, Decimal("45833.33"))
    assert (row["zurueck"], row["zurueckgezahlt"]) == (Decimal("9166.67"), Decimal("9166.67"))
    assert page.rows[0].year == 2021
    assert page.totals[-1].unknown == (0,) * len(page.columns)


def test_the_authority_knows_of_payments_what_was_reported(played: Engine) -> None:
    """Without calls it books nothing here: the amount is that of the proof, the day is unknown, not zero."""
    row = only(seen(played, "sb_bra", "mittelabfluss"))
    assert (row["gezahlt"], row["zuletzt"], row["weitergeleitet"]) == (Decimal(55000), None, None)


LINK = {
    "stelle": "ST-01",
    "letztempfaenger": "Demo Wohlfahrtsverband",
    "vereinbart_am": date(2021, 1, 28),
    "hoechstbetrag": Decimal("45833.33"),
    "weitergeleitet": Decimal("45833.33"),
    "faellig": date(2022, 2, 17),
    "ausgaben": Decimal("46900.00"),
    "geprueft": date(2022, 2, 8),
    "anerkannt": Decimal("45833.33"),
    "stand": "geprüft",
}


def test_the_link_below_the_district_has_its_agreement_and_its_proof(played: Engine) -> None:
    """Every cell of the chain's last link, as the story tells it."""
    assert only(seen(played, "sb_ki", "weiterleitungen")) == LINK


def test_A21_what_one_person_cost_is_not_for_the_treasury(played: Engine) -> None:
    """The expenditure proved for one post is of class C: the Kämmerei reads for whom it is, and no sum."""
    page = seen(played, "kaemmerei_kreis", "weiterleitungen")
    assert only(page) == {**LINK, "ausgaben": None}
    assert "Datenklasse C" in page.withheld["ausgaben"].sentence()
    assert page.totals[-1].sums[list(LINK).index("ausgaben")] is None


@pytest.mark.parametrize("name", ["verwendungsnachweise", "mittelabfluss", "weiterleitungen"])
def test_the_spreadsheet_says_what_the_page_says(played: Engine, name: str) -> None:
    """Cell by cell, amounts as numbers and days as days; no cell is a formula."""
    who = played.queries.by_login("sb_ki")
    assert who is not None
    found = played.queries.overview_file(f"kim.{name}", who, played.clock.now(), wish=Wish(), language="de")
    sheet = load_workbook(io.BytesIO(found.content)).worksheets[0]
    line = [cell.value for cell in sheet[5]][2:]
    days = [one.date() if isinstance(one, datetime) else one for one in line]
    values = list(only(seen(played, "sb_ki", name)).values())
    assert [float(one) if isinstance(one, Decimal) else one for one in values] == days
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_a_filled_position_is_not_open(played: Engine) -> None:
    """Somebody began on 1 March 2021."""
    assert seen(played, "sb_ki", "offene_stellen").rows == ()


def test_only_the_district_is_offered_its_positions(played: Engine) -> None:
    """The granting authority sees grants and deadlines, not who works where."""
    who = played.queries.by_login("sb_bra")
    assert who is not None
    offered = {one.id for one in played.queries.overviews(who, played.clock.now())}
    assert offered == {"kim.verwendungsnachweise", "kim.mittelabfluss", "kim.fristen"}
