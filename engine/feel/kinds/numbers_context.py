"""The arithmetic of FEEL numbers: IEEE 754 decimal128. Not the functions on numbers (`numbers`)."""

from __future__ import annotations

import decimal
from decimal import Decimal

NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


def read_number(text: str) -> Decimal | None:
    """The number that a text of digits writes, of at most 34 of them; null where it is too large."""
    try:
        return NUMBERS.create_decimal(text)
    except decimal.DecimalException:
        return None


def number(value: int | float | Decimal) -> Decimal | None:
    """Any Python number as a FEEL number of at most 34 digits; null for NaN and infinity."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    elif not isinstance(value, Decimal):
        value = Decimal(value)
    try:
        return NUMBERS.plus(value) if value.is_finite() else None
    except decimal.DecimalException:
        return None
