"""Every scenario of the programme ends as its owner says, and every row of the exception matrix has one."""

from __future__ import annotations

import re

import pytest

from tests.processes import specified
from tests.processes.letters_issued import ISSUED, NOWHERE, flaws
from tests.processes.playing import NAMES, finished, programme, story, whole

MATRIX = {
    "Nachforderung": ("nachforderung", "T2_04"),
    "Ablehnung, Teilablehnung": ("ablehnung", "T0_05c"),
    "Klage (no Widerspruch in NRW)": ("klage", "T8_10"),
    "Widerspruch (other Länder)": ("widerspruch", "T8_10a"),
    "Haushaltsvorbehalt": ("haushaltsvorbehalt", "T1_01"),
    "Stelle unbesetzt": ("stelle_unbesetzt", "T7_04"),
    "Beginn vor Bewilligung": ("beginn_vor_bewilligung", "T8_02"),
    "Trägerwechsel, Trägerausfall": ("zwei_traeger", "T4_13"),
    "Änderung Kostenplan": ("aenderung_kostenplan", "T7_06"),
    "Mittel nicht in zwei Monaten verwendet": ("zwei_monats_frist", "T8_09"),
    "Überzahlung / freiwillige Rückzahlung": ("ueberzahlung", "T8_09"),
    "VN überfällig": ("vn_ueberfaellig", "T8_01"),
    "VN mangelhaft": ("vn_mangelhaft", "T6_11"),
    "Jahresfrist droht": ("jahresfrist", "T8_06"),
    "Personalrat verweigert": ("personalrat_verweigert", "T3_09"),
    "Keine Interessenbekundung": ("keine_interessenbekundung", "T3_02"),
    "Frist überschritten (intern)": ("frist_ueberschritten", "T0_03"),
    "Bearbeiter/in ausgefallen": ("bearbeiter_ausgefallen", "T0_06"),
    "Bescheid fehlerhaft": ("bescheid_fehlerhaft", "T2_14"),
    "Förderprogramm endet / Richtlinie geändert": ("richtlinie_geaendert", "T7_01"),
}
"""The rows of the exception matrix (2.12): scenario, and the row of the tables where the matrix ends it."""
HAPPY = ("quellfall", "zuwendung_2025", "baustein1_zuwendung", "baustein3_pauschale")
"""Each Baustein and legal form."""


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_ends_as_its_owner_says(name: str) -> None:
    """It runs to the end that its author expects, every refusal included, and each of its letters could be
    sent: no empty field, no code, no word of English or of the program.
    """
    assert not finished(name).problems
    assert flaws(finished(name)) == []
    templates = {template for template, _, _ in whole(finished(name)).papers}
    assert set(ISSUED.get(name, ())) <= templates


def test_every_letter_is_issued_by_a_scenario() -> None:
    """Or it is named why not: each of the templates stands once."""
    listed = [one for letters in ISSUED.values() for one in letters] + list(NOWHERE)
    assert sorted(listed) == sorted(programme().contents.templates)
    assert set(ISSUED) <= set(NAMES)


@pytest.mark.skipif(specified.DOCUMENT is None, reason="the specification does not lie beside the repository")
def test_the_matrix_has_exactly_the_rows_of_the_specification() -> None:
    """Nothing that can go wrong in the specification is without a story, and none is invented."""
    assert specified.DOCUMENT is not None
    text = specified.DOCUMENT.read_text(encoding="utf-8")
    table = text[text.index("### 2.12 ") : text.index("### 2.13 ")]
    rows = re.findall(r"^\| (?!Situation|---)([^|]+) \|", table, re.M)
    assert set(rows) == set(MATRIX)


@pytest.mark.parametrize("row", MATRIX)
def test_every_row_of_the_matrix_is_told_to_where_it_ends(row: str) -> None:
    """Somebody does, in its scenario, the task with which the specification lets it end."""
    name, end = MATRIX[row]
    done = {act.what for act in story(name).acts if act.verb == "aufgabe" and not act.refused}
    assert done & {one.id for one in specified.elements(end)}


@pytest.mark.parametrize("name", HAPPY)
def test_a_happy_path_ends_with_the_closed_case(name: str) -> None:
    """From the application to the closed file, not only to the first day of work."""
    assert story(name).expected["status"] == "completed"


def test_a_scenario_is_named_like_its_file_and_says_what_it_expects() -> None:
    """Otherwise its owner would look for it in vain, and it would prove nothing."""
    assert [name for name in NAMES if story(name).name != name or not story(name).expected] == []
    assert len(programme().scenarios) == len(NAMES)
