"""The sentences that depend on the case: legal form, reservation, unknown costs, reasons."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from engine import documents
from engine.errors import Invalid
from tests.processes.letter_values import template, values, written


def zuwendung(**changes: object) -> str:
    own = {"rechtsform": "zuwendung", "finanzierungsart": "festbetrag", "auszahlungsmodus": "abruf"}
    return written("D04", **{**own, **changes})


def test_the_notice_of_2021_is_one_of_a_pauschale() -> None:
    """No request for funds, no ANBest-G, a confirmation instead of a proof of use."""
    text = written("D04")
    assert "eine fachbezogene Pauschale in Höhe von\n45.833,33 €" in text
    assert "Verwendungsbestätigung" in text
    assert "ANBest-G" not in text
    assert "Einer Anforderung bedarf es nicht. Ausgezahlt wird in einem Betrag" in text


def test_the_notice_of_a_zuwendung_has_its_own_sections() -> None:
    """Kind of financing, two months, ANBest-G, proof of use checked by the auditors."""
    text = zuwendung()
    assert "3 Finanzierungsart und -höhe\nDie Zuwendung wird als Projektförderung" in text
    assert "in Form der Festbetragsfinanzierung" in text
    assert "innerhalb von zwei Monaten für fällige Zahlungen" in text
    assert "(ANBest-G) sind Bestandteil dieses Bescheids" in text
    assert "von der örtlichen Rechnungsprüfung zu prüfen" in text


def test_less_than_asked_for_needs_reasons() -> None:
    """R02: a notice below the request is not written without its reasons."""
    with pytest.raises(Invalid) as refused:
        documents.render(template("D04"), {**values("D04"), "begruendung": None}, title="D04")
    assert [one.path for one in refused.value.problems] == ["begruendung"]
    assert "IV. Begründung" not in zuwendung(betrag=Decimal(55000), begruendung=None)
    assert "IV. Rechtsbehelfsbelehrung" in zuwendung(betrag=Decimal(55000), begruendung=None)


def test_the_remedy_is_an_action_within_a_month() -> None:
    """R26: Klage at the named court, no Widerspruch."""
    text = written("D04")
    assert "innerhalb eines Monats nach Bekanntgabe Klage erhoben werden" in text
    assert "Verwaltungsgericht Köln, Appellhofplatz, 50667 Köln" in text
    assert "Ein Widerspruchsverfahren findet nicht statt" in text


def test_the_remedy_follows_the_law_of_the_day_and_the_land() -> None:
    """How to sue is a parameter with dates; where a Widerspruch comes first, the letter says so instead."""
    own = values("D04")["parameter"]
    later = written("D04", parameter={**own, "klage_form": "Sie muss nach § 55d VwGO übermittelt werden."})
    assert "Sie muss nach § 55d VwGO übermittelt werden." in later
    text = written("D04", parameter={**own, "rechtsbehelf_art": "widerspruch"})
    assert "Widerspruch ist bei der Bezirksregierung Arnsberg, Seibertzstraße 1, 59821 Arnsberg" in text
    assert "Klage" not in text.partition("Rechtsbehelfsbelehrung\n")[2]
    assert "findet nicht statt" not in text


def test_A07_the_reservation_of_the_budget_stands_in_the_notice() -> None:
    """A07: with a reservation the notice says so; without, it does not mention one."""
    assert "Haushaltsvorbehalt. Die Bewilligung ergeht vorbehaltlich der Verabschiedung" in written("D04")
    assert "Haushaltsvorbehalt" not in written("D04", haushaltsvorbehalt=None)


def test_forwarding_is_allowed_only_if_the_notice_says_so() -> None:
    """R13: otherwise it needs the authority's consent."""
    assert "Eine Weiterleitung bedarf meiner vorherigen schriftlichen Zustimmung" in written(
        "D04", weiterleitung_zugelassen=False
    )


def test_A03_unknown_costs_are_open_points_of_the_contract() -> None:
    """A03: they read "noch nicht einschätzbar" and are not counted as zero."""
    text = written("D07")
    assert "Mieten\nnoch nicht einschätzbar\nTräger" in text
    assert "ein offener Punkt dieses Vertrags" in text
    assert "nicht mit null angesetzt" in written("D01")


def test_the_contract_has_its_sixteen_sections() -> None:
    """D07: purpose, basis, term ... final provisions, and both parties sign."""
    text = written("D07")
    assert all(f"\n§ {number} " in text for number in range(1, 17))
    assert "Für die Weiterleitende:" in text
    assert "Für den Träger:" in text


def test_the_proof_of_use_follows_the_official_order() -> None:
    """R19: report, figures, result, confirmations, audit, annex."""
    text = written("D11")
    parts = ["I. Sachbericht", "II. Zahlenmäßiger Nachweis", "1 Einnahmen", "2 Ausgaben", "III. Ist-Ergebnis"]
    kinds = ["Eigenanteil", "Leistungen Dritter", "Andere öffentliche Förderung", "Zuwendung des Landes"]
    assert "\n".join(re.findall("|".join(kinds), text)) == "\n".join(kinds)
    parts += ["IV. Bestätigungen", "V. Ergebnis der Rechnungsprüfung", "Anlage: Monate und Stellen"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_pauschale_is_confirmed_without_figures_of_income() -> None:
    """R20: the confirmation has no statement of income and expenditure."""
    empty = {"einnahmen": [], "ausgaben": [], "einnahmen_summe": None, "ausgaben_summe": None}
    text = written("D11", nachweisart="verwendungsbestaetigung", **empty)
    assert text.startswith("Rheinisch-Bergischer Kreis")
    assert "Verwendungsbestätigung: Case Management" in text
    assert "Zahlenmäßiger Nachweis" not in text
    assert "III. Bestätigungen" in text


def test_A21_small_groups_are_not_counted_out() -> None:
    """A21, R40: 1 to 4 persons read "< 5"; nobody and many are numbers."""
    text = written("D10")
    assert "davon ohne festen Wohnsitz\n< 5" in text
    assert "Abbrüche\n0" in text
    assert "beratene Personen\n1.042" in text


def test_a_request_shows_which_signatures_are_open() -> None:
    """R39: who stated what and when; what is open says so."""
    text = written("D09")
    assert "Sachlich richtig\nDemo Sachbearbeitung KI\n01.04.2021" in text
    assert "Angeordnet (Haushaltsstelle 05.01.0001)\noffen" in text
    assert "innerhalb von zwei Monaten nach der Auszahlung" in text


def test_a_refusal_gives_its_grounds_in_words() -> None:
    """Each ground of the list has its sentence; the applicant reads no codes."""
    grounds = ["verfristet", "nicht_foerderfaehig", "zusaetzlichkeit_fehlt", "sonstiges"]
    text = written("D05", ablehnungsgruende=grounds)
    assert "nach Ablauf der Antragsfrist" in text
    assert not any(ground in text for ground in ("verfristet", "zusaetzlichkeit_fehlt", "sonstiges"))


def test_A17_the_interest_sheet_is_part_of_the_demand() -> None:
    """A17: days, rates and the sum of 188,32 €."""
    text = written("D15b")
    assert "01.10.2021\n31.12.2021\n92\n−0,88 %\n4,12 %\n95,19 €" in text
    assert text.count("188,32 €") == 2


def test_a_waiver_is_ticked_only_when_it_was_declared() -> None:
    """D06: an empty box and a sentence say that no waiver was declared."""
    assert "☒ Auf Rechtsbehelfe" in written("D06")
    text = written("D06", verzicht=False)
    assert "☐ Auf Rechtsbehelfe" in text
    assert "Ein Verzicht wird nicht erklärt" in text
