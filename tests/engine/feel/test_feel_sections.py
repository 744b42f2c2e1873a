"""The standard section by section: `examples/SECTION-topic.txt` holds lines `expression => value`.

The values were worked out from the text of DMN 1.5, not from what the engine gave.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import feel

FILES = sorted((Path(__file__).parent / "examples").glob("*.txt"))
CONTEXT = {feel.NOW: datetime(2021, 3, 1, 9, 30, tzinfo=UTC)}


def examples(file: Path) -> list[tuple[str, str]]:
    """The expressions of a file and what they must give, written as FEEL writes it."""
    title, *lines = file.read_text(encoding="utf-8").splitlines()
    assert title.startswith("# DMN 1.5, ")
    return [(source, value.strip()) for source, _, value in (line.rpartition(" =>") for line in lines)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_expressions_mean_what_their_section_of_the_standard_says(file):
    """DMN 1.5, chapter 10.3: the section stands in the name of the examples' file."""
    found = {source: feel.format(feel.compile(source).evaluate(CONTEXT)) for source, _ in examples(file)}

    assert {
        source: (found[source], value) for source, value in examples(file) if found[source] != value
    } == {}


def test_every_section_has_examples():
    """A file that is renamed or emptied must not silently take its section out of the tests."""
    assert len(FILES) >= 15
    assert sum(len(examples(file)) for file in FILES) > 1_200
