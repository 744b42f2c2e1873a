"""The owners' guide to processes: each example is without a finding or meets the one named below it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import check, simulate
from engine.bpmn import support
from engine.check import language

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "prozesse.md").read_text(encoding="utf-8")
WHOLE = next(block for block in re.findall(r"```xml\n(.*?)```", GUIDE, re.DOTALL) if "<process" in block)
PARTS = re.findall(r"```xml\n((?:(?!```).)*)```\n\n```\ncheck: (.*?)\n```", GUIDE, re.DOTALL)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:beispiel">'
)


def file_of(folder: Path, body: str) -> Path:
    """A .bpmn file around the elements of an example."""
    path = folder / "beispiel.bpmn"
    path.write_text(f"{HEAD}{body}</definitions>", encoding="utf-8")
    return path


def around(part: str) -> str:
    """A process that begins, does what the example shows, and ends."""
    ids = re.findall(r'^<\w+ id="(\w+)"', part, re.MULTILINE)
    first, last = ids[0], [one for one in ids if f'<sequenceFlow id="{one}"' not in part][-1]
    return (
        '<process id="p" name="Beispiel" isExecutable="true"><startEvent id="anfang" name="Anfang"/>'
        f'<endEvent id="ende" name="Ende"/>{part}'
        f'<sequenceFlow id="hin" sourceRef="anfang" targetRef="{first}"/>'
        f'<sequenceFlow id="weg" sourceRef="{last}" targetRef="ende"/></process>'
    )


@pytest.mark.parametrize(("part", "claim"), PARTS)
def test_an_example_meets_what_stands_below_it(tmp_path: Path, part: str, claim: str) -> None:
    """`nichts`, or a piece of what `check` says."""
    found = check.paths([file_of(tmp_path, around(part))])
    told = " ".join(one.as_json()["message"] for one in found)
    assert (told == "") if claim == "nichts" else (claim in told), told


@pytest.mark.parametrize(("granted", "end"), [(True, "genehmigt"), (False, "abgelehnt")])
def test_the_whole_process_runs_as_it_is_told(tmp_path: Path, granted: bool, end: str) -> None:
    """Without a finding, and to the end that the answer leads to."""
    path = file_of(tmp_path, WHOLE)
    assert check.paths([path]) == []
    answered = {"ueber_reise_entscheiden": {"genehmigt": granted}}
    assert simulate.auto(path, data=answered)["completed"][-1] == end


@pytest.mark.parametrize(
    "word",
    sorted({*language.PROPERTIES, *language.TOPICS, *support.ELEMENTS}
           | {f"camunda:{one}" for one in language.SETTINGS["userTask"] if not one.startswith("modeler")}),
)  # fmt: skip
def test_no_word_is_left_out(word: str) -> None:
    """Every property, topic, element and setting of a task that owners may use stands in the guide."""
    assert f"`{word}`" in GUIDE
