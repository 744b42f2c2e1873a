"""Every scenario of the programme ends as its owner says, and every row of the exception matrix has one."""

from __future__ import annotations

import pytest

from tests.processes.playing import NAMES, finished, programme, story

MATRIX = {
    "Nachforderung": "nachforderung",
    "Ablehnung, Teilablehnung": "ablehnung",
    "Klage (no Widerspruch in NRW)": "klage",
    "Widerspruch (other Länder)": "widerspruch",
    "Haushaltsvorbehalt": "haushaltsvorbehalt",
    "Stelle unbesetzt": "stelle_unbesetzt",
    "Beginn vor Bewilligung": "beginn_vor_bewilligung",
    "Trägerwechsel, Trägerausfall": "zwei_traeger",
    "Änderung Kostenplan": "aenderung_kostenplan",
    "Mittel nicht in zwei Monaten verwendet": "zwei_monats_frist",
    "Überzahlung / freiwillige Rückzahlung": "ueberzahlung",
    "VN überfällig": "vn_ueberfaellig",
    "VN mangelhaft": "vn_mangelhaft",
    "Jahresfrist droht": "jahresfrist",
    "Personalrat verweigert": "personalrat_verweigert",
    "Keine Interessenbekundung": "keine_interessenbekundung",
    "Frist überschritten (intern)": "frist_ueberschritten",
    "Bearbeiter/in ausgefallen": "bearbeiter_ausgefallen",
    "Bescheid fehlerhaft": "bescheid_fehlerhaft",
    "Förderprogramm endet / Richtlinie geändert": "richtlinie_geaendert",
}
"""The rows of the exception matrix (2.12) and the scenario of each."""


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_ends_as_its_owner_says(name: str) -> None:
    """It runs to the end that its author expects, every refusal included."""
    assert not finished(name).problems


def test_every_row_of_the_exception_matrix_has_its_scenario() -> None:
    """Nothing that can go wrong in the specification is without a story."""
    assert set(MATRIX.values()) <= set(NAMES)


def test_a_scenario_is_named_like_its_file_and_says_what_it_expects() -> None:
    """Otherwise its owner would look for it in vain, and it would prove nothing."""
    assert [name for name in NAMES if story(name).name != name or not story(name).expected] == []
    assert len(programme().scenarios) == len(NAMES)
