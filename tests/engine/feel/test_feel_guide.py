"""The owners' guide to FEEL: its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import feel

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "feel.md"
BLOCKS = re.findall(r"```\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
EXPRESSIONS = [
    line for block in BLOCKS if "not(" not in block for line in re.split(r"\n(?!else)", block.strip())
]
CELLS = [cell for block in BLOCKS if "not(" in block for cell in re.split(r"\s{3,}", block.strip())]


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_an_example_of_the_guide_is_feel(source):
    """Each example compiles and reads something from the case."""
    assert feel.compile(source).reads


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_of_the_guide_is_a_unary_test(source):
    """Each cell of the eighth example compiles."""
    assert feel.compile_unary(source)
