"""Built-in functions on ranges: Allen's relations between points and intervals (DMN 1.5, 10.3.4.7, table 80).

Not `in`, which is an operator. An open side reaches infinitely far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.kinds.builtin import builtin
from engine.feel.kinds.kind import kind
from engine.feel.kinds.range_text import read_range
from engine.feel.kinds.records import Nothing, Range
from engine.feel.running.comparison import compare
from engine.feel.running.comparison import includes as holds
from engine.feel.running.run import Run

POINTS = ("point1", "point2")
POINT_RANGE = ("point", "range")
RANGE_POINT = ("range", "point")
RANGES = ("range1", "range2")
C = TypeVar("C", bound=Callable[..., Any])


def relation(name: str, *shapes: tuple[str, str]) -> Callable[[C], C]:
    """Declare a relation for these shapes of arguments; a parameter called range takes only ranges."""

    def declare(call: C) -> C:
        for shape in reversed(shapes):
            builtin(name, *(f"{title}: {'range' if 'range' in title else _POINT}" for title in shape))(call)
        return call

    return declare


_POINT = "number|string|date|time|date and time|days and time duration|years and months duration"


def _is(run: Run, order: str, one: Any, other: Any) -> bool:
    outcome = compare(run, order, one, other)
    if outcome is None:
        raise Nothing("range_kinds", left=kind(one), right=kind(other))
    return outcome


def _ends_before(run: Run, one: Any, other: Any) -> bool:
    """Does all of `one` lie before all of `other`? Either may be a point."""
    end, closed = (one.end, one.end_included) if isinstance(one, Range) else (one, True)
    start, closes = (other.start, other.start_included) if isinstance(other, Range) else (other, True)
    if end is None or start is None:
        return False
    return _is(run, "<", end, start) or (not (closed and closes) and _is(run, "=", end, start))


@relation("before", POINTS, POINT_RANGE, RANGE_POINT, RANGES)
def before(run: Run, one: Any, other: Any) -> bool:
    """Ends the first before the second begins? (table 80)"""
    return _ends_before(run, one, other)


@relation("after", POINTS, POINT_RANGE, RANGE_POINT, RANGES)
def after(run: Run, one: Any, other: Any) -> bool:
    """Begins the first after the second has ended? (table 80)"""
    return _ends_before(run, other, one)


@relation("meets", RANGES)
def meets(run: Run, one: Range, other: Range) -> bool:
    """Ends the first at the very point where the second begins, both holding it? (table 80)"""
    if one.end is None or other.start is None:
        return False
    return one.end_included and other.start_included and _is(run, "=", one.end, other.start)


@relation("met by", RANGES)
def met_by(run: Run, one: Range, other: Range) -> bool:
    """The reverse of meets (table 80)."""
    return meets(run, other, one)


@relation("overlaps", RANGES)
def overlaps(run: Run, one: Range, other: Range) -> bool:
    """Have the two a point in common? (table 80)"""
    return not _ends_before(run, one, other) and not _ends_before(run, other, one)


@relation("overlaps before", RANGES)
def overlaps_before(run: Run, one: Range, other: Range) -> bool:
    """Begins the first earlier, and ends it inside of the second? (table 80)"""
    return (
        overlaps(run, one, other) and _starts_earlier(run, one, other) and not _ends_earlier(run, other, one)
    )


@relation("overlaps after", RANGES)
def overlaps_after(run: Run, one: Range, other: Range) -> bool:
    """The reverse of overlaps before (table 80)."""
    return overlaps_before(run, other, one)


def _starts_earlier(run: Run, one: Range, other: Range) -> bool:
    if one.start is None or other.start is None:
        return one.start is None and other.start is not None
    if _is(run, "<", one.start, other.start):
        return True
    return one.start_included and not other.start_included and _is(run, "=", one.start, other.start)


def _ends_earlier(run: Run, one: Range, other: Range) -> bool:
    if one.end is None or other.end is None:
        return one.end is not None and other.end is None
    if _is(run, "<", one.end, other.end):
        return True
    return not one.end_included and other.end_included and _is(run, "=", one.end, other.end)


@relation("finishes", POINT_RANGE, RANGES)
def finishes(run: Run, one: Any, span: Range) -> bool:
    """Is the point the range's end, or does the first range end with it and begin no earlier? (table 80)"""
    if not isinstance(one, Range):
        return span.end is not None and span.end_included and _is(run, "=", one, span.end)
    return _same_end(run, one, span) and not _starts_earlier(run, one, span)


@relation("finished by", RANGE_POINT, RANGES)
def finished_by(run: Run, span: Range, other: Any) -> bool:
    """The reverse of finishes (table 80)."""
    return finishes(run, other, span)


@relation("starts", POINT_RANGE, RANGES)
def starts(run: Run, one: Any, span: Range) -> bool:
    """Is the point the range's start, or does the first range start with it and end no later? (table 80)"""
    if not isinstance(one, Range):
        return span.start is not None and span.start_included and _is(run, "=", one, span.start)
    return _same_start(run, one, span) and not _ends_earlier(run, span, one)


@relation("started by", RANGE_POINT, RANGES)
def started_by(run: Run, span: Range, other: Any) -> bool:
    """The reverse of starts (table 80)."""
    return starts(run, other, span)


def _same_start(run: Run, one: Range, other: Range) -> bool:
    return not _starts_earlier(run, one, other) and not _starts_earlier(run, other, one)


def _same_end(run: Run, one: Range, other: Range) -> bool:
    return not _ends_earlier(run, one, other) and not _ends_earlier(run, other, one)


@relation("includes", RANGE_POINT, RANGES)
def includes(run: Run, span: Range, other: Any) -> bool | None:
    """Holds the range the point, or all of the other range? (table 80)"""
    if not isinstance(other, Range):
        return holds(run, span, other)
    return not _starts_earlier(run, other, span) and not _ends_earlier(run, span, other)


@relation("during", POINT_RANGE, RANGES)
def during(run: Run, one: Any, span: Range) -> bool | None:
    """The reverse of includes (table 80)."""
    return includes(run, span, one)


@relation("coincides", POINTS, RANGES)
def coincides(run: Run, one: Any, other: Any) -> bool:
    """Are the two the same point, or the same range? (table 80)"""
    if isinstance(one, Range) and isinstance(other, Range):
        return _same_start(run, one, other) and _same_end(run, one, other)
    return _is(run, "=", one, other)


@builtin("range", "from: string")
def range_from(run: Run, source: str) -> Range:
    """The range that a text writes with literal ends: `range("[1..3]")` (table 74)."""
    return read_range(run, source)
