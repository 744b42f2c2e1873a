"""How long a gateway condition takes, beside the same one in Python. Not a test: figures, no verdict."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import perf_counter
from typing import Any

from engine.feel.expression import compile

CONDITION = (
    'antrag.betrag * 0.8 > 10000 and antrag.eigenanteil + 500 <= 20000 and antrag.art = "kim" '
    'and (antrag.haushalt_status = "verabschiedet" or vorzeitig = true)'
)
"""Ten operations: two of arithmetic, five comparisons, three of logic."""
VALUES: dict[str, Any] = {
    "antrag": {
        "betrag": Decimal("45833.33"),
        "eigenanteil": Decimal("11458.33"),
        "art": "kim",
        "haushalt_status": "entwurf",
    },
    "vorzeitig": True,
}
_ROUNDS = 100
_REPEATS = 140
"""Many short series: on a busy machine some of them run undisturbed."""


def in_python(values: dict[str, Any]) -> bool:
    """The same condition as Python, with the same Decimals."""
    antrag = values["antrag"]
    return bool(
        antrag["betrag"] * Decimal("0.8") > 10000
        and antrag["eigenanteil"] + 500 <= 20000
        and antrag["art"] == "kim"
        and (antrag["haushalt_status"] == "verabschiedet" or values["vorzeitig"] is True)
    )


def measure() -> dict[str, float]:
    """Microseconds: `feel_us`, `python_us` for the condition, their `ratio`, `compile_us` for reading it."""
    expression = compile(CONDITION)
    feel_us = _best(expression.evaluate)
    python_us = _best(in_python)
    started = perf_counter()
    for place in range(20):
        compile(f"{CONDITION} and {place} >= 0")
    compile_us = (perf_counter() - started) / 20 * 1e6
    return {
        "feel_us": round(feel_us, 2),
        "python_us": round(python_us, 2),
        "ratio": round(feel_us / python_us, 1),
        "compile_us": round(compile_us),
    }


def _best(call: Callable[[dict[str, Any]], Any]) -> float:
    """The best of several series: what the machine can do when nothing else disturbs it."""
    series = []
    for _ in range(_REPEATS):
        started = perf_counter()
        for _ in range(_ROUNDS):
            call(VALUES)
        series.append((perf_counter() - started) / _ROUNDS * 1e6)
    return min(series)
