"""The owners' guide to FEEL: its examples can be read, and have a value for a grant's own fields."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine import feel
from engine.deadlines import functions
from engine.deadlines.calendar import CALENDAR

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "feel.md"
BLOCKS = re.findall(r"```\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
EXPRESSIONS = [
    line for block in BLOCKS if "not(" not in block for line in re.split(r"\n(?!else)", block.strip())
]
CELLS = [cell for block in BLOCKS if "not(" in block for cell in re.split(r"\s{3,}", block.strip())]
CASE = {
    **functions(CALENDAR),
    "heute": date(2021, 3, 1),
    "parameter": {"obergrenze": Decimal(50_000)},
    "haushalt": {"status": "entwurf"},
    "traeger": {"name": "Stadt", "ort": "Musterstadt", "plz": "12345"},
    "bescheid": {"bekanntgabe": date(2021, 1, 31)},
    "antrag_pruefen": {"ergebnis": "vollständig"},
    "antrag": {
        "titel": "Digitale Verwaltung",
        "zuwendung": Decimal("36666.66"),
        "gesamtkosten": Decimal("45833.33"),
        "eigenanteil": None,
        "beginn": date(2021, 3, 1),
        "ende": date(2023, 4, 30),
        "vorhabenbeginn": date(2021, 3, 1),
        "stellen": [{"beginn": date(2021, 2, 1)}],
        "kosten": [
            {"art": "personal", "betrag": Decimal(30_000), "bezeichnung": "Stelle"},
            {"art": "sach", "betrag": Decimal("15833.33"), "bezeichnung": "Technik"},
        ],
    },
}


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_an_example_of_the_guide_has_a_value(source):
    """Each example compiles, reads something from the case, and gives a value for it without a complaint."""
    expression = feel.compile(source)

    value, notes = expression.explain(CASE)

    assert expression.reads
    assert value is not None
    assert notes == ()


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_of_the_guide_is_a_unary_test(source):
    """Each cell of the eighth example is met by one of these values."""
    values = (Decimal(40_000), Decimal(50_000), "kim", "dem", "053")

    assert any(feel.compile_unary(source).matches(value, {}) for value in values)
