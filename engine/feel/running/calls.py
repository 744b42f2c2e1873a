"""Compiles calls, function definitions and `instance of`, and calls function values. Not the built-ins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.kinds.builtin import BUILT_IN
from engine.feel.kinds.kind import KINDS, adopt
from engine.feel.kinds.records import Function, Nothing, Signature
from engine.feel.kinds.types import ANY, Type, coerced, conforms, of_name
from engine.feel.reading import nodes
from engine.feel.reading.hints import function_like
from engine.feel.reading.names import canonical
from engine.feel.running.arithmetic import guarded
from engine.feel.running.compiler import compile_node, compiles
from engine.feel.running.inference import type_of
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope


@compiles(nodes.Call)
def _call(node: nodes.Call, scope: Scope) -> Closure:
    target = _target(node.function, scope)
    arguments = tuple(compile_node(argument, scope) for argument in node.arguments)
    names = tuple(canonical(name) for name in node.names) if node.names is not None else None

    name = scope.world.text(node.function)

    def call(run: Run, local: Local) -> Any:
        function = target(run, local)
        if function is None:
            return _no_such_function(run, name)
        values = [argument(run, local) for argument in arguments]
        return invoke(run, function, values, names)

    return call


def _no_such_function(run: Run, name: str) -> None:
    if run.notes is not None:
        if run.notes and run.notes[-1].code == "feel.note.name_missing":
            run.notes.pop()  # one sentence is enough
        like = function_like(name, list(BUILT_IN))
        run.note("function_like", name=name, like=like) if like else run.note("function_missing", name=name)


def _target(node: nodes.Node, scope: Scope) -> Closure:
    """What is called. A built-in yields to a function of the same name, not to another value."""
    target = compile_node(node, scope)
    built_in = BUILT_IN.get(node.name) if isinstance(node, nodes.Name) else None
    if built_in is None:
        return target

    def choose(run: Run, local: Local) -> Any:
        found = target(run, local)
        return found if type(found) is Function else built_in

    return choose


def invoke(run: Run, function: Any, values: list[Any], names: Sequence[str] | None = None) -> Any:
    """The function's result for these arguments, by position or by name; null with a note if it has none."""
    if type(function) is not Function:
        return run.note("no_function", kind=KINDS[type(function)])
    run.charge(1)
    first: Nothing | None = None
    for signature in _likeliest_first(function, names):
        placed = _placed(signature, values, names)
        if placed is None:
            continue
        try:
            checked = _checked(signature, placed)
        except Nothing as nothing:
            first = first or nothing
            continue
        return _run(run, signature, checked)
    if first:
        return run.note(first.code, **first.facts)
    return run.note("arguments", function=function.name, count=len(values), forms=forms(function))


def _likeliest_first(function: Function, names: Sequence[str] | None) -> Sequence[Signature]:
    """Where names fit two ways, `before(range: r, point: p)` means the one that has them in this order."""
    if names is None or len(function.signatures) == 1:
        return function.signatures
    return sorted(function.signatures, key=lambda one: one.names[: len(names)] != tuple(names))


def forms(function: Function) -> str:
    """How the function is called: `substring(string, start position, [length])`."""
    return ", ".join(f"{function.name}({', '.join(_titles(one))})" for one in function.signatures)


def _titles(signature: Signature) -> list[str]:
    needed = len(signature.names) if signature.required < 0 else signature.required
    titles = [name if place < needed else f"[{name}]" for place, name in enumerate(signature.names)]
    return [*titles[:-1], f"{signature.names[-1]}, …"] if signature.variadic else titles


def _placed(signature: Signature, values: list[Any], names: Sequence[str] | None) -> list[Any] | None:
    """The arguments in the order of the parameters, or None if this signature does not take them.

    By position all must be there; by name, those that are not are null (DMN 1.5, 10.3.2.13.5).
    """
    required = signature.required if signature.required >= 0 else len(signature.names)
    if names is None:
        fits = len(values) >= required and (signature.variadic or len(values) <= len(signature.names))
        return values if fits else None
    given = dict(zip(names, values, strict=True))
    if len(given) < len(names) or not given.keys() <= set(signature.names):
        return None
    last = max((signature.names.index(name) for name in given), default=-1)
    return [given.get(name) for name in signature.names[: max(last + 1, required)]]


def _checked(signature: Signature, values: list[Any]) -> list[Any]:
    if not signature.checks:
        return values
    checks = signature.checks
    return [
        check(value) if (check := checks[min(place, len(checks) - 1)]) else value
        for place, value in enumerate(values)
    ]


def _run(run: Run, signature: Signature, values: list[Any]) -> Any:
    if run.depth >= limits.NESTING:
        raise LimitExceeded("nesting", limits.NESTING)
    run.depth += 1
    try:
        result = guarded(run, signature.call, run, *values)
    finally:
        run.depth -= 1
    if type(result) is str:
        run.charge(len(result) // limits.CHARACTERS_PER_STEP)
    return result


@compiles(nodes.FunctionNode)
def _function(node: nodes.FunctionNode, scope: Scope) -> Closure:
    """A closure: it sees the names around its definition (DMN 1.5, rule 57)."""
    if node.external:
        raise FeelSyntaxError("external", "", node.start)
    names = tuple(canonical(name) for name, _ in node.parameters)
    types = tuple(_type(kind, scope) if kind else ANY for _, kind in node.parameters)
    body, cost = compile_node(node.body, scope.bind(names)), node.body.size
    signature = (*types, type_of(node.body, dict(zip(names, types, strict=True))))
    checks = tuple(_parameter_check(name, kind) for name, kind in zip(names, types, strict=True))

    def define(run: Run, local: Local) -> Function:
        home = run.context

        def call(running: Run, *values: Any) -> Any:
            running.charge(cost)
            away, running.context = running.context, home
            try:
                return body(running, {**local, **dict(zip(names, values, strict=True))})
            finally:
                running.context = away

        return Function("function", (Signature(names, call, checks),), signature)

    return define


def _type(node: nodes.TypeName, scope: Scope) -> Type:
    found = of_name(node, scope.world.types)
    if found is None:
        raise FeelSyntaxError("type", "", node.start, found=node.name)
    return found


def _parameter_check(name: str, kind: Type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        fits, result = coerced(limits.checked_value(value) if kind.inner else value, kind)
        if not fits:
            raise Nothing(
                "argument", function="function", parameter=name, kind=KINDS[type(value)], wanted=kind.name
            )
        return result

    return check


@compiles(nodes.InstanceOf)
def _instance_of(node: nodes.InstanceOf, scope: Scope) -> Closure:
    value, kind = compile_node(node.value, scope), _type(node.type, scope)
    if not kind.inner:
        return lambda run, local: conforms(value(run, local), kind)
    return lambda run, local: conforms(limits.checked_value(value(run, local)), kind)


def function(names: Sequence[str], call: Callable[..., Any]) -> Function:
    """A FEEL function for a context, from a Python callable over FEEL values given by position.

    Its result is adopted; a ValueError or OverflowError it raises gives null.
    """

    def run_it(run: Run, *values: Any) -> Any:
        return adopt(call(*values))

    return Function(getattr(call, "__name__", "function"), (Signature(tuple(names), run_it),))
