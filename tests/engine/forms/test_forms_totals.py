"""Sums and comparisons say what is known, what is open, and by how much something does not balance."""

from __future__ import annotations

from typing import Any

import pytest

from engine import forms
from tests.engine.forms.form_building import CONTEXT, MONEY, document, findings, form, table

SUMMED = {**MONEY, "x-summe": True}
COMPARED = {
    "links": "Ausgaben",
    "linke_seite": "sum(for k in kosten return if k.betrag = null then 0 else k.betrag)",
    "rechts": "Finanzierung",
    "rechte_seite": "zuwendung + eigenmittel",
    "feld": "eigenmittel",
}
PLAN = form(
    {
        "kosten": table({"was": {"title": "Was", "type": "string"}, "betrag": SUMMED}),
        "zuwendung": {**MONEY, "title": "Zuwendung"},
        "eigenmittel": {**MONEY, "title": "Eigenmittel"},
    },
    x_vergleich=[COMPARED],
)


def said(**entries: str) -> tuple[str, str]:
    raw = {"kosten[0].betrag": ["100.000,00"], **{name: [text] for name, text in entries.items()}}
    told = forms.balance(PLAN, PLAN.comparisons[0], PLAN.look(raw, CONTEXT))
    return told.state, told.reason.sentence()


def test_an_unknown_amount_is_open_and_not_zero() -> None:
    """A sum counts what is known and tells how much is not (A03)."""
    raw = {"kosten[0].betrag": ["45.000,00"], "kosten[1].was": ["Miete"], "kosten[2].betrag": ["0,50"]}
    answers = PLAN.look(raw, CONTEXT).answers
    total = forms.totals(PLAN.sheet.by_name["kosten"], answers["kosten"])["betrag"]
    assert (total.open, total.shown()) == (
        1,
        "45.000,50 €, dazu ist eine Angabe offen und nicht mitgezählt",
    )


def test_an_empty_table_sums_to_nothing() -> None:
    """No row, no open entry."""
    assert forms.totals(PLAN.sheet.by_name["kosten"], None)["betrag"].shown() == "0,00 €"


@pytest.mark.parametrize(
    ("zuwendung", "eigenmittel", "expected"),
    [
        ("80.000", "20.000", ("even", "Ausgaben und Finanzierung gleichen sich aus: 100.000,00 €.")),
        ("80.000", "15.000", ("uneven", "Bei Finanzierung fehlen 5.000,00 €.")),
        ("80.000", "20.000,01", ("uneven", "Finanzierung liegt um 0,01 € über Ausgaben.")),
        ("80.000", "", ("open", "lassen sich noch nicht vergleichen. Offen: Eigenmittel.")),
        ("acht", "1", ("open", "Offen: Zuwendung.")),
    ],
)
def test_a_comparison_says_by_how_much_and_in_which_direction(
    zuwendung: str, eigenmittel: str, expected: tuple[str, str]
) -> None:
    """And what is still open; it never refuses."""
    state, sentence = said(zuwendung=zuwendung, eigenmittel=eigenmittel)
    assert (state, expected[1] in sentence) == (expected[0], True), sentence


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ({**COMPARED, "feld": "betragg"}, "unknown_field_listed"),
        ({**COMPARED, "rechte_seite": "zuwendung +"}, "bad_expression"),
        ({"links": "Ausgaben"}, "bad_comparison"),
        ({**COMPARED, "art": "kleiner"}, "needs_way"),
        ({**COMPARED, "farbe": "rot"}, "unknown_keyword"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_a_finding(entry: dict[str, Any], rule: str) -> None:
    """Its owner is told before anybody sees the form."""
    found = findings(document({"eigenmittel": MONEY}, **{"x-vergleich": [entry]}))
    assert f"forms.{rule}" in [one.rule for one in found]


def test_what_a_comparison_reads_is_known_to_check() -> None:
    """A name that nobody asks is found there."""
    other = {**COMPARED, "rechte_seite": "bescheid.betrag"}
    assert ("bescheid", "betrag") in form({"eigenmittel": MONEY}, x_vergleich=[other]).reads


@pytest.mark.parametrize(
    ("kontingent", "expected"),
    [
        ("2", ("even", "Verteilt 1,50 VZÄ, Kontingent 2 VZÄ: Es bleiben 0,50 VZÄ.")),
        ("1,5", ("even", "Verteilt 1,50 VZÄ, Kontingent 1,50 VZÄ: Es bleiben 0 VZÄ.")),
        ("1", ("uneven", "Verteilt 1,50 VZÄ, Kontingent 1 VZÄ: Verteilt liegt um 0,50 VZÄ darüber.")),
        ("", ("open", "Verteilt und Kontingent lassen sich noch nicht vergleichen. Offen: Kontingent.")),
    ],
)
def test_at_most_is_another_question_than_equal(kontingent: str, expected: tuple[str, str]) -> None:
    """What is left needs no explanation, what is too much does; the unit is the owner's."""
    share = {"title": "Verteilt", "type": "string", "format": "decimal"}
    compared = {"links": "Verteilt", "linke_seite": "verteilt", "rechts": "Kontingent", "feld": "kontingent"}
    compared |= {"rechte_seite": "kontingent", "art": "hoechstens", "einheit": "VZÄ"}
    fields = {"verteilt": share, "kontingent": {**share, "title": "Kontingent"}}
    asked = form(fields, x_vergleich=[compared])
    reading = asked.look({"verteilt": ["1,5"], "kontingent": [kontingent]}, CONTEXT)
    told = forms.balance(asked, asked.comparisons[0], reading)
    assert (told.state, told.reason.sentence()) == expected
