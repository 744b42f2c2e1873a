"""What a name means where it stands: bound by the expression, a part of a filtered item, or from outside.

Compile time only. Not the values, which travel as `local` dicts and the run's context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel.reading.nodes import Node
from engine.feel.running.run import Run

Local = Mapping[str, Any]
Closure = Callable[[Run, Local], Any]
TypeTest = Callable[[Any], bool]
"""Says whether a value is an instance of a type that was defined outside of FEEL."""


@dataclass(frozen=True)
class Scope:
    """One layer of names over the layers outside it.

    A layer either binds `names`, or stands for the item of a filter, kept in `local` under `item`, whose
    entries are names too.
    """

    outer: Scope | None = None
    names: frozenset[str] = frozenset()
    item: str = ""
    item_path: tuple[str, ...] = ()
    """Where the filtered list comes from, if it is a plain path."""
    world: World = field(default_factory=lambda: World())

    def bind(self, names: Iterable[str]) -> Scope:
        return Scope(self, frozenset(names), world=self.world)

    def filtering(self, item: str, path: tuple[str, ...]) -> Scope:
        return Scope(self, item=item, item_path=path, world=self.world)

    def depth(self) -> int:
        return 1 + self.outer.depth() if self.outer else 0

    def lookup(self, name: str) -> tuple[list[str], bool]:
        """The filter items to ask first, innermost first; and does the expression itself bind the name?"""
        items: list[str] = []
        here: Scope | None = self
        while here:
            if name in here.names:
                return items, True
            if here.item:
                items.append(here.item)
            here = here.outer
        return items, False

    def innermost_path(self) -> tuple[str, ...]:
        """The path of the nearest filtered list."""
        here: Scope | None = self
        while here:
            if here.item:
                return here.item_path
            here = here.outer
        return ()


class World:
    """What lies outside of an expression: names known to exist, types by name; and what it reads of it."""

    def __init__(
        self,
        source: str = "",
        known: frozenset[str] = frozenset(),
        types: Mapping[str, TypeTest] | None = None,
    ) -> None:
        self.source = source
        self.known = known
        self.types = types or {}
        self.paths: set[tuple[str, ...]] = set()

    def text(self, node: Node) -> str:
        """The node as it was written, short enough for a sentence."""
        text = " ".join(self.source[node.start : node.end].split())
        return text if len(text) <= 80 else f"{text[:79]}…"

    def read(self, path: tuple[str, ...], scope: Scope, *, certain: bool) -> None:
        """Record a path. Inside a filter a name nobody knows is taken for a field of the filtered items."""
        if certain or path[0] in self.known:
            self.paths.add(path)
        elif path[0] != "item":
            self.paths.add(scope.innermost_path() + path)
        elif len(path) > 1:
            self.paths.add(scope.innermost_path() + path[1:])
