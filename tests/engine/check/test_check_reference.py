"""The pattern of the file reference: two cases never get the same one, and nothing but names is in it."""

from __future__ import annotations

import json

import pytest

from engine import check
from engine.check import Bundle
from tests.engine.shell.house import APPROVAL, FORMS, YAML

SHEET = b'muster: "H-{jahr}-{laufende_nummer:03}"'


def _errors(pattern: str, counted: list[str] | None = None) -> set[str]:
    given = f"muster: {json.dumps(pattern)}"
    given += "" if counted is None else f", laufende_nummer: {json.dumps(counted)}"
    programme = YAML["programme.yaml"].replace(SHEET, given.encode())
    files = {**YAML, "freigabe.bpmn": APPROVAL, **FORMS, "programme.yaml": programme}
    found = check.bundle(Bundle(files))
    assert all(one.as_json("de")["message"] and one.as_json("en")["remedy"] for one in found)
    return {one.rule for one in found if one.severity == "error"}


@pytest.mark.parametrize(
    "pattern", ["H-{laufende_nummer}", "{jahr}/{laufende_nummer:04}", "{laufende_nummer:3d}"]
)
def test_a_plain_pattern_passes(pattern: str) -> None:
    """Names, and how many digits they have."""
    assert _errors(pattern) == set()


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("{laufende_nummer", "pattern_broken"),
        ("KIM", "pattern_without_number"),
        ("{jahr}", "pattern_without_number"),
        ("{laufende_nummer:999999999}", "pattern_format"),
        ("{laufende_nummer:>99}", "pattern_format"),
        ("{laufende_nummer:q}", "pattern_format"),
        ("{laufende_nummer!r}", "pattern_format"),
        ("{laufende_nummer:{jahr}}", "pattern_format"),
        ("{laufende_nummer}{jahr.__class__}", "unknown_value"),
        ("x" * 100 + "{laufende_nummer}", "pattern_long"),
    ],
)
def test_a_pattern_that_cannot_work_is_told(pattern: str, rule: str) -> None:
    """Before anybody opens a case with it."""
    assert f"settings.{rule}" in _errors(pattern)


def test_what_is_counted_by_stands_in_the_pattern() -> None:
    """Counting anew each year without the year in the reference would give 001 twice."""
    assert _errors("H-{laufende_nummer}", ["jahr"]) == {"settings.pattern_counts"}
    assert _errors("H-{laufende_nummer}", []) == set()
