"""What a template reads: every path, in text, conditions, loops, headers."""

from __future__ import annotations

from engine import documents
from tests.engine.documents.word_files import letter


def test_fields_of_text_conditions_and_loops_are_all_reported() -> None:
    """Loop variables are resolved to their list; conditions count as reading."""
    template = letter(
        "{{ betrag | eur }} {% if status.stand == 'x' and not a.b %}{{ c | oder(d) }}{% endif %}",
        "{% for s in antrag.stellen %}{{ s.vzae }}",
        "{% for k in s.kosten %}{{ k }}{{ loop.index }}{% endfor %}{% endfor %}",
        header="{{ vorgang.nummer }}",
    )
    assert documents.fields(template) == {
        ("betrag",),
        ("status", "stand"),
        ("a", "b"),
        ("c",),
        ("d",),
        ("antrag", "stellen"),
        ("antrag", "stellen", "[]", "vzae"),
        ("antrag", "stellen", "[]", "kosten"),
        ("antrag", "stellen", "[]", "kosten", "[]"),
        ("vorgang", "nummer"),
    }


def test_a_loop_variable_is_only_known_inside_its_loop() -> None:
    """After endfor the same name is a field of the case again."""
    template = letter("{% for s in x %}{{ s }}{% endfor %}{{ s.a }}")
    assert ("s", "a") in documents.fields(template)


def test_a_good_template_has_no_errors_and_says_what_readers_would_miss() -> None:
    """Warnings name a table without a header row; errors are for what cannot be used."""
    findings = documents.check(letter("{{ a }}", table=[["x"], ["y"]]), "D99.docx")
    assert [one.severity for one in findings] == ["warning"]
    assert "Überschriftenzeile" in findings[0].as_json()["message"]


def test_findings_name_file_place_and_remedy_in_both_languages() -> None:
    """A process owner finds the spot and knows what to do."""
    (finding,) = documents.check(letter("Eins", "Zwei {{ betrag | euro }}"), "D99.docx")
    german, english = finding.as_json("de"), finding.as_json("en")
    assert german["message"] == (
        "D99.docx: Der Filter „euro“ ist unbekannt (Text, Absatz 3: „Zwei {{ betrag | euro }}“)."
    )
    assert "eur" in german["remedy"]
    assert english["message"].startswith("D99.docx: the filter “euro” is unknown (Text, paragraph 3:")
