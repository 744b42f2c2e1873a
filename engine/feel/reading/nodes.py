"""The syntax tree of FEEL: one frozen-in-spirit record for each form of the grammar. Not its meaning.

Every node knows where it stands in the source (`start`, `end`), how many nodes it holds (`size`) and how
deep it goes (`depth`), so that limits are checked while reading and steps can be charged while running.
"""

from __future__ import annotations

from collections.abc import Iterator as Iterated
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Node:
    """Some piece of an expression."""

    start: int
    end: int
    size: int
    depth: int


@dataclass(slots=True)
class Literal(Node):
    value: Any


@dataclass(slots=True)
class AtLiteral(Node):
    text: str


@dataclass(slots=True)
class Name(Node):
    name: str


@dataclass(slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(slots=True)
class Call(Node):
    """`function(a, b)` or `function(x: a, y: b)`; `names` is None when the arguments stand by position."""

    function: Node
    arguments: list[Node]
    names: list[str] | None


@dataclass(slots=True)
class Arithmetic(Node):
    """`first op term op term ...` of one level of precedence, from left to right."""

    first: Node
    rest: list[tuple[str, Node]]


@dataclass(slots=True)
class Negation(Node):
    operand: Node


@dataclass(slots=True)
class Comparison(Node):
    left: Node
    relation: str
    right: Node


@dataclass(slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class UnaryTest(Node):
    """`< 5`: a relation that lacks its left side. As a value of its own it is a range."""

    relation: str
    operand: Node


@dataclass(slots=True)
class Tests(Node):
    """Alternatives: `1, 2, > 7`; true when one of them is."""

    tests: list[Node]


@dataclass(slots=True)
class In(Node):
    value: Node
    test: Node


@dataclass(slots=True)
class Junction(Node):
    """A chain of `and` or of `or`."""

    word: str
    operands: list[Node]


@dataclass(slots=True)
class InstanceOf(Node):
    value: Node
    type: TypeName


@dataclass(slots=True)
class TypeName(Node):
    """A type as written: name, the types in its brackets, member names of a context, result of a function."""

    name: str
    inner: list[TypeName]
    members: list[str]


@dataclass(slots=True)
class RangeNode(Node):
    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True)
class ListNode(Node):
    items: list[Node]


@dataclass(slots=True)
class ContextNode(Node):
    entries: list[tuple[str, Node]]


@dataclass(slots=True)
class If(Node):
    """`if` with all its `else if`: pairs of condition and value, and the last `else`."""

    branches: list[tuple[Node, Node]]
    otherwise: Node


@dataclass(slots=True)
class Iterator(Node):
    """`name in domain`, or with `high`: `name in domain .. high`."""

    name: str
    domain: Node
    high: Node | None


@dataclass(slots=True)
class For(Node):
    iterators: list[Iterator]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    every: bool
    iterators: list[Iterator]
    condition: Node


@dataclass(slots=True)
class FunctionNode(Node):
    parameters: list[tuple[str, TypeName | None]]
    body: Node
    external: bool


def every_node(node: Node) -> Iterated[Node]:
    """The node and all nodes below it, in no particular order."""
    waiting: list[Any] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list | tuple):
            waiting.extend(here)
        elif isinstance(here, Node):
            yield here
            waiting.extend(getattr(here, field) for field in here.__dataclass_fields__)
