"""Calling for the money and booking it (P5, T5_01 to T5_08): who, when, and what is refused."""

from __future__ import annotations

import pytest

from engine.errors import Invalid, NotAllowed
from tests.processes.payments import (
    BRA,
    BRA_ZEICHNUNG,
    KAEMMEREI,
    KASSE,
    LEITUNG,
    SB,
    SB_2,
    STV,
    Payments,
    programme,
)

ONE = {"zahlung_id": "Z-01", "termin": "2021-03-29", "betrag_geplant": "9000"}


def ready(amount: str = "9000", **notice: str) -> Payments:
    """A drawdown of one payment, before its need is determined on 29 March 2021."""
    grant = Payments(verzicht_am="2021-01-08", **notice)
    return grant.plan({**ONE, "betrag_geplant": amount}, at="2021-01-08").until("2021-03-29")


# -- persons (A10, 3.5) -----------------------------------------------------------------------------------


@pytest.mark.parametrize("represents", ["", LEITUNG])
def test_A10_who_certified_cannot_order_even_as_a_deputy(represents: str) -> None:
    """A10: X set "sachlich richtig" and stands in for the orderer: X can neither claim nor complete T5_05."""
    grant = ready().need("9000").do("sachlich_richtig_feststellen", STV, sachlich_richtig=True)
    grant.do("rechnerisch_richtig_feststellen", SB, rechnerisch_richtig=True)
    with pytest.raises(NotAllowed, match="Vier"):
        grant.claim("mittelabruf_anordnen", STV, represents)
    with pytest.raises(NotAllowed):
        grant.do("mittelabruf_anordnen", STV, represents=represents, angeordnet=True, haushaltsstelle="05")
    assert "mittelabruf_anordnen" in grant.open


def test_a_deputy_who_did_not_certify_may_order() -> None:
    """The refusal is about the person, not about being a deputy; the letter then reads i. V."""
    grant = ready().need("9000").certify()
    grant.do("mittelabruf_anordnen", STV, represents=LEITUNG, angeordnet=True, haushaltsstelle="05")
    assert "i. V." in grant.value("{0}.abruf.mittelabruf_anordnen.erledigt_durch")


def test_the_two_certificates_are_given_by_two_persons() -> None:
    """T5_04 is not done by who did T5_03."""
    grant = ready().need("9000").do("sachlich_richtig_feststellen", SB, sachlich_richtig=True)
    with pytest.raises(NotAllowed):
        grant.do("rechnerisch_richtig_feststellen", SB, rechnerisch_richtig=True)


def test_up_to_the_threshold_one_person_certifies_but_another_orders() -> None:
    """3.5 rule 1: up to 1.000 € one person may certify both; ordering stays apart."""
    grant = (
        ready("1000")
        .need("1000")
        .do("sachlich_und_rechnerisch_feststellen", STV, sachlich_richtig=True, rechnerisch_richtig=True)
    )
    with pytest.raises(NotAllowed):
        grant.do("mittelabruf_anordnen", STV, angeordnet=True, haushaltsstelle="05")
    assert "abruf_bei_bezreg_pruefen" in grant.order().open


@pytest.mark.parametrize(
    ("amount", "checks", "orders"),
    [("50000", "ki_sachbearbeitung", "ki_leitung"), ("50000.01", "kreis_kaemmerei", "kreis_leitung")],
)
def test_above_the_threshold_treasury_and_department_sign(amount: str, checks: str, orders: str) -> None:
    """3.5 rules 2 and 3: up to 50.000 € clerk, second clerk, head; above it treasury and department."""
    grant = ready(amount).need(amount).do("sachlich_richtig_feststellen", SB, sachlich_richtig=True)
    assert grant.roles("rechnerisch_richtig_feststellen") == checks
    by = KAEMMEREI if checks == "kreis_kaemmerei" else SB_2
    grant.do("rechnerisch_richtig_feststellen", by, rechnerisch_richtig=True)
    assert grant.roles("mittelabruf_anordnen") == orders


def test_the_cash_office_is_none_of_the_signers() -> None:
    """T5_08: who certified or ordered does not book the money, whatever roles that person holds."""
    grant = Payments(verzicht_am="2021-01-08", made=programme("sb_ki", "kreis_kasse")).plan(
        ONE, at="2021-01-08"
    )
    grant.until("2021-03-29").need("9000").certify().order().pay_out()
    with pytest.raises(NotAllowed):
        grant.do("zahlungseingang_buchen", SB, at="2021-04-15", eingang_am="2021-04-15", betrag="9000",
                 konto_stimmt=True)  # fmt: skip


def test_the_authority_too_needs_two_persons() -> None:
    """T5_07 is not done by who examined the call (T5_06)."""
    grant = ready().need("9000").certify().order()
    grant.do("abruf_bei_bezreg_pruefen", "Demo Dezernatsleitung BRA", iban_stimmt=True, pruefung="ok")
    with pytest.raises(NotAllowed):
        grant.do("auszahlung_anordnen", "Demo Dezernatsleitung BRA", freigabe="ja", wertstellung="2021-04-15")


# -- may it be called? (A12, T5_02) -----------------------------------------------------------------------


def test_A12_nothing_is_called_before_the_notice_is_final() -> None:
    """A12: notified on 31.01.2022, no waiver: the call waits and goes on by itself on 01.03.2022."""
    grant = Payments(year=2022, bescheid_vom="2022-01-31", bekanntgabe_am="2022-01-31")
    grant.plan({**ONE, "termin": "2022-02-01"}, letzter_abruf="2022-11-30").until("2022-02-01")
    grant.need("9000", auszahlung_erwartet_am="2022-03-15", zeitraum_bis="2022-04-30")
    assert grant.value("{0}.abruf.abruf_pruefen.hindernisse") == ["bestandskraft"]
    assert grant.until("2022-02-28").open == set()
    assert grant.until("2022-03-01").open == {"sachlich_richtig_feststellen"}


def test_A12_a_waiver_opens_the_way_on_its_day() -> None:
    """A12: with the waiver of 03.02.2022 the call is allowed from 03.02.2022."""
    grant = Payments(
        year=2022, bescheid_vom="2022-01-31", bekanntgabe_am="2022-01-31", verzicht_am="2022-02-03"
    )
    grant.plan({**ONE, "termin": "2022-02-02"}, letzter_abruf="2022-11-30").until("2022-02-02")
    grant.need("9000", auszahlung_erwartet_am="2022-03-15", zeitraum_bis="2022-04-30")
    assert grant.open == set()
    assert grant.until("2022-02-03").open == {"sachlich_richtig_feststellen"}


@pytest.mark.parametrize(
    ("said", "hindrance"),
    [
        ({"zeitraum_bis": "2021-06-16"}, "zwei_monate"),
        ({"stellen": [{"stelle_id": "ST-01", "einsatzort": "Bergisch Gladbach", "besetzt": False,
                       "personalausgaben_faellig": "9000"}]}, "besetzung"),
        ({"stellen": [{"stelle_id": "ST-01", "einsatzort": "Bergisch Gladbach", "besetzt": True,
                       "personalausgaben_faellig": "500", "bereits_erhalten": "500"}]}, "betrag"),
    ],
)  # fmt: skip
def test_what_may_not_be_called_comes_back_with_the_reason(said: dict[str, object], hindrance: str) -> None:
    """Two-month rule, vacant position, nothing left to call: back to the clerk, who reads why."""
    grant = ready().need("9000", **said)
    assert grant.value("{0}.abruf.abruf_pruefen.hindernisse") == [hindrance]
    assert grant.open == {"bedarf_ermitteln"}
    assert grant.proposal("bedarf_ermitteln")["rueckmeldung"] == grant.value("{0}.abruf.abruf_pruefen.grund")


def test_no_more_is_called_than_granted_and_not_yet_called() -> None:
    """The form refuses an amount over what is left, counting the other payments."""
    grant = Payments(verzicht_am="2021-01-08").plan(
        {**ONE, "betrag_geplant": "40000"},
        {"zahlung_id": "Z-02", "termin": "2021-05-31", "betrag_geplant": "15000"},
        at="2021-01-08",
    )
    grant.until("2021-03-29").need("40000").certify().order().until("2021-05-31")
    with pytest.raises(Invalid):
        grant.need("15000.01", auszahlung_erwartet_am="2021-06-15", zeitraum_bis="2021-07-31")
    grant.need("15000", auszahlung_erwartet_am="2021-06-15", zeitraum_bis="2021-07-31")
    assert (
        grant.value("mittel.zahlungsplan_aufstellen.zahlungen[1].abruf.bedarf_ermitteln.bisher_abgerufen")
        == 40000
    )


def test_a_call_can_be_put_off_or_dropped() -> None:
    """Later means later; no need ends this payment, and with the last one the whole."""
    grant = ready().do("bedarf_ermitteln", SB, entscheidung="verschieben", neuer_termin="2021-04-12")
    assert grant.open == set()
    grant.until("2021-04-12").do(
        "bedarf_ermitteln", SB, entscheidung="entfaellt", entfall_grund="Stelle unbesetzt"
    )
    assert grant.whole.ended


def test_thirty_days_before_the_last_call_the_clerk_is_reminded() -> None:
    """The last call on 30.11.2021: told on 31.10.2021 that what is not called will lapse."""
    grant = ready()
    assert grant.until("2021-10-30").told("PeopleNotified") == []
    (told,) = grant.until("2021-11-01").told("PeopleNotified", "letzten_abruf_ankuendigen")
    assert "verfallen" in told.payload["text"]


# -- the authority's answer -------------------------------------------------------------------------------


def test_the_letter_carries_the_three_marks_with_name_and_day() -> None:
    """D09 goes out when the call is ordered, and the authority may read it."""
    grant = ready().need("9000").certify().order()
    assert [template for template, _, _ in grant.whole.papers] == ["D09_mittelabruf"]
    (sent,) = grant.told("MessageSent", "mittelabruf_uebermittelt")
    assert sent.payload["payload_sent"]["betrag"] == 9000


def test_another_bank_account_is_sent_back() -> None:
    """Where the IBAN differs from the application the authority cannot pay, only return the call."""
    grant = ready().need("9000").certify().order()
    with pytest.raises(Invalid):
        grant.do("abruf_bei_bezreg_pruefen", BRA, iban_stimmt=False, pruefung="ok")
    grant.do("abruf_bei_bezreg_pruefen", BRA, iban_stimmt=False, pruefung="zurueck",
             begruendung="Die IBAN weicht vom Antrag ab.")  # fmt: skip
    assert grant.open == {"bedarf_ermitteln"}


def test_a_cut_call_is_paid_as_cut() -> None:
    """The cash office expects the reduced amount."""
    grant = ready().need("9000").certify().order()
    grant.do("abruf_bei_bezreg_pruefen", BRA, iban_stimmt=True, pruefung="kuerzung", gekuerzt_um="1000",
             begruendung="Ein Monat war nicht besetzt.")  # fmt: skip
    grant.do("auszahlung_anordnen", BRA_ZEICHNUNG, freigabe="ja", wertstellung="2021-04-15")
    grant.book("8000")
    assert grant.value("{0}.verwendung_zahlung.zahlungseingang_buchen.erwartet") == 8000


def test_an_order_refused_says_why() -> None:
    """Refusing to order needs 20 characters and leads back to the need."""
    grant = ready().need("9000").certify()
    with pytest.raises(Invalid):
        grant.do("mittelabruf_anordnen", LEITUNG, angeordnet=False, begruendung="zu viel")
    grant.do("mittelabruf_anordnen", LEITUNG, angeordnet=False, begruendung="Der Juni ist doppelt angesetzt.")
    assert grant.open == {"bedarf_ermitteln"}


# -- the money is there (T5_08) ---------------------------------------------------------------------------


def test_an_overpayment_is_corrected_never_overwritten() -> None:
    """What was booked stays; a correction with a second person stands beside it; head, authority are told."""
    grant = ready().need("9000").certify().order().pay_out().book("9500")
    assert grant.open == {"korrektur_buchen"}
    grant.do("korrektur_buchen", KASSE, kassenzeichen="KZ-1", begruendung="500 Euro zu viel eingegangen.")
    grant.do("korrektur_bestaetigen", KAEMMEREI, bestaetigt=True)
    row = grant.value("{0}.verwendung_zahlung")
    assert (row["zahlungseingang_buchen"]["betrag"], row["korrektur_buchen"]["betrag_berichtigt"]) == (
        9500,
        9000,
    )
    assert grant.told("PeopleNotified", "ueberzahlung_melden")
    assert grant.open == {"weiterleitung_vorbereiten", "tatbestand_feststellen"}


def test_money_on_a_wrong_account_is_corrected_too() -> None:
    """The amount is right, the account is not: no silent booking."""
    grant = ready().need("9000").certify().order().pay_out().book("9000", konto_stimmt=False)
    assert grant.open == {"korrektur_buchen"}
