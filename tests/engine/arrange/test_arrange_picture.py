"""The picture of a diagram: every sign and name, highlights that do not rely on colour, nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from engine.arrange import arrange, svg, text
from engine.errors import BrokenProcess
from tests.engine.arrange.arrange_drawing import file, flows, node, process

SVG = "{http://www.w3.org/2000/svg}"
DATA = file(
    process(
        node("start", "startEvent", "Antrag eingegangen", inside="<bpmn:messageEventDefinition/>"),
        node("pruefen", name="Antrag auf Zuwendung &lt;formell&gt; prüfen"),
        node("frage", "exclusiveGateway", "Vollständig?", default="f_frage_ende"),
        node("ende", "endEvent", "Geprüft", inside="<bpmn:terminateEventDefinition/>"),
        flows("start pruefen", "pruefen frage", "frage ende ja"),
        lanes={"sb": "start pruefen frage ende"},
    ),
    pools=["kreis p", "bezreg"],
    messages=["pruefen bezreg Rückfrage"],
)


def drawn(**highlights: set[str]) -> dict[str, etree._Element]:
    root = etree.fromstring(svg(DATA, **highlights).encode())
    return {group.get("data-element-id", ""): group for group in root.iter(f"{SVG}g")}


def test_every_element_is_in_the_picture_with_its_name() -> None:
    """Shapes, flows, lanes and pools; a name is text, whatever it contains."""
    groups = drawn()
    assert {"start", "pruefen", "frage", "ende", "sb", "kreis", "bezreg", "f_frage_ende", "m0"} <= set(groups)
    words = " ".join(" ".join(group.itertext()) for group in groups.values())
    assert "<formell>" in words
    assert "Pool bezreg" in words


def test_current_and_done_differ_by_more_than_colour() -> None:
    """The current task has a thicker line, a finished one a tick."""
    groups = drawn(current={"pruefen"}, done={"start"})
    assert groups["pruefen"].get("class") == "task current"
    assert groups["pruefen"].get("stroke-width") == "3.5"
    assert groups["start"].find(f"{SVG}path[@class='tick']") is not None
    assert groups["ende"].find(f"{SVG}path[@class='tick']") is None


def test_a_page_with_a_strict_policy_can_show_it() -> None:
    """No script, no style sheet, no style attribute, no link to the outside."""
    root = etree.fromstring(svg(DATA).encode())
    assert not [one for one in root.iter() if one.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}image")]
    names = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("style", "href")}
    assert root.get("role") == "img"


def test_a_file_without_a_layout_is_arranged_first() -> None:
    """An owner who wrote the file by hand sees a diagram nevertheless."""
    assert svg(DATA) == svg(arrange(DATA, "probe.bpmn"))


def test_nonsense_in_a_layout_does_not_break_the_picture() -> None:
    """Coordinates that are no numbers count as 0; broken XML is refused with a finding."""
    bent = arrange(DATA, "probe.bpmn").replace(b'width="100"', b'width="NaN"').replace(b'y="', b'y="viel')
    assert svg(bent).startswith("<svg")
    with pytest.raises(BrokenProcess):
        svg(b"<bpmn:definitions")


def test_long_german_words_break_between_syllables() -> None:
    """A label is as wide as it may be, and no wider."""
    broken = text.lines("Mittelverfügbarkeitsprüfung des Landesrechnungshofs", 90)
    assert all(text.width(line) <= 96 for line in broken)
    assert "".join(line.removesuffix("-") for line in broken).startswith("Mittelverfügbarkeitsprüfung")
    assert text.lines("Betrag über 50.000\u00a0€?", 90)[-1].endswith("50.000\u00a0€?")


def test_the_command_rewrites_files_in_place(tmp_path: Path) -> None:
    """`python -m engine.arrange FILE`: status 0, 1 for a broken file, 2 without files."""
    from engine.arrange.__main__ import main

    path, broken = tmp_path / "a.bpmn", tmp_path / "b.bpmn"
    path.write_bytes(DATA)
    broken.write_bytes(b"<")
    assert main([str(path)]) == 0
    assert path.read_bytes() == arrange(DATA, "a.bpmn")
    assert main([str(broken)]) == 1
    assert main([]) == 2
