"""Cells of a decision table that are simple enough to reason about: literals, intervals, lists of them.

Not an evaluator: FEEL decides what a cell means. This module only recognises the plain cases, in which a set
of values can be written down, so that tables can be indexed and searched for overlaps and gaps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

Point = Decimal | date | str | bool

_OPENING, _CLOSING = "([{", ")]}"
_SEPARATOR = re.compile(r'"(?:[^"\\]|\\.)*"|[(\[{)\]},]', re.DOTALL)
_NUMBER = r"-?\d+(?:\.\d+)?"
_DATE = r'(?:date\s*\(\s*"\d{4}-\d{2}-\d{2}"\s*\)|@"\d{4}-\d{2}-\d{2}")'
_POINT = rf"(?:{_NUMBER}|{_DATE})"
_BOUND = re.compile(rf"(<=|>=|<|>)\s*({_POINT})")
_RANGE = re.compile(rf"([\[(\]])\s*({_POINT})\s*\.\.\s*({_POINT})\s*([\])\[])")
_WORD = re.compile(r'"([^"\\]*)"')
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """An interval of numbers or dates; a missing bound is open to that side."""

    low: Decimal | date | None = None
    low_closed: bool = False
    high: Decimal | date | None = None
    high_closed: bool = False

    def holds(self, value: Any) -> bool:
        """Does `value`, of the same kind as the bounds, lie in it?"""
        low, high = self.low, self.high
        if low is not None and (value < low or (value == low and not self.low_closed)):
            return False
        return high is None or value < high or (value == high and self.high_closed)


@dataclass(frozen=True)
class Cell:
    """The values that a simple cell admits: some spans and points of one kind, or all but those."""

    kind: type
    spans: tuple[Span, ...] = ()
    points: tuple[Point, ...] = ()
    negated: bool = False

    def holds(self, value: Any) -> bool:
        """Is `value` (of this cell's kind, not null) admitted?"""
        found = value in self.points or any(span.holds(value) for span in self.spans)
        return found is not self.negated


def is_any(text: str) -> bool:
    """`-` or nothing: every value will do."""
    return text.strip() in ("", "-")


def split(text: str) -> tuple[str, ...]:
    """The alternatives of unary tests: the text at its commas, except those in strings and brackets."""
    parts, depth, begin = [], 0, 0
    for found in _SEPARATOR.finditer(text):
        mark = found.group()
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
        elif mark == "," and depth <= 0:
            parts.append(text[begin : found.start()].strip())
            begin = found.end()
    return (*parts, text[begin:].strip())


def read(text: str) -> Cell | None:
    """The cell as a set of values, or None where it is anything but literals and intervals of one kind."""
    text = text.strip()
    negation = _NOT.fullmatch(text)
    parts = [_part(part) for part in split(negation.group(1) if negation else text)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len({kind for kind, _ in known}) != 1:
        return None
    spans = tuple(found for _, found in known if isinstance(found, Span))
    points = tuple(found for _, found in known if not isinstance(found, Span))
    return Cell(known[0][0], spans, points, negation is not None)


def literals(text: str) -> Sequence[Point] | None:
    """The values of a plain list of literals (`"a", "b"`), or None where the text is anything else."""
    cell = read(text)
    return cell.points if cell and not cell.spans and not cell.negated else None


def _part(text: str) -> tuple[type, Span | Point] | None:
    word = _WORD.fullmatch(text)
    if word:
        return str, word.group(1)
    if text in ("true", "false"):
        return bool, text == "true"
    bound, interval = _BOUND.fullmatch(text), _RANGE.fullmatch(text)
    if bound:
        return _kinded(_half(bound.group(1), _point(bound.group(2))))
    if interval:
        return _kinded(_interval(*interval.groups()))
    point = _point(text)
    return (_kind(point), point) if point is not None else None


def _kind(point: Any) -> type:
    return date if isinstance(point, date) else Decimal


def _kinded(span: Span | None) -> tuple[type, Span] | None:
    if span is None:
        return None
    return _kind(span.low if span.low is not None else span.high), span


def _half(relation: str, point: Decimal | date | None) -> Span | None:
    if point is None:
        return None
    closed = relation.endswith("=")
    if relation.startswith("<"):
        return Span(high=point, high_closed=closed)
    return Span(low=point, low_closed=closed)


def _interval(opening: str, low_text: str, high_text: str, closing: str) -> Span | None:
    low, high = _point(low_text), _point(high_text)
    if low is None or high is None or _kind(low) is not _kind(high) or low > high:  # type: ignore[operator]
        return None
    return Span(low, opening == "[", high, closing == "]")


def _point(text: str) -> Decimal | date | None:
    day = re.search(r"\d{4}-\d{2}-\d{2}", text)
    try:
        if re.fullmatch(_DATE, text) and day:
            return date.fromisoformat(day.group())
        return Decimal(text) if re.fullmatch(_NUMBER, text) else None
    except (ValueError, InvalidOperation):
        return None
