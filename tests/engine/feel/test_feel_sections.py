"""The standard section by section: `examples/SECTION-topic.txt` holds lines `expression => value`.

The values were worked out from the text of DMN 1.5, not from what the engine gave.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import feel

FILES = sorted((Path(__file__).parent / "examples").glob("*.txt"))
CONTEXT = {feel.NOW: datetime(2021, 3, 1, 9, 30, tzinfo=UTC)}


def examples() -> Iterator[object]:
    """Each line of each file; the id of the test says which section it belongs to."""
    for file in FILES:
        title, *lines = file.read_text(encoding="utf-8").splitlines()
        assert title.startswith("# DMN 1.5, "), file
        for line in lines:
            source, _, expected = line.rpartition(" =>")
            yield pytest.param(source, expected.strip(), id=f"{file.stem}: {source}")


@pytest.mark.parametrize(("source", "expected"), list(examples()))
def test_an_expression_means_what_its_section_of_the_standard_says(source, expected):
    """DMN 1.5, chapter 10.3: the section stands in the name of the examples' file."""
    assert feel.format(feel.compile(source).evaluate(CONTEXT)) == expected


def test_every_section_has_examples():
    """A file that is renamed or emptied must not silently take its section out of the tests."""
    assert len(FILES) >= 15
    assert sum(1 for _ in examples()) > 1_000
