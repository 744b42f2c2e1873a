"""Reading answers: what is typed, what is missing, what belongs together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.errors import Invalid
from tests.engine.forms.form_building import CHOICE, CONTEXT, DAY, MONEY, YES, form, problems, table

KOSTEN = table(
    {
        "art": {"title": "Kostenart", "type": "string", "enum": ["personal", "sache"]},
        "betrag": MONEY,
        "anteil": {
            "title": "Anteil",
            "type": "string",
            "format": "money",
            "x-berechnet": "betrag / 12 * monate",
        },
        "monate": {"title": "Monate", "type": "integer", "minimum": 1, "maximum": 12},
    },
    required=["betrag"],
    maxItems=3,
)


def test_a_page_becomes_typed_answers() -> None:
    """German numbers and dates become Decimals and dates; a blank amount is unknown, not zero."""
    asked = form({"betrag": MONEY, "rest": MONEY, "beginn": DAY, "gesichert": YES, "art": CHOICE})
    raw = {
        "betrag": ["45.833,33 €"],
        "rest": [" "],
        "beginn": ["01.03.2021"],
        "gesichert": ["nein"],
        "art": ["fest"],
    }
    assert asked.read(raw, CONTEXT) == {
        "betrag": Decimal("45833.33"),
        "rest": None,
        "beginn": date(2021, 3, 1),
        "gesichert": False,
        "art": "fest",
    }


def test_all_problems_come_at_once_in_the_words_and_order_of_the_form() -> None:
    """A person corrects everything in one go, from top to bottom."""
    asked = form(
        {"betrag": MONEY, "beginn": {**DAY, "x-fruehestens": "heute"}}, required=["betrag", "beginn"]
    )
    assert list(problems(asked, {"beginn": ["28.02.2021"], "fremd": ["x"]}).items()) == [
        ("betrag", "Betrag fehlt."),
        ("beginn", "Beginn: Das Datum liegt vor dem 01.03.2021."),
        ("fremd", "„fremd“ wird in diesem Formular nicht gefragt."),
    ]


def test_rows_keep_their_order_and_blank_rows_vanish() -> None:
    """Rows may have been added and removed in the browser, so their numbers may have gaps."""
    raw = {
        "kosten[7].betrag": ["10"], "kosten[7].monate": ["6"], "kosten[2].betrag": ["24"],
        "kosten[2].monate": ["12"], "kosten[5].betrag": [""], "kosten[5].monate": [" "],
    }  # fmt: skip
    rows = form({"kosten": KOSTEN}).read(raw, CONTEXT)["kosten"]
    assert [row["betrag"] for row in rows] == [24, 10]
    assert [row["anteil"] for row in rows] == [Decimal("24.00"), Decimal("5.00")]


def test_a_problem_in_a_row_names_field_table_and_row() -> None:
    """The path is the name in the page; the sentence counts rows as people do."""
    asked = form({"kosten": KOSTEN})
    raw = {"kosten[0].betrag": ["1"], "kosten[4].monate": ["13"]}
    assert problems(asked, raw) == {
        "kosten[4].betrag": "Betrag (Kosten, Zeile 2) fehlt.",
        "kosten[4].monate": "Monate (Kosten, Zeile 2) darf höchstens 12 sein.",
    }
    with pytest.raises(Invalid) as refused:
        asked.read(raw, CONTEXT)
    assert refused.value.problems[0].reason.sentence("en") == "Betrag (Kosten, row 2) is missing."


def test_too_many_rows_are_refused() -> None:
    """maxItems holds."""
    raw = {f"kosten[{row}].betrag": ["1"] for row in range(4)}
    assert problems(form({"kosten": KOSTEN}), raw) == {
        "kosten": "Kosten: Höchstens 3 Zeilen sind möglich, es sind 4."
    }


def test_a_required_table_needs_a_row() -> None:
    """An empty table is not an answer where one is required."""
    asked = form({"kosten": KOSTEN}, required=["kosten"])
    assert problems(asked, {}) == {"kosten": "Kosten: Tragen Sie mindestens eine Zeile ein."}


def test_hidden_fields_are_dropped_and_not_required() -> None:
    """What is not shown is not stored, whatever the browser sends; unknown counts as not shown."""
    asked = form({"gesichert": YES, "betrag": {**MONEY, "x-wenn": "gesichert"}}, required=["betrag"])
    assert asked.read({"gesichert": ["nein"], "betrag": ["5"]}, CONTEXT) == {"gesichert": False}
    assert asked.read({"betrag": ["5"]}, CONTEXT) == {"gesichert": None}
    assert asked.read({"gesichert": ["ja"], "betrag": ["5"]}, CONTEXT)["betrag"] == 5


def test_a_field_can_depend_on_one_that_stands_below_it() -> None:
    """The order of the file is the order of the page, not of the calculation."""
    asked = form(
        {"grund": {"title": "Grund", "type": "string", "x-pflicht-wenn": "not(gesichert)"}, "gesichert": YES}
    )
    assert problems(asked, {"gesichert": ["nein"]}) == {"grund": "Grund fehlt."}
    assert problems(asked, {"gesichert": ["ja"]}) == {}


def test_computed_fields_are_computed_on_the_server() -> None:
    """What the browser sends for them does not matter; money is rounded half up to cents."""
    asked = form({"betrag": MONEY, "monate": {"title": "Monate", "type": "integer"},
                  "anteil": {**MONEY, "title": "Anteil", "x-berechnet": "betrag * monate / 12"}})  # fmt: skip
    answers = asked.read({"betrag": ["55.000"], "monate": ["10"], "anteil": ["1"]}, CONTEXT)
    assert answers["anteil"] == Decimal("45833.33")
    assert asked.read({"betrag": ["55.000"]}, CONTEXT)["anteil"] is None


def test_checks_speak_the_owners_words_with_values() -> None:
    """A message may show values in braces; the blamed field carries it."""
    asked = form(
        {"kosten": KOSTEN, "betrag": MONEY},
        x_pruefung=[{"regel": "sum(kosten.betrag) <= betrag", "feld": "kosten",
                     "meldung": "Die Kosten ({sum(kosten.betrag)} €) übersteigen {betrag} €."}],
    )  # fmt: skip
    raw = {"kosten[0].betrag": ["1.000"], "kosten[1].betrag": ["500,50"], "betrag": ["1.200"]}
    assert problems(asked, raw) == {"kosten": "Die Kosten (1.500,50 €) übersteigen 1.200,00 €."}
    assert problems(asked, {**raw, "betrag": ["1.500,50"]}) == {}


def test_a_check_is_silent_while_its_fields_are_blank_and_refuses_when_it_cannot_decide() -> None:
    """A missing own answer is no error of the rule; a missing surrounding is, and must not pass unseen."""
    asked = form(
        {"betrag": MONEY}, x_pruefung=[{"regel": "betrag <= bescheid.betrag", "meldung": "Zu viel."}]
    )
    assert problems(asked, {"betrag": [""]}) == {}
    assert problems(asked, {"betrag": ["5"]}, {"bescheid": {"betrag": 4}}) == {"betrag": "Zu viel."}
    assert "lässt sich nicht prüfen" in problems(asked, {"betrag": ["5"]}, {})["betrag"]


def test_a_bound_that_cannot_be_told_refuses_too() -> None:
    """Unless it is a blank field of the same form that it reads."""
    asked = form({"ende": {**DAY, "title": "Ende"},
                  "beginn": {**DAY, "x-fruehestens": "bescheid.datum", "x-spaetestens": "ende"}})  # fmt: skip
    raw = {"beginn": ["01.03.2021"]}
    assert problems(asked, raw, {"bescheid": {"datum": date(2021, 3, 1)}}) == {}
    assert "lässt sich nicht prüfen" in problems(asked, raw, {})["beginn"]
    late = problems(asked, {**raw, "ende": ["28.02.2021"]}, {"bescheid": {"datum": date(2021, 3, 1)}})
    assert late == {"beginn": "Beginn: Das Datum liegt nach dem 28.02.2021."}


def test_functions_of_the_surroundings_can_be_used() -> None:
    """`frist` and others come in through the context."""
    context = {**CONTEXT, "verdoppelt": feel.function(["n"], lambda n: n * 2)}
    asked = form({"a": MONEY, "b": {**MONEY, "x-berechnet": "verdoppelt(a)"}})
    assert asked.read({"a": ["2,50"]}, context)["b"] == Decimal("5.00")


def test_a_box_to_confirm_must_be_ticked() -> None:
    """`const: true` asks for a confirmation; "nein" is none."""
    asked = form(
        {"ok": {"title": "Zusätzlichkeit bestätigt", "type": "boolean", "const": True}}, required=["ok"]
    )
    sentence = "Bitte bestätigen: Zusätzlichkeit bestätigt."
    assert problems(asked, {}) == problems(asked, {"ok": ["nein"]}) == {"ok": sentence}
    assert asked.read({"ok": ["ja"]}, CONTEXT) == {"ok": True}


def test_lists_come_as_several_values_or_lines() -> None:
    """Checkboxes post one name several times; a list of texts may be typed line by line."""
    asked = form({
        "medien": {"title": "Medien", "type": "array", "minItems": 2,
                   "items": {"type": "string", "enum": ["intern", "presse", "portal"]}},
        "auflagen": {"title": "Auflagen", "type": "array", "items": {"type": "string", "maxLength": 20}},
    })  # fmt: skip
    raw = {"medien": ["presse", "intern"], "auflagen": ["Erste\r\n\r\nZweite ", "Dritte"]}
    assert asked.read(raw, CONTEXT) == {
        "medien": ["presse", "intern"],
        "auflagen": ["Erste", "Zweite", "Dritte"],
    }
    assert "Mindestens 2" in problems(asked, {"medien": ["presse"]})["medien"]
    assert "mehrfach" in problems(asked, {"medien": ["presse", "presse"]})["medien"]


def test_references_and_files_are_only_what_was_offered() -> None:
    """An id that is not among the references, or a file nobody stored, is no answer."""
    asked = form({"traeger": {"title": "Träger", "type": "string", "x-verweis": "organisation"},
                  "anlage": {"title": "Anlage", "type": "string", "format": "file"}})  # fmt: skip
    stored = {"anlage": {"id": "d1", "name": "plan.pdf", "sha256": "00"}}
    known = {"organisation": {"org1": "Demo-Träger"}}
    answers = asked.read({"traeger": ["org1"], "anlage": ["d1"]}, CONTEXT, files=stored, references=known)
    assert answers == {"traeger": "org1", "anlage": stored["anlage"]}
    with pytest.raises(Invalid):
        asked.read({"traeger": ["org2"]}, CONTEXT, references=known)
    assert asked.read({"anlage": ["d1"]}, CONTEXT)["anlage"] is None


def test_machines_send_native_values_or_canonical_texts() -> None:
    """Scenarios and the JSON door mean the same answers as a page."""
    month = {"title": "Monat", "type": "string", "format": "month"}
    asked = form({"betrag": MONEY, "beginn": DAY, "monat": month, "gesichert": YES, "kosten": KOSTEN})
    expected = asked.read(
        {"betrag": ["45.833,33"], "beginn": ["2021-03-01"], "monat": ["03/2021"], "gesichert": ["ja"],
         "kosten[0].betrag": ["1.000,00"]}, CONTEXT)  # fmt: skip
    rows = [{"betrag": 1000}]
    native = {
        "betrag": 45833.33,
        "beginn": date(2021, 3, 1),
        "monat": "2021-03",
        "gesichert": True,
        "kosten": rows,
    }
    texts = {
        "betrag": "45833.33",
        "beginn": "01.03.2021",
        "monat": "März 2021",
        "gesichert": "ja",
        "kosten": rows,
    }
    assert asked.accept(native, CONTEXT) == asked.accept(texts, CONTEXT) == expected
    assert asked.accept(expected, CONTEXT) == expected


@pytest.mark.parametrize(
    "answers",
    [
        {"betrag": True}, {"betrag": [1]}, {"betrag": float("nan")}, {"beginn": 3}, {"kosten": {"betrag": 1}},
        {"kosten": [1]}, {"kosten": [{"fremd": 1}]}, {"fremd": 1}, {"gesichert": 1},
    ],
)  # fmt: skip
def test_values_of_the_wrong_type_are_refused(answers: dict[str, Any]) -> None:
    """A machine gets the same protection as a page."""
    with pytest.raises(Invalid):
        form({"betrag": MONEY, "beginn": DAY, "gesichert": YES, "kosten": KOSTEN}).accept(answers, CONTEXT)


def test_defaults_come_from_the_surroundings() -> None:
    """Known values are filled in; what is unknown or does not fit stays blank."""
    asked = form({
        "betrag": {**MONEY, "x-vorgabe": "antrag.betrag"},
        "beginn": {**DAY, "x-vorgabe": "heute"},
        "art": {**CHOICE, "x-vorgabe": '"quatsch"'},
        "kosten": {**KOSTEN, "x-vorgabe": "for s in stellen return {betrag: s.kosten, monate: 12}"},
    })  # fmt: skip
    context = {**CONTEXT, "antrag": {"betrag": Decimal("12.5")}, "stellen": [{"kosten": 3}, {"kosten": 4}]}
    filled = asked.defaults(context)
    assert filled["betrag"] == Decimal("12.50")
    assert (filled["beginn"], filled["art"]) == (date(2021, 3, 1), None)
    assert [row["betrag"] for row in filled["kosten"]] == [3, 4]
    assert asked.raw(filled)["kosten[1].betrag"] == ["4,00"]


def test_a_look_tells_a_page_what_to_show_without_refusing() -> None:
    """Live pages ask what is visible, required, computed and wrong."""
    asked = form(
        {"gesichert": YES, "betrag": {**MONEY, "x-wenn": "gesichert", "x-pflicht-wenn": "gesichert"}}
    )
    looked = asked.look({"gesichert": ["ja"], "betrag": ["viel"]}, CONTEXT)
    assert looked.shown == {"gesichert", "betrag"}
    assert looked.required == {"betrag"}
    assert [problem.path for problem in looked.problems] == ["betrag"]
