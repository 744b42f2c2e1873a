"""Reads a range from a text, as the built-in `range` does. Not the syntax of ranges in expressions.

Its ends are literals: numbers, strings, `@"..."`, or one of the conversion functions on a string literal.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelSyntaxError
from engine.feel.kinds.builtin import BUILT_IN, unreadable
from engine.feel.kinds.literals import read_literal
from engine.feel.kinds.numbers_context import NUMBERS
from engine.feel.kinds.records import Range
from engine.feel.reading import nodes
from engine.feel.reading.parser import parse
from engine.feel.running.calls import invoke
from engine.feel.running.comparison import compare
from engine.feel.running.run import Run

_MAKERS = ("date", "time", "date and time", "duration")


def read_range(run: Run, source: str) -> Range:
    """The range of `[1..3]` and the like. Raises Nothing for any other text."""
    run.charge(len(source))
    try:
        node = parse(source)
    except FeelSyntaxError:
        raise unreadable(source, "range") from None
    if not isinstance(node, nodes.RangeNode):
        raise unreadable(source, "range")
    low, high = _end(run, node.low), _end(run, node.high)
    if low is None or high is None or compare(run, "<=", low, high) is not True:
        raise unreadable(source, "range")
    return Range(low, high, node.low_included, node.high_included)


def _end(run: Run, node: nodes.Node) -> Any:
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.AtLiteral):
        return read_literal(node.text)
    if isinstance(node, nodes.Negation):
        value = _end(run, node.operand)
        return NUMBERS.minus(value) if type(value) is Decimal else None
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name in _MAKERS
    ):
        arguments = node.arguments
        if len(arguments) == 1 and isinstance(arguments[0], nodes.Literal):
            return invoke(run, BUILT_IN[node.function.name], [arguments[0].value])
    raise unreadable("range", "range")
