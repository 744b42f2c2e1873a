"""Numbers and dates against a second, naive reckoning: exact fractions, counted days. Not FEEL's own code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import feel

NUMBERS = some.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9
)
DAYS = some.dates(min_value=date(100, 1, 1), max_value=date(9800, 1, 1))
OPERATIONS = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
}
quick = settings(max_examples=200, deadline=None, database=None)


def to_34_digits(exact: Fraction) -> Fraction:
    """The nearest number of 34 digits, of two the one with the even last digit (10.3.2.3.1)."""
    if not exact:
        return exact
    size = abs(exact)
    unit = Fraction(1)
    while size / unit >= 10**34:
        unit *= 10
    while size / unit < 10**33:
        unit /= 10
    return nearest(exact, unit)


def nearest(exact: Fraction, unit: Fraction) -> Fraction:
    """The nearest whole multiple of the unit, halves to the even one; Python rounds fractions so."""
    return round(exact / unit) * unit


@pytest.mark.parametrize("operator", OPERATIONS)
@quick
@given(NUMBERS, NUMBERS)
def test_arithmetic_is_exact_to_34_digits(operator, one, other):
    """Each operation is the exact result, rounded once (10.3.2.11.1, table 57)."""
    result = feel.evaluate(f"a {operator} b", {"a": one, "b": other})

    if operator == "/" and not other:
        assert result is None
    else:
        assert Fraction(result) == to_34_digits(OPERATIONS[operator](Fraction(one), Fraction(other)))


@quick
@given(NUMBERS, some.integers(-6, 10))
def test_each_way_of_rounding_is_what_its_name_says(number, scale):
    """The seven functions of table 78 against the fraction that lies between two multiples."""
    unit = Fraction(10) ** -scale
    exact = Fraction(number) / unit
    below = exact.numerator // exact.denominator
    above = below if exact == below else below + 1
    toward, away = (below, above) if exact >= 0 else (above, below)
    middle = abs(exact - toward) == Fraction(1, 2)
    expected = {
        "floor": below,
        "ceiling": above,
        "round down": toward,
        "round up": away,
        "decimal": round(exact),
        "round half up": away if middle else round(exact),
        "round half down": toward if middle else round(exact),
    }

    for name, multiple in expected.items():
        assert Fraction(feel.evaluate(f"{name}(n, s)", {"n": number, "s": scale})) == multiple * unit, name


@quick
@given(NUMBERS, NUMBERS.filter(bool))
def test_modulo_is_the_rest_of_the_floor(dividend, divisor):
    """dividend - divisor * floor(dividend / divisor), to 34 digits (table 78)."""
    one, other = Fraction(dividend), Fraction(divisor)

    result = feel.evaluate("modulo(a, b)", {"a": dividend, "b": divisor})

    assert Fraction(result) == to_34_digits(one - other * (one // other))


@quick
@given(some.lists(some.integers(-1000, 1000), min_size=2, max_size=9))
def test_statistics_are_those_of_the_textbook(values):
    """mean, median, stddev and mode by their definitions (table 77)."""
    ordered, count = sorted(values), len(values)
    average = Fraction(sum(values), count)
    spread = sum((value - average) ** 2 for value in values) / (count - 1)
    most = max(values.count(value) for value in values)

    assert Fraction(feel.evaluate("mean(l)", {"l": values})) == to_34_digits(average)
    middle = Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2)
    assert Fraction(feel.evaluate("median(l)", {"l": values})) == middle
    assert abs(Fraction(feel.evaluate("stddev(l)", {"l": values})) ** 2 - spread) <= spread / 10**30
    assert feel.evaluate("mode(l)", {"l": values}) == sorted({v for v in values if values.count(v) == most})


@quick
@given(DAYS, some.integers(-30_000, 30_000))
def test_a_day_so_many_days_on_is_counted_day_by_day(day, days):
    """Date plus days, and the way back (10.3.2.11, table 59)."""
    context = {"d": day, "l": timedelta(days=days)}

    assert feel.evaluate("d + l", context) == day + timedelta(days=days)
    assert feel.evaluate("(d + l) - d", context) == timedelta(days=days)


@quick
@given(DAYS, some.integers(-1200, 1200))
def test_a_day_so_many_months_on_is_stepped_month_by_month(day, months):
    """The month is reached step by step; a day that it does not have is its last one."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
    last = next(last for last in (31, 30, 29, 28) if _exists(year, month, last))

    moved = feel.evaluate("d + l", {"d": day, "l": feel.YearsMonths(months)})

    assert moved == date(year, month, min(day.day, last))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


@quick
@given(DAYS, DAYS)
def test_months_between_two_days_are_those_that_are_complete(start, end):
    """A month is complete when its day of the month has come (table 74)."""
    first, last = sorted((start, end))
    months = 12 * (last.year - first.year) + last.month - first.month
    months -= last.day < first.day if start <= end else first.day > last.day
    expected = months if start <= end else -months

    result = feel.evaluate("years and months duration(a, b)", {"a": start, "b": end})

    assert result == feel.YearsMonths(expected)


@quick
@given(some.integers(-999_999, 999_999), some.integers(1, 12), some.integers(1, 28))
def test_far_days_are_counted_by_the_calendar_of_gregory(year, month, day):
    """A leap day every 4, not every 100, but every 400 years, however far away."""
    years = year - (month < 3)
    shifted = (month + 9) % 12
    number = years * 365 + years // 4 - years // 100 + years // 400 + (153 * shifted + 2) // 5 + day - 1
    origin = Decimal(number - 730_425)  # 2000-01-01 by the same formula

    result = feel.evaluate('(date(y, m, d) - date("2000-01-01")).days', {"y": year, "m": month, "d": day})

    assert result == origin


@quick
@given(DAYS)
def test_the_week_of_the_year_is_that_of_its_thursday(day):
    """ISO 8601: the first week is the one with the first Thursday (table 81)."""
    thursday = day + timedelta(days=3 - (day.toordinal() - 1) % 7)

    week = feel.evaluate("week of year(d)", {"d": day})

    assert week == (thursday - date(thursday.year, 1, 1)).days // 7 + 1
