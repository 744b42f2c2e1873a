"""Makes syntax nodes out of what the grammar reduces. Not their meaning.

One method for each alternative of `feel.lark`, under the same name. Chains of one operator are gathered in
one node, so that a long sum stays flat.
"""

from __future__ import annotations

from typing import Any, TypeVar

from lark import Token, Transformer, v_args

from engine.feel import limits
from engine.feel.errors import LimitExceeded
from engine.feel.kinds.numbers_context import read_number
from engine.feel.reading import nodes
from engine.feel.reading.nodes import Node

N = TypeVar("N", bound=Node)
Part = Token | Node | list[Any] | tuple[Any, ...]


def _start(part: Part) -> int:
    if isinstance(part, Token):
        return int(part.start_pos or 0)
    return part.start if isinstance(part, Node) else _start(part[0])


def _end(part: Part) -> int:
    if isinstance(part, Token):
        return int(part.end_pos or 0)
    return part.end if isinstance(part, Node) else _end(part[-1])


def _make(kind: type[N], parts: tuple[Part, ...], inner: list[Node], *fields: Any) -> N:
    """The node over `parts` (for its place) with `inner` nodes (for its size)."""
    size = 1 + sum(node.size for node in inner)
    depth = 1 + max((node.depth for node in inner), default=0)
    return kind(_start(parts[0]), _end(parts[-1]), _checked_size(size), _checked_depth(depth), *fields)


def _grow(node: N, *added: Node) -> N:
    """The same node after operands were added on its right."""
    node.size = _checked_size(node.size + sum(one.size for one in added))
    node.depth = _checked_depth(max(node.depth, *(1 + one.depth for one in added)))
    node.end = added[-1].end
    return node


def _checked_size(size: int) -> int:
    if size > limits.NODES:
        raise LimitExceeded("nodes", limits.NODES)
    return size


def _checked_depth(depth: int) -> int:
    if depth > limits.NESTING:
        raise LimitExceeded("nesting", limits.NESTING)
    return depth


def _nodes(parts: tuple[Part, ...]) -> list[Any]:
    return [part for part in parts if isinstance(part, Node)]


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """Called by Lark for each reduction, from the leaves upwards."""

    def feel_expression(self, node: Node) -> Node:
        return node

    # literals

    def number(self, token: Token) -> Node:
        return _make(nodes.Literal, (token,), [], read_number(str(token)))

    def string(self, token: Token) -> Node:
        return _make(nodes.Literal, (token,), [], str(token))

    def at_literal(self, at: Token, token: Token) -> Node:
        return _make(nodes.AtLiteral, (at, token), [], str(token))

    def true(self, token: Token) -> Node:
        return _make(nodes.Literal, (token,), [], True)

    def false(self, token: Token) -> Node:
        return _make(nodes.Literal, (token,), [], False)

    def null(self, token: Token) -> Node:
        return _make(nodes.Literal, (token,), [], None)

    def name(self, token: Token) -> Node:
        return _make(nodes.Name, (token,), [], str(token))

    # operators

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        if isinstance(left, nodes.Arithmetic) and _same_level(left.rest[-1][0], str(operator)):
            left.rest.append((str(operator), right))
            return _grow(left, right)
        return _make(nodes.Arithmetic, (left, right), [left, right], left, [(_plain(operator), right)])

    def negation(self, minus: Token, operand: Node) -> Node:
        return _make(nodes.Negation, (minus, operand), [operand], operand)

    def relation(self, token: Token) -> Token:
        return token

    def compare(self, left: Node, relation: Token, right: Node) -> Node:
        return _make(nodes.Comparison, (left, right), [left, right], left, _plain(relation), right)

    def between(self, value: Node, _between: Token, low: Node, _and: Token, high: Node) -> Node:
        return _make(nodes.Between, (value, high), [value, low, high], value, low, high)

    def in_test(self, value: Node, _in: Token, test: Node) -> Node:
        return _make(nodes.In, (value, test), [value, test], value, test)

    def in_unary_test(self, value: Node, _in: Token, relation: Token, operand: Node) -> Node:
        return self.in_test(value, _in, self.unary_test(relation, operand))

    def conjunction(self, left: Node, word: Token, right: Node) -> Node:
        return _junction(left, str(word), right)

    def disjunction(self, left: Node, word: Token, right: Node) -> Node:
        return _junction(left, str(word), right)

    # tests

    def unary_test(self, relation: Token, operand: Node) -> Node:
        return _make(nodes.UnaryTest, (relation, operand), [operand], _plain(relation), operand)

    def tests(self, *parts: Part) -> list[Any]:
        return _nodes(parts)

    def group(self, opening: Token, tests: list[Node], closing: Token) -> Node:
        if len(tests) == 1:
            return tests[0]
        return _make(nodes.Tests, (opening, closing), tests, tests)

    def any_value(self, token: Token) -> Node:
        return _make(nodes.Tests, (token,), [], [])

    def negated_tests(self, word: Token, _opening: Token, tests: list[Node], closing: Token) -> Node:
        inner = _make(nodes.Tests, (tests,), tests, tests)
        return _make(nodes.Negation, (word, closing), [inner], inner)

    def plain_tests(self, tests: list[Node]) -> Node:
        return _make(nodes.Tests, (tests,), tests, tests)

    # types

    def instance_of(self, value: Node, _word: Token, kind: nodes.TypeName) -> Node:
        return _make(nodes.InstanceOf, (value, kind), [value], value, kind)

    def typed(self, value: Node, word: Token, kind: nodes.TypeName) -> Node:
        return self.instance_of(value, word, kind)

    def named_type(self, *parts: Token) -> Node:
        return _make(nodes.TypeName, parts, [], "".join(parts), [], [])

    def list_type(self, *parts: Part) -> Node:
        return _make(nodes.TypeName, parts, _nodes(parts), "list", _nodes(parts), [])

    def range_type(self, *parts: Part) -> Node:
        return _make(nodes.TypeName, parts, _nodes(parts), "range", _nodes(parts), [])

    def function_type(self, *parts: Part) -> Node:
        """The parameters' types, and the result's as the last of them."""
        return _make(nodes.TypeName, parts, _nodes(parts), "function", _nodes(parts), [])

    def member(self, name: Token, _colon: Token, kind: nodes.TypeName) -> tuple[str, Node]:
        return str(name), kind

    def context_type(self, *parts: Part) -> Node:
        members = [part for part in parts if isinstance(part, tuple)]
        kinds = [kind for _, kind in members]
        names = [name for name, _ in members]
        return _make(nodes.TypeName, parts, kinds, "context", kinds, names)

    # paths, filters, calls

    def path(self, source: Node, _dot: Token, name: Token) -> Node:
        return _make(nodes.Path, (source, name), [source], source, str(name))

    def filter(self, source: Node, _opening: Token, condition: Node, closing: Token) -> Node:
        return _make(nodes.Filter, (source, closing), [source, condition], source, condition)

    def arguments(self) -> tuple[None, list[Node]]:
        return None, []

    def positional(self, *parts: Part) -> tuple[None, list[Node]]:
        return None, _nodes(parts)

    def named_argument(self, name: Token, _colon: Token, value: Node) -> tuple[str, Node]:
        return str(name), value

    def named(self, *parts: Part) -> tuple[list[str], list[Node]]:
        pairs = [part for part in parts if isinstance(part, tuple)]
        return [name for name, _ in pairs], [value for _, value in pairs]

    def invocation(self, function: Node, _opening: Token, arguments: tuple[Any, Any], closing: Token) -> Node:
        names, values = arguments
        return _make(nodes.Call, (function, closing), [function, *values], function, values, names)

    # collections

    def range_close(self, token: Token) -> Token:
        return token

    def range(self, opening: Token, low: Node, _dots: Token, high: Node, closing: Token) -> Node:
        ends = (opening.type == "LSQB", closing.type == "RSQB")
        return _make(nodes.RangeNode, (opening, closing), [low, high], low, high, *ends)

    def list(self, *parts: Part) -> Node:
        return _make(nodes.ListNode, parts, _nodes(parts), _nodes(parts))

    def entry(self, key: Token, _colon: Token, value: Node) -> tuple[str, Node]:
        return str(key), value

    def context(self, *parts: Part) -> Node:
        entries = [part for part in parts if isinstance(part, tuple)]
        return _make(nodes.ContextNode, parts, [value for _, value in entries], entries)

    # phrases

    def conditional(self, *parts: Any) -> Node:
        first, condition, _, value, _, otherwise = parts
        inner = [condition, value, otherwise]
        if isinstance(otherwise, nodes.If):
            branches = [(condition, value), *otherwise.branches]
            flat = _make(nodes.If, (first, otherwise), inner[:2], branches, otherwise.otherwise)
            flat.size = _checked_size(flat.size + otherwise.size)
            flat.depth = _checked_depth(max(flat.depth, otherwise.depth))
            return flat
        return _make(nodes.If, (first, otherwise), inner, [(condition, value)], otherwise)

    def over(self, name: Token, _in: Token, domain: Node) -> Node:
        return _make(nodes.Iterator, (name, domain), [domain], str(name), domain, None)

    def over_span(self, name: Token, _in: Token, low: Node, _dots: Token, high: Node) -> Node:
        return _make(nodes.Iterator, (name, high), [low, high], str(name), low, high)

    def iterators(self, *parts: Part) -> Any:
        return _nodes(parts)

    def for_loop(self, word: Token, iterators: Any, _return: Token, body: Node) -> Node:
        return _make(nodes.For, (word, body), [*iterators, body], iterators, body)

    def quantified(self, word: Token, iterators: Any, _satisfies: Token, condition: Node) -> Node:
        parts = [*iterators, condition]
        return _make(nodes.Quantified, (word, condition), parts, word.type == "EVERY", iterators, condition)

    def parameter(self, name: Token, _colon: Token | None = None, kind: Any = None) -> tuple[str, Any]:
        return str(name), kind

    def function_definition(self, *parts: Part) -> Node:
        return _function(parts, external=False)

    def external_function(self, *parts: Part) -> Node:
        return _function(parts, external=True)


def _function(parts: tuple[Part, ...], *, external: bool) -> Node:
    parameters = [part for part in parts if isinstance(part, tuple)]
    body = parts[-1]
    assert isinstance(body, Node)
    return _make(nodes.FunctionNode, parts, [body], parameters, body, external)


def _junction(left: Node, word: str, right: Node) -> Node:
    if isinstance(left, nodes.Junction) and left.word == word:
        left.operands.append(right)
        return _grow(left, right)
    return _make(nodes.Junction, (left, right), [left, right], word, [left, right])


_PLAIN = {"−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!="}


def _plain(operator: Token) -> str:
    return _PLAIN.get(str(operator), str(operator))


def _same_level(one: str, other: str) -> bool:
    return (one in "+-−–") == (other in "+-−–") and (one == "**") == (other == "**")
