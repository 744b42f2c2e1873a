"""Built-in functions that take lists apart and put them together (DMN 1.5, 10.3.4.4, table 77).

Not those that reckon over a list (`aggregates`), nor filters and loops, which are syntax.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import limits
from engine.feel.kinds.builtin import builtin
from engine.feel.kinds.records import Function, Nothing
from engine.feel.running.calls import invoke
from engine.feel.running.comparison import compare, equal
from engine.feel.running.run import Run

Values = list[Any]


def _same(run: Run, one: Any, other: Any) -> bool:
    run.charge(1)
    return equal(run, one, other) is True


@builtin("list contains", "list: list", "element: any")
def list_contains(run: Run, values: Values, element: Any) -> bool:
    """Is the element in the list? null can be (table 77)."""
    return any(_same(run, one, element) for one in values)


@builtin("count", "list: list")
def count(run: Run, values: Values) -> Decimal:
    """How many items, nulls too (table 77)."""
    return Decimal(len(values))


@builtin("sublist", "list: list", "start position: number", "length?: number")
def sublist(run: Run, values: Values, start: Decimal, length: Decimal | None = None) -> Values:
    """length items from start on; from the end for a negative start (table 77)."""
    first = _place(values, start)
    if length is None:
        return _bounded(run, values[first:])
    if int(length) < 1 or first + int(length) > len(values):
        raise Nothing("outside", function="sublist", parameter="length")
    return _bounded(run, values[first : first + int(length)])


def _place(values: Values, position: Decimal) -> int:
    """The index of a FEEL position. Raises Nothing where there is no such item."""
    place = int(position)
    if place == 0 or not -len(values) <= place <= len(values):
        raise Nothing("position", position=str(position), length=len(values))
    return place - 1 if place > 0 else len(values) + place


@builtin("append", "list: list", "*item: any")
def append(run: Run, values: Values, *items: Any) -> Values:
    """The list with the items behind it (table 77)."""
    return _bounded(run, [*values, *items])


@builtin("concatenate", "*list: list")
def concatenate(run: Run, *lists: Values) -> Values:
    """All lists one after the other (table 77)."""
    if not lists:
        raise Nothing("arguments", function="concatenate", count=0, forms="concatenate(list, …)")
    limits.checked_length(sum(map(len, lists)))
    return _bounded(run, [value for values in lists for value in values])


def _bounded(run: Run, values: Values) -> Values:
    run.charge(len(values))
    limits.checked_length(len(values))
    return values


@builtin("insert before", "list: list", "position: number", "newItem: any")
def insert_before(run: Run, values: Values, position: Decimal, item: Any) -> Values:
    """The list with the item put in at the position (table 77)."""
    place = _place(values, position)
    return _bounded(run, [*values[:place], item, *values[place:]])


@builtin("remove", "list: list", "position: number")
def remove(run: Run, values: Values, position: Decimal) -> Values:
    """The list without the item at the position (table 77)."""
    place = _place(values, position)
    return _bounded(run, [*values[:place], *values[place + 1 :]])


@builtin("list replace", "list: list", "position: number", "newItem: any")
@builtin("list replace", "list: list", "match: function", "newItem: any")
def list_replace(run: Run, values: Values, where: Decimal | Function, item: Any) -> Values:
    """A copy with the item at the position replaced, or all for which match(item, newItem) is true."""
    if isinstance(where, Decimal):
        place = _place(values, where)
        return _bounded(run, [*values[:place], item, *values[place + 1 :]])
    made: Values = []
    for value in values:
        outcome = invoke(run, where, [value, item])
        if type(outcome) is not bool:
            raise Nothing(
                "argument", function="list replace", parameter="match", kind="null", wanted="boolean"
            )
        made.append(item if outcome else value)
    return made


@builtin("reverse", "list: list")
def reverse(run: Run, values: Values) -> Values:
    """The items from last to first (table 77)."""
    return _bounded(run, values[::-1])


@builtin("index of", "list: list", "match: any")
def index_of(run: Run, values: Values, match: Any) -> Values:
    """All positions at which the match stands, from 1 on (table 77)."""
    return [Decimal(place) for place, value in enumerate(values, start=1) if _same(run, value, match)]


@builtin("union", "*list: list")
def union(run: Run, *lists: Values) -> Values:
    """All lists one after the other, each value once (table 77)."""
    return distinct_values(run, concatenate(run, *lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, values: Values) -> Values:
    """Each value once, where it first stood (table 77)."""
    kept: Values = []
    plain: set[tuple[type, Any]] = set()
    for value in values:
        run.charge(1)
        if type(value) in (str, Decimal):
            if (type(value), value) not in plain:
                plain.add((type(value), value))
                kept.append(value)
        elif not any(_same(run, value, one) for one in kept):
            kept.append(value)
    return kept


@builtin("flatten", "list: list")
def flatten(run: Run, values: Values) -> Values:
    """All items of inner lists in one list (table 77)."""
    flat: Values = []
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            run.charge(1)
            if type(value) is list:
                waiting.append(iter(value))
                break
            flat.append(value)
        else:
            waiting.pop()
    return _bounded(run, flat)


@builtin("sort", "list: list", "precedes?: function")
def sort(run: Run, values: Values, precedes: Function | None = None) -> Values:
    """In the order of precedes(x, y); without it from small to large (DMN 1.5, 10.3.4.9)."""

    def before(one: Any, other: Any) -> bool:
        run.charge(1)
        if precedes is None:
            return _needed(compare(run, "<", one, other))
        return invoke(run, precedes, [one, other]) is True

    def order(one: Any, other: Any) -> int:
        return -1 if before(one, other) else 1 if before(other, one) else 0

    return sorted(values, key=cmp_to_key(order))


def _needed(outcome: bool | None) -> bool:
    if outcome is None:
        raise Nothing("outside", function="sort", parameter="list")
    return outcome
