"""Built-in functions on numbers (DMN 1.5, 10.3.4.5, table 78). Not the operators on them."""

from __future__ import annotations

import decimal
from decimal import Decimal

from engine.feel.kinds.builtin import builtin
from engine.feel.kinds.durations import Duration
from engine.feel.kinds.numbers_context import NUMBERS
from engine.feel.kinds.records import Nothing, YearsMonths

_LEAST_SCALE, _LARGEST_SCALE = -6111, 6176


@builtin("decimal", "n: number", "scale: number")
def to_scale(run: object, n: Decimal, scale: Decimal) -> Decimal:
    """n with so many digits after the point, halves to the even neighbour (table 78)."""
    return rounded(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor", "n: number", "scale?: number")
def floor(run: object, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """The greatest number of that scale that is not above n (table 78)."""
    return rounded(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number", "scale?: number")
def ceiling(run: object, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """The least number of that scale that is not below n (table 78)."""
    return rounded(n, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number", "scale: number")
def round_up(run: object, n: Decimal, scale: Decimal) -> Decimal:
    """Away from zero (table 78)."""
    return rounded(n, scale, decimal.ROUND_UP)


@builtin("round down", "n: number", "scale: number")
def round_down(run: object, n: Decimal, scale: Decimal) -> Decimal:
    """Towards zero (table 78)."""
    return rounded(n, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number", "scale: number")
def round_half_up(run: object, n: Decimal, scale: Decimal) -> Decimal:
    """To the nearest, halves away from zero: the rounding of money (table 78)."""
    return rounded(n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number", "scale: number")
def round_half_down(run: object, n: Decimal, scale: Decimal) -> Decimal:
    """To the nearest, halves towards zero (table 78)."""
    return rounded(n, scale, decimal.ROUND_HALF_DOWN)


def rounded(n: Decimal, scale: Decimal, way: str) -> Decimal:
    """n with `scale` digits after the point. Raises Nothing for a scale outside of -6111 to 6176."""
    places = int(scale)
    if not _LEAST_SCALE <= places <= _LARGEST_SCALE:
        raise Nothing("outside", function="round", parameter="scale")
    exponent = n.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return n
    return NUMBERS.plus(n.quantize(Decimal((0, (1,), -places)), way, _WIDE))


_WIDE = decimal.Context(prec=34 + 6200, Emin=-6_200, Emax=6_200)
"""So that rounding to hundreds or thousands never fails for lack of digits."""


@builtin("abs", "n: number|days and time duration|years and months duration")
def absolute(run: object, n: Decimal | Duration) -> Decimal | Duration:
    """The number or duration without its sign (table 78)."""
    if isinstance(n, YearsMonths):
        return YearsMonths(abs(n.months))
    return n.copy_abs() if isinstance(n, Decimal) else abs(n)


@builtin("modulo", "dividend: number", "divisor: number")
def modulo(run: object, dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): has the divisor's sign (table 78)."""
    if not divisor:
        raise Nothing("division_by_zero")
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def square_root(run: object, number: Decimal) -> Decimal:
    """null for a negative number (table 78)."""
    return NUMBERS.sqrt(number)


@builtin("log", "number: number")
def logarithm(run: object, number: Decimal) -> Decimal:
    """The natural logarithm; null for zero and below (table 78)."""
    if number <= 0:
        raise Nothing("outside", function="log", parameter="number")
    return NUMBERS.ln(number)


@builtin("exp", "number: number")
def exponential(run: object, number: Decimal) -> Decimal:
    """e to the power of the number (table 78)."""
    return NUMBERS.exp(number)


@builtin("odd", "number: number")
def odd(run: object, number: Decimal) -> bool:
    """Is the whole number odd? (table 78)"""
    return abs(NUMBERS.remainder(_whole(number), Decimal(2))) == 1


@builtin("even", "number: number")
def even(run: object, number: Decimal) -> bool:
    """Is the whole number even? (table 78)"""
    return NUMBERS.remainder(_whole(number), Decimal(2)) == 0


def _whole(number: Decimal) -> Decimal:
    if abs(number) > Decimal(10) ** 34:
        return Decimal(0)  # a number so large has only zeros where the even or odd digit would stand
    return number
