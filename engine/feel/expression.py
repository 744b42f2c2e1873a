"""Compiled expressions and unary tests, with a cache. Not their parts (`reading`, `running`, `kinds`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine.errors import Reason
from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.kinds import (  # noqa: F401 - they register their functions
    aggregates,
    booleans,
    contexts,
    conversions,
    dates,
    lists,
    numbers,
    ranges,
    strings,
)
from engine.feel.kinds.kind import adopt
from engine.feel.reading.names import needs_help
from engine.feel.reading.nodes import Node
from engine.feel.reading.parser import parse, parse_unary_tests
from engine.feel.running import calls, collections, loops, operators, tests  # noqa: F401 - they register
from engine.feel.running.compiler import compile_node
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope, TypeTest, World

Name = str | tuple[str, ...]
Known = Iterable[Name]
Types = Mapping[str, TypeTest]


class Expression:
    """A FEEL expression, ready to be evaluated many times, in any thread."""

    def __init__(self, source: str, closure: Closure, reads: frozenset[tuple[str, ...]]) -> None:
        self.source = source
        self.reads = reads
        """The outside paths it reads, as far as they are written: `("antrag_pruefen", "ergebnis")`."""
        self._closure = closure

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """The value for these names; null where it has none. Raises LimitExceeded."""
        return _evaluated(self._closure, Run(context), {})

    def explain(self, context: Mapping[str, Any]) -> tuple[Any, tuple[Reason, ...]]:
        """The value, and why parts of it are null: the notes in the order they arose."""
        run = Run(context, noting=True)
        return _evaluated(self._closure, run, {}), tuple(run.notes or ())

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


class UnaryTests:
    """The tests of a decision table's cell, or any condition on one value, called `?`."""

    def __init__(self, source: str, closure: Closure, reads: frozenset[tuple[str, ...]]) -> None:
        self.source = source
        self.reads = reads
        self._closure = closure

    def matches(self, value: Any, context: Mapping[str, Any]) -> bool | None:
        """Does the value pass one of the tests? null if that cannot be said. Raises LimitExceeded."""
        outcome: bool | None = _evaluated(self._closure, Run(context), {"?": adopt(value)})
        return outcome

    def explain(self, value: Any, context: Mapping[str, Any]) -> tuple[bool | None, tuple[Reason, ...]]:
        """The outcome and the notes, as with `Expression.explain`."""
        run = Run(context, noting=True)
        return _evaluated(self._closure, run, {"?": adopt(value)}), tuple(run.notes or ())

    def __repr__(self) -> str:
        return f"UnaryTests({self.source!r})"


def _evaluated(closure: Closure, run: Run, local: Local) -> Any:
    try:
        value = closure(run, local)
    except RecursionError:
        raise LimitExceeded("nesting", limits.NESTING) from None
    return limits.checked_value(value) if type(value) in (list, dict) else value


def compile(source: str, names: Known = (), types: Types | None = None) -> Expression:
    """Compile an expression. `names`: what it may use, needed only where names hold operators or keywords.

    A tuple names a path, `("antrag", "netto-betrag")`. `types`: tests for the types that `instance of` may
    ask for beside those of FEEL. Raises FeelSyntaxError and LimitExceeded.
    """
    return _compile(source, frozenset(names), _needed(source, types))


def compile_unary(source: str, names: Known = (), types: Types | None = None) -> UnaryTests:
    """Compile unary tests: `-`, `< 5`, `"a", "b"`, `not(1, 2)`. Otherwise as `compile`."""
    return _compile_unary(source, frozenset(names), _needed(source, types))


def _needed(source: str, types: Types | None) -> frozenset[tuple[str, TypeTest]]:
    """The types whose name stands in the text, so that all other texts are compiled only once."""
    return frozenset((name, test) for name, test in (types or {}).items() if name in source)


def evaluate(source: str, context: Mapping[str, Any]) -> Any:
    """The value of an expression with the names of `context`; compiled once and kept.

    Raises FeelSyntaxError and LimitExceeded.
    """
    return _compile(source, frozenset(needs_help(context)), frozenset()).evaluate(context)


@lru_cache(maxsize=1024)
def _compile(source: str, known: frozenset[Name], types: frozenset[tuple[str, TypeTest]]) -> Expression:
    world = World(source, _heads(known), dict(types))
    closure = _closure(source, parse(source, known | _names_of(types)), Scope(world=world))
    return Expression(source, closure, frozenset(world.paths))


@lru_cache(maxsize=1024)
def _compile_unary(source: str, known: frozenset[Name], types: frozenset[tuple[str, TypeTest]]) -> UnaryTests:
    world = World(source, _heads(known), dict(types))
    scope = Scope(world=world).bind(["?"])
    closure = _closure(source, parse_unary_tests(source, known | _names_of(types)), scope, unary=True)
    return UnaryTests(source, closure, frozenset(world.paths))


def _names_of(types: frozenset[tuple[str, TypeTest]]) -> frozenset[Name]:
    """Types are called by names with spaces and operators, too; a qualified one is cut at its points."""
    return frozenset(name for name, _ in types if "." not in name)


def _heads(known: frozenset[Name]) -> frozenset[str]:
    return frozenset(path if isinstance(path, str) else path[0] for path in known)


def _closure(source: str, node: Node, scope: Scope, *, unary: bool = False) -> Closure:
    """Compile, and give errors that only the compiler sees the source they lack."""
    try:
        return tests.compile_tests(node, scope) if unary else compile_node(node, scope)
    except FeelSyntaxError as error:
        facts = dict(error.reason.facts)
        position = facts.pop("position")
        for fact in ("source", "line", "column"):
            facts.pop(fact)
        raise FeelSyntaxError(error.reason.code.rpartition(".")[2], source, position, **facts) from None


__all__ = ["Expression", "UnaryTests", "compile", "compile_unary", "evaluate"]
