"""Compiles unary tests: whether the value `?` passes a cell of a decision table. Not `in` (`collections`).

DMN 1.5, 10.3.2.8 and rules 7, 13 to 17.
"""

from __future__ import annotations

from typing import Any

from engine.feel.reading import nodes
from engine.feel.running.collections import compile_test, mentions
from engine.feel.running.comparison import any_of, belongs
from engine.feel.running.compiler import compile_node
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope


def compile_tests(node: nodes.Node, scope: Scope) -> Closure:
    """The closure over `local["?"]` for `-`, `not(...)` or alternatives."""
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Tests):
        return _negated(compile_tests(node.operand, scope))
    assert isinstance(node, nodes.Tests)
    if not node.tests:
        return lambda run, local: True
    checks = [_compile(test, scope) for test in node.tests]
    if len(checks) == 1:
        (check,) = checks
        return lambda run, local: check(run, local, local["?"])
    return lambda run, local: any_of(check(run, local, local["?"]) for check in checks)


def _negated(outcome: Closure) -> Closure:
    def negate(run: Run, local: Local) -> bool | None:
        value = outcome(run, local)
        return None if value is None else not value

    return negate


def _compile(node: nodes.Node, scope: Scope) -> Any:
    """A test with `?` is a condition of its own; any other is held against the value."""
    if isinstance(node, nodes.UnaryTest):
        return compile_test(node, scope)
    closure, asks = compile_node(node, scope), mentions(node, "?")

    def check(run: Run, local: Local, value: Any) -> bool | None:
        test = closure(run, local)
        if type(test) is bool and (asks or type(value) is not bool):
            return test
        if asks and test is None:
            return None
        return belongs(run, value, test)

    return check
