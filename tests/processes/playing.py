"""The KIM programme loaded once, and its scenarios played. Not the scenarios themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.library import Programme
from engine.queries.whole import Whole
from engine.simulate import Play, in_memory, read
from engine.simulate.story import Story
from engine.tree import parse_path
from tests.conftest import ROOT

KIM = ROOT / "processes" / "kim"
NAMES = sorted(path.stem for path in (KIM / "scenarios").glob("*.yaml"))


@cache
def programme() -> Programme:
    """The programme with its letters, read and compiled once for all tests of a process."""
    return Programme.load(KIM, ROOT / "templates" / "kim")


def story(name: str) -> Story:
    path = f"scenarios/{name}.yaml"
    return read(programme().scenarios[path], path, programme().scenarios)


def play(name: str, *, before: str = "") -> Play:
    """Play a scenario (only up to the first task `before`); what it does must succeed."""
    told = story(name)
    played = Play(*in_memory(programme(), told), told)
    result = played.to_the_end(before=before)
    assert before or result["passed"], result.get("problems")
    assert not played.problems, played.problems
    return played


@cache
def finished(name: str) -> Play:
    """A scenario played to its end: only to be looked at, for several tests share it."""
    return play(name)


def whole(played: Play) -> Whole:
    """Everything that has happened."""
    return played.engine.queries.whole()


def value(played: Play, path: str, process: str = "kim_foerderlebenszyklus") -> Any:
    """A value in the data of a run of `process`, None where there is none."""
    found = [tree.at(parse_path(path)) for name, tree in whole(played).trees if name == process]
    return next((one for one in found if one is not None), None)


def open_elements(played: Play) -> set[str]:
    """The tasks that wait."""
    return {one.element for one in whole(played).open_tasks}
