"""A finished letter: what stands in it, what is missing, the same bytes, the draft mark."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest

from engine import documents
from engine.errors import BrokenProcess, EngineError, Invalid
from tests.engine.documents.word_files import letter, parts_of, text_of


def written(template: bytes, **context: object) -> str:
    return text_of(documents.render(template, context, title="Probe").docx)


def problems(template: bytes, **context: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        documents.render(template, context, title="Probe")
    return {one.path: one.reason.sentence() for one in refused.value.problems}


def test_values_stand_in_the_letter_in_german() -> None:
    """Money, dates, numbers and lists read as a German authority writes them."""
    template = letter(
        "{{ betrag | eur }}|{{ betrag | in_worten }}",
        "{{ tag | datum }}|{{ tag | datum_lang }}|{{ tag | monat }}",
        "{{ anteil | zahl(2) }}|{{ satz | prozent }}",
        "{{ orte | aufzaehlung }}|{{ orte | aufzaehlung('oder') }}|{{ wahr | ja_nein }}|{{ wahr | kreuz }}",
    )
    text = written(
        template,
        betrag=Decimal("45833.33"),
        tag=date(2021, 3, 1),
        anteil=Decimal("1"),
        satz=Decimal("4.12"),
        orte=["Bonn", "Köln", "Siegen"],
        wahr=True,
    )
    assert "45.833,33 €|fünfundvierzigtausendachthundertdreiunddreißig Euro und dreiunddreißig Cent" in text
    assert "01.03.2021|1. März 2021|März 2021\n1,00|4,12 %" in text
    assert "Bonn, Köln und Siegen|Bonn, Köln oder Siegen|ja|☒" in text


def test_a_mark_may_be_spread_over_runs() -> None:
    """Word splits what one types; the letter is the same."""
    assert "Betrag: 1,00 €" in written(
        letter(["Betrag: {", "{ be", "trag | e", "ur }", "}"]), betrag=Decimal(1)
    )


def test_rows_are_repeated_for_each_item() -> None:
    """A table row between for and endfor stands once for each item of the list."""
    table = [["Ort"], ["{%tr for s in stellen %}"], ["{{ loop.index }} {{ s.ort }}"], ["{%tr endfor %}"]]
    text = written(letter(table=table), stellen=[{"ort": "Bonn"}, {"ort": "Köln"}])
    assert [line for line in text.split("\n") if line] == ["Bescheid", "Ort", "1 Bonn", "2 Köln"]


def test_a_condition_chooses_a_sentence() -> None:
    """Only the sentence whose condition holds is in the letter."""
    template = letter("{% if kosten == 0 %}Keine Kosten.{% else %}Kosten: {{ kosten | eur }}.{% endif %}")
    assert "Keine Kosten." in written(template, kosten=Decimal("0.00"))
    assert "Kosten: 1.066,67 €." in written(template, kosten=Decimal("1066.67"))


def test_what_is_missing_is_named_with_its_place() -> None:
    """An empty field is an error that names field and paragraph, and all missing ones come at once."""
    template = letter(
        "Sehr geehrte Damen und Herren,", "bewilligt werden {{ betrag | eur }} ab {{ beginn | datum }}."
    )
    found = problems(template, betrag=None, beginn="")
    assert set(found) == {"betrag", "beginn"}
    assert found["betrag"].startswith("„betrag“ fehlt (Text, Absatz 3: „bewilligt werden")


def test_the_place_in_a_table_and_a_list_is_named() -> None:
    """Which item lacks the value stands in the path; which table, in the place."""
    table = [["Ort"], ["{%tr for s in stellen %}"], ["{{ s.ort }}"], ["{%tr endfor %}"]]
    found = problems(letter(table=table), stellen=[{"ort": "Bonn"}, {"ort": None}])
    assert found == {"stellen[1].ort": "„stellen[1].ort“ fehlt (Text, Tabelle 1: „{{ s.ort }}“)."}


def test_the_place_counts_paragraphs_that_carry_conditions() -> None:
    """Absatz 4 is the fourth paragraph one sees in Word, marks included (the heading is the first)."""
    found = problems(letter("{%p if wahr %}", "Hier", "{{ fehlt }}", "{%p endif %}"), wahr=True, fehlt=None)
    assert "Absatz 4" in found["fehlt"]


def test_a_name_nobody_supplied_is_an_error_even_in_a_condition() -> None:
    """A misspelt name never silently chooses a sentence."""
    assert "hinwies" in problems(letter("{% if hinwies %}Hinweis{% endif %}"), hinweis="ja")


def test_unknown_may_be_given_words() -> None:
    """`oder` speaks for an unknown value; `is bekannt` asks for it."""
    template = letter(
        "Miete: {{ miete | eur | oder('noch nicht einschätzbar') }}{% if miete is bekannt %}!{% endif %}"
    )
    assert "Miete: noch nicht einschätzbar" in written(template, miete=None)
    assert "Miete: 0,00 €!" in written(template, miete=Decimal(0))


def test_unknown_decides_nothing() -> None:
    """Unknown is not zero: a comparison with it is refused, not answered."""
    found = problems(letter("{% if kosten == 0 %}Keine Kosten.{% else %}Kosten.{% endif %}"), kosten=None)
    assert "davon hängt ab" in found["kosten"]


def test_kinds_are_not_mixed() -> None:
    """2 is not "2": a comparison of different kinds is an error, not a quiet no."""
    assert "baustein" in problems(letter('{% if baustein == "2" %}B2{% endif %}'), baustein=2)


@pytest.mark.parametrize(
    ("mark", "value"),
    [("betrag | eur", "45"), ("betrag | datum", Decimal(1)), ("betrag", True), ("betrag | ja_nein", "ja")],
)
def test_a_value_of_the_wrong_kind_is_refused(mark: str, value: object) -> None:
    """No filter guesses."""
    assert "betrag" in problems(letter("{{ " + mark + " }}"), betrag=value)


def test_the_same_input_gives_the_same_bytes() -> None:
    """Two renderings are equal to the last byte, and so are their hashes."""
    template = letter("{{ name }}", header="{{ name }}")
    about = documents.Properties("D99", "3", created=datetime(2021, 3, 1, tzinfo=UTC))
    first, second = (
        documents.render(template, {"name": "Köln"}, title="T", draft=draft, properties=about)
        for draft in (True, True)
    )
    assert first.docx == second.docx
    assert first.sha256 == second.sha256 != documents.render(template, {"name": "Köln"}, title="T").sha256


def test_every_shown_value_is_reported_with_its_path() -> None:
    """Provenance: which field of the case stands in the letter, and in which words."""
    template = letter(
        "{% for s in stellen %}{{ s.ort }} {% endfor %}{{ betrag | eur }} {{ betrag | in_worten }}"
    )
    made = documents.render(template, {"stellen": [{"ort": "Bonn"}], "betrag": Decimal(1)}, title="T")
    assert made.used == {"betrag": "1,00 € / ein Euro", "stellen[0].ort": "Bonn"}


@pytest.mark.parametrize("value", ["{{ 7 * 7 }}", "{% if %}", "<w:p>&amp;", "a & b < c", "\"'", "{_{ x }_}"])
def test_values_are_text_and_nothing_else(value: str) -> None:
    """Whatever a value contains, it stands in the letter as it was typed, in body, header and footnote."""
    made = documents.render(letter("[{{ name }}]", header="[{{ name }}]"), {"name": value}, title="T")
    if "{_{" not in value:
        assert f"[{value}]" in text_of(made.docx)
        header = docx.Document(io.BytesIO(made.docx)).sections[0].header.paragraphs[0].text
        assert header == f"[{value}]"


def test_line_breaks_of_a_value_are_kept_and_control_characters_dropped() -> None:
    """An address on two lines stays on two lines; what XML cannot say is left out."""
    assert "Bonn\nam Rhein." in written(letter("{{ ort }}."), ort="Bonn\r\nam \x00\x0bRhein")


def test_a_draft_is_marked_on_every_page_and_a_final_letter_is_not() -> None:
    """ENTWURF is in each header of a draft, and gone afterwards, even if the template brought it along."""
    template = letter("Text", header="Kopf")
    draft = documents.render(template, {}, title="T", draft=True).docx
    assert b"ENTWURF" in b"".join(text for name, text in parts_of(draft).items() if "header" in name)
    final = documents.render(draft, {}, title="T").docx
    assert b"ENTWURF" not in b"".join(parts_of(final).values())


def test_the_file_says_what_it_is() -> None:
    """Title, language, template, version and the template's hash stand in the properties."""
    about = documents.Properties(template="D04_zuwendungsbescheid", version="3")
    made = documents.render(letter("Text"), {}, title="Bescheid", properties=about)
    core = docx.Document(io.BytesIO(made.docx)).core_properties
    assert (core.title, core.language, core.category, core.version) == (
        "Bescheid",
        "de-DE",
        "D04_zuwendungsbescheid",
        "3",
    )
    assert core.identifier.startswith("sha256:")


def test_a_letter_cannot_grow_without_end() -> None:
    """Loops inside loops over long lists end with an error, soon."""
    loops = "{% for a in x %}{% for b in x %}{% for c in x %}-{% endfor %}{% endfor %}{% endfor %}"
    with pytest.raises(EngineError, match="zu langes Dokument"):
        documents.render(letter(loops), {"x": list(range(1000))}, title="T")


def test_a_refused_template_is_not_rendered() -> None:
    """Rendering checks for itself; nobody has to remember to."""
    with pytest.raises(BrokenProcess):
        documents.render(letter("{{ name.upper() }}"), {"name": "x"}, title="T")


def test_the_preview_is_plain() -> None:
    """Headings, paragraphs and tables; text escaped; no attribute, no link, no script."""
    made = documents.render(
        letter("{{ name }}", table=[["A", "B"]]), {"name": "<script>alert(1)</script>"}, title="T"
    )
    html = documents.preview(made.docx, "Bescheid.docx")
    assert html.startswith("<h1>Bescheid</h1><p>&lt;script&gt;alert(1)&lt;/script&gt;</p><table>")
