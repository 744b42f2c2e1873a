"""Turns syntax nodes into closures `(run, local) -> value`. Not the operations themselves.

`compile_node` asks one table which function knows the node's kind; the functions stand in `operators`,
`names`, `collections`, `loops`, `calls` and register themselves with `compiles`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.reading.nodes import Node
from engine.feel.running.scope import Closure, Scope

Compiler = Callable[[Any, Scope], Closure]
_COMPILERS: dict[type[Node], Compiler] = {}
K = TypeVar("K", bound=Compiler)


def compiles(*kinds: type[Node]) -> Callable[[K], K]:
    """Register the function that compiles these kinds of node."""

    def register(compiler: K) -> K:
        for kind in kinds:
            _COMPILERS[kind] = compiler
        return compiler

    return register


def compile_node(node: Node, scope: Scope) -> Closure:
    """The closure of a node. Depth is bounded by the limits of the reader, so is this recursion."""
    return _COMPILERS[type(node)](node, scope)
