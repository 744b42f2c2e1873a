"""What an owner writes wrongly in uebersichten.yaml and offene_punkte.yaml is told before it is published."""

from __future__ import annotations

import pytest

from engine import check
from engine.check.bundles import Bundle
from engine.check.contents import Contents
from engine.library import Version
from tests.engine.check.check_drawing import diagram, form, programme

DRAWING = "start s\nuser pruefen\nend e\ns > pruefen > e"
FORMS = {"forms/p/pruefen.json": form(ergebnis="string", betrag="money")}
GOOD = """
uebersichten:
  liste:
    titel: Liste
    prozess: p
    rollen: [sb]
    jahr: {bezeichnung: Jahr, wert: heute.year}
    bedingung: spalten.betrag != null
    spalten:
      betrag: {bezeichnung: Betrag, wert: p.pruefen.betrag, art: betrag, summe: true}
      doppelt: {bezeichnung: Doppelt, wert: 2 * spalten.betrag, art: betrag}
"""


def told(text: str, file: str = "uebersichten.yaml") -> list[str]:
    """The rules that complain about this file of an otherwise sound programme."""
    found = check.bundle(programme(DRAWING, {**FORMS, file: text.encode()}))
    return [one.rule for one in found if one.file.endswith(file)]


def test_a_sound_overview_gives_no_finding() -> None:
    """Names of runs, of fields, of earlier columns."""
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("prozess: p", "prozess: x", "settings.unknown_value"),
        ("rollen: [sb]", "rollen: [sbb]", "settings.unknown_value"),
        ("rollen: [sb]", "rollen: []", "settings.text_missing"),
        ("titel: Liste", "title: Liste", "settings.unknown_key"),
        ("art: betrag, summe", "art: geld, summe", "settings.unknown_kind"),
        ("art: betrag, summe: true", "summe: true", "settings.wrong_kind"),
        ("wert: p.pruefen.betrag", "wert: p.pruefen.betrg", "overviews.unknown_name"),
        ("wert: p.pruefen.betrag", "wert: p.prufen.betrag", "overviews.unknown_name"),
        ("wert: p.pruefen.betrag", "wert: pruefen.betrag", "overviews.unknown_name"),
        ("wert: p.pruefen.betrag", "wert: spalten.doppelt", "overviews.unknown_name"),
        ("wert: p.pruefen.betrag", "wert: p.pruefen.", "settings.expression"),
        ("wert: heute.year", "wert: heutte.year", "overviews.unknown_name"),
        ("spalten.betrag !=", "spalten.summe !=", "overviews.unknown_name"),
    ],
)
def test_each_slip_is_told(good: str, bad: str, rule: str) -> None:
    """A misspelt name would otherwise be a column of dashes that nobody notices."""
    assert good in GOOD
    assert rule in told(GOOD.replace(good, bad))


def test_the_rows_of_a_list_have_their_own_names() -> None:
    """Fields of open tasks; a field that they do not have is told."""
    listed = GOOD.replace("bedingung: spalten.betrag != null", "zeile: fristen")
    assert told(listed.replace("p.pruefen.betrag", "(faellig_am - heute).days")) == []
    assert told(listed.replace("p.pruefen.betrag", "zeile.faellig")) == ["overviews.unknown_name"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("{nummer: 1, frage: Höhe, status: offen}", "settings.unknown_kind"),
        ("{nummer: eins, frage: Höhe, status: bestätigt}", "settings.wrong_kind"),
        ("{nummer: 1, frage: Höhe, status: bestätigt, parameter: [grenze]}", "settings.unknown_value"),
        ("{nummer: 1, frage: Höhe, status: bestätigt, entscheidungen: [x]}", "settings.unknown_value"),
    ],
)
def test_an_open_point_names_what_there_is(line: str, rule: str) -> None:
    """Its status is one of three; its parameters and tables exist."""
    assert told(f"offene_punkte:\n  - {line}\n", "offene_punkte.yaml") == [rule]


def test_a_number_stands_for_one_open_point() -> None:
    """Twice the same number is a finding."""
    line = "  - {nummer: 1, frage: Höhe, status: bestätigt}\n"
    assert told(f"offene_punkte:\n{line}{line}", "offene_punkte.yaml") == ["settings.number_twice"]


def test_overviews_travel_with_the_version() -> None:
    """What is published is what two people released: the list belongs to the content hash."""
    one, other = (Version.from_files({"uebersichten.yaml": text.encode()}) for text in (GOOD, GOOD + "\n"))
    assert one.id != other.id
    assert list(one.overviews) == ["liste"]


def test_hostile_settings_are_findings_and_never_a_traceback() -> None:
    """Lists where tables belong, numbers as names, nothing at all."""
    for inside in ("[]", "[1]", "{1: 2}", "{a: 3}", "{a: {spalten: 1}}", "{a: {jahr: [], zeile: {}}}"):
        contents = Contents(Bundle({"uebersichten.yaml": f"uebersichten: {inside}".encode()}))
        assert contents.overviews is not None
        assert contents.findings
        assert "check.unreadable" not in [one.rule for one in contents.findings]


def test_a_called_process_has_no_run_of_its_own() -> None:
    """Its answers stand under the call; the finding says so."""
    called = diagram("start qs\nuser fragen\nend qe\nqs > fragen > qe", id="q")
    drawing = 'start s\ncall rest calledElement="q"\nend e\ns > rest > e'
    files = {"q.bpmn": called, "forms/q/fragen.json": form(betrag="money")}
    good = GOOD.replace("p.pruefen.betrag", "p.rest.fragen.betrag")
    for text, expected in ((good, []), (good.replace("p.rest.", "q."), ["overviews.called"])):
        found = check.bundle(programme(drawing, {**files, "uebersichten.yaml": text.encode()}))
        assert [one.rule for one in found if one.file.endswith("uebersichten.yaml")] == expected
