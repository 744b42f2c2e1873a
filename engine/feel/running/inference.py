"""What type an expression has for certain (DMN 1.5, 10.3.2.9). Not the types themselves (`kinds/types`).

Needed for the result of a function, which is not known before it is called. Where nothing can be said for
certain the type is UNKNOWN, which fits everywhere: a function is not refused on suspicion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.feel.kinds.kind import KINDS
from engine.feel.kinds.literals import read_literal
from engine.feel.kinds.types import ANY, UNKNOWN, Type
from engine.feel.reading import nodes
from engine.feel.reading.names import canonical

Known = Mapping[str, Type]
"""The types of the names that are bound around the expression."""


def type_of(node: nodes.Node, known: Known) -> Type:
    """The type for certain, or UNKNOWN. `node` is at most as deep as the reader allows."""
    infer = _RULES.get(type(node))
    return infer(node, known) if infer else UNKNOWN


def of_value(value: Any) -> Type:
    kind = KINDS[type(value)]
    return Type({"null": "Null"}.get(kind, kind))


def _common(types: Iterable[Type], otherwise: Type) -> Type:
    """The one type of all, if they have one."""
    found = set(types)
    return found.pop() if len(found) == 1 else otherwise


def _arithmetic(node: nodes.Arithmetic, known: Known) -> Type:
    found = _common((type_of(part, known) for part in (node.first, *(one for _, one in node.rest))), UNKNOWN)
    return found if found.name in ("number", "string") else UNKNOWN


def _if(node: nodes.If, known: Known) -> Type:
    values = (*(value for _, value in node.branches), node.otherwise)
    return _common((type_of(value, known) for value in values), UNKNOWN)


def _list(node: nodes.ListNode, known: Known) -> Type:
    inner = [type_of(item, known) for item in node.items]
    return Type("list", (_common(inner, ANY) if inner else UNKNOWN,))


def _context(node: nodes.ContextNode, known: Known) -> Type:
    inner, seen = [], dict(known)
    for name, value in node.entries:
        inner.append(type_of(value, seen))
        seen[canonical(name)] = inner[-1]
    return Type("context", tuple(inner), tuple(name for name, _ in node.entries))


def _path(node: nodes.Path, known: Known) -> Type:
    source = type_of(node.source, known)
    return dict(zip(source.members, source.inner, strict=False)).get(node.name, UNKNOWN)


def _range(node: nodes.RangeNode, known: Known) -> Type:
    return Type("range", (_common((type_of(node.low, known), type_of(node.high, known)), UNKNOWN),))


def _boolean(node: nodes.Node, known: Known) -> Type:
    return Type("boolean")


_RULES: dict[type[nodes.Node], Callable[[Any, Known], Type]] = {
    nodes.Literal: lambda node, known: of_value(node.value),
    nodes.AtLiteral: lambda node, known: of_value(read_literal(node.text)),
    nodes.Name: lambda node, known: known.get(canonical(node.name), UNKNOWN),
    nodes.Negation: lambda node, known: type_of(node.operand, known),
    nodes.Arithmetic: _arithmetic,
    nodes.If: _if,
    nodes.ListNode: _list,
    nodes.ContextNode: _context,
    nodes.Path: _path,
    nodes.RangeNode: _range,
    **dict.fromkeys(
        (nodes.Comparison, nodes.Between, nodes.In, nodes.Junction, nodes.InstanceOf, nodes.Quantified),
        _boolean,
    ),
}
