"""Single values: German input, honest refusals, and back onto the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.forms import add_row, number, remove_row, rows, show
from tests.engine.forms.form_building import CONTEXT, DAY, MONEY, form, problems, table


def read(schema: dict[str, Any], text: str) -> Any:
    return form({"feld": {"title": "Feld", **schema}}).read({"feld": [text]}, CONTEXT)["feld"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("45.833,33", "45833.33"), ("45833,33", "45833.33"), ("12.500", "12500.00"), ("−3", "-3.00"),
     ("+7,5", "7.50"), ("1 000,00 EUR", "1000.00"), ("-0", "0.00")],
)  # fmt: skip
def test_amounts_are_read_as_germans_write_them(text: str, amount: str) -> None:
    """Points separate thousands, the comma cents, the currency may stand behind."""
    value = read(MONEY, text)
    assert str(value) == amount


@pytest.mark.parametrize(
    "text", ["12.5", "1.00", "45,833.33", "1.2345,00", "1e5", "zehn", "٣", "1,234", "9" * 40]
)
def test_a_doubtful_amount_is_never_guessed(text: str) -> None:
    """Twelve euros fifty and twelve thousand five hundred must not be confused."""
    with pytest.raises(Invalid):
        read(MONEY, text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12.5", "Betrag: Schreiben Sie 12,5 mit Komma; ein Punkt trennt nur Tausender."),
        ("1,234", "Betrag hat zu viele Nachkommastellen; höchstens 2 sind möglich."),
        ("-1", "Betrag muss mindestens 0,00 € sein."),
        ("1.000.000,01", "Betrag darf höchstens 1.000.000,00 € sein."),
        ("viel", "Betrag: „viel“ ist keine Zahl. Schreiben Sie zum Beispiel 45.833,33."),
    ],
)
def test_refusals_say_what_to_write(text: str, sentence: str) -> None:
    """In the words of the form."""
    asked = form({"betrag": {**MONEY, "minimum": 0, "maximum": 1_000_000}})
    assert problems(asked, {"betrag": [text]}) == {"betrag": sentence}


@pytest.mark.parametrize("text", ["2021-03-01", "01.03.2021", "1.3.2021", " 1. 3. 2021 "])
def test_dates_are_read_from_pickers_and_keyboards(text: str) -> None:
    """ISO from the date input, German by hand."""
    assert read(DAY, text) == date(2021, 3, 1)


@pytest.mark.parametrize("text", ["31.02.2021", "2021-13-01", "01.03.21", "03/01/2021", "1.3.1821", "morgen"])
def test_no_such_day_is_refused(text: str) -> None:
    """Neither impossible nor ambiguous dates pass."""
    with pytest.raises(Invalid):
        read(DAY, text)


@pytest.mark.parametrize("text", ["2021-03", "03/2021", "3.2021", "März 2021", "märz 2021"])
def test_a_month_is_its_first_day(text: str) -> None:
    """However it is written."""
    assert read({"type": "string", "format": "month"}, text) == date(2021, 3, 1)


def test_texts_are_tidy_and_bounded() -> None:
    """Blanks at the ends go, lines stay in an area, invisible control characters are refused."""
    area = {"type": "string", "x-zeilen": 3, "minLength": 5}
    assert read(area, "  eins\r\nzwei ") == "eins\nzwei"
    assert read({"type": "string"}, "a\t  b") == "a b"
    for schema, text in (
        (area, "kurz"),
        ({"type": "string", "maxLength": 3}, "lang"),
        ({"type": "string"}, "a\x00b"),
    ):
        with pytest.raises(Invalid):
            read(schema, text)


def test_a_pattern_must_fit_the_whole_text() -> None:
    """A reference number, say."""
    schema = {"type": "string", "pattern": "^[A-Z]{1,3}-\\d{2,4}$"}
    assert read(schema, "KI-2021") == "KI-2021"
    with pytest.raises(Invalid):
        read(schema, "KI-2021x")


def test_iban_and_email_are_checked() -> None:
    """One mistyped digit is noticed (ISO 13616)."""
    assert (
        read({"type": "string", "format": "iban"}, "de89 3704 0044 0532 0130 00") == "DE89370400440532013000"
    )
    assert read({"type": "string", "format": "email"}, "ki@kreis.example") == "ki@kreis.example"
    for kind, text in (
        ("iban", "DE89370400440532013001"),
        ("iban", "DE8937"),
        ("email", "ki@kreis"),
        ("email", "a b@c.de"),
    ):
        with pytest.raises(Invalid):
            read({"type": "string", "format": kind}, text)


def test_values_are_shown_as_people_read_them() -> None:
    """German first, English where asked."""
    assert show(Decimal("45833.33"), "money") == "45.833,33 €"
    assert show(Decimal("45833.33"), "money", "en") == "€45,833.33"
    assert show(date(2021, 3, 1), "date") == "01.03.2021"
    assert show(date(2021, 3, 1), "month") == "März 2021"
    assert (show(True, "boolean"), show(False, "boolean", "en")) == ("Ja", "No")
    assert (show(None, "money"), show([], "texts")) == ("–", "–")
    assert show("DE89370400440532013000", "iban") == "DE89 3704 0044 0532 0130 00"
    assert show(2021, "integer") == "2021"
    assert show(["o1", "o2"], "references", names={"o1": "Kreis"}) == "Kreis, o2"
    vzae = form({"v": {"title": "VZÄ", "type": "string", "format": "decimal", "x-einheit": "VZÄ"}}).field("v")
    assert show(Decimal("0.5"), vzae) == "0,50 VZÄ"


@given(cents=st.integers(-(10**14), 10**14))
def test_every_amount_survives_the_page(cents: int) -> None:
    """What is shown in a box is read back as the same value."""
    amount = Decimal(cents).scaleb(-2)
    assert read(MONEY, number(amount, 2)) == amount


@given(day=st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_survives_the_page(day: date) -> None:
    """The box holds ISO, the letter German; both are read back."""
    asked = form({"beginn": DAY})
    assert asked.read(asked.raw({"beginn": day}), CONTEXT) == {"beginn": day}
    assert read(DAY, show(day, "date")) == day


def test_rows_can_be_added_and_removed_without_a_script() -> None:
    """The page with one row more or less keeps everything else, wrong entries too."""
    kosten = form({"kosten": table({"betrag": MONEY})}).field("kosten")
    raw = {"kosten[0].betrag": ["1"], "kosten[1].betrag": ["falsch"], "titel": ["T"]}
    longer = add_row(raw, kosten)
    assert rows(longer, "kosten") == [0, 1, 2]
    assert remove_row(longer, kosten, 0) == {
        "kosten[0].betrag": ["falsch"],
        "kosten[1].betrag": [""],
        "titel": ["T"],
    }


@given(raw=st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=2), max_size=4))
def test_no_post_at_all_crashes_the_reader(raw: dict[str, list[str]]) -> None:
    """Whatever a browser sends is answered with problems or answers."""
    asked = form({"betrag": MONEY, "kosten": table({"betrag": MONEY})})
    looked = asked.look({**raw, "betrag": raw.get("0", ["x"])}, CONTEXT)
    assert all(problem.reason.sentence() for problem in looked.problems)
