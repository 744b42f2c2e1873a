"""Amounts of the KIM decision tables to the cent: yearly maxima, shares by months (A08), interest (A17)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import decisions

FOLDER = Path(__file__).parents[2] / "processes" / "kim" / "decisions"


def decide(table: str, **inputs: Any) -> decisions.Outcome:
    """The outcome of one table of the programme."""
    model = decisions.read((FOLDER / f"{table}.dmn").read_bytes(), f"{table}.dmn")
    return model.decide(table, inputs)


def share(besetzungen: list[tuple[str, ...]], *, rule: str = "volle_monate", **inputs: Any) -> dict[str, Any]:
    """The share of one position; periods as ISO dates."""
    periods = [{"von": date.fromisoformat(a), "bis": date.fromisoformat(b)} for a, b in besetzungen]
    found = decide("dmn_anteil_monate", besetzungen=periods, monatsregel=rule, **inputs).result
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("module", "kind", "day", "amount"),
    [
        (2, "case_management", "2020-07-01", "55000.00"),
        (2, "case_management", "2022-12-31", "55000.00"),
        (2, "case_management", "2023-01-01", "57000.00"),
        (1, "koordination", "2021-01-01", "55000.00"),
        (1, "koordination", "2024-01-01", "57000.00"),
        (1, "verwaltungsassistenz", "2021-01-01", "45000.00"),
    ],
)
def test_the_yearly_maximum_changes_with_the_day(module: int, kind: str, day: str, amount: str) -> None:
    """A maximum is valid from day to day; the last day belongs to it."""
    found = decide("dmn_foerderbetrag", baustein=module, stellenart=kind, stichtag=date.fromisoformat(day))
    assert found.result["hoechstbetrag_jahr"] == Decimal(amount)


def test_an_amount_that_nobody_entered_is_unknown_not_zero() -> None:
    """Module 3: without the parameter the amount stays empty and says why."""
    found = decide(
        "dmn_foerderbetrag", baustein=3, stellenart="auslaender_einbuergerung", stichtag=date(2021, 1, 1),
        betrag_baustein_3=None,
    )  # fmt: skip
    assert found.result == {"hoechstbetrag_jahr": None, "hinweis": "Betrag nicht hinterlegt"}


YEARLY = {2021: Decimal("55000.00"), 2022: Decimal("55000.00"), 2023: Decimal("57000.00")}
VALUES = """
2021 1.00 2021-03-01/2021-12-31 volle_monate       10 45833.33 46900.00 45833.33 1066.67
2021 1.00 2021-03-15/2021-12-31 volle_monate        9 41250.00 41000.00 41000.00    0.00
2021 1.00 2021-03-15/2021-12-31 angefangene_monate 10 45833.33 41000.00 41000.00    0.00
2022 0.50 2022-01-01/2022-12-31 volle_monate       12 27500.00 29100.00 27500.00 1600.00
2023 1.00 2023-01-01/2023-12-31 volle_monate       12 57000.00 57000.00 57000.00    0.00
2023 0.75 2023-06-01/2023-12-31 volle_monate        7 24937.50 25000.00 24937.50   62.50
2023 0.50 2023-08-01/2023-12-31 volle_monate        5 11875.00 11875.00 11875.00    0.00
2022 1.00 2022-01-01/2022-04-30,2022-06-01/2022-12-31 volle_monate 11 50416.67 50000.00 50000.00 0.00
2021 1.00 - volle_monate 0 0.00 0.00 0.00 0.00
"""
"""Test values 1 to 9 of the specification: year, FTE, periods, rule; months, maximum, actual, grant, gap."""


@pytest.mark.parametrize("row", VALUES.strip().splitlines())
def test_A08_shares_are_right_to_the_cent(row: str) -> None:
    """A08 and test values 1 to 9: months, maximum, grant and gap are right to the cent."""
    year, fte, periods, rule, months, *amounts = row.split()
    maximum, actual, grant, gap = map(Decimal, amounts)
    spans = [] if periods == "-" else [tuple(one.split("/")) for one in periods.split(",")]
    yearly = YEARLY[int(year)]
    found = share(spans, rule=rule, jahr=int(year), vzae=Decimal(fte), hoechstbetrag_jahr=yearly, ist=actual)
    expected = {"monate": int(months), "anteiliger_hoechstbetrag": maximum}
    assert found == {**expected, "foerderbetrag": grant, "kostenluecke": gap}


def test_a_change_of_carrier_splits_the_year_without_overlap() -> None:
    """Test value 10: a change on 1 July gives 6 and 6 months, together one yearly amount."""
    fixed = {"jahr": 2021, "vzae": Decimal(1), "hoechstbetrag_jahr": Decimal(55000), "ist": None}
    first = share([("2021-01-01", "2021-06-30")], **fixed)
    second = share([("2021-07-01", "2021-12-31")], **fixed)
    assert (first["monate"], second["monate"]) == (6, 6)
    assert first["anteiliger_hoechstbetrag"] + second["anteiliger_hoechstbetrag"] == Decimal("55000.00")


def test_unknown_expenditure_leaves_the_grant_unknown() -> None:
    """A03: unknown expenditure does not count as zero; the grant stays open."""
    found = share(
        [("2021-01-01", "2021-12-31")],
        jahr=2021,
        vzae=Decimal(1),
        hoechstbetrag_jahr=Decimal(55000),
        ist=None,
    )
    assert found["foerderbetrag"] is None
    assert found["kostenluecke"] is None


@pytest.mark.parametrize(
    ("amount", "since", "until", "days", "interest"),
    [
        ("9166.67", "2021-10-01", "2022-04-01", 182, "188.32"),
        ("13750.00", "2022-10-01", "2023-10-01", 365, "875.59"),
        ("500.00", "2021-06-15", "2021-06-15", 0, "0.00"),
    ],
)
def test_A17_interest_is_right_to_the_cent(
    amount: str, since: str, until: str, days: int, interest: str
) -> None:
    """A17: five points above the base rate, by half-year and day."""
    found = decide(
        "dmn_zinsen",
        betrag=Decimal(amount),
        von=date.fromisoformat(since),
        bis=date.fromisoformat(until),
        aufschlag=5,
    )
    assert found.result["tage"] == days
    assert found.result["zinsen"] == Decimal(interest)


def test_the_interest_sheet_shows_every_half_year() -> None:
    """The sheet names days and rate of every half-year."""
    found = decide(
        "dmn_zinsen", betrag=Decimal(13750), von=date(2022, 10, 1), bis=date(2023, 10, 1), aufschlag=None
    )
    sheet = found.result["zinsblatt"]
    assert [row["tage"] for row in sheet] == [92, 181, 92]
    assert [row["satz"] for row in sheet] == [Decimal("4.12"), Decimal("6.62"), Decimal("8.12")]
