"""What an expression reads, path by path, and the shape of what it gives. Evaluates nothing.

`feel.Expression.reads` says which outside names an expression needs; here names of loops and filters are
followed as well (`for s in antrag.stellen return s.vzae` reads `antrag.stellen.vzae`), so that a wrong field
of a row is found, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from engine.check.known import ANYTHING, Known
from engine.errors import EngineError
from engine.feel.kinds.builtin import BUILT_IN
from engine.feel.reading import nodes
from engine.feel.reading.parser import parse

Names = tuple[str, ...]
Meaning = Names | Known | None
"""A path to something outside, a shape made here, or nothing that can be said."""


@dataclass
class Walk:
    """One walk over an expression."""

    lookup: Callable[[Names], Known | None]
    """What is known under an outside path; None: there is no such name."""
    reads: dict[Names, None] = field(default_factory=dict)
    unsure: set[Names] = field(default_factory=set)
    """Paths that the expression itself compares with null: it knows that they may be unknown."""

    def value(self, node: nodes.Node, names: Mapping[str, Meaning]) -> Meaning:
        """What a node means; paths to the outside are noted as read."""
        meaning = self.meaning(node, names)
        if isinstance(meaning, tuple):
            self.reads[meaning] = None
        return meaning

    def meaning(self, node: nodes.Node, names: Mapping[str, Meaning]) -> Meaning:
        match node:
            case nodes.Name():
                return self._name(node.name, names)
            case nodes.Path():
                return self._inside(self.meaning(node.source, names), node.name)
            case nodes.Filter():
                return self._filter(node, names)
            case nodes.For():
                inner = self._iterators(node.iterators, names)
                return replace(self.shape(self.value(node.body, inner)), rows=True)
            case nodes.Quantified():
                self.value(node.condition, self._iterators(node.iterators, names))
            case nodes.ContextNode():
                return self._context(node, names)
            case nodes.ListNode():
                return self._list(node, names)
            case nodes.FunctionNode():
                self.value(node.body, {**names, **dict.fromkeys(name for name, _ in node.parameters)})
            case nodes.Call():
                return self._call(node, names)
            case nodes.Comparison():
                self._comparison(node, names)
            case nodes.If():
                for condition, value in node.branches:
                    self.value(condition, names)
                    self.value(value, names)
                return self.value(node.otherwise, names)
            case _:
                for child in _children(node):
                    self.value(child, names)
        return None

    def shape(self, meaning: Meaning) -> Known:
        """The shape of a meaning; of what cannot be said anything may be inside."""
        if isinstance(meaning, tuple):
            return self.lookup(meaning) or ANYTHING
        return meaning if meaning is not None else ANYTHING

    def _name(self, name: str, names: Mapping[str, Meaning]) -> Meaning:
        if name in names:
            return names[name]
        for items in (names.get("\n"), names.get("\n\n")):
            if isinstance(items, tuple) and name in self.shape(items).inner:
                return (*items, name)
            if isinstance(items, Known) and (items.open or name in items.inner):
                return items.inner.get(name)
        return None if name in BUILT_IN and self.lookup((name,)) is None else (name,)

    def _inside(self, source: Meaning, name: str) -> Meaning:
        if isinstance(source, tuple):
            return (*source, name)
        return source.inner.get(name) if source is not None else None

    def _filter(self, node: nodes.Filter, names: Mapping[str, Meaning]) -> Meaning:
        """Inside a filter the fields of an item are names of their own."""
        source = self.value(node.source, names)
        items: Meaning = source if source is not None else ANYTHING
        self.value(node.condition, {**names, "item": items, "\n\n": names.get("\n"), "\n": items})
        return source

    def _iterators(self, iterators: list[nodes.Iterator], names: Mapping[str, Meaning]) -> dict[str, Meaning]:
        inner = dict(names)
        for iterator in iterators:
            domain = self.value(iterator.domain, inner)
            if iterator.high is not None:
                self.value(iterator.high, inner)
            inner[iterator.name] = domain.item() if isinstance(domain, Known) else domain
        inner["partial"] = None
        return inner

    def _context(self, node: nodes.ContextNode, names: Mapping[str, Meaning]) -> Known:
        inner, made = dict(names), dict[str, Known]()
        for name, value in node.entries:
            inner[name] = made[name] = self.shape(self.value(value, inner))
        return Known(made)

    def _list(self, node: nodes.ListNode, names: Mapping[str, Meaning]) -> Known:
        shapes = [self.shape(self.value(item, names)) for item in node.items]
        inner = {name: known for shape in shapes for name, known in shape.inner.items()}
        return Known(inner, not shapes or any(shape.open for shape in shapes), rows=bool(inner))

    def _call(self, node: nodes.Call, names: Mapping[str, Meaning]) -> Meaning:
        called = node.function
        if not (isinstance(called, nodes.Name) and called.name in BUILT_IN):
            self.value(called, names)
        arguments = [self.value(argument, names) for argument in node.arguments]
        if isinstance(called, nodes.Name) and called.name in ("is defined", "get or else"):
            self.unsure.update(found for found in arguments if isinstance(found, tuple))
        return None

    def _comparison(self, node: nodes.Comparison, names: Mapping[str, Meaning]) -> None:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            meaning = self.value(side, names)
            if isinstance(other, nodes.Literal) and other.value is None and isinstance(meaning, tuple):
                self.unsure.add(meaning)


def walk(source: str, lookup: Callable[[Names], Known | None]) -> tuple[Walk, Known]:
    """The walk over an expression and the shape of its value; empty for a text that is no FEEL."""
    made = Walk(lookup)
    try:
        meaning = made.value(_parsed(source), {})
    except EngineError:
        return made, ANYTHING
    return made, made.shape(meaning)


@lru_cache(maxsize=4096)
def _parsed(source: str) -> nodes.Node:
    return parse(source, frozenset())


def _children(node: Any) -> Iterator[nodes.Node]:
    for one in fields(node):
        yield from _nodes_in(getattr(node, one.name))


def _nodes_in(value: Any) -> Iterator[nodes.Node]:
    if isinstance(value, nodes.TypeName):
        return
    if isinstance(value, nodes.Node):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nodes_in(item)
