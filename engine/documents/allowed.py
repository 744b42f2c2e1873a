"""What a mark in a template may do, decided on its syntax tree, and which fields it reads. Runs nothing.

Allowed: a field, `for`, `if`, comparisons, `and or not`, registered filters and tests, constants. Whatever
is not named here is refused: calls, assignments, macros, imports, arithmetic, private names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from engine.documents.source import Source
from engine.errors import Finding

Fields = frozenset[tuple[str, ...]]
DEPTH = 12
NODES = 20_000
FINDINGS = 50
"""More findings about one part help nobody."""

_EXPRESSIONS: tuple[type[nodes.Node], ...] = (
    nodes.Compare,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.List,
)
_OPERATORS = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq", "in", "notin"})
_CELLS = frozenset({"w:tbl", "w:tr", "w:tc", "w:txbxContent", "w:body"})
_LOOP = frozenset({"index", "first", "last", "length"})
_TAG = re.compile(r"<(/?)([\w:.-]+)[^>]*?(/?)>")


@dataclass
class Reading:
    """The result of reading one part: the fields it reads and what is wrong with it."""

    source: Source
    filters: Mapping[str, Any]
    tests: Mapping[str, Any]
    fields: set[tuple[str, ...]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0

    def refuse(self, rule: str, node: nodes.Node, **facts: Any) -> None:
        if len(self.findings) >= FINDINGS:
            return
        place = self.source.place(node.lineno or 1)
        self.findings.append(
            Finding("", f"documents.{rule}", element=self.source.part, facts={"place": place, **facts})
        )


def read(
    tree: nodes.Template, source: Source, filters: Mapping[str, Any], tests: Mapping[str, Any]
) -> Reading:
    """Walk the syntax tree of one part. Fields come as paths; `[]` stands for every item of a list:
    `{% for s in stellen %}{{ s.vzae }}` reads `("stellen",)` and `("stellen", "[]", "vzae")`."""
    reading = Reading(source, filters, tests)
    _walk(reading, list(tree.body), {}, depth=0)
    return reading


def _walk(reading: Reading, body: list[Any], scope: Mapping[str, tuple[str, ...]], *, depth: int) -> None:
    for node in body:
        _statement(reading, node, scope, depth)


def _statement(reading: Reading, node: nodes.Node, scope: Mapping[str, tuple[str, ...]], depth: int) -> None:
    reading.count += 1
    if depth > DEPTH or reading.count > NODES:
        reading.refuse("too_deep", node, limit=DEPTH)
    elif isinstance(node, nodes.Output):
        for one in node.nodes:
            if not isinstance(one, nodes.TemplateData):
                _expression(reading, one, scope, depth + 1)
    elif isinstance(node, nodes.If):
        _condition(reading, node, scope, depth)
    elif isinstance(node, nodes.For):
        _loop(reading, node, scope, depth)
    else:
        reading.refuse("not_allowed", node, what=_called(node))


def _condition(reading: Reading, node: nodes.If, scope: Mapping[str, tuple[str, ...]], depth: int) -> None:
    _expression(reading, node.test, scope, depth + 1)
    for body in (node.body, node.else_):
        _untorn(reading, node, body)
        _walk(reading, body, scope, depth=depth + 1)
    for branch in node.elif_:
        _condition(reading, branch, scope, depth)


def _loop(reading: Reading, node: nodes.For, scope: Mapping[str, tuple[str, ...]], depth: int) -> None:
    if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
        reading.refuse("not_allowed", node, what="for … recursive/if")
        return
    path = _path(node.iter, scope)
    if path is None:
        reading.refuse("not_a_field", node)
        return
    _expression(reading, node.iter, scope, depth + 1)
    _named(reading, node, node.target.name)
    inner = {**scope, node.target.name: (*path, "[]"), "loop": ("loop",)}
    for body in (node.body, node.else_):
        _untorn(reading, node, body)
    _walk(reading, node.body, inner, depth=depth + 1)
    _walk(reading, node.else_, scope, depth=depth + 1)


def _expression(reading: Reading, node: nodes.Node, scope: Mapping[str, tuple[str, ...]], depth: int) -> None:
    reading.count += 1
    if depth > DEPTH or reading.count > NODES:
        reading.refuse("too_deep", node, limit=DEPTH)
        return
    path = _path(node, scope)
    if path is not None:
        _field(reading, node, path)
    elif not _known(reading, node):
        reading.refuse("not_allowed", node, what=_called(node))
    else:
        for child in node.iter_child_nodes():
            _expression(reading, child, scope, depth + 1)


def _known(reading: Reading, node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return _registered(reading, node, "filter", reading.filters) and not (
            node.dyn_args or node.dyn_kwargs
        )
    if isinstance(node, nodes.Test):
        return _registered(reading, node, "test", reading.tests) and not (node.dyn_args or node.dyn_kwargs)
    if isinstance(node, nodes.Operand):
        return node.op in _OPERATORS
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str | bool | int)
    return isinstance(node, _EXPRESSIONS)


def _registered(reading: Reading, node: Any, kind: str, registry: Mapping[str, Any]) -> bool:
    if node.name not in registry:
        known = ", ".join(sorted(registry))
        reading.refuse(f"unknown_{kind}", node, what=node.name, known=known)
    return True


def _path(node: nodes.Node, scope: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The path a chain of names reads, or None if it is something else than such a chain."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, (node.name,))
    if isinstance(node, nodes.Getattr):
        before = _path(node.node, scope)
        return None if before is None else (*before, node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        before = _path(node.node, scope)
        key = node.arg.value
        if before is None or isinstance(key, bool) or not isinstance(key, str | int):
            return None
        return (*before, key if isinstance(key, str) else "[]")
    return None


def _field(reading: Reading, node: nodes.Node, path: tuple[str, ...]) -> None:
    if path[0] == "loop":
        if path[1:] and path[1] not in _LOOP:
            reading.refuse("not_allowed", node, what=".".join(path))
        return
    for name in path:
        _named(reading, node, name)
    reading.fields.add(path)


def _named(reading: Reading, node: nodes.Node, name: str) -> None:
    if name.startswith("_"):
        reading.refuse("private_name", node, what=name)


def _untorn(reading: Reading, node: nodes.Node, body: list[Any]) -> None:
    """What a condition or loop encloses must be whole: it may not begin in one cell and end in another."""
    opened: list[str] = []
    closed: list[str] = []
    for closing, name, empty in _tags(body):
        if empty:
            continue
        if not closing:
            opened.append(name)
        elif opened:
            opened.pop()
        else:
            closed.append(name)
    if closed != opened[::-1] or _CELLS & set(closed):
        reading.refuse("torn", node)


def _tags(body: list[Any]) -> Iterator[tuple[str, str, str]]:
    for node in body:
        for one in node.nodes if isinstance(node, nodes.Output) else ():
            if isinstance(one, nodes.TemplateData):
                for match in _TAG.finditer(one.data):
                    yield match.group(1), match.group(2), match.group(3)


def _called(node: nodes.Node) -> str:
    names: dict[type[nodes.Node], str] = {
        nodes.Call: "(…)",
        nodes.Getattr: ".",
        nodes.Getitem: "[…]",
        nodes.Const: "none/1.5",
        nodes.Concat: "~",
    }
    return names.get(type(node), type(node).__name__.lower())
