"""What `+ - * / **` mean for each pair of kinds (DMN 1.5, 10.3.2.11, tables 57 to 59). Not their syntax.

Each operation is a table from two Python types to a function; a pair that is not in it gives null.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import limits
from engine.feel.kinds import calendar_arithmetic as calendar
from engine.feel.kinds.durations import microseconds, of_microseconds
from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.fine import FineDateTime, FineTime
from engine.feel.kinds.kind import KINDS, NUMBERS
from engine.feel.kinds.records import Nothing, YearsMonths
from engine.feel.running.run import Run

Operation = Callable[..., Any]
Pairs = dict[tuple[type, type], Operation]


def _join(one: str, other: str) -> str:
    return limits.checked_text(one + other)


def _scale(length: timedelta, factor: Decimal) -> timedelta:
    return of_microseconds(NUMBERS.multiply(Decimal(microseconds(length)), factor))


def _scale_months(length: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(int(NUMBERS.multiply(Decimal(length.months), factor)))


def _part(length: timedelta, divisor: Decimal) -> timedelta:
    return of_microseconds(NUMBERS.divide(Decimal(microseconds(length)), divisor))


def _power(value: Decimal, exponent: Decimal) -> Decimal:
    return NUMBERS.power(value, exponent) if exponent else Decimal(1)


def _back(add: Operation) -> Operation:
    """Taking away as adding the opposite."""
    return lambda value, length: add(
        value, YearsMonths(-length.months) if type(length) is YearsMonths else -length
    )


def _part_months(length: YearsMonths, divisor: Decimal) -> YearsMonths:
    return YearsMonths(int(NUMBERS.divide(Decimal(length.months), divisor)))


_DATES, _LENGTHS = (date, FarDate), (timedelta, YearsMonths)
_INSTANTS, _TIMES = (datetime, FineDateTime, FarDateTime), (time, FineTime)

ADD: Pairs = {
    (Decimal, Decimal): NUMBERS.add,
    (str, str): _join,
    (timedelta, timedelta): timedelta.__add__,
    (YearsMonths, YearsMonths): lambda one, other: YearsMonths(one.months + other.months),
    **{(clock, timedelta): calendar.add_to_time for clock in _TIMES},
    **{(day, length): calendar.add_to_date for day in _DATES for length in _LENGTHS},
    **{(instant, length): calendar.add_to_instant for instant in _INSTANTS for length in _LENGTHS},
}
ADD |= {
    (right, left): (lambda one, other, add=add: add(other, one))
    for (left, right), add in ADD.items()
    if left is not right
}

SUBTRACT: Pairs = {
    (Decimal, Decimal): NUMBERS.subtract,
    (timedelta, timedelta): timedelta.__sub__,
    (YearsMonths, YearsMonths): lambda one, other: YearsMonths(one.months - other.months),
    **{(clock, timedelta): _back(calendar.add_to_time) for clock in _TIMES},
    **{(one, other): calendar.between_times for one in _TIMES for other in _TIMES},
    **{(day, length): _back(calendar.add_to_date) for day in _DATES for length in _LENGTHS},
    **{(instant, length): _back(calendar.add_to_instant) for instant in _INSTANTS for length in _LENGTHS},
    **{(one, other): calendar.between_dates for one in _DATES for other in _DATES},
    **{(one, other): calendar.between_instants for one in _INSTANTS for other in (*_INSTANTS, *_DATES)},
    **{(one, other): calendar.between_instants for one in _DATES for other in _INSTANTS},
}

MULTIPLY: Pairs = {
    (Decimal, Decimal): NUMBERS.multiply,
    (timedelta, Decimal): _scale,
    (Decimal, timedelta): lambda factor, length: _scale(length, factor),
    (YearsMonths, Decimal): _scale_months,
    (Decimal, YearsMonths): lambda factor, length: _scale_months(length, factor),
}

DIVIDE: Pairs = {
    (Decimal, Decimal): NUMBERS.divide,
    (timedelta, Decimal): _part,
    (YearsMonths, Decimal): _part_months,
    (timedelta, timedelta): lambda one, other: NUMBERS.divide(
        Decimal(microseconds(one)), Decimal(microseconds(other))
    ),
    (YearsMonths, YearsMonths): lambda one, other: NUMBERS.divide(Decimal(one.months), Decimal(other.months)),
}

POWER: Pairs = {(Decimal, Decimal): _power}

OPERATIONS: dict[str, Pairs] = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}

_NEGATIONS: dict[type, Callable[[Any], Any]] = {
    Decimal: NUMBERS.minus,
    timedelta: timedelta.__neg__,
    YearsMonths: lambda length: YearsMonths(-length.months),
}


def apply(run: Run, operator: str, left: Any, right: Any) -> Any:
    """`left operator right`, or null with a note."""
    operation = OPERATIONS[operator].get((type(left), type(right)))
    if operation is None:
        return _no_operation(run, operator, left, right)
    if type(left) is str:
        run.charge((len(left) + len(right)) // limits.CHARACTERS_PER_STEP)
    return guarded(run, operation, left, right)


def negate(run: Run, value: Any) -> Any:
    """`- value`, or null with a note."""
    operation = _NEGATIONS.get(type(value))
    if operation is not None:
        return guarded(run, operation, value)
    return run.note("negation", kind=KINDS[type(value)]) if value is not None else None


def guarded(run: Run, operation: Callable[..., Any], *values: Any) -> Any:
    """The operation's result, or null with a note where it has none."""
    try:
        return operation(*values)
    except Nothing as nothing:
        return run.note(nothing.code, **nothing.facts)
    except ZeroDivisionError:
        return run.note("division_by_zero")
    except (DecimalException, OverflowError, ValueError):
        return run.note("out_of_range")


def _no_operation(run: Run, operator: str, left: Any, right: Any) -> None:
    if left is not None and right is not None:
        run.note("operation", operator=operator, left=KINDS[type(left)], right=KINDS[type(right)])
