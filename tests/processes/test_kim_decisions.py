"""Acceptance of the KIM decision tables: A01-A03, A09, A14 and the deadlines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import decisions, feel
from tests.processes.playing import programme

FOLDER = Path(__file__).parents[2] / "processes" / "kim" / "decisions"


def decide(table: str, **inputs: Any) -> decisions.Outcome:
    """The outcome of one table of the programme."""
    model = decisions.read((FOLDER / f"{table}.dmn").read_bytes(), f"{table}.dmn")
    return model.decide(table, inputs)


@pytest.mark.parametrize("baustein", [1, 2, 3])
def test_rent_is_never_fundable(baustein: int) -> None:
    """A01: rents are fundable in no module; the town or the carrier pays."""
    found = decide("dmn_foerderfaehigkeit", kostenart="miete", baustein=baustein, foerderjahr=2021)
    assert found.result["foerderfaehig"] == "nein"
    assert found.result["traegt"] == "stadt_oder_traeger"


@pytest.mark.parametrize(
    ("kind", "rule"), [("miete", 1), ("verwaltungstaetigkeit", 2), ("materialkosten_allgemein", 3)]
)
def test_the_three_kinds_of_the_paper_name_their_rule(kind: str, rule: int) -> None:
    """A01, A02: the recorded decision names rule 1, 2 or 3."""
    found = decide("dmn_foerderfaehigkeit", kostenart=kind, baustein=2, foerderjahr=2021)
    assert found.result["foerderfaehig"] == "nein"
    assert found.rules == (rule,)


def test_there_are_exactly_seventeen_rules_of_fundability() -> None:
    """The table has 17 rules, and the last one catches everything else."""
    found = decide("dmn_foerderfaehigkeit", kostenart="etwas_anderes", baustein=2, foerderjahr=2021)
    assert found.rules == (17,)
    assert found.result["foerderfaehig"] == "pruefen"


@pytest.mark.parametrize(
    ("state", "written", "possible", "filling"),
    [
        ("verabschiedet", False, "ja", "nach_bescheid"),
        ("vorlaeufige_haushaltsfuehrung", False, "mit_vorbehalt", "nach_bescheid_oder_vmb"),
        ("entwurf_eingebracht", True, "mit_vorbehalt", "nach_vmb"),
        ("entwurf_eingebracht", False, "mit_vorbehalt", "nein"),
        ("entwurf_angekuendigt", True, "nein", "nein"),
    ],
)
def test_the_state_budget_decides_what_may_be_promised(
    state: str, written: bool, possible: str, filling: str
) -> None:
    """A draft budget without a written assurance allows planning only."""
    found = decide(
        "dmn_haushaltslage", haushaltsjahr=2021, haushalt_status=state, zusicherung_schriftlich=written
    )
    assert found.result["bewilligung_moeglich"] == possible
    assert found.result["besetzung_erlaubt"] == filling


def test_an_oral_assurance_is_marked_as_not_binding() -> None:
    """Source case: the reservation names the year and says that the promise is not binding."""
    found = decide(
        "dmn_haushaltslage",
        haushaltsjahr=2021,
        haushalt_status="entwurf_eingebracht",
        zusicherung_schriftlich=False,
    )
    assert "2021" in found.result["vorbehaltstext"]
    assert "unverbindlich" in found.result["vorbehaltstext"]


def test_a_town_in_a_district_cannot_apply_for_case_management() -> None:
    """A09: such a town receives its share from the district."""
    found = decide(
        "dmn_antragsberechtigung", empfaengerart="kreisangehoerige_kommune", baustein=2, jugendamt=True
    )
    assert found.result["berechtigt"] == "nein"
    assert found.result["hinweis"] == "Kreisangehörige Kommune – Weiterleitung durch den Kreis"


@pytest.mark.parametrize(
    ("module", "year", "form"),
    [
        (1, 2021, "zuwendung"),
        (2, 2021, "fachbezogene_pauschale"),
        (3, 2024, "fachbezogene_pauschale"),
        (2, 2025, "zuwendung"),
    ],
)
def test_A14_the_legal_form_follows_module_and_year(module: int, year: int, form: str) -> None:
    """A14: modules 2 and 3 are lump sums until 2024, grants from 2025."""
    assert decide("dmn_rechtsform", baustein=module, foerderjahr=year).result["rechtsform"] == form


@pytest.mark.parametrize(
    ("own", "exchange", "profit", "covered", "form"),
    [
        (True, False, False, True, "zuwendung_weiterleitung"),
        (False, True, False, True, "vergabe"),
        (True, True, False, True, "pruefen_justiziariat"),
        (True, False, True, True, "vergabe"),
        (True, False, False, False, "zustimmung_bra_einholen"),
    ],
)
def test_exchange_for_pay_is_procurement(
    own: bool, exchange: bool, profit: bool, covered: bool, form: str
) -> None:
    """Forwarding needs the carrier's own purpose; paid service is procurement."""
    found = decide(
        "dmn_weiterleitung_form", eigenwahrnehmung=False, eigenes_interesse=own,
        austauschverhaeltnis=exchange, gewinnanteil=profit, zweck_gedeckt=covered,
    )  # fmt: skip
    assert found.result["form"] == form


def deadline(event: str, begins: str, **more: Any) -> decisions.Outcome:
    """3.4: the table with the programme's parameters of today; `parameter` gives some another worth."""
    day = date.fromisoformat(begins)
    known = {key: one.on(day) for key, one in programme().contents.parameters.items()}
    known |= more.pop("parameter", {})
    return decide("dmn_fristen", ereignis=event, beginn=day, parameter=known, **more)


@pytest.mark.parametrize(
    ("event", "key", "worth", "ends"),
    [
        ("bestandskraft", "klagefrist", feel.evaluate('duration("P2M")', {}), date(2022, 5, 1)),
        ("anhoerung", "anhoerung_frist", feel.evaluate('duration("P21D")', {}), date(2022, 3, 22)),
        ("nachforderung", "nachforderung_frist", feel.evaluate('duration("P14D")', {}), date(2022, 3, 15)),
        ("verwendung_auszahlung", "verwendungsfrist_monate", 3, date(2022, 6, 1)),
        ("interessenbekundung", "interessenbekundung_mindestens_tage", 30, date(2022, 3, 31)),
    ],
)
def test_a_changed_parameter_changes_the_deadline(event: str, key: str, worth: Any, ends: date) -> None:
    """A period that the office can set stands in one place; an unknown one gives no date."""
    found = deadline(event, "2022-03-01", rechtsform="zuwendung", parameter={key: worth})
    unknown = deadline(event, "2022-03-01", rechtsform="zuwendung", parameter={key: None})
    assert (found.result["frist"], unknown.result["frist"]) == (ends, None)


@pytest.mark.parametrize(("notified", "ends"), [("2022-01-31", "2022-02-28"), ("2021-11-30", "2021-12-30")])
def test_the_month_for_court_action_ends_on_the_same_day_number(notified: str, ends: str) -> None:
    """One month from notification; from the 31st it ends with the month."""
    found = deadline("bestandskraft", notified)
    assert found.result["frist"] == date.fromisoformat(ends)
    assert found.result["art"] == "gesetzlich"


def test_the_longest_period_of_retention_wins() -> None:
    """Accounting vouchers are kept until the end of the tenth year after the budget year."""
    found = decide(
        "dmn_aufbewahrung", holder="empfaenger", nachweis_vorgelegt_am=date(2022, 2, 16), haushaltsjahr=2021,
        abschluss_am=date(2022, 6, 1), rueckforderung_offen=False, eu_kofinanziert=False, belege_jahre=5,
        buchungsbelege_jahre=10, bewilligungsakte_jahre=10,
    )  # fmt: skip
    assert found.result["aufbewahrung_bis"] == date(2031, 12, 31)
    assert found.result["loeschsperre"] is False


def test_an_open_claim_forbids_deletion() -> None:
    """While a claim or court action is open, nothing is deleted."""
    found = decide(
        "dmn_aufbewahrung", holder="empfaenger", nachweis_vorgelegt_am=date(2022, 2, 16), haushaltsjahr=2021,
        abschluss_am=date(2022, 6, 1), rueckforderung_offen=True, eu_kofinanziert=False, belege_jahre=5,
        buchungsbelege_jahre=10, bewilligungsakte_jahre=10,
    )  # fmt: skip
    assert found.result["loeschsperre"] is True


def test_the_earlier_of_waiver_and_expiry_makes_the_notice_final() -> None:
    """A12: a waiver makes the notice final at once; without one the period for court action does."""
    ends = date(2022, 2, 28)
    waived = decide("dmn_bestandskraft", klagefrist_ende=ends, verzicht_am=date(2022, 2, 3))
    expired = decide("dmn_bestandskraft", klagefrist_ende=ends, verzicht_am=None)
    assert waived.result == {"bestandskraft_am": date(2022, 2, 3), "grund": "Rechtsbehelfsverzicht"}
    assert expired.result == {"bestandskraft_am": ends, "grund": "Ablauf der Klagefrist"}


def test_carriers_are_ranked_by_the_weighted_mean_of_both_raters() -> None:
    """The rank follows from points times weight over both raters; equal points share a rank."""
    offers = [
        {"name": name, "eingang_am": date(2021, 1, 15), "fristgerecht": True} for name in ("A", "B", "C")
    ]
    criteria = [{"name": "Nähe", "gewicht": 60}, {"name": "Erfahrung", "gewicht": 40}]
    points = {"A": (8, 6), "B": (9, 9), "C": (8, 6)}
    sheet = [
        {"traeger": name, "kriterium": criterion["name"], "punkte": value}
        for name, values in points.items()
        for criterion, value in zip(criteria, values, strict=True)
    ]
    found = decide("dmn_rangfolge", bekundungen=offers, kriterien=criteria, erste=sheet, zweite=sheet).result
    assert [(row["rang"], row["name"], row["punkte"]) for row in found["rangfolge"]] == [
        (1, "B", Decimal("9.00")),
        (2, "A", Decimal("7.20")),
        (2, "C", Decimal("7.20")),
    ]
