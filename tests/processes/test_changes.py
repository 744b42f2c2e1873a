"""Changes (P7): what must be told, what needs consent, how a change of Träger splits the year."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
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

CLERK, HEAD, DEPUTY = "Demo Sachbearbeitung KI", "Demo Leitung KI", "Demo Stellvertretende Leitung KI"
GRANTING, SECOND = "Demo Sachbearbeitung BRA", "Demo Zweitzeichnung BRA"
DUTY = ROOT / "processes/kim/decisions/dmn_mitteilungspflicht.dmn"
SIGNED = {"wirkung_geprueft": True, "frist_geprueft": True, "zeichnung": "gezeichnet"}
DISCRETION = (
    "Die Abwägung des öffentlichen Interesses mit den Belangen des Kreises führt zu dieser Entscheidung. " * 2
)

ROWS: list[tuple[Mapping[str, Any], str, bool]] = [
    ({"art": "stelle_unbesetzt", "dauer_monate": 2}, "ja", False),
    ({"art": "stelle_unbesetzt", "dauer_monate": 1}, "nein", False),
    ({"art": "stellenanteil", "richtung": "niedriger"}, "ja", False),
    ({"art": "stellenanteil", "richtung": "hoeher"}, "ja", True),
    ({"art": "zeitraum"}, "ja", True),
    ({"art": "traegerwechsel", "traeger_im_bescheid": True}, "ja", True),
    ({"art": "traegerwechsel", "traeger_im_bescheid": False}, "ja", False),
    ({"art": "kostenplan", "abweichung_prozent": 20, "gesamt_betroffen": False}, "nein", False),
    ({"art": "kostenplan", "abweichung_prozent": Decimal("20.01"), "gesamt_betroffen": False}, "ja", True),
    ({"art": "kostenplan", "abweichung_prozent": 5, "gesamt_betroffen": True}, "ja", True),
    ({"art": "themenschwerpunkt"}, "ja", False),
    ({"art": "personalwechsel", "qualifikation_niedriger": False}, "mit_nachweis", False),
    ({"art": "personalwechsel", "qualifikation_niedriger": True}, "ja", True),
    ({"art": "weitere_foerderung"}, "ja", True),
    ({"art": "zweck_entfallen"}, "sofort", False),
    ({"art": "insolvenz"}, "sofort", False),
    ({"art": "adresse"}, "ja", False),
]


@pytest.mark.parametrize(("change", "notice", "consent"), ROWS)
def test_every_kind_of_change_has_its_duty(change: Mapping[str, Any], notice: str, consent: bool) -> None:
    """Each row of the table of duties: whether to tell, and whether to ask."""
    inputs = ("art", "dauer_monate", "richtung", "abweichung_prozent", "gesamt_betroffen",
              "traeger_im_bescheid", "qualifikation_niedriger")  # fmt: skip
    given = {name: change.get(name) for name in inputs}
    found = decisions.read(DUTY.read_bytes(), DUTY.name).decide("dmn_mitteilungspflicht", given).result
    assert (found["mitteilung"], found["zustimmung_noetig"]) == (notice, consent)


@pytest.fixture(scope="module")
def change_of_carrier() -> Play:
    """The story of a change of Träger at mid-year, played to its end."""
    return story("traegerwechsel")


@pytest.mark.parametrize("carrier", [0, 1])
def test_two_carriers_share_the_year(change_of_carrier: Play, carrier: int) -> None:
    """A16: 30.06./01.07. gives six and six months, 27.500,00 and 27.500,00 euros."""
    row = f"meldung.besetzung_planen.besetzungen[{carrier}].anteil_neu"
    assert value(change_of_carrier, "aenderung_bearbeiten", f"{row}.monate") == 6
    amount = value(change_of_carrier, "aenderung_bearbeiten", f"{row}.anteiliger_hoechstbetrag")
    assert amount == Decimal("27500.00")


def test_the_sum_of_both_is_what_was_granted(change_of_carrier: Play) -> None:
    """A change of Träger does not cost or save the Land anything."""
    assert value(change_of_carrier, "aenderung_bearbeiten", "meldung.aenderung_bewerten.betrag_neu") == 55000
    assert value(change_of_carrier, "aenderung_bearbeiten", "umsetzung.folgen_umsetzen.betrag_neu") == 55000


def _plan(play: Play, *periods: tuple[str, str, str]) -> None:
    rows = [
        {"traeger": f"Träger {number}", "von": date.fromisoformat(begin), "bis": date.fromisoformat(end),
         "vzae": Decimal(share)}
        for number, (begin, end, share) in enumerate(periods)
    ]  # fmt: skip
    do(play, "besetzung_planen", CLERK, besetzungen=rows)


def test_an_overlap_of_one_day_is_refused() -> None:
    """A16: both on 1 July would be 2,0 VZÄ on a position of 1,0."""
    play = story("traegerwechsel", until="besetzung_planen")
    with pytest.raises(Invalid) as refused:
        _plan(play, ("2021-01-01", "2021-07-01", "1.0"), ("2021-07-01", "2021-12-31", "1.0"))
    assert "mehr besetzt als der bewilligte Stellenanteil" in str(
        [one.reason.sentence() for one in refused.value.problems]
    )


def test_two_halves_may_work_side_by_side() -> None:
    """Overlap is judged by VZÄ, not by the number of people: 0,5 and 0,5 is one position."""
    play = story("traegerwechsel", until="besetzung_planen")
    _plan(play, ("2021-01-01", "2021-12-31", "0.5"), ("2021-01-01", "2021-12-31", "0.5"))
    assert "aenderung_bewerten" in open_elements(play)


def test_the_notice_is_due_ten_days_after_knowledge(change_of_carrier: Play) -> None:
    """Unverzüglich is ten days here: known on 3 May, to be signed by 13 May."""
    found = value(change_of_carrier, "aenderung_bearbeiten", "mitteilungsfrist_bestimmen.frist")
    assert found == date(2021, 5, 13)


def test_the_court_of_audit_gets_its_copy(change_of_carrier: Play) -> None:
    """A notice over 50.000 euros was sent to it, so every later change is too."""
    assert told(change_of_carrier, "PeopleNotified", "aenderung_an_lrh")


def test_letters_bear_the_signatures(change_of_carrier: Play) -> None:
    """D13a is signed by the head at the Kreis, D13b by the second signatory."""
    text = {name: _text(content) for name, _, content in whole(change_of_carrier).papers}
    assert HEAD in text["D13a_aenderungsmitteilung"]
    assert SECOND in text["D13b_aenderungsbescheid"]
    assert "01.07.2021 bis 31.12.2021, 6 Monate, höchstens 27.500,00 €" in text["D13b_aenderungsbescheid"]


def _text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_who_prepared_a_change_does_not_sign_it() -> None:
    """The deputy head may hold both roles, but not both pens."""
    play = story("traegerwechsel", until="aenderung_bewerten")
    do(
        play,
        "aenderung_bewerten",
        DEPUTY,
        plan_ausgeglichen=True,
        begruendung="Nachfolge ist bestimmt worden.",
    )
    with pytest.raises(NotAllowed):
        do(play, "aenderung_zeichnen", DEPUTY, **SIGNED)
    do(play, "aenderung_zeichnen", HEAD, **SIGNED)
    assert "aenderung_pruefen_bra" in open_elements(play)


def _told_by(play: Play, kind: str, **more: Any) -> None:
    """The Kreis records a change and carries it to the authority."""
    do(play, "aenderung_erfassen", CLERK, art=kind, kenntnis_am=date(2021, 5, 3), **more)
    if "aenderung_bewerten" in open_elements(play):
        row = {
            "gegenstand": "Zweck",
            "bisher": "wie bewilligt",
            "neu": "siehe Beschreibung",
            "grund": "Anzeige",
        }
        do(play, "aenderung_bewerten", CLERK, aenderungen=[row], plan_ausgeglichen=True,
           begruendung="Wie in der Beschreibung ausgeführt.")  # fmt: skip
        do(play, "aenderung_zeichnen", HEAD, **SIGNED)


def test_a_small_shift_in_the_budget_is_only_noted() -> None:
    """Up to twenty percent, balanced elsewhere, nothing goes to the authority."""
    play = story("traegerwechsel", until="aenderung_erfassen")
    _told_by(play, "kostenplan", abweichung_prozent=Decimal("20"), gesamt_betroffen=False)
    assert whole(play).ended
    assert not told(play, "MessageSent", "aenderung_uebermittelt")


def test_a_lost_purpose_stops_payments_and_leads_to_recovery() -> None:
    """Kasse and Haushalt are told at once; the authority proposes recovery of itself."""
    play = story("traegerwechsel", until="aenderung_erfassen")
    _told_by(play, "zweck_entfallen")
    assert told(play, "PeopleNotified", "kasse_unterrichten")
    assert told(play, "PeopleNotified", "haushalt_unterrichten")
    early = {"erstattung_betrag": Decimal("18333.33"), "erstattung_grund": "Die Maßnahme endete vorzeitig."}
    do(play, "aenderung_pruefen_bra", GRANTING, entscheidung="kenntnisnahme", **early)
    assert {"tatbestand_feststellen", "folgen_umsetzen"} <= open_elements(play)


def test_an_application_is_decided_not_just_noted() -> None:
    """Where consent is needed, Kenntnisnahme is no answer."""
    play = story("traegerwechsel", until="aenderung_pruefen_bra")
    with pytest.raises(Invalid):
        do(play, "aenderung_pruefen_bra", GRANTING, entscheidung="kenntnisnahme", erstattung_pruefen=False)


def test_a_change_made_without_consent_is_forgiven_or_pursued() -> None:
    """Done before asked: the authority either looks over it or examines revocation; it cannot do neither."""
    play = story(
        "traegerwechsel",
        until="aenderung_pruefen_bra",
        answers={"aenderung_erfassen": {"bereits_vollzogen": True}},
    )
    decision = {"entscheidung": "ablehnung", "ermessen": DISCRETION, "nachsicht": False}
    with pytest.raises(Invalid):
        do(play, "aenderung_pruefen_bra", GRANTING, erstattung_pruefen=False, **decision)
    do(play, "aenderung_pruefen_bra", GRANTING, erstattung_pruefen=True, erstattung_betrag=Decimal("27500"),
       erstattung_grund="Trägerwechsel ohne Zustimmung vollzogen.", **decision)  # fmt: skip
    _refused(play)
    assert "tatbestand_feststellen" in open_elements(play)


def _refused(play: Play) -> None:
    do(play, "aenderungsbescheid_entwerfen", GRANTING, begruendung="Der neue Träger ist nicht geeignet.")
    checked = ("gegenueberstellung", "nebenbestimmungen", "ermessen", "belehrung")
    points = {f"{name}_geprueft": True for name in checked}
    do(play, "aenderungsbescheid_zeichnen", SECOND, zeichnung="gezeichnet", **points)
    do(play, "aenderungsbescheid_bekanntgeben", GRANTING, versandweg="post")


def test_a_refusal_says_so_and_cannot_be_carried_out() -> None:
    """D13c refuses the change; the Kreis may drop it or sue, not go on."""
    play = story(
        "traegerwechsel", until="aenderungsbescheid_entwerfen",
        answers={"aenderung_pruefen_bra": {"entscheidung": "ablehnung"}},
    )  # fmt: skip
    _refused(play)
    refusal = next(content for name, _, content in whole(play).papers if name == "D13c_ablehnung_aenderung")
    assert re.search(r"zu ändern, lehne ich ab", _text(refusal))
    with pytest.raises(Invalid):
        do(play, "aenderungsbescheid_auswerten", HEAD, reaktion="umsetzen")
    do(play, "aenderungsbescheid_auswerten", HEAD, reaktion="unterlassen", begruendung="Der Träger bleibt.")
    assert whole(play).ended


def test_a_suit_against_a_refusal_opens_court_proceedings() -> None:
    """No Widerspruch in NRW: the Klage starts the authority's own proceedings."""
    play = story(
        "traegerwechsel", until="aenderungsbescheid_entwerfen",
        answers={"aenderung_pruefen_bra": {"entscheidung": "ablehnung"}},
    )  # fmt: skip
    _refused(play)
    do(play, "aenderungsbescheid_auswerten", HEAD, reaktion="klagen", begruendung="Ermessensfehler.")
    do(play, "klage_erheben", HEAD, begruendung="Die Eignung wurde nicht geprüft.")
    assert "klage_erfassen" in open_elements(play)


@pytest.mark.parametrize(("in_notice", "follows"), [(False, True), (True, False)])
def test_a_mere_notice_needs_no_answer(in_notice: bool, follows: bool) -> None:
    """After four weeks of silence a notice is carried out, an application is only recalled."""
    play = story(
        "traegerwechsel", until="aenderung_pruefen_bra",
        answers={"aenderung_erfassen": {"traeger_im_bescheid": in_notice}},
    )  # fmt: skip
    play.pass_time(day("2021-06-07"))
    assert ("folgen_umsetzen" in open_elements(play)) is follows
    assert bool(told(play, "PeopleNotified", "entscheidung_anmahnen")) is not follows
