"""Every parameter is read somewhere: an owner who changes one changes what happens."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from engine import deadlines, feel
from engine.clock import today
from tests.processes.playing import play, programme, whole

_READ = re.compile(r"\bparameter\.(\w+)")
_BUILT_OF = (".bpmn", ".json", ".dmn", ".docx")
DRAFT = "vorlage_entwerfen"


def _words(path: str, content: bytes) -> str:
    """The text of a file; of a letter what stands in it, whatever runs it is split into."""
    if not path.endswith(".docx"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as letter:
        return re.sub("<[^>]+>", "", letter.read("word/document.xml").decode())


def test_every_parameter_is_read_somewhere() -> None:
    """In a diagram, a form, a table or a letter; none is set in vain."""
    texts = [_words(path, one) for path, one in programme().bundle.files.items() if path.endswith(_BUILT_OF)]
    read = {name for text in texts for name in _READ.findall(text)}
    assert set(programme().contents.parameters) - read == set()


def test_T9_01_is_due_three_weeks_before_the_session() -> None:
    """The Vorlage is due at the Redaktionsschluss of the session that was chosen."""
    played = play("quellfall", before="vorlage_entwerfen")
    (opened,) = [one for one in whole(played).events if one.kind == "TaskOpened" and one.element == DRAFT]
    assert today(opened.payload["due"]) == date(2020, 11, 11)


@pytest.mark.parametrize(("process", "asks"), [
    ("bescheid_annehmen", "bescheid_auswerten"), ("ablehnung_bearbeiten", "ablehnung_auswerten"),
    ("aenderung_bearbeiten", "aenderungsbescheid_auswerten"),
    ("rueckforderung_entgegennehmen", "reaktion_entscheiden"),
])  # fmt: skip
@pytest.mark.parametrize(("right", "ends"), [(True, date(2022, 4, 1)), (False, date(2023, 3, 1))])
def test_without_a_right_instruction_the_year_runs(process: str, asks: str, right: bool, ends: date) -> None:
    """§ 58 Abs. 2 VwGO: the period for the Klage follows what was found about the instruction."""
    element = programme().contents.processes[process].elements["klage_erheben"]
    known = {key: one.on(date(2022, 3, 1)) for key, one in programme().contents.parameters.items()}
    told = {asks: {"bekanntgabe_am": date(2022, 3, 1), "belehrung_richtig": right}, "parameter": known}
    arrived = {
        f"{kind}_eingegangen": told[asks] for kind in ("aenderungsbescheid", "rueckforderungsbescheid")
    }
    functions = deadlines.functions(deadlines.of_house(frozenset()))
    assert feel.evaluate(element.attributes["dueDate"], {**told, **arrived, **functions}) == ends


def test_one_signature_is_enough_only_where_the_office_says_so() -> None:
    """§ 64 GO NRW: two by default; with the parameter at one nobody is asked for the second."""
    flow = programme().contents.processes["weiterleitungsvertrag_schliessen"]
    gate = next(one for one in flow.flows.values() if one.target == "vertrag_ausfertigen" and one.condition)
    for number, single in ((2, False), (1, True), (None, False)):
        context = {"parameter": {"unterschriften_verpflichtung": number}}
        assert (feel.evaluate(gate.condition, context) is True) is single
