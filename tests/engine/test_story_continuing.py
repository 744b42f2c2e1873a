"""Stories that go on from another: what they take over, and what is told where that is not possible."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BrokenProcess
from engine.simulate import read

FIRST = b"""
name: erste
prozess: p
beginn: 2021-01-04
eroeffnung: {als: Demo, antworten: {jahr: 2021}}
schritte:
  - {aufgabe: a, als: Demo, am: 2021-02-01, antworten: {betrag: 1, tag: 2021-02-03}}
  - {aufgabe: b, als: Demo}
  - {aufgabe: c, als: Demo}
"""
SECOND = b"""
name: zweite
vorgeschichte: {szenario: erste, bis: c, ohne: [b], jahre: 4, anders: {a: {betrag: 2}}}
eroeffnung: {antworten: {jahr: 2025}}
schritte:
  - {aufgabe: d, als: Demo}
"""


def test_a_story_goes_on_from_another_with_what_was_different() -> None:
    """Steps before `bis`, without those left out, with other answers, years later; then its own."""
    story = read(SECOND, "zweite.yaml", {"erste.yaml": FIRST})
    assert [act.what for act in story.acts] == ["a", "d"]
    assert story.acts[0].answers == {"betrag": 2, "tag": date(2025, 2, 3)}
    assert (story.process, story.begin.year, story.answers) == ("p", 2025, {"jahr": 2025})


def test_a_story_that_is_not_there_is_told_by_name() -> None:
    """Also one that leads back to itself."""
    for others in ({}, {"erste.yaml": SECOND.replace(b"zweite", b"erste")}):
        with pytest.raises(BrokenProcess) as refused:
            read(SECOND, "zweite.yaml", others)
        assert [one.rule for one in refused.value.findings] == ["scenario.no_such_story"]
