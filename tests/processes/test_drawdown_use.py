"""Using the money within two months, and money that comes without a call (P5, T5_08 to T5_12)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Invalid
from tests.processes.payments import BRA, BRA_ZEICHNUNG, KASSE, LANDRAT, LEITUNG, SB, TRAEGER, Payments, paid

ONE = {"zahlung_id": "Z-01", "termin": "2021-03-29", "betrag_geplant": "9000"}
CALLING = {"bedarf_ermitteln", "sachlich_richtig_feststellen", "rechnerisch_richtig_feststellen",
           "sachlich_und_rechnerisch_feststellen", "mittelabruf_anordnen", "abruf_bei_bezreg_pruefen",
           "auszahlung_anordnen"}  # fmt: skip
"""The tasks T5_01 to T5_07."""


# -- two months (A13) -------------------------------------------------------------------------------------


def test_A13_the_recipient_has_two_months_and_is_reminded() -> None:
    """A13: received on 15.04.2021: reminder on 01.06.2021, due on 15.06.2021."""
    grant = paid().forward("traeger", "9000").release()
    assert str(grant.value("{0}.verwendung_zahlung.zahlungseingang_buchen.verwendung_bis")) == "2021-06-15"
    assert grant.until("2021-05-31").told("PeopleNotified", "an_verwendung_erinnern") == []
    assert grant.until("2021-06-01").told("PeopleNotified", "an_verwendung_erinnern")
    page = grant.play.engine.queries.task(
        grant.task("verwendung_bestaetigen").id, grant.actor(TRAEGER).person, grant.play.clock.now()
    )
    assert page.due is not None
    assert str(page.due.day) == "2021-06-15"


def test_A13_a_rest_is_told_to_the_authority_with_the_interest() -> None:
    """A13: 500,00 € left on 15.06.2021: the task to tell it, and interest from 16.06. by dmn_zinsen."""
    grant = paid().forward("traeger", "9000").release().until("2021-06-15")
    grant.do("verwendung_bestaetigen", TRAEGER, betrag_verwendet="8500", rest_grund="Stelle im Mai unbesetzt")
    assert grant.open == {"nichtverwendung_mitteilen"}
    grant.do("nichtverwendung_mitteilen", SB, grund="Die Stelle war im Mai unbesetzt.", weg="zurueckzahlen",
             voraussichtlich_am="2021-07-16")  # fmt: skip
    place = "{0}.verwendung_zahlung.weiterleitung_vorbereiten.empfaenger[0].verwendung.nichtverwendung"
    sheet = grant.value(f"{place}.zwischenzinsen_schaetzen")
    assert (sheet["tage"], sheet["zinsen"]) == (30, Decimal("1.69"))  # 500 € × 4,12 % × 30/365
    grant.do("mitteilung_zeichnen", LEITUNG, zeichnung="gezeichnet")
    grant.do(
        "nichtverwendung_entscheiden", BRA, zinsen_verlangt=True, ermessen="Kein Grund, darauf zu verzichten."
    )
    grant.do("nichtverwendung_zeichnen", BRA_ZEICHNUNG, zeichnung="gezeichnet")
    grant.do("rest_zurueckzahlen", KASSE, kassenzeichen="KZ-2", wertstellung="2021-07-01")
    assert grant.value(f"{place}.zwischenzinsen_abrechnen.tage") == 15
    assert grant.whole.ended


def test_a_rest_can_be_offset_if_the_authority_agrees() -> None:
    """The authority decides: offset instead of repaid; the other payment must be one of the plan."""
    grant = paid().forward("kreis", "9000")
    grant.do("verwendung_selbst_bestaetigen", SB, at="2021-06-10", betrag_verwendet="8500", rest_grund="Rest")
    grant.do("nichtverwendung_mitteilen", SB, grund="Die Stelle war im Mai unbesetzt.", weg="zurueckzahlen")
    grant.do("mitteilung_zeichnen", LEITUNG, zeichnung="gezeichnet")
    grant.do("nichtverwendung_entscheiden", BRA, weg="verrechnen", zinsen_verlangt=False,
             ermessen="Der Rest wird sogleich gebraucht.")  # fmt: skip
    grant.do("nichtverwendung_zeichnen", BRA_ZEICHNUNG, zeichnung="gezeichnet")
    with pytest.raises(Invalid):
        grant.do("rest_verrechnen", SB, mit_zahlung="Z-77", verwendet_am="2021-06-20")
    assert grant.do("rest_verrechnen", SB, mit_zahlung="Z-01", verwendet_am="2021-06-20").whole.ended


def test_who_says_nothing_in_two_months_is_asked() -> None:
    """Silence at the end of 15.06.2021: the clerk clears it up, and what is missing counts as rest."""
    grant = paid().forward("traeger", "9000").release().until("2021-06-15")
    assert "verwendung_klaeren" not in grant.open
    grant.until("2021-06-16").do("verwendung_klaeren", SB, betrag_verwendet="0",
                               ergebnis="Der Träger hat nichts ausgegeben.")  # fmt: skip
    assert "nichtverwendung_mitteilen" in grant.open


def test_what_is_used_in_time_needs_nothing_more() -> None:
    """Everything used: the payment is done, and so is the grant's drawdown."""
    grant = paid().forward("traeger", "9000").release()
    assert grant.do("verwendung_bestaetigen", TRAEGER, at="2021-06-01", betrag_verwendet="9000").whole.ended


# -- without a call (A14) ---------------------------------------------------------------------------------


def test_A14_a_lump_sum_is_never_called() -> None:
    """A14: fachbezogene Pauschale (Baustein 2, 2021): no task T5_01 to T5_07, no period of use."""
    grant = Payments(module=2, auszahlungsmodus="einmalzahlung", verzicht_am="2021-01-08").plan(
        at="2021-01-08"
    )
    assert grant.open == {"zahlungseingang_buchen"}
    grant.book("55000").forward("stadt", "55000").release(LANDRAT)
    assert {one.element for one in grant.told("TaskOpened")}.isdisjoint(CALLING)
    assert grant.whole.ended


def test_A14_from_2025_the_same_grant_is_called() -> None:
    """A14: the Förderjahr 2025 makes Baustein 2 a Zuwendung: money comes on call."""
    grant = Payments(year=2025, module=2, verzicht_am="2025-01-08").plan(
        {**ONE, "termin": "2025-01-08"}, at="2025-01-08", letzter_abruf="2025-11-28"
    )
    assert grant.open == {"bedarf_ermitteln"}


def test_fixed_dates_come_from_the_notice() -> None:
    """R10: 1 May and 1 October come without a call; each payment is expected on its day."""
    dates = [{"termin": "2021-05-01", "betrag": "27500"}, {"termin": "2021-10-01", "betrag": "27500"}]
    grant = Payments(auszahlungsmodus="feste_termine", auszahlungen=dates, verzicht_am="2021-01-08")
    assert grant.plan(at="2021-01-08").open == set()
    assert grant.until("2021-05-01").open == {"zahlungseingang_buchen"}
    assert grant.value("{0}.betrag_geplant") == 27500


def test_the_plan_divides_the_grant_into_two_months_each() -> None:
    """The proposal: six calls of two months, together exactly the grant."""
    grant = Payments(verzicht_am="2021-01-08").plan(at="2021-01-08")
    rows = grant.value("mittel.zahlungsplan_aufstellen.zahlungen")
    assert [str(row["termin"])[5:7] for row in rows] == ["01", "03", "05", "07", "09", "11"]
    assert sum(row["betrag_geplant"] for row in rows) == 55000
