"""Do the rules of a decision table overlap, and which inputs does no rule cover? Decided on plain cells only.

Not an evaluation: columns are cut into regions in which all cells answer alike. A cell that is no literal or
interval is never guessed at: it overlaps only with itself, and it may cover anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.decisions import boxed, cells
from engine.decisions.cells import Cell

NODES = 20_000
"""How far the search for a gap goes before it gives up."""
RULES = 1_000
"""Tables with more rules are not searched."""


@dataclass(frozen=True)
class Region:
    """A set of values of a column for which all cells answer alike: one of them, and the set as FEEL text."""

    sample: Any
    text: str


@dataclass(frozen=True)
class Axis:
    """A column: its regions, and as bits for each region the rules that surely, or possibly, accept it."""

    title: str
    regions: tuple[Region, ...]
    sure: tuple[int, ...]
    possible: tuple[int, ...]
    alike: tuple[int, ...]
    """For each rule, the rules whose cell in this column surely has a value in common with its own."""


class Grid:
    """A table as axes; the questions about it."""

    def __init__(self, drawn: boxed.Table, allowed: Sequence[str], whole: Sequence[bool]) -> None:
        """`allowed`: for each input its allowed values (unary tests); `whole`: are its numbers whole?"""
        self.count = len(drawn.rules)
        self.axes = [_axis(drawn, place, allowed[place], whole[place]) for place in range(len(drawn.inputs))]

    def overlaps(self) -> Iterator[tuple[int, int]]:
        """Pairs of rules (0-based) that surely match some input together."""
        for rule in range(self.count):
            together = (1 << self.count) - 1
            for axis in self.axes:
                together &= axis.alike[rule]
            together >>= rule + 1
            other = rule + 1
            while together:
                if together & 1:
                    yield rule, other
                together >>= 1
                other += 1

    def hidden(self) -> Iterator[tuple[int, int]]:
        """Rules (second) that an earlier rule (first) always forestalls."""
        for rule in range(1, self.count):
            earlier = (1 << rule) - 1
            for axis in self.axes:
                earlier &= _covering(axis, rule)
            if earlier:
                yield (earlier & -earlier).bit_length() - 1, rule

    def gap(self) -> str | None:
        """An input that surely no rule accepts, as `column: region; ...`, or None where none was found."""
        search = _Search(self.axes)
        found = search.run(0, (1 << self.count) - 1)
        return "; ".join(found) if found is not None else None


class _Search:
    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = axes
        self.nodes = 0
        self.covered: set[tuple[int, int]] = set()

    def run(self, depth: int, rules: int) -> list[str] | None:
        """The regions, from this axis on, that leave none of `rules`."""
        if not rules:
            return []
        self.nodes += 1
        if depth == len(self.axes) or (depth, rules) in self.covered or self.nodes > NODES:
            return None
        axis = self.axes[depth]
        for region, possible in zip(axis.regions, axis.possible, strict=True):
            rest = self.run(depth + 1, rules & possible)
            if rest is not None:
                return [f"{axis.title}: {region.text}", *rest]
        self.covered.add((depth, rules))
        return None


def _covering(axis: Axis, rule: int) -> int:
    """The rules that surely accept whatever this rule may accept in the column."""
    bit = 1 << rule
    inside = -1
    for sure, possible in zip(axis.sure, axis.possible, strict=True):
        if possible & bit:
            inside &= sure
    return inside


def _axis(drawn: boxed.Table, place: int, allowed: str, whole: bool) -> Axis:
    texts = [rule.inputs[place].strip() for rule in drawn.rules]
    sets = [None if cells.is_any(text) else cells.read(text) for text in texts]
    kinds = {cell.kind for cell in sets if cell}
    if len(kinds) > 1:
        sets = [None] * len(texts)
    domain = cells.read(allowed) if allowed else None
    regions = _regions([cell for cell in sets if cell], domain, whole)
    always = _bits(cells.is_any(text) for text in texts)
    opaque = _bits(cell is None and not cells.is_any(text) for cell, text in zip(sets, texts, strict=True))
    sure = tuple(
        always | _bits(cell is not None and cell.holds(region.sample) for cell in sets) for region in regions
    )
    possible = tuple(mask | opaque for mask in sure)
    alike = tuple(_alike(place, texts, sure, always, opaque) for place in range(len(texts)))
    return Axis(drawn.inputs[place].title, regions, sure, possible, alike)


def _alike(rule: int, texts: list[str], sure: tuple[int, ...], always: int, opaque: int) -> int:
    bit = 1 << rule
    if bit & always:
        return (1 << len(texts)) - 1
    if bit & opaque:
        return always | _bits(text == texts[rule] for text in texts)
    together = 0
    for mask in sure:
        together |= mask if mask & bit else 0
    return together | always


def _bits(flags: Any) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


def _regions(sets: list[Cell], domain: Cell | None, whole: bool) -> tuple[Region, ...]:
    known = [*sets, *([domain] if domain else [])]
    kinds = {cell.kind for cell in known}
    if len(kinds) != 1:
        return (Region(None, "-"),)
    kind = kinds.pop()
    regions = _words(known, kind) if kind in (str, bool) else _stretches(known, whole)
    if domain:
        regions = [region for region in regions if domain.holds(region.sample)]
    return tuple(regions) or (Region(None, "-"),)


def _words(known: list[Cell], kind: type) -> list[Region]:
    if kind is bool:
        return [Region(True, "true"), Region(False, "false")]
    words = list(dict.fromkeys(str(point) for cell in known for point in cell.points))
    other = "\0"
    quoted = ", ".join(f'"{word}"' for word in words)
    return [*(Region(word, f'"{word}"') for word in words), Region(other, f"not({quoted})")]


def _stretches(known: list[Cell], whole: bool) -> list[Region]:
    """The bounds of all spans, and what lies before, between and after them."""
    bounds: set[Any] = {point for cell in known for point in cell.points}
    for cell in known:
        for span in cell.spans:
            bounds.update(bound for bound in (span.low, span.high) if bound is not None)
    ordered = sorted(bounds)
    step: Any = timedelta(days=1) if isinstance(ordered[0], date) else Decimal(1)
    found = [*_outside(ordered[0], -step, "<")]
    for place, bound in enumerate(ordered):
        found.append(Region(bound, _text(bound)))
        if place + 1 < len(ordered):
            found += _between(bound, ordered[place + 1], whole or isinstance(bound, date), step)
    return [*found, *_outside(ordered[-1], step, ">")]


def _outside(bound: Any, step: Any, relation: str) -> list[Region]:
    try:
        return [Region(bound + step, f"{relation} {_text(bound)}")]
    except OverflowError:
        return []


def _between(low: Any, high: Any, discrete: bool, step: Any) -> list[Region]:
    text = f"({_text(low)}..{_text(high)})"
    if discrete:
        return [Region(low + step, text)] if low + step < high else []
    return [Region((low + high) / 2, text)]


def _text(bound: Any) -> str:
    return f'date("{bound.isoformat()}")' if isinstance(bound, date) else f"{bound:f}"
