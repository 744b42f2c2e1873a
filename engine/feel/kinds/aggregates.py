"""Built-in functions that make one value of a list (DMN 1.5, 10.3.4.4, table 77). Not those that keep lists.

Each can be called with a list or with the values themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.kinds.builtin import builtin, wrong_item
from engine.feel.kinds.kind import kind
from engine.feel.kinds.numbers_context import NUMBERS
from engine.feel.kinds.records import Nothing
from engine.feel.running.arithmetic import apply
from engine.feel.running.comparison import compare
from engine.feel.running.run import Run

Values = list[Any]
Aggregate = Callable[[Run, Values], Any]


def aggregate(name: str) -> Callable[[Aggregate], Aggregate]:
    """Declare a built-in over a list that also takes several values in place of the list."""

    def declare(call: Aggregate) -> Aggregate:
        def over_list(run: Run, values: Values) -> Any:
            run.charge(len(values))
            return call(run, values)

        builtin(name, "*values: any")(lambda run, *values: over_list(run, list(_some(name, values))))
        builtin(name, "list: list")(over_list)
        return call

    return declare


def _some(name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(values) < 2:
        raise Nothing(
            "list_missing" if values else "arguments", function=name, count=0, forms=f"{name}(list)"
        )
    return values


def _numbers(name: str, values: Values) -> list[Decimal]:
    for place, value in enumerate(values):
        if type(value) is not Decimal:
            raise wrong_item(name, value, "number", place)
    return values


@aggregate("min")
def minimum(run: Run, values: Values) -> Any:
    """The least value; null for an empty list or values that cannot be compared (table 77)."""
    return _extreme(run, values, "<")


@aggregate("max")
def maximum(run: Run, values: Values) -> Any:
    """The greatest value (table 77)."""
    return _extreme(run, values, ">")


def _extreme(run: Run, values: Values, relation: str) -> Any:
    if not values:
        raise Nothing("list_empty")
    best = values[0]
    for value in values:
        better = compare(run, relation, value, best)
        if better is None:
            return None
        best = value if better else best
    return best


@aggregate("sum")
def total(run: Run, values: Values) -> Any:
    """The sum of numbers or of durations; null for an empty list (table 77)."""
    if not values:
        raise Nothing("list_empty")
    made = values[0]
    if kind(made) not in ("number", "days and time duration", "years and months duration"):
        raise wrong_item("sum", made, "number", 0)
    for place, value in enumerate(values[1:], start=1):
        made = apply(run, "+", made, value) if kind(value) == kind(values[0]) else None
        if made is None:
            raise wrong_item("sum", value, "number", place)
    return made


@aggregate("mean")
def mean(run: Run, values: Values) -> Any:
    """Sum by count (table 77)."""
    return apply(run, "/", total(run, values), Decimal(len(values)))


@aggregate("product")
def product(run: Run, values: Values) -> Decimal | None:
    """All numbers multiplied; null for an empty list (table 77)."""
    made = Decimal(1)
    for value in _numbers("product", values):
        made = NUMBERS.multiply(made, value)
    return made if values else None


@aggregate("median")
def median(run: Run, values: Values) -> Decimal | None:
    """The middle number, or the mean of the middle two; null for an empty list (table 77)."""
    ordered = sorted(_numbers("median", values))
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@aggregate("stddev")
def standard_deviation(run: Run, values: Values) -> Decimal | None:
    """The standard deviation of a sample; null for fewer than two numbers (table 77)."""
    numbers = _numbers("stddev", values)
    if len(numbers) < 2:
        raise Nothing("outside", function="stddev", parameter="list")
    average = mean(run, values)
    squares = Decimal(0)
    for value in numbers:
        distance = NUMBERS.subtract(value, average)
        squares = NUMBERS.add(squares, NUMBERS.multiply(distance, distance))
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(numbers) - 1)))


@aggregate("mode")
def mode(run: Run, values: Values) -> list[Decimal]:
    """The most frequent numbers, from small to large; [] for an empty list (table 77)."""
    counts: dict[Decimal, int] = {}
    for value in _numbers("mode", values):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


@aggregate("all")
def every(run: Run, values: Values) -> bool | None:
    """false if one is false, else null if one is no boolean, else true (table 77)."""
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


@aggregate("any")
def some(run: Run, values: Values) -> bool | None:
    """true if one is true, else null if one is no boolean, else false (table 77)."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None
