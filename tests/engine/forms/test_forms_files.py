"""What a form file may say, and how it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.forms.form_building import CHOICE, DAY, MONEY, YES, document, findings, form, table


def rules(properties: dict[str, Any], **words: Any) -> list[str]:
    return [finding.rule.removeprefix("forms.") for finding in findings(document(properties, **words))]


def test_a_form_knows_what_it_asks_and_what_it_leaves_behind() -> None:
    """Fields, kinds and columns are there for check, page and templates."""
    kosten = table({"betrag": MONEY, "monate": {"title": "Monate", "type": "integer"}})
    found = form({"art": CHOICE, "kosten": kosten, "gesichert": YES})
    assert found.writes == {
        "art": "choice",
        "kosten": {"betrag": "money", "monate": "integer"},
        "gesichert": "boolean",
    }
    assert found.field("kosten[2].betrag").label == "Betrag"
    assert found.field("art").options == (("anteil", "anteil"), ("fest", "Festbetrag"))


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "x-zeilen": 5}, "textarea"),
        ({"type": "string", "format": "decimal"}, "decimal"),
        ({"type": "number"}, "decimal"),
        ({"type": "string", "format": "month"}, "month"),
        ({"type": "string", "format": "iban"}, "iban"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "format": "file"}, "file"),
        ({"type": "integer", "enum": [1, 2, 3]}, "choice"),
        ({"type": "string", "x-verweis": "organisation"}, "reference"),
        ({"type": "array", "items": {"type": "string"}}, "texts"),
        ({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}, "choices"),
        ({"type": "array", "items": {"type": "string", "x-verweis": "person"}}, "references"),
    ],
)
def test_every_kind_of_question_is_recognised(schema: dict[str, Any], kind: str) -> None:
    """The kind follows from type, format and items."""
    assert form({"feld": {"title": "Feld", **schema}}).field("feld").kind == kind


@pytest.mark.parametrize(
    ("properties", "rule"),
    [
        ({"a": {"title": "A", "type": "string", "$ref": "#/x"}}, "unknown_keyword"),
        ({"a": {"title": "A", "type": "string", "minimum": 3}}, "word_not_here"),
        ({"a": {"title": "A", "type": "string", "maxLength": "zehn"}}, "needs_count"),
        ({"a": {"title": "A", "type": "geld"}}, "unknown_type"),
        ({"a": {"title": "A", "type": "object"}}, "unknown_type"),
        ({"a": {"title": "A", "type": "string", "enum": ["x", "x"]}}, "needs_values"),
        ({"a": {**CHOICE, "x-namen": {"weg": "Weg"}}}, "name_without_value"),
        ({"a": {"type": "string"}}, "no_label"),
        ({"a b": {"title": "A", "type": "string"}}, "bad_name"),
        ({"if": {"title": "A", "type": "string"}}, "bad_name"),
        ({"a": {**MONEY, "minimum": 5, "maximum": 1}}, "empty_range"),
        ({"a": {**MONEY, "x-vorgabe": "1 +"}}, "bad_expression"),
        ({"a": {**MONEY, "x-pruefung": [{"regel": "a > 1"}]}}, "bad_check"),
        ({"a": {**YES, "x-wenn": "b"}, "b": {**YES, "x-wenn": "a"}}, "circular"),
        ({"a": {"title": "A", "type": "string", "pattern": "^(a+)+$"}}, "unsafe_pattern"),
        ({"a": {"title": "A", "type": "string", "pattern": "A-Z"}}, "unsafe_pattern"),
        ({"a": table({"b": table({"c": MONEY})})}, "unknown_type"),
        ({}, "no_fields"),
    ],
)
def test_what_would_not_work_as_written_is_refused(properties: dict[str, Any], rule: str) -> None:
    """An unknown or senseless word is a finding, never silently ignored."""
    assert rule in rules(properties)


def test_names_that_do_not_exist_are_found_wherever_they_are_listed() -> None:
    """`required`, sections and checks must name fields of the form."""
    check = [{"regel": "betrag > 1", "meldung": "m", "feld": "betrga"}]
    section = [{"titel": "T", "felder": ["betrag", "fehlt"]}]
    found = findings(document({"betrag": MONEY}, required=["x"], x_abschnitte=section, x_pruefung=check))
    assert {finding.facts["field"] for finding in found} == {"x", "fehlt", "betrga"}


def test_all_findings_come_at_once_and_in_both_languages() -> None:
    """Each names file, field and remedy."""
    found = findings(document({"a": {"type": "geld"}, "b": {**MONEY, "x-vorgabe": "1 +"}}))
    assert {finding.rule for finding in found} == {
        "forms.unknown_type",
        "forms.no_label",
        "forms.bad_expression",
    }
    for finding in found:
        german, english = finding.as_json("de"), finding.as_json("en")
        assert german["file"] == "form.json"
        assert "{" not in german["message"] + german["remedy"] + english["message"] + english["remedy"]
        assert german["message"] != english["message"]


def test_a_field_in_no_section_is_a_warning_and_still_asked() -> None:
    """Nothing that is asked disappears from the page."""
    found = form({"betrag": MONEY, "beginn": DAY}, x_abschnitte=[{"titel": "Geld", "felder": ["betrag"]}])
    assert [(one.rule, one.severity, one.name) for one in found.findings()] == [
        ("forms.in_no_section", "warning", "Beginn")
    ]
    assert [[field.name for field in section.fields] for section in found.sections] == [
        ["betrag"],
        ["beginn"],
    ]


def test_reads_are_what_the_form_needs_from_outside() -> None:
    """Own fields are not reads; defaults see only the surroundings, so everything in them is."""
    found = form(
        {
            "betrag": {**MONEY, "x-vorgabe": "antrag.betrag"},
            "beginn": {**DAY, "x-wenn": "betrag > parameter.grenze", "x-fruehestens": "bescheid.datum"},
            "kosten": table({"teil": {**MONEY, "x-berechnet": "betrag / jahre"}}),
        },
        x_pruefung=[{"regel": "betrag < kosten[1].teil", "meldung": "höchstens {vertrag.summe}"}],
    )
    assert found.reads == {
        ("antrag", "betrag"),
        ("parameter", "grenze"),
        ("bescheid", "datum"),
        ("jahre",),
        ("vertrag", "summe"),
    }


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b'{"title": "a", "title": "b"}', "duplicate_key"),
        (b'{"a": NaN}', "not_a_number"),
        (b'{"a": -Infinity}', "not_a_number"),
        (b'{"a": ' + b"9" * 6000 + b"}", "not_a_number"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a": "' + b"x" * 300_000 + b'"}', "too_large"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b'{"a" 1}', "not_json"),
        (b"[]", "not_an_object"),
    ],
)
def test_broken_files_are_refused_with_a_sentence(data: bytes, rule: str) -> None:
    """Whatever the bytes: one finding with the cause, no crash."""
    assert [finding.rule for finding in findings(data)] == [f"forms.{rule}"]


@pytest.mark.parametrize("listed", [[[]], [{}], [None], [1.5]])
@pytest.mark.parametrize("word", ["required", "x-abschnitte"])
def test_a_list_of_fields_that_holds_something_else_is_told(word: str, listed: list[Any]) -> None:
    """No name, but a list, an object, nothing: one finding, no crash."""
    told = listed if word == "required" else [{"titel": "A", "felder": listed}]
    document = {"title": "T", "type": "object", "properties": {"a": MONEY}, word: told}
    found = findings(json.dumps(document).encode())
    assert "forms.unknown_field_listed" in [finding.rule for finding in found]


_WORDS = [
    "type", "title", "properties", "items", "enum", "required", "x-pruefung", "x-abschnitte", "format",
    "x-wenn", "x-namen", "minimum", "felder", "a", "regel",
]  # fmt: skip
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_json = st.recursive(
    _LEAVES | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(properties=_json, extra=_json)
def test_no_json_at_all_crashes_the_reader(properties: Any, extra: Any) -> None:
    """Any JSON is either a form or refused with findings that can be said."""
    document = {"title": "T", "type": "object", "properties": properties}
    document.update(extra if isinstance(extra, dict) else {})
    found = findings(json.dumps(document).encode())
    assert all(finding.as_json("de")["message"] for finding in found)
