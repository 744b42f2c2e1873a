"""Compiles literals, arithmetic, comparison, logic and `if`. Not names, lists or calls."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.kinds.kind import KINDS
from engine.feel.kinds.literals import read_literal
from engine.feel.kinds.numbers_context import NUMBERS
from engine.feel.reading import nodes
from engine.feel.running.arithmetic import OPERATIONS, apply, negate
from engine.feel.running.comparison import ORDERS, compare, equal
from engine.feel.running.compiler import compile_node, compiles
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope


@compiles(nodes.Literal)
def _literal(node: nodes.Literal, scope: Scope) -> Closure:
    value = node.value
    return lambda run, local: value


@compiles(nodes.AtLiteral)
def _at_literal(node: nodes.AtLiteral, scope: Scope) -> Closure:
    value = read_literal(node.text)
    if value is None:
        return lambda run, local: run.note("literal", text=node.text)
    return lambda run, local: value


@compiles(nodes.Arithmetic)
def _arithmetic(node: nodes.Arithmetic, scope: Scope) -> Closure:
    closure = compile_node(node.first, scope)
    operands = [node.first, *(operand for _, operand in node.rest)]
    say_empty = _empty_operand(scope.world.text(node), [scope.world.text(operand) for operand in operands])
    if len(node.rest) == 1:
        operator, operand = node.rest[0]
        return _pair(operator, closure, compile_node(operand, scope), say_empty)
    rest = [
        (place, operator, OPERATIONS[operator][(Decimal, Decimal)], compile_node(operand, scope))
        for place, (operator, operand) in enumerate(node.rest, start=1)
    ]

    def chain(run: Run, local: Local) -> Any:
        value = closure(run, local)
        if value is None:
            return say_empty(run, 0)
        for place, operator, add, operand in rest:
            other = operand(run, local)
            if type(value) is Decimal and type(other) is Decimal:
                try:
                    value = add(value, other)
                    continue
                except (DecimalException, ZeroDivisionError):
                    pass
            if other is None:
                return say_empty(run, place)
            value = apply(run, operator, value, other)
            if value is None:
                return None
        return value

    return chain


def _empty_operand(text: str, operands: list[str]) -> Callable[[Run, int], Any]:
    """Says which operand made the whole expression null."""
    return lambda run, place: run.note("operand_empty", text=text, cause=operands[place])


def _pair(operator: str, left: Closure, right: Closure, say_empty: Callable[[Run, int], Any]) -> Closure:
    numbers = OPERATIONS[operator][(Decimal, Decimal)]

    def pair(run: Run, local: Local) -> Any:
        one, other = left(run, local), right(run, local)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return numbers(one, other)
            except (DecimalException, ZeroDivisionError):
                pass
        if one is None or other is None:
            return say_empty(run, 0 if one is None else 1)
        return apply(run, operator, one, other)

    return pair


@compiles(nodes.Negation)
def _negation(node: nodes.Negation, scope: Scope) -> Closure:
    operand = compile_node(node.operand, scope)
    if isinstance(node.operand, nodes.Literal) and isinstance(node.operand.value, Decimal):
        value = NUMBERS.minus(node.operand.value)
        return lambda run, local: value
    return lambda run, local: negate(run, operand(run, local))


@compiles(nodes.Comparison)
def _comparison(node: nodes.Comparison, scope: Scope) -> Closure:
    left, right = compile_node(node.left, scope), compile_node(node.right, scope)
    relation = node.relation
    texts = [scope.world.text(part) for part in (node.left, node.right)]
    say_empty = _empty_operand(scope.world.text(node), texts)
    if relation in ("=", "!="):
        return _equality(left, right, negated=relation == "!=")
    order = ORDERS[relation]

    def ordered(run: Run, local: Local) -> bool | None:
        one, other = left(run, local), right(run, local)
        if type(one) is Decimal and type(other) is Decimal:
            return order(one, other)
        if one is None or other is None:
            say_empty(run, 0 if one is None else 1)
            return None
        return compare(run, relation, one, other)

    return ordered


def _equality(left: Closure, right: Closure, *, negated: bool) -> Closure:
    def same(run: Run, local: Local) -> bool | None:
        one, other = left(run, local), right(run, local)
        if type(one) is type(other) and type(one) in (str, Decimal, bool):
            return bool(one == other) is not negated
        outcome = equal(run, one, other)
        return None if outcome is None else outcome is not negated

    return same


@compiles(nodes.Between)
def _between(node: nodes.Between, scope: Scope) -> Closure:
    value, low, high = (compile_node(part, scope) for part in (node.value, node.low, node.high))

    def between(run: Run, local: Local) -> bool | None:
        one = value(run, local)
        above = compare(run, ">=", one, low(run, local))
        below = compare(run, "<=", one, high(run, local))
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return between


@compiles(nodes.Junction)
def _junction(node: nodes.Junction, scope: Scope) -> Closure:
    """`and` ends at the first false, `or` at the first true; what is no boolean counts as unknown."""
    operands = tuple(compile_node(operand, scope) for operand in node.operands)
    word, decisive = node.word, node.word == "or"
    neutral = not decisive

    def junction(run: Run, local: Local) -> bool | None:
        outcome: bool | None = neutral
        for operand in operands:
            value: object = operand(run, local)
            if value is decisive:
                return decisive
            if value is not neutral:
                outcome = None
                if value is not None:
                    run.note("no_boolean", word=word, kind=KINDS[type(value)])
        return outcome

    return junction


@compiles(nodes.If)
def _if(node: nodes.If, scope: Scope) -> Closure:
    branches = tuple(
        (compile_node(condition, scope), compile_node(value, scope)) for condition, value in node.branches
    )
    otherwise = compile_node(node.otherwise, scope)

    def choose(run: Run, local: Local) -> Any:
        for condition, value in branches:
            if condition(run, local) is True:
                return value(run, local)
        return otherwise(run, local)

    return choose
