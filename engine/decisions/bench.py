"""How fast is a decision table? Measured against a plain Python function that does the same. Not a test.

`measure()` needs a second or two; the target is 1 ms for 200 rules of 6 inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

from engine.decisions.importing import read
from engine.decisions.models import Model

RULES = 200
KINDS = ("Personal", "Sachkosten", "Investition", "Reise")
LEVELS = ("A", "B", "C", "D", "E")
STEP = 1_000
"""Width of the amounts of one rule."""


def measure(rounds: int = 1_500) -> dict[str, float]:
    """`ms`: one decision; `python_ms`: the plain function; `ratio`: the first by the second."""
    model = read(source(), "bench.dmn")
    asked = [_inputs(number) for number in range(0, RULES, 7)]
    model.decide("foerderung", asked[0])
    expected = [_plain(**inputs) for inputs in asked]
    if [_decide(model, inputs) for inputs in asked] != expected:
        raise AssertionError("the table and the plain function disagree")
    table = _time(lambda inputs: _decide(model, inputs), asked, rounds)
    plain = _time(lambda inputs: _plain(**inputs), asked, rounds)
    return {"ms": table, "python_ms": plain, "ratio": table / plain}


def source(rules: int = RULES) -> bytes:
    """A DMN file with a UNIQUE table of 6 inputs: words, numbers, dates, truth values and an expression."""
    rows = "".join(_row(number) for number in range(rules))
    names = ("art", "stufe", "betrag", "beginn", "eigenmittel", "quote")
    inputs = "".join(f'<inputData id="{name}" name="{name}"/>' for name in names)
    required = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in names
    )
    columns = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in names
    )
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="bench" namespace="b">
        {inputs}<decision id="foerderung" name="Förderung">{required}<decisionTable id="tabelle">
        {columns}<output name="satz"/>{rows}</decisionTable></decision></definitions>""".encode()


def _row(number: int) -> str:
    low, high = number * STEP, (number + 1) * STEP
    cells = (
        f'"{KINDS[number % 4]}", "Sonstiges"',
        f'"{LEVELS[number % 5]}"',
        f"[{low}..{high})",
        ">= date(&quot;2021-01-01&quot;)",
        "true" if number % 2 else "-",
        f"? &gt; {number % 10} / 100",
    )
    entries = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    return f"<rule>{entries}<outputEntry><text>{number}</text></outputEntry></rule>"


def _inputs(number: int) -> dict[str, Any]:
    return {
        "art": KINDS[number % 4],
        "stufe": LEVELS[number % 5],
        "betrag": Decimal(number * STEP + 17),
        "beginn": date(2021, 3, 1),
        "eigenmittel": True,
        "quote": Decimal("0.2"),
    }


def _decide(model: Model, inputs: dict[str, Any]) -> Any:
    return model.decide("foerderung", inputs).result


def _plain(art: str, stufe: str, betrag: Decimal, beginn: Any, eigenmittel: bool, quote: Decimal) -> Any:
    """The same table as a programmer would write it by hand: rule after rule, the first that fits."""
    for number in range(RULES):
        if (
            art in (KINDS[number % 4], "Sonstiges")
            and stufe == LEVELS[number % 5]
            and number * STEP <= betrag < (number + 1) * STEP
            and beginn.year >= 2021
            and (eigenmittel or number % 2 == 0)
            and quote > Decimal(number % 10) / 100
        ):
            return Decimal(number)
    return None


def _time(work: Callable[[dict[str, Any]], Any], asked: list[dict[str, Any]], rounds: int) -> float:
    """Milliseconds for one call: the best of many short series, of which some run undisturbed."""
    best = float("inf")
    for _ in range(max(1, rounds // len(asked))):
        begun = perf_counter()
        for inputs in asked:
            work(inputs)
        best = min(best, (perf_counter() - begun) / len(asked) * 1000)
    return best
