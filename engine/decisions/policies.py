"""Hit policies: what follows when some rules of a decision table match (DMN 1.5, 8.2.10 and 8.2.11).

Not the search for the matching rules; that is `tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.decisions import boxed, cells
from engine.decisions.formulas import Bench, Logic, Values, adopt, equal, literal, shown, value_shown
from engine.decisions.trace import Trace
from engine.errors import EngineError


@dataclass
class Results:
    """The matching rules of one evaluation (0-based places); their outputs are computed when asked for."""

    table: boxed.Table
    inputs: Mapping[str, Any]
    matching: list[int]
    outputs: Sequence[tuple[Logic, ...]]
    values: Values
    trace: Trace
    chosen: list[int] = field(default_factory=list)
    """The rules that made the result; with a conflict, all that match."""
    used: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def row(self, place: int) -> tuple[Any, ...]:
        """The outputs of a rule."""
        if place not in self.used:
            self.used[place] = tuple(logic(self.values, self.trace) for logic in self.outputs[place])
        return self.used[place]

    def taken(self) -> tuple[tuple[int, ...], tuple[Any, ...]]:
        """The rules (1-based) that made the result, and their outputs as values."""
        rows = [self.used[place] for place in self.chosen if place in self.used]
        given = tuple(row[0] if len(row) == 1 else row for row in rows)
        return tuple(place + 1 for place in self.chosen), given


Finish = Callable[[Results], Any]
Ranks = list[list[feel.UnaryTests]]


def results_of(drawn: boxed.Table, local: frozenset[str], bench: Bench, expected: str) -> Finish:
    """How the table makes its result of the matching rules, by its hit policy and its defaults."""
    names = [column.name or column.label for column in drawn.outputs]
    ranks = _ranks(drawn, local, bench, expected)
    default = _default(drawn, local, bench, names)

    def shape(row: tuple[Any, ...]) -> Any:
        return row[0] if len(names) == 1 else dict(zip(names, row, strict=True))

    choose = _POLICIES[drawn.hit_policy]

    def finish(found: Results) -> Any:
        if not found.matching and default:
            return default(found.values, found.trace)
        if not found.matching and drawn.hit_policy != "COLLECT":
            found.trace.note("no_rule", table=_named(found), inputs=_inputs(found))
            return None
        places = choose(found, ranks)
        found.chosen = found.matching if places is None else places
        if places is None:
            return None
        rows = [found.row(place) for place in places]
        if drawn.hit_policy not in boxed.MULTIPLE:
            return shape(rows[0])
        if drawn.aggregated:
            return _aggregated(drawn, rows, names, found)
        return [shape(row) for row in rows]

    return finish


def _named(found: Results) -> str:
    return found.trace.element or found.table.id


def _inputs(found: Results) -> str:
    return ", ".join(f"{shown(title)} = {value_shown(value)}" for title, value in found.inputs.items())


def _conflict(code: str, found: Results) -> None:
    """Several rules match and the policy does not allow it: null, and a note that names the rules."""
    numbers = ", ".join(str(place + 1) for place in found.matching)
    found.trace.note(code, table=_named(found), rules=numbers, inputs=_inputs(found))


def _unique(found: Results, ranks: Ranks) -> list[int] | None:
    if len(found.matching) == 1:
        return found.matching
    _conflict("not_unique", found)
    return None


def _any(found: Results, ranks: Ranks) -> list[int] | None:
    first, *others = (found.row(place) for place in found.matching)
    if all(_same(first, row) for row in others):
        return found.matching
    _conflict("not_any", found)
    return None


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(equal(left, right) is True for left, right in zip(one, other, strict=True))


def _first(found: Results, ranks: Ranks) -> list[int]:
    return found.matching[:1]


def _priority(found: Results, ranks: Ranks) -> list[int]:
    return _output_order(found, ranks)[:1]


def _rule_order(found: Results, ranks: Ranks) -> list[int]:
    return found.matching


def _output_order(found: Results, ranks: Ranks) -> list[int]:
    def rank(place: int) -> list[int]:
        return [_rank(value, order) for value, order in zip(found.row(place), ranks, strict=True)]

    return sorted(found.matching, key=rank)


def _rank(value: Any, order: list[feel.UnaryTests]) -> int:
    """The place of a value in the output values; what does not stand there comes last."""
    places = (place for place, known in enumerate(order) if known.matches(value, {}) is True)
    return next(places, len(order))


_POLICIES: dict[str, Callable[[Results, Ranks], list[int] | None]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "COLLECT": _rule_order,
    "OUTPUT ORDER": _output_order,
}


def _aggregated(drawn: boxed.Table, rows: list[tuple[Any, ...]], names: list[str], found: Results) -> Any:
    """The sum, least, greatest or number of the outputs; of several output columns, each for itself."""
    if drawn.aggregation == "COUNT":
        return adopt(len(rows))
    columns = [[row[place] for row in rows] for place in range(len(names))]
    made = [feel.evaluate(f"{drawn.aggregation.lower()}(outputs)", {"outputs": column}) for column in columns]
    if None in made:
        found.trace.note("no_aggregate", table=_named(found), aggregation=drawn.aggregation)
    return made[0] if len(names) == 1 else dict(zip(names, made, strict=True))


def _default(drawn: boxed.Table, local: frozenset[str], bench: Bench, names: list[str]) -> Logic | None:
    if not any(column.default for column in drawn.outputs):
        return None
    given = [
        literal(boxed.Literal(column.default or "null", column.type_ref), local, bench)
        for column in drawn.outputs
    ]
    if len(given) == 1:
        return given[0]
    return lambda values, trace: {
        name: logic(values, trace) for name, logic in zip(names, given, strict=True)
    }


def _ranks(drawn: boxed.Table, local: frozenset[str], bench: Bench, expected: str) -> Ranks:
    """For each output its values in order of priority; they matter to PRIORITY and OUTPUT ORDER alone."""
    if drawn.hit_policy not in ("PRIORITY", "OUTPUT ORDER"):
        return []
    ranks = [_rank_values(column, drawn, bench, expected) for column in drawn.outputs]
    if not any(ranks):
        bench.complain("no_output_values", warning=True)
    return ranks


def _rank_values(
    column: boxed.TableOutput, drawn: boxed.Table, bench: Bench, expected: str
) -> list[feel.UnaryTests]:
    types = bench.types
    component = column.name if len(drawn.outputs) > 1 else ""
    text = column.values or types.allowed(column.type_ref) or types.allowed(expected, component)
    if not text:
        return []
    try:
        return [feel.compile_unary(part) for part in cells.split(text)]
    except EngineError as error:
        bench.complain("expression", text=shown(text), cause=error.reason)
        return []
