"""Deadlines by §§ 187-193 BGB and § 31 VwVfG NRW, with the steps of their calculation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.deadlines import CALENDAR, KINDS, Calendar, Deadline, compute, days_until, functions, working_days
from engine.errors import EngineError
from engine.wording import catalogue_of

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "period", "art", "due"),
    [
        (date(2022, 1, 31), "P1M", "gesetzlich", date(2022, 2, 28)),  # Bestandskraft, A12
        (date(2021, 11, 30), "P1M", "gesetzlich", date(2021, 12, 30)),
        (date(2021, 4, 1), "P1M", "gesetzlich", date(2021, 5, 3)),  # 01.05. is Saturday and holiday
        (date(2021, 4, 1), "P1M", "intern", date(2021, 5, 1)),
        (date(2021, 4, 15), "P2M", "nebenbestimmung", date(2021, 6, 15)),  # two-month rule, A13
        (date(2021, 6, 15), "-P14D", "intern", date(2021, 6, 1)),  # its reminder, A13
        (date(2021, 3, 31), "P1D", "intern", date(2021, 4, 1)),  # vacant position, A15
        (date(2024, 12, 24), "P1W", "gesetzlich", date(2024, 12, 31)),  # New Year's Eve is a working day
        (date(2021, 1, 15), "P1M", "gesetzlich", date(2021, 2, 15)),  # so is Rosenmontag
        (date(2023, 11, 3), "P4W", "behördlich", date(2023, 12, 1)),
        (date(2020, 2, 29), "P1Y", "gesetzlich", date(2021, 3, 1)),  # 28.02.2021 is a Sunday
        (date(2020, 2, 29), "P1Y2M", "gesetzlich", date(2021, 4, 29)),
        (date(2021, 12, 31), "P6M", "nebenbestimmung", date(2022, 6, 30)),
        (date(2024, 3, 28), "P1D", "vertrag", date(2024, 4, 2)),  # Good Friday to Easter Monday
    ],
)
def test_deadlines_end_where_the_law_says(start: date, period: str, art: str, due: date) -> None:
    """The values of the domain expert, and the corners of the calendar."""
    assert compute(start, period, art=art).due == due


def test_the_calculation_reads_like_a_sentence() -> None:
    """Screen and letter show every step, with the rule behind it."""
    found = compute(date(2022, 1, 31), "P1M", event="Bekanntgabe")
    assert [step.sentence() for step in found.steps] == [
        "Bekanntgabe 31.01.2022 + 1 Monat → 28.02.2022",
        "dieser Monat hat keinen 31. → letzter Tag 28.02.2022 (§ 188 Abs. 3 BGB)",
    ]
    weekend = compute(date(2021, 4, 1), "P1M")
    assert [step.sentence("en") for step in weekend.steps] == [
        "01/04/2021 + 1 month → 01/05/2021",
        "01/05/2021 is a public holiday (Erster Mai) → next day 02/05/2021 (§ 193 BGB)",
        "02/05/2021 is a Sunday → next day 03/05/2021 (§ 193 BGB)",
    ]
    assert weekend.calendar_version.endswith("DE-NW")


def test_closing_days_of_the_house_move_no_legal_deadline() -> None:
    """They count for one's own working days only."""
    house = Calendar(closed=frozenset({date(2024, 12, 31)}))
    assert compute(date(2024, 12, 24), "P1W", calendar=house).due == date(2024, 12, 31)
    assert working_days(date(2024, 12, 30), 1, calendar=house) == date(2025, 1, 2)
    assert working_days(date(2024, 12, 30), 1) == date(2024, 12, 31)


def test_distances_are_in_working_days() -> None:
    """Over Easter the weekend is longer; what has passed is negative."""
    assert days_until(date(2024, 4, 2), date(2024, 3, 28)) == 1
    assert days_until(date(2024, 3, 28), date(2024, 4, 2)) == -1
    assert days_until(date(2024, 3, 28), date(2024, 3, 28)) == 0


@pytest.mark.parametrize("text", ["", "P", "1M", "PT5H", "P1DT12H", "P1.5M", "P-1M", "morgen", "P٣D"])
def test_what_is_no_period_is_refused(text: str) -> None:
    """Hours have no place in a legal deadline and are not dropped silently."""
    with pytest.raises(EngineError):
        compute(date(2021, 1, 1), text)


@pytest.mark.parametrize("text", ["P101Y", "P9999999D", "-P99999M"])
def test_a_deadline_longer_than_a_century_is_refused(text: str) -> None:
    """Whatever is written in a table, no calculation runs away."""
    with pytest.raises(EngineError, match="länger"):
        compute(date(2021, 1, 1), text)


def test_german_units_and_kinds_with_umlaut_are_understood() -> None:
    """`P3T` are three days; an unknown kind is named with the known ones."""
    assert compute(date(2021, 3, 1), "P3T", art="intern").due == date(2021, 3, 4)
    assert compute(date(2021, 3, 1), "P1J", art="Behördlich").kind == "behoerdlich"
    with pytest.raises(EngineError, match="nebenbestimmung"):
        compute(date(2021, 3, 1), "P3D", art="dringend")


def test_owners_use_them_in_feel() -> None:
    """With texts or durations; senseless arguments give null; the calculation is handed out."""
    found: list[Deadline] = []
    context = {**functions(CALENDAR, found), "bescheid": date(2022, 1, 31)}
    assert feel.evaluate('frist(bescheid, "P1M", "gesetzlich")', context) == date(2022, 2, 28)
    assert feel.evaluate('frist(bescheid, duration("P1M"), "gesetzlich")', context) == date(2022, 2, 28)
    assert feel.evaluate('frist(bescheid, duration("P14D"), "intern")', context) == date(2022, 2, 14)
    assert [deadline.due.day for deadline in found] == [28, 28, 14]
    assert feel.evaluate("werktage(bescheid, 3)", context) == date(2022, 2, 3)
    for senseless in (
        'frist(null, "P1M", "intern")',
        'frist(bescheid, "x", "intern")',
        "werktage(bescheid, 0.5)",
    ):
        assert feel.evaluate(senseless, context) is None


def test_an_instant_counts_on_its_day_in_berlin() -> None:
    """23:30 UTC in summer is the next day at the authority."""
    context = {**functions(CALENDAR), "eingang": datetime(2021, 6, 14, 23, 30, tzinfo=UTC)}
    assert feel.evaluate('frist(eingang, "P1D", "intern")', context) == date(2021, 6, 16)


def test_every_step_has_a_sentence_in_both_languages() -> None:
    """Same codes, same facts."""
    german, english = catalogue_of("deadlines", "de"), catalogue_of("deadlines", "en")
    assert german.keys() == english.keys()
    assert {f"{sign}_{unit}{s}" for sign in ("plus", "minus") for unit in ("year", "month", "week", "day")
            for s in ("", "s")} < german.keys()  # fmt: skip


@given(start=DAYS, months=st.integers(1, 60))
def test_a_period_of_months_ends_on_the_same_number_or_the_last_day(start: date, months: int) -> None:
    """§ 188 II, III BGB, before any shift."""
    due = compute(start, f"P{months}M", art="intern").due
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == months
    assert due.day == start.day or (due + timedelta(days=1)).day == 1


@given(start=DAYS, days=st.integers(1, 400), kind=st.sampled_from(KINDS))
def test_no_legal_deadline_ends_on_a_day_of_rest(start: date, days: int, kind: str) -> None:
    """It is shifted forward, by the fewest days; internal dates stay where they are."""
    plain = start + timedelta(days=days)
    found = compute(start, f"P{days}D", art=kind)
    if kind == "intern":
        assert found.due == plain
    else:
        assert not CALENDAR.rests(found.due)
        assert all(CALENDAR.rests(plain + timedelta(days=one)) for one in range((found.due - plain).days))
    assert found.steps[-1].day == found.due


@given(start=DAYS, count=st.integers(-300, 300))
def test_working_days_and_distances_are_each_others_reverse(start: date, count: int) -> None:
    """n working days later is n working days away (from a working day)."""
    start = working_days(start, 1)
    assert days_until(working_days(start, count), start) == count


@given(one=DAYS, two=DAYS)
def test_distances_are_exact_over_any_span(one: date, two: date) -> None:
    """Counted day by day it is the same."""
    if (two - one).days in range(1500):
        days = (one + timedelta(days=number) for number in range(1, (two - one).days + 1))
        assert days_until(two, one) == sum(CALENDAR.works(day) for day in days)
