"""A diagram that is much too large, or means nothing: the answer comes at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import check, simulate
from engine.errors import Finding

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">'
STEPS = 4_000_000
"""Calls of functions, Python's own among them: about a second on one core."""


def _diagram(body: str, process: str = "p") -> str:
    return (
        f'{HEAD}<process id="{process}" name="F" isExecutable="true">'
        f'<startEvent id="s" name="S"/><endEvent id="e" name="E"/>{body}</process></definitions>'
    )


def _flows(*pairs: str) -> str:
    ends = (pair.split(">") for pair in pairs)
    return "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(ends)
    )


def _checked(path: Path, text: str) -> list[Finding]:
    path.write_text(text)
    return check.paths([path])


def _steps(work: Callable[[], Any]) -> tuple[Any, int]:
    """What `work` gives, and how many calls it made."""
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        found = work()
    finally:
        sys.setprofile(None)
    return found, made


@pytest.mark.parametrize("tasks", [200, 2000])
def test_thousands_of_flows_at_once_are_judged_in_a_second(tmp_path: Path, tasks: int) -> None:
    """The walk through the states is bounded by the tokens in them, not only by their number."""
    names = [f"t{number}" for number in range(tasks)]
    drawn = "".join(f'<userTask id="{name}" name="{name}"/>' for name in names)
    flows = _flows(*(f"s>{name}" for name in names), *(f"{name}>e" for name in names))
    found, steps = _steps(lambda: _checked(tmp_path / "viele.bpmn", _diagram(drawn + flows)))
    assert steps < STEPS
    assert "soundness.too_many_states" in {one.rule for one in found}


@pytest.mark.parametrize("written", ["2021-13-45", "0000-99-99", "5", "null", '"morgen"'])
def test_a_day_that_is_none_is_told(tmp_path: Path, written: str) -> None:
    """`2021-13-45` is a subtraction in FEEL; the timer would never be due."""
    drawn = (
        '<intermediateCatchEvent id="w" name="W"><timerEventDefinition>'
        f"<timeDate>{written}</timeDate></timerEventDefinition></intermediateCatchEvent>"
    )
    found = _checked(tmp_path / "tag.bpmn", _diagram(drawn + _flows("s>w", "w>e")))
    assert {one.rule for one in found if one.severity == "error"} == {"expressions.no_time"}


@pytest.mark.parametrize("written", ["now() + duration(&quot;P1D&quot;)", "2021-03-31", "heute"])
def test_a_day_that_is_one_passes(tmp_path: Path, written: str) -> None:
    """Computed, written out, or read."""
    drawn = (
        '<intermediateCatchEvent id="w" name="W"><timerEventDefinition>'
        f"<timeDate>{written}</timeDate></timerEventDefinition></intermediateCatchEvent>"
    )
    found = _checked(tmp_path / "tag.bpmn", _diagram(drawn + _flows("s>w", "w>e")))
    assert [one.rule for one in found if one.severity == "error"] == []


def test_a_single_diagram_is_driven_itself_and_not_its_neighbour(tmp_path: Path) -> None:
    """Two files of a folder call their process the same; the one that was named is simulated."""
    for name, task in (("a", "erste"), ("b", "zweite"), ("c", "dritte")):
        drawn = f'<userTask id="{task}" name="{task}"/>' + _flows(f"s>{task}", f"{task}>e")
        (tmp_path / f"{name}.bpmn").write_text(_diagram(drawn))
    for name, task in (("a", "erste"), ("b", "zweite"), ("c", "dritte")):
        assert simulate.auto(tmp_path / f"{name}.bpmn")["completed"] == ["s", task, "e"]
