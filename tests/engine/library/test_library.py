"""Programmes on disk, versions by content, and everything a version knows."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine import feel
from engine.errors import BrokenProcess, NotFound
from engine.library import Programme, Version

sys.path.insert(0, str(Path(__file__).parent.parent / "check"))
from check_drawing import diagram, event, form, programme, settings

PARAMETERS = """
parameter:
  satz:
    bezeichnung: Fördersatz
    art: betrag
    werte:
      - {gueltig_von: 2020-01-01, gueltig_bis: 2022-12-31, wert: 55000}
      - {gueltig_von: 2023-01-01, wert: 57000.50}
  frist: {bezeichnung: Frist, art: dauer, werte: [{wert: P1M}]}
  offen: {bezeichnung: Offen, art: betrag, werte: [{wert: null}]}
"""
DRAWING = f"""
    start s
    user pruefen
    call c calledElement="q"
    end e | {event("message", "post")}
    s > pruefen > c > e
"""
FILES = {
    "q.bpmn": diagram("start qs\nuser qu\nend qe\nqs > qu > qe", id="q"),
    "r.bpmn": diagram(
        f"start rs | {event('message', 'post')}\nuser ru\nend re\nrs > ru > re",
        id="r", pool="bezreg", lane="pruefer",
    ),
    "u.bpmn": diagram("start us\nuser uu\nend ue\nus > uu > ue", id="u"),
    "forms/p/pruefen.json": form(betrag="money"),
    "forms/q/qu.json": form(x="string"),
    "forms/u/uu.json": form(x="string"),
    "parameters.yaml": PARAMETERS,
    "templates/D04_bescheid.docx": b"PK",
    "demo.yaml": "organisationen: {k: {name: Kreis, beteiligter: kreis, ort: Ort}}",
}  # fmt: skip


@pytest.fixture
def library() -> Programme:
    return Programme(programme(DRAWING, FILES))


def test_a_version_contains_what_a_process_needs_and_nothing_else(library):
    """Called processes, processes its messages start, their forms, the settings; not the neighbours."""
    files = library.version("p").files
    assert {"p.bpmn", "q.bpmn", "r.bpmn", "forms/p/pruefen.json", "forms/q/qu.json"} <= set(files)
    assert {"programme.yaml", "roles.yaml", "messages.yaml", "parameters.yaml"} <= set(files)
    assert not {"u.bpmn", "forms/u/uu.json", "demo.yaml", "templates/D04_bescheid.docx"} & set(files)


def test_the_id_of_a_version_is_its_content(library):
    """The same files, the same version; a changed form, another version; a neighbour's form, the same."""
    one = library.version("p").id
    assert Programme(programme(DRAWING, dict(reversed(FILES.items())))).version("p").id == one
    changed = {**FILES, "forms/q/qu.json": form(y="string")}
    assert Programme(programme(DRAWING, changed)).version("p").id != one
    beside = {**FILES, "forms/u/uu.json": form(y="string")}
    assert Programme(programme(DRAWING, beside)).version("p").id == one


def test_nothing_can_be_shifted_between_path_and_content():
    """`a` + `bc` is not `ab` + `c`: the lengths are hashed as well."""
    assert Version.from_files({"a": b"bc"}).id != Version.from_files({"ab": b"c"}).id


def test_a_version_comes_back_from_its_packed_files(library):
    """What is kept in the database is the same version again, and packing it twice gives the same bytes."""
    version = library.version("p")
    again = Version.unpack(version.packed)
    assert (again.id, dict(again.files)) == (version.id, dict(version.files))
    assert again.packed == version.packed
    assert again == version
    assert again.process("p").name == "Prozess p"


def test_a_version_knows_its_forms_decisions_templates_and_diagrams():
    """By process and element, by reference, by name; the unknown is refused."""
    text = DRAWING.replace("user pruefen\n", "user pruefen | " + settings(vorlage="D04_bescheid") + "\n")
    version = Programme(programme(text, FILES)).version("p")
    asked = version.form("p", "pruefen")
    assert asked is not None
    assert "betrag" in asked.writes
    assert version.form("p", "s") is None
    assert version.template("D04_bescheid") == version.template("D04_bescheid.docx") == b"PK"
    assert version.diagram_xml("q") == FILES["q.bpmn"]
    assert version.element("p", "pruefen").lane == "sb"
    for question in (
        lambda: version.process("u"),
        lambda: version.diagram_xml("u"),
        lambda: version.decision("nichts"),
        lambda: version.template("D99"),
        lambda: version.element("p", "nichts"),
    ):
        with pytest.raises(NotFound):
            question()


def test_an_executable_is_compiled_once(library):
    """Parsing belongs to the version, not to the run."""
    version = library.version("p")
    assert version.executable("p") is version.executable("p")
    assert version.executable("p").process == "p"


def test_messages_start_processes_of_the_receiver(library):
    """Process and start event by message and participant."""
    version = library.version("p")
    assert version.started_by_message("post", "bezreg") == ("r", "rs")
    assert version.started_by_message("post", "kreis") is None
    assert version.started_by_signal("los") == ()
    message = version.messages.get("post")
    assert (message.to, message.senders) == ("bezreg", ("kreis",))
    assert message.payload["betrag"].expression == "pruefen.betrag"


def test_parameters_have_the_value_of_the_day(library):
    """Exact decimals, durations as durations; unknown is not zero."""
    version = library.version("p")
    assert version.parameters_on(date(2022, 12, 31))["satz"] == Decimal(55000)
    assert version.parameters_on(date(2023, 1, 1))["satz"] == Decimal("57000.50")
    assert version.parameters_on(date(2019, 1, 1)) == {
        "satz": None,
        "frist": feel.YearsMonths(1),
        "offen": None,
    }


def test_roles_openings_and_demo_people(library):
    """Who takes part, who may open a case, whom to try it with."""
    version = library.version("p")
    assert version.roles.roles["sb"].participant == "kreis"
    assert version.roles.participants["kreis"].kind == "kreis"
    assert version.opening("p").role == "sb"
    assert version.opening("q") is None
    assert version.sheet.reference.pattern == "P-{laufende_nummer}"
    assert library.demo.organisations[0].details == {"ort": "Ort"}
    assert library.processes == ("p", "q", "r", "u")


def test_an_unknown_or_unreadable_process_has_no_version(library):
    """Unknown is told apart from broken."""
    with pytest.raises(NotFound):
        library.version("nichts")
    with pytest.raises(BrokenProcess):
        Programme(programme(DRAWING, {"p.bpmn": b"<x"})).version("p")


def test_a_programme_is_loaded_from_its_folders(tmp_path):
    """Processes and templates lie apart; what does not belong is left out."""
    folder, templates = tmp_path / "processes/kim", tmp_path / "templates/kim"
    for name, data in programme(DRAWING, {**FILES, "forms/p/notes.txt": b"x"}).files.items():
        path = templates / name[10:] if name.startswith("templates/") else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / ".hidden").write_bytes(b"x")
    loaded = Programme.load(folder, templates)
    assert set(loaded.bundle.files) == set(programme(DRAWING, FILES).files)
    assert loaded.version("p").id == Programme(programme(DRAWING, FILES)).version("p").id
    with pytest.raises(NotFound):
        Programme.load(tmp_path / "nichts")
