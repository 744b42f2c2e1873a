"""Recovery (P8): facts, hearing, discretion, interest, payment, court; deadlines and signatures."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pytest

from engine import decisions
from engine.errors import Invalid, NotAllowed
from engine.simulate import Play
from tests.conftest import ROOT
from tests.processes.prepared import day, do, open_elements, story, told, value, whole

RECOVERY, SUIT = "rueckforderung_mit_zinsen", "klage_gegen_rueckforderung"
GRANTING, SECOND, DIRECTOR = (
    "Demo Sachbearbeitung BRA",
    "Demo Zweitzeichnung BRA",
    "Demo Dezernatsleitung BRA",
)
CASH, CLERK, HEAD = "Demo Landeskasse", "Demo Sachbearbeitung KI", "Demo Leitung KI"
CHECKED = {
    f"{name}_geprueft": True for name in ("tatbestand", "ermessen", "betrag", "jahresfrist", "belehrung")
}
INTEREST = ROOT / "processes/kim/decisions/dmn_zinsen.dmn"


def _interest(amount: str, begin: date, end: date) -> Any:
    model = decisions.read(INTEREST.read_bytes(), INTEREST.name)
    given = {"betrag": Decimal(amount), "von": begin, "bis": end, "aufschlag": Decimal("5.00")}
    return model.decide("dmn_zinsen", given).result


def test_interest_changes_with_every_half_year() -> None:
    """3.10 row 2: 92 days at 4,12, 181 at 6,62, 92 at 8,12 percent make 875,59 euros."""
    found = _interest("13750.00", date(2022, 10, 1), date(2023, 10, 1))
    sheet = [(row["tage"], row["satz"], round(row["zins"], 2)) for row in found["zinsblatt"]]
    assert sheet == [
        (92, Decimal("4.12"), Decimal("142.79")),
        (181, Decimal("6.62"), Decimal("451.38")),
        (92, Decimal("8.12"), Decimal("281.42")),
    ]
    assert found["zinsen"] == Decimal("875.59")


def test_no_days_no_interest() -> None:
    """3.10 row 3: paid on the day it arose, nothing is owed on top."""
    assert _interest("13750.00", date(2022, 10, 1), date(2022, 10, 1))["zinsen"] == 0


@pytest.fixture(scope="module")
def recovery() -> Play:
    """The story of a recovery with interest, played to its end."""
    return story(RECOVERY)


def test_A17_interest_of_the_example(recovery: Play) -> None:
    """A17: 9.166,67 euros from 01.10.2021 to 31.03.2022 bear 188,32 euros in 182 days."""
    found = value(recovery, "rueckforderung_durchfuehren", "verfahren.zinsen_berechnen")
    assert (found["zinsen"], found["tage"]) == (Decimal("188.32"), 182)


def test_A17_the_interest_sheet_is_in_the_notice(recovery: Play) -> None:
    """A17: D15 shows 92 and 90 days, 4,12 percent, the sum, and who signed."""
    content = next(one for name, _, one in whole(recovery).papers if name == "D15b_rueckforderungsbescheid")
    document = docx.Document(io.BytesIO(content))
    sheet = next(table for table in document.tables if len(table.columns) == 6)
    rows = [[cell.text.strip() for cell in row.cells] for row in sheet.rows]
    assert [(row[2], row[4][:4]) for row in rows[1:3]] == [("92", "4,12"), ("90", "4,12")]
    assert "188,32" in rows[-1][-1]
    assert SECOND in "\n".join(one.text for one in document.paragraphs)


def test_the_claim_is_settled_by_payment_on_the_day(recovery: Play) -> None:
    """Interest ends with the Wertstellung; nothing is left, and the Kreis learns what it paid."""
    settled = value(recovery, "rueckforderung_durchfuehren", "forderung.zahlung_abgleichen")
    assert (settled["rest"], settled["gezahlte_zinsen"]) == (0, Decimal("188.32"))
    assert value(recovery, "rueckforderung_entgegennehmen", "erledigung_mitgeteilt.gezahlt") == Decimal(
        "9354.99"
    )


def test_the_kreis_charges_the_carrier_by_contract(recovery: Play) -> None:
    """Its own legal relation: a demand from the contract, answered by the Träger, no notice."""
    assert value(recovery, "weiterbelastung_begleichen_traeger", "aufforderung_pruefen.anerkannt") is True
    assert not told(recovery, "DocumentIssued", "traeger_aufgefordert")


def test_a_hearing_gives_at_least_three_weeks() -> None:
    """§ 28 VwVfG: twenty days are too short."""
    play = story(RECOVERY, until="anhoerung_entwerfen")
    with pytest.raises(Invalid):
        do(play, "anhoerung_entwerfen", GRANTING, folgen_hinweis=True, frist=date(2022, 2, 22))


def test_silence_does_not_stop_the_procedure() -> None:
    """Without a statement the case is decided on the file once the deadline has passed."""
    play = story(RECOVERY, until="stellungnahme_abgeben")
    assert "stellungnahme_auswerten" not in open_elements(play)
    play.pass_time(day("2022-03-05"))
    assert open_elements(play) == {"stellungnahme_auswerten"}


def test_discretion_is_reasoned_at_length() -> None:
    """A revocation with a one-line reason would not stand: 300 characters at least."""
    play = story(RECOVERY, until="ermessen_ausueben")
    with pytest.raises(Invalid):
        do(play, "ermessen_ausueben", GRANTING, vertrauensschutz="–", atypisch="–", ermessen="Ist geboten.")


def test_sparing_the_recipient_ends_with_a_signed_note() -> None:
    """Absehen is a result too: a Vermerk, a second signature, a message to the Kreis, no notice."""
    spared = {"ermessen_ausueben": {"ergebnis": "absehen"}}
    play = story(RECOVERY, until="rueckforderungsbescheid_entwerfen", answers=spared)
    note = "Der Einwand trifft zu; die Stelle war nach den Verträgen im August besetzt."
    do(play, "absehen_vermerken", GRANTING, vermerk=note)
    with pytest.raises(NotAllowed):
        do(play, "absehen_zeichnen", GRANTING, zeichnung="gezeichnet")
    do(play, "absehen_zeichnen", SECOND, zeichnung="gezeichnet")
    assert whole(play).ended
    assert not told(play, "DocumentIssued", "rueckforderungsbescheid_erzeugen")


@pytest.mark.parametrize(("limit", "step"), [(500, "absehen_vermerken"), (None, "anhoerung_entwerfen")])
def test_trifles_are_let_go_only_below_a_set_limit(limit: int | None, step: str) -> None:
    """An unknown Bagatelle is no Bagatelle: without a value in the parameters nothing is waived."""
    small = {"pruefungsvermerk_fertigen": {"rueckforderung": 400}}
    parameters = {"bagatelle_rueckforderung_eur": limit} if limit else {}
    play = story(RECOVERY, until="anhoerung_entwerfen", answers=small, parameters=parameters)
    assert open_elements(play) == {step}


def test_small_interest_is_waived_without_waiving_the_claim() -> None:
    """The limit for interest leaves the principal alone."""
    play = story(RECOVERY, until="ermessen_ausueben", parameters={"bagatelle_zinsen_eur": 500})
    person = next(one for one in play.engine.queries.directory().persons.values() if one.name == GRANTING)
    task = next(one for one in whole(play).open_tasks if one.element == "ermessen_ausueben")
    proposal = play.engine.queries.task(task.id, person, play.clock.now()).proposal
    assert proposal["auf_zinsen_verzichtet"] is True
    assert proposal["betrag"] == Decimal("9166.67")


def test_the_one_year_limit_is_called_out_three_times() -> None:
    """Known on 31.01.2022: the heads hear of it six, three and one month before 31.01.2023."""
    play = story(RECOVERY, until="anhoerung_entwerfen")
    play.pass_time(day("2023-02-15"))
    days = [one.at.date() for one in told(play, "PeopleNotified", "an_jahresfrist_erinnern")]
    assert days == [date(2022, 7, 30), date(2022, 10, 30), date(2022, 12, 30)]


def test_after_the_year_nobody_can_sign() -> None:
    """§ 48 Abs. 4 VwVfG: the year is over, the signature is refused."""
    play = story(RECOVERY, until="rueckforderung_zeichnen")
    play.pass_time(day("2023-02-01"))
    with pytest.raises(Invalid):
        do(play, "rueckforderung_zeichnen", SECOND, **CHECKED, zeichnung="gezeichnet")


def test_who_worked_on_the_case_does_not_sign() -> None:
    """The director drafted the hearing: the second signature is somebody else's."""
    play = story(RECOVERY, until="anhoerung_entwerfen")
    do(play, "anhoerung_entwerfen", DIRECTOR, folgen_hinweis=True)
    play.pass_time(day("2022-03-10"))
    said = "Eine Stellungnahme ist nicht eingegangen."
    do(
        play,
        "stellungnahme_auswerten",
        GRANTING,
        eingegangen=False,
        beruecksichtigt="nicht",
        begruendung=said,
    )
    do(
        play,
        "ermessen_ausueben",
        GRANTING,
        vertrauensschutz="Nein.",
        atypisch="Nein.",
        ermessen="Grund. " * 50,
    )
    do(play, "rueckforderungsbescheid_entwerfen", GRANTING, kassenzeichen="4711")
    with pytest.raises(NotAllowed):
        do(play, "rueckforderung_zeichnen", DIRECTOR, **CHECKED, zeichnung="gezeichnet")


def test_above_the_threshold_three_people_sign() -> None:
    """More than 10.000 euros: a third person signs, and not the second one again."""
    large = {"pruefungsvermerk_fertigen": {"rueckforderung": 13750}}
    play = story(RECOVERY, until="rueckforderung_bekanntgeben", answers=large)
    third = {"justiziariat_beteiligt": True, "zeichnung": "gezeichnet"}
    assert open_elements(play) >= {"rueckforderung_mitzeichnen"}
    with pytest.raises(NotAllowed):
        do(play, "rueckforderung_mitzeichnen", SECOND, **third)
    do(play, "rueckforderung_mitzeichnen", DIRECTOR, **third)
    assert "rueckforderung_bekanntgeben" in open_elements(play)


def test_unpaid_means_reminder_then_enforcement() -> None:
    """Klagefrist and payment date over: Mahnung; its date over too: Stundung or Vollstreckung, signed."""
    play = story(RECOVERY, until="reaktion_entscheiden")
    play.pass_time(day("2022-04-20"))
    assert "mahnen" not in open_elements(play)
    play.pass_time(day("2022-04-21"))
    do(play, "mahnen", CASH)
    play.pass_time(day("2022-05-06"))
    decided = {"entscheidung": "stundung", "begruendung": "Der Kreis hat um Stundung gebeten."}
    do(play, "forderung_weiterfuehren", GRANTING, neue_frist=date(2022, 9, 1), **decided)
    with pytest.raises(NotAllowed):
        do(play, "weiterfuehrung_zeichnen", GRANTING, zeichnung="gezeichnet")
    do(play, "weiterfuehrung_zeichnen", SECOND, zeichnung="gezeichnet")
    assert not open_elements(play) & {"mahnen", "forderung_weiterfuehren"}


def test_a_suit_stops_the_clock() -> None:
    """Klage within the month: the timer of Bestandskraft and payment is gone, nobody is reminded to pay."""
    play = story(SUIT, until="klage_erfassen")
    play.pass_time(day("2022-09-01"))
    assert not told(play, "TimerFired", "zahlungsfrist_abgelaufen")
    assert not open_elements(play) & {"mahnen", "forderung_weiterfuehren"}
    assert "klage_erfassen" in open_elements(play)


def test_a_suit_is_not_missed_because_the_claim_was_booked_late() -> None:
    """Sued before the Kasse has booked: the Klage lies ready and stops the clock as soon as it starts."""
    play = story(SUIT, until="forderung_buchen")
    do(play, "reaktion_entscheiden", HEAD, reaktion="klagen", begruendung="Ermessensfehler.")
    do(play, "klage_erheben", HEAD, begruendung="Ermessensfehler.")
    assert open_elements(play) == {"forderung_buchen"}
    do(play, "forderung_buchen", CASH)
    assert open_elements(play) == {"klage_erfassen"}
    assert "klageverfahren_fuehren" not in {process for process, _ in whole(play).trees}


def test_a_reminder_that_crosses_a_payment_is_not_paid_twice() -> None:
    """Mahnung and Zahlung cross in the post: the Kreis says so and pays nothing more."""
    play = story(RECOVERY, until="rueckzahlung_freigeben")
    play.pass_time(day("2022-04-21"))
    do(play, "mahnen", CASH)
    do(play, "rueckzahlung_freigeben", HEAD, zeichnung="gezeichnet")
    do(play, "rueckzahlung_auszahlen", "Demo Kasse Kreis")
    do(play, "mahnung_pruefen", CLERK, noch_offen=False, vermerk="Gezahlt am selben Tag.")
    assert open_elements(play) == {"zahlung_erfassen"}


def test_a_lawsuit_does_not_close_itself() -> None:
    """Pending until the court has spoken: it comes back on the next date, however late that is."""
    play = story(SUIT, until="mahnen")
    stands = told(play, "TaskCompleted", "verfahrensstand_erfassen")
    assert [one.payload["answers"]["ergebnis"] for one in stands] == ["anhaengig", "abgewiesen"]


def test_a_lost_suit_costs_interest_until_payment() -> None:
    """Dismissed a year later: 525 days of interest, split at every half-year, 585,91 euros in all."""
    play = story(SUIT)
    settled = value(play, "rueckforderung_durchfuehren", "forderung.zahlung_abgleichen")
    assert settled["zinsen_bis_wertstellung"] == Decimal("585.91")


def test_a_won_suit_ends_the_claim() -> None:
    """Stattgegeben: the notice is quashed, nothing is due, the Kreis is told."""
    play = story(SUIT, until="verfahrensstand_erfassen")
    do(
        play,
        "verfahrensstand_erfassen",
        GRANTING,
        ergebnis="stattgegeben",
        rechtskraeftig_am=date(2022, 5, 16),
    )
    assert not open_elements(play) & {"mahnen", "zahlung_erfassen"}
    assert value(play, "rueckforderung_entgegennehmen", "erledigung_mitgeteilt.gezahlt") == 0


def test_there_is_no_widerspruch_in_nrw() -> None:
    """§ 110 JustG NRW: the form refuses it; where the parameter allows it, the way is open."""
    play = story(RECOVERY, until="reaktion_entscheiden")
    objection = {"reaktion": "widersprechen", "begruendung": "Ermessensfehler."}
    with pytest.raises(Invalid):
        do(play, "reaktion_entscheiden", HEAD, **objection)
    elsewhere = story(RECOVERY, until="reaktion_entscheiden", parameters={"rechtsbehelf_art": "widerspruch"})
    do(elsewhere, "reaktion_entscheiden", HEAD, **objection)
    do(elsewhere, "widerspruch_einlegen", HEAD, begruendung="Das Ermessen ist fehlerhaft ausgeübt.")
    assert "widerspruch_pruefen" in open_elements(elsewhere)


def test_voluntary_repayment_needs_no_notice() -> None:
    """Announced by the Kreis: a Kassenzeichen instead of hearing, discretion and notice."""
    overpaid = {"folgen_umsetzen": {"ueberzahlt": "4583.33", "erhalten_am": "2021-05-03"}}
    play = _announced(overpaid)
    do(play, "tatbestand_feststellen", GRANTING, tatbestand="ueberzahlung", verzinslich=False)
    do(play, "kassenzeichen_mitteilen", GRANTING, kassenzeichen="4711000816")
    assert open_elements(play) == {"forderung_buchen", "rueckzahlung_anordnen"}
    assert not told(play, "MessageSent", "anhoerung_versandt")


def _announced(overpaid: dict[str, dict[str, Any]]) -> Play:
    play = story("traegerwechsel", until="folgen_bestaetigen", answers=overpaid)
    do(play, "folgen_bestaetigen", HEAD, bestaetigt=True)
    return play


def test_the_kasse_is_separate_from_order_and_finding() -> None:
    """Paying back takes three people: who finds it right, who orders it, who pays it."""
    play = story(RECOVERY, until="rueckzahlung_freigeben")
    with pytest.raises(NotAllowed):
        do(play, "rueckzahlung_freigeben", CLERK, zeichnung="gezeichnet")
