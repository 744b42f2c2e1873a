"""The test values of the specification as `laufmappe decide` prints them: shares, deadlines, interest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import cli
from tests.conftest import ROOT

FOLDER = ROOT / "processes" / "kim" / "decisions"


def decide(table: str, **given: Any) -> Any:
    """The result that the command prints; dates as ISO text."""
    words = ["decide", str(FOLDER / f"{table}.dmn"), table, "--input", json.dumps(given)]
    said = CliRunner().invoke(cli, words)
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)["result"]


WHOLE_YEAR = [("01-01", "12-31")]
SHARES = [
    (2021, 1, [("03-01", "12-31")], "volle_monate", 10, 45833.33, 46900, 45833.33, 1066.67),
    (2021, 1, [("03-15", "12-31")], "volle_monate", 9, 41250, 41000, 41000, 0),
    (2021, 1, [("03-15", "12-31")], "angefangene_monate", 10, 45833.33, 41000, 41000, 0),
    (2022, 0.5, WHOLE_YEAR, "volle_monate", 12, 27500, 29100, 27500, 1600),
    (2023, 1, WHOLE_YEAR, "volle_monate", 12, 57000, 57000, 57000, 0),
    (2023, 0.75, [("06-01", "12-31")], "volle_monate", 7, 24937.50, 25000, 24937.50, 62.50),
    (2023, 0.5, [("08-01", "12-31")], "volle_monate", 5, 11875, 11875, 11875, 0),
    (2022, 1, [("01-01", "04-30"), ("06-01", "12-31")], "volle_monate", 11, 50416.67, 50000, 50000, 0),
    (2021, 1, [], "volle_monate", 0, 0, 0, 0, 0),
    (2021, 1, [("01-01", "06-30")], "volle_monate", 6, 27500, 0, 0, 0),
    (2021, 1, [("07-01", "12-31")], "volle_monate", 6, 27500, 0, 0, 0),
]
"""3.3 rows 1 to 10: year, FTE, periods, rule; months, maximum, actual, grant, gap."""


@pytest.mark.parametrize("row", SHARES)
def test_A08_the_command_line_knows_every_share(row: Any) -> None:
    """3.3: months, maximum, grant and gap, to the cent."""
    year, fte, spans, rule, months, maximum, actual, grant, gap = row
    found = decide(
        "dmn_anteil_monate", jahr=year, vzae=fte, monatsregel=rule, ist=actual,
        hoechstbetrag_jahr=55000 if year < 2023 else 57000,
        besetzungen=[{"von": f"{year}-{a}", "bis": f"{year}-{b}"} for a, b in spans],
    )  # fmt: skip
    assert found == {
        "monate": months, "anteiliger_hoechstbetrag": maximum, "foerderbetrag": grant, "kostenluecke": gap,
    }  # fmt: skip


def test_unknown_times_of_filling_are_not_zero_months() -> None:
    """A period that is missing or no date leaves the months unknown; nobody ever there is zero months."""
    fixed = {"jahr": 2021, "vzae": 1, "monatsregel": "volle_monate", "hoechstbetrag_jahr": 55000, "ist": None}
    for unknown in (None, [{"von": "bald", "bis": "2021-12-31"}], [{"von": "2021-03-01", "bis": None}]):
        assert decide("dmn_anteil_monate", besetzungen=unknown, **fixed)["monate"] is None
    assert decide("dmn_anteil_monate", besetzungen=[], **fixed)["monate"] == 0


@pytest.mark.parametrize(
    ("begin", "event", "more", "end"),
    [
        ("2022-01-31", "bestandskraft", {}, "2022-02-28"),
        ("2021-11-30", "bestandskraft", {}, "2021-12-30"),
        ("2021-11-30", "bestandskraft", {"belehrung_richtig": False}, "2022-11-30"),
        ("2021-04-15", "verwendung_auszahlung", {"rechtsform": "zuwendung"}, "2021-06-15"),
        ("2024-12-31", "bekanntgabe", {"zustellart": "post"}, "2025-01-03"),
        ("2025-01-01", "bekanntgabe", {"zustellart": "post"}, "2025-01-05"),
        ("2022-01-31", "jahresfrist_widerruf", {}, "2023-01-31"),
        ("2022-03-07", "anhoerung", {}, "2022-04-04"),
        ("2021-05-03", "mitteilung_aenderung", {}, "2021-05-13"),
    ],
)
def test_the_command_line_knows_the_deadlines(begin: str, event: str, more: Any, end: str) -> None:
    """3.4: the day on which a period ends, before weekends and holidays are minded."""
    assert decide("dmn_fristen", ereignis=event, beginn=begin, **more)["frist"] == end


@pytest.mark.parametrize(
    ("amount", "since", "until", "count", "days", "interest"),
    [
        (9166.67, "2021-10-01", "2022-04-01", "act_365", 182, 188.32),
        (13750, "2022-10-01", "2023-10-01", "act_365", 365, 875.59),
        (13750, "2022-10-01", "2022-10-01", "act_365", 0, 0),
        (10000, "2024-01-01", "2025-01-01", "act_act", 366, 849.43),
        (13750, "2022-10-01", "2023-10-01", "30_360", 360, 875.88),
    ],
)
def test_A17_the_command_line_knows_the_interest(
    amount: float, since: str, until: str, count: str, days: int, interest: float
) -> None:
    """3.10: to the cent, by the day count that the authority has set."""
    given = {"betrag": amount, "von": since, "bis": until, "aufschlag": 5, "tagezaehlung": count}
    found = decide("dmn_zinsen", **given)
    assert (found["tage"], found["zinsen"]) == (days, interest)


@pytest.mark.parametrize(
    ("holder", "more", "until"),
    [
        ("arbeitgeber", {"absage_am": "2021-02-10", "beschaeftigung_endet_am": "2021-03-31"}, "2021-08-10"),
        ("arbeitgeber", {"absage_am": "2021-02-10", "beschaeftigung_endet_am": "2022-12-31"}, "2023-03-31"),
        ("rat", {}, None),
        ("bewilligungsbehoerde", {}, "2031-01-31"),
    ],
)
def test_every_holder_has_its_period_of_retention(holder: str, more: Any, until: str | None) -> None:
    """3.6: applications six months, the council's papers for good, the granting file ten years."""
    found = decide(
        "dmn_aufbewahrung", holder=holder, abschluss_am="2021-01-31", haushaltsjahr=2021, belege_jahre=5,
        buchungsbelege_jahre=10, bewilligungsakte_jahre=10, rueckforderung_offen=False,
        eu_kofinanziert=False, nachweis_vorgelegt_am="2022-02-16", **more,
    )  # fmt: skip
    assert found["aufbewahrung_bis"] == until
