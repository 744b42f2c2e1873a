"""Compiles names and paths, and knows the parts of values: `datum.year`. Not the writing of paths."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel.kinds.builtin import BUILT_IN
from engine.feel.kinds.kind import KINDS, PLAIN, adopt
from engine.feel.kinds.parts import PARTS
from engine.feel.reading import nodes
from engine.feel.reading.names import canonical
from engine.feel.running.compiler import compile_node, compiles
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope

_MISSING: Any = object()


@compiles(nodes.Name)
def _name(node: nodes.Name, scope: Scope) -> Closure:
    name = canonical(node.name)
    items, bound = scope.lookup(name)
    if bound:
        found = _partial if name == "partial" else _bound(name)
    else:
        if name not in BUILT_IN or name in scope.world.known:
            scope.world.read((name,), scope, certain=not items)
        found = _outside(name)
    return _through_items(name, items, found)


def _bound(name: str) -> Closure:
    return lambda run, local: local[name]


def _partial(run: Run, local: Local) -> Any:
    """The results so far as they are now: the loop goes on filling its own list."""
    made = local["partial"]
    if type(made) is not list:
        return made
    run.charge(len(made))
    return list(made)


def _outside(name: str) -> Closure:
    """A name from the context of the evaluation, or a built-in function."""
    built_in = BUILT_IN.get(name)
    path = (name,)

    def outside(run: Run, local: Local) -> Any:
        value = run.context.get(name, _MISSING)
        if type(value) in PLAIN:
            return value
        if value is _MISSING:
            return built_in or run.note("name_missing", name=name)
        return adopt(value) if type(value) is Decimal else run.adopt(path, value)

    return outside


def _through_items(name: str, items: list[str], found: Closure) -> Closure:
    """In a filter the entries of the item hide what is outside."""
    for item in reversed(items):
        found = _through_item(name, item, found)
    return found


def _through_item(name: str, item: str, otherwise: Closure) -> Closure:
    def inside(run: Run, local: Local) -> Any:
        value = local[item]
        if type(value) is dict and name in value:
            return value[name]
        if name == "item":
            return value
        return otherwise(run, local)

    return inside


@compiles(nodes.Path)
def _path(node: nodes.Path, scope: Scope) -> Closure:
    plain = outside_path(node, scope)
    if plain:
        scope.world.read(plain, scope, certain=True)
        return _outside_path(plain)
    name = node.name
    source = compile_node(node.source, scope)
    return lambda run, local: part(run, source(run, local), name)


def outside_path(node: nodes.Node, scope: Scope) -> tuple[str, ...]:
    """`("antrag", "betrag")` when the node is such a path of outside names alone, else ()."""
    names: list[str] = []
    while isinstance(node, nodes.Path):
        names.append(node.name)
        node = node.source
    if not isinstance(node, nodes.Name):
        return ()
    items, bound = scope.lookup(node.name)
    if bound or items:
        return ()
    return (node.name, *reversed(names))


def _outside_path(path: tuple[str, ...]) -> Closure:
    """Walks the outside values as they are, and adopts only the last."""
    first, *steps = path
    slow = _outside(first)

    def walk(run: Run, local: Local) -> Any:
        value = run.context.get(first)
        for place, step in enumerate(steps):
            if type(value) is not dict and not isinstance(value, Mapping):
                value = adopt(value) if value is not None else slow(run, local) if place == 0 else None
                return _rest(run, value, steps[place:], path)
            value = value.get(step, _MISSING)
            if value is _MISSING:
                return run.note("path_missing", path=".".join(path[: place + 2]), name=step)
        if type(value) in PLAIN:
            return value
        return adopt(value) if type(value) is Decimal else run.adopt(path, value)

    return walk


def _rest(run: Run, value: Any, steps: list[str], path: tuple[str, ...]) -> Any:
    for step in steps:
        if value is None:
            return run.note("path_empty", path=".".join(path), name=step)
        value = part(run, value, step)
    return value


def part(run: Run, value: Any, name: str) -> Any:
    """`value.name`: an entry, a part of a date or range, or all of them for a list (10.3.2.5)."""
    kind = type(value)
    if kind is dict:
        if name in value:
            return value[name]
        return run.note("entry_missing", name=name)
    if kind is list:
        run.charge(len(value))
        return [part(run, one, name) for one in value]
    if value is None:
        return None
    found = PARTS.get(KINDS[kind], {}).get(name)
    if found is None:
        return run.note("part_missing", name=name, kind=KINDS[kind])
    return found(value)
