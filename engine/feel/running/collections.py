"""Compiles lists, contexts, ranges, filters and tests (`in`). Not loops."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError
from engine.feel.kinds.kind import KINDS
from engine.feel.kinds.records import Range
from engine.feel.reading import nodes
from engine.feel.running.comparison import any_of, belongs, compare
from engine.feel.running.compiler import compile_node, compiles
from engine.feel.running.names import outside_path
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope


@compiles(nodes.ListNode)
def _list(node: nodes.ListNode, scope: Scope) -> Closure:
    items = tuple(compile_node(item, scope) for item in node.items)
    return lambda run, local: [item(run, local) for item in items]


@compiles(nodes.ContextNode)
def _context(node: nodes.ContextNode, scope: Scope) -> Closure:
    """Each entry sees those before it, a function also itself (DMN 1.5, rule 59).

    A name twice makes the context null.
    """
    entries: list[tuple[str, Closure, bool]] = []
    seen: list[str] = []
    for name, value in node.entries:
        visible = [*seen, name] if isinstance(value, nodes.FunctionNode) else seen
        entries.append((name, compile_node(value, scope.bind(visible)), _defines(value)))
        seen.append(name)
    if len(set(seen)) < len(seen):
        return lambda run, local: run.note("entry_twice", name=max(seen, key=seen.count))

    def build(run: Run, local: Local) -> dict[str, Any]:
        made: dict[str, Any] = {}
        inner = dict(local)
        for name, value, defines in entries:
            made[name] = inner[name] = value(run, inner)
            if defines:  # a function keeps the names it has seen, whatever entries follow
                inner = dict(inner)
        return made

    return build


def _defines(node: nodes.Node) -> bool:
    """Is a function defined anywhere in the tree?"""
    return any(isinstance(one, nodes.FunctionNode) for one in nodes.every_node(node))


@compiles(nodes.RangeNode)
def _range(node: nodes.RangeNode, scope: Scope) -> Closure:
    low, high = compile_node(node.low, scope), compile_node(node.high, scope)
    included = (node.low_included, node.high_included)
    return lambda run, local: make_range(run, low(run, local), high(run, local), included)


def make_range(run: Run, low: Any, high: Any, included: tuple[bool, bool]) -> Range | None:
    """The range between two values of one ordered kind, from the lesser to the greater; else null."""
    if low is None or high is None:
        run.note("range_empty")
        return None
    order = compare(run, "<=", low, high)
    if order is not True:
        code = "range_kinds" if order is None else "range_backwards"
        run.note(code, left=KINDS[type(low)], right=KINDS[type(high)])
        return None
    return Range(low, high, *included)


@compiles(nodes.UnaryTest)
def _unary_range(node: nodes.UnaryTest, scope: Scope) -> Closure:
    """`(< 5)` as a value of its own is a range with an open side (DMN 1.5, 10.3.2.7)."""
    operand = compile_node(node.operand, scope)
    make = _UNARY_RANGES[node.relation]

    def build(run: Run, local: Local) -> Range | None:
        end = operand(run, local)
        if end is None:
            run.note("range_empty")
            return None
        return make(end)

    return build


_UNARY_RANGES: dict[str, Callable[[Any], Range]] = {
    "<": lambda end: Range(None, end, False, False, "<"),
    "<=": lambda end: Range(None, end, False, True, "<="),
    ">": lambda start: Range(start, None, False, False, ">"),
    ">=": lambda start: Range(start, None, True, False, ">="),
    "=": lambda value: Range(value, value, True, True, "="),
    "!=": lambda value: Range(value, value, False, False, "!="),
}


@compiles(nodes.Filter)
def _filter(node: nodes.Filter, scope: Scope) -> Closure:
    """`list[3]`, `list[-1]`, `list[condition]` (DMN 1.5, 10.3.2.5)."""
    source = compile_node(node.source, scope)
    item = f"item {scope.depth()}"
    condition = compile_node(node.condition, scope.filtering(item, outside_path(node.source, scope)))
    cost = node.condition.size

    def choose(run: Run, local: Local) -> Any:
        values = source(run, local)
        if values is None:
            return run.note("filter_empty")
        if type(values) is not list:
            values = [values]
        inner = dict(local)
        kept: list[Any] = []
        for place, value in enumerate(values or [None]):
            run.charge(cost)
            inner[item] = value
            outcome = condition(run, inner)
            if place == 0 and type(outcome) is Decimal:
                return at(run, values, outcome)
            if outcome is True and values:
                kept.append(value)
            elif outcome is not None and type(outcome) is not bool:
                return run.note("filter_kind", kind=KINDS[type(outcome)])
        return kept

    return choose


def at(run: Run, values: list[Any], position: Decimal) -> Any:
    """The item at a position: 1 is the first, -1 the last."""
    if position != position.to_integral_value():
        run.note("position", position=str(position), length=len(values))
        return None
    place = int(position) if abs(position) <= limits.LIST else 0
    if 1 <= abs(place) <= len(values):
        return values[place - 1 if place > 0 else place]
    run.note("position", position=str(position), length=len(values))
    return None


@compiles(nodes.In)
def _in(node: nodes.In, scope: Scope) -> Closure:
    value = compile_node(node.value, scope)
    tests = node.test.tests if isinstance(node.test, nodes.Tests) else [node.test]
    checks = [compile_test(test, scope) for test in tests]

    def test(run: Run, local: Local) -> bool | None:
        one = value(run, local)
        return any_of(check(run, local, one) for check in checks)

    return test


def compile_test(node: nodes.Node, scope: Scope) -> Any:
    """A check `(run, local, value)` whether the value passes one test of `in`."""
    if isinstance(node, nodes.UnaryTest):
        operand, relation = compile_node(node.operand, scope), node.relation
        return lambda run, local, value: compare(run, relation, value, operand(run, local))
    if mentions(node, "?"):
        return _question(node, scope)
    test = compile_node(node, scope)
    if isinstance(node, nodes.RangeNode):
        return lambda run, local, value: _within(run, value, test(run, local))
    return lambda run, local, value: belongs(run, value, test(run, local))


def _question(node: nodes.Node, scope: Scope) -> Any:
    """`x in (? > 5)`: a condition in which `?` is x (DMN 1.5, table 55); else `?` is what it was outside."""
    test = compile_node(node, scope.bind(["?"]))
    _, bound = scope.lookup("?")

    def check(run: Run, local: Local, value: Any) -> bool | None:
        run.charge(1)  # nested tests that are no conditions are evaluated twice at each level
        outcome = test(run, {**local, "?": value})
        if outcome is None or type(outcome) is bool:
            return outcome
        return belongs(run, value, test(run, local) if bound else outcome)

    return check


def mentions(node: nodes.Node, name: str) -> bool:
    """Does the name stand anywhere in the tree?"""
    return any(isinstance(one, nodes.Name) and one.name == name for one in nodes.every_node(node))


def _within(run: Run, value: Any, span: Range | None) -> bool | None:
    """A range that is null itself holds nobody knows what."""
    return None if span is None else belongs(run, value, span)


@compiles(nodes.Tests)
def _tests(node: nodes.Tests, scope: Scope) -> Closure:
    raise FeelSyntaxError("alternatives", "", node.start)
