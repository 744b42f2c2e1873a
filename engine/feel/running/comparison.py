"""Equality, order and belonging (DMN 1.5, 10.3.2.13 and table 54). Not the syntax of tests.

All are three-valued: what cannot be compared gives null.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.kinds.calendar_arithmetic import between_times, microseconds_between, without_zone
from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.fine import FineDateTime, FineTime
from engine.feel.kinds.kind import KINDS
from engine.feel.kinds.records import Function, Nothing, Range, YearsMonths
from engine.feel.running.run import Run

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LENGTHS = {timedelta, YearsMonths}
_ORDERED = frozenset(
    {Decimal, str, date, FarDate, datetime, FineDateTime, FarDateTime, time, FineTime, timedelta, YearsMonths}
)


def equal(run: Run, left: Any, right: Any) -> bool | None:
    """Are the two the same? null for different kinds (null itself equals only null)."""
    if left is None or right is None:
        return left is right
    if KINDS[type(left)] != KINDS[type(right)]:
        if {type(left), type(right)} == _LENGTHS and _is_zero(left) and _is_zero(right):
            return True
        run.note("comparison", left=KINDS[type(left)], right=KINDS[type(right)])
        return None
    if type(left) in (list, dict):
        run.charge(len(left))
        return _equal_lists(run, left, right) if type(left) is list else _equal_contexts(run, left, right)
    if type(left) is Range:
        return _equal_ranges(run, left, right)
    if type(left) is Function:
        return left is right
    keys = order_keys(left, right)
    if keys is None:
        run.note("zone_missing")
        return None
    return bool(keys[0] == keys[1])


def _equal_lists(run: Run, left: list[Any], right: list[Any]) -> bool | None:
    if len(left) != len(right):
        return False
    return all(equal(run, one, other) is True for one, other in zip(left, right, strict=True))


def _equal_contexts(run: Run, left: dict[str, Any], right: dict[str, Any]) -> bool | None:
    if left.keys() != right.keys():
        return False
    return all(equal(run, value, right[name]) is True for name, value in left.items())


def _equal_ranges(run: Run, left: Range, right: Range) -> bool:
    shape = (left.relation, left.start_included, left.end_included)
    return (
        shape == (right.relation, right.start_included, right.end_included)
        and equal(run, left.start, right.start) is True
        and equal(run, left.end, right.end) is True
    )


def compare(run: Run, relation: str, left: Any, right: Any) -> bool | None:
    """`left relation right` for any of the six relations.

    Of two times of which only one has a zone, the other is taken to be in the same one (table 54).
    """
    if relation == "=":
        return equal(run, left, right)
    if relation == "!=":
        same = equal(run, left, right)
        return None if same is None else not same
    if left is None or right is None:
        return None
    if KINDS[type(left)] != KINDS[type(right)] or type(left) not in _ORDERED:
        run.note("comparison", left=KINDS[type(left)], right=KINDS[type(right)])
        return None
    keys = order_keys(left, right) or order_keys(without_zone(left), without_zone(right))
    return bool(keys and ORDERS[relation](*keys))


def order_keys(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Two values of one kind as two that Python compares as FEEL does; None if only one has a zone.

    Times are compared to the millisecond: finer differences do not make two instants differ.
    """
    if isinstance(left, datetime | FarDateTime):
        try:
            return _to_the_millisecond(microseconds_between(left, right)), 0
        except Nothing:
            return None
    if isinstance(left, time):
        try:
            return _to_the_millisecond(between_times(left, right) // timedelta(microseconds=1)), 0
        except Nothing:
            return None
    if type(left) is type(right):
        return left, right
    return (left.year, left.month, left.day), (right.year, right.month, right.day)


def _to_the_millisecond(microseconds: int) -> int:
    return microseconds // 1000 if microseconds >= 0 else -(-microseconds // 1000)


def _is_zero(length: timedelta | YearsMonths) -> bool:
    return not (length.months if type(length) is YearsMonths else length)


def includes(run: Run, span: Range, value: Any) -> bool | None:
    """Does the value lie in the range? An open side holds everything."""
    if value is None:
        return None
    if span.relation:
        return compare(run, span.relation, value, span.end if span.start is None else span.start)
    below = compare(run, "<=" if span.start_included else "<", span.start, value)
    above = compare(run, "<=" if span.end_included else "<", value, span.end)
    if below is False or above is False:
        return False
    return None if below is None or above is None else True


def belongs(run: Run, value: Any, test: Any) -> bool | None:
    """`value in test` for an evaluated test: a range holds it, a list has it, or it is the same."""
    if type(test) is Range and type(value) is not Range:
        return includes(run, test, value)
    if type(test) is list:
        run.charge(len(test))
        if type(value) is list and equal(run, value, test) is True:
            return True
        return any(_is_or_holds(run, value, one) for one in test)
    return equal(run, value, test)


def _is_or_holds(run: Run, value: Any, one: Any) -> bool:
    holds = includes(run, one, value) if type(one) is Range and type(value) is not Range else None
    return holds is True or equal(run, value, one) is True


def any_of(outcomes: Any) -> bool | None:
    """True if one is; else null if one is unknown; else false."""
    unknown = False
    for outcome in outcomes:
        if outcome is True:
            return True
        unknown = unknown or outcome is None
    return None if unknown else False
