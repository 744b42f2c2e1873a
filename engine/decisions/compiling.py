"""From boxed expressions to closures (DMN 1.5, chapters 7 and 10). Not decision tables: those are `tables`.

A closure takes the values it can see and the trace; it never raises for what the owner drew, but gives null
and a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine import feel
from engine.decisions import boxed, loops, model
from engine.decisions.formulas import (
    ANY_NAME,
    Bench,
    Logic,
    Values,
    call,
    converted,
    heads_of,
    literal,
    nothing,
    typed,
    value_shown,
)
from engine.decisions.tables import table
from engine.decisions.trace import Trace
from engine.decisions.types import ANY, Mismatch, Type, convert

Names = frozenset[str]


def expression(drawn: boxed.Expression | None, local: Names, bench: Bench, expected: str = "") -> Logic:
    """The logic of any expression. `expected` is the type of the element whose whole logic it is."""
    if drawn is None:
        return nothing("no_logic")
    if isinstance(drawn, boxed.Literal):
        return literal(drawn, local, bench)
    if isinstance(drawn, boxed.Table):
        return typed(table(drawn, local, bench, drawn.type_ref or expected), drawn.type_ref, bench)
    if isinstance(drawn, boxed.FunctionDefinition):
        return _function(drawn, drawn.type_ref or expected, local, bench)
    compile_box: Callable[[Any, Names, Bench], Logic] = _BOXES[type(drawn)]
    return typed(compile_box(drawn, local, bench), drawn.type_ref, bench)


def function_of(
    drawn: boxed.FunctionDefinition, local: Names, bench: Bench, output: Type = ANY
) -> Callable[[Values, Trace], feel.Function | None]:
    """What makes the function value of a definition in given surroundings."""
    if drawn.kind != "FEEL":
        bench.complain("external_function", kind=drawn.kind)
        return nothing("external_function", kind=drawn.kind)
    parameters = drawn.parameters or _implied(drawn.body, local, bench)
    names = [parameter.name for parameter in parameters]
    kinds = [bench.type(parameter.type_ref) for parameter in parameters]
    body = expression(drawn.body, local | set(names), bench)

    def make(values: Values, trace: Trace) -> feel.Function:
        def applied(*arguments: Any) -> Any:
            taken = taken_by(zip(parameters, kinds, arguments, strict=True), trace)
            if taken is None:
                return None
            with trace.deeper():
                result = body({**values, **taken}, trace)
            return result if output is ANY else converted(result, output, trace, "")

        return feel.function(names, applied)

    return make


def _implied(body: boxed.Expression | None, local: Names, bench: Bench) -> tuple[boxed.Variable, ...]:
    """The parameters of a table that declares none: what its input expressions read, in their order."""
    if not isinstance(body, boxed.Table):
        return ()
    heads = [head for column in body.inputs for head in heads_of(column.expression, local, bench)]
    return tuple(boxed.Variable(head) for head in dict.fromkeys(heads))


def taken_by(
    arguments: Iterable[tuple[boxed.Variable | model.Named, Type, Any]], trace: Trace
) -> dict[str, Any] | None:
    """The arguments converted to the parameters' types, or None: then the function is not called at all.

    DMN 1.5, 10.3.2.9.4.
    """
    taken = {}
    for parameter, kind, value in arguments:
        try:
            taken[parameter.name] = convert(value, kind)
        except Mismatch:
            trace.note(
                "wrong_argument",
                parameter=parameter.name,
                value=value_shown(value),
                type=parameter.type_ref,
            )
            return None
    return taken


def _function(drawn: boxed.FunctionDefinition, type_ref: str, local: Names, bench: Bench) -> Logic:
    """The type of a boxed function is that of a function, or (so editors write it) of what it gives."""
    bench.type(type_ref)
    return function_of(drawn, local, bench, bench.types.function_output(type_ref))


def _context(drawn: boxed.Context, local: Names, bench: Bench) -> Logic:
    steps: list[tuple[str, Logic, bool]] = []
    for entry in drawn.entries:
        name = entry.variable.name if entry.variable else ""
        recursive = isinstance(entry.expression, boxed.FunctionDefinition)
        type_ref = entry.variable.type_ref if entry.variable else ""
        seen = local | {name} if recursive and name else local
        logic = expression(entry.expression, seen, bench, type_ref)
        if not recursive:
            logic = typed(logic, type_ref, bench)
        steps.append((name, logic, recursive))
        local = local | {name} if name else local

    def evaluate(values: Values, trace: Trace) -> Any:
        inner, made = dict(values), {}
        for name, logic, recursive in steps:
            # A function may call itself by its name, and sees no entry that comes after it.
            seen = dict(inner) if recursive else inner
            value = logic(seen, trace)
            if not name:
                return value
            seen[name] = inner[name] = made[name] = value
        return made

    return evaluate


def _listing(drawn: boxed.Listing, local: Names, bench: Bench) -> Logic:
    items = [expression(item, local, bench) for item in drawn.items]
    return lambda values, trace: [item(values, trace) for item in items]


def _relation(drawn: boxed.Relation, local: Names, bench: Bench) -> Logic:
    names = [column.name for column in drawn.columns]
    rows = [
        [
            typed(expression(cell, local, bench), column.type_ref, bench)
            for column, cell in zip(drawn.columns, row, strict=False)
        ]
        for row in drawn.rows
    ]
    return lambda values, trace: [
        {name: cell(values, trace) for name, cell in zip(names, row, strict=False)} for row in rows
    ]


def _invocation(drawn: boxed.Invocation, local: Names, bench: Bench) -> Logic:
    called = expression(drawn.called, local, bench)
    arguments = {
        binding.parameter.name: typed(
            expression(binding.expression, local, bench), binding.parameter.type_ref, bench
        )
        for binding in drawn.bindings
    }
    what = drawn.called.text if isinstance(drawn.called, boxed.Literal) else ""

    def evaluate(values: Values, trace: Trace) -> Any:
        function = called(values, trace)
        if not isinstance(function, feel.Function):
            trace.note("not_a_function", text=what)
            return None
        return invoke(function, {name: logic(values, trace) for name, logic in arguments.items()}, trace)

    return evaluate


def invoke(function: feel.Function, arguments: Mapping[str, Any], trace: Trace) -> Any:
    """Call a function value with arguments by name; null and a note where they do not fit."""
    trace.step()
    value, notes = call(function, arguments)
    if value is None:
        for note in notes:
            trace.remember(note)
    return value


def _conditional(drawn: boxed.Conditional, local: Names, bench: Bench) -> Logic:
    condition, then, otherwise = (
        expression(part, local, bench) for part in (drawn.condition, drawn.then, drawn.otherwise)
    )

    def evaluate(values: Values, trace: Trace) -> Any:
        answer = condition(values, trace)
        if answer is not None and not isinstance(answer, bool):
            trace.note("not_boolean", value=value_shown(answer))
            return None
        return (then if answer is True else otherwise)(values, trace)

    return evaluate


def _iteration(drawn: boxed.Iteration, local: Names, bench: Bench) -> Logic:
    name = drawn.variable.name
    over = expression(drawn.over, local, bench)
    inside = {name, "partial"} if drawn.kind == "for" else {name}
    body = expression(drawn.body, local | inside, bench)
    collect = loops.COLLECT[drawn.kind]
    if drawn.kind == "for" and "partial" in repr(drawn.body):
        collect = loops.all_with_partial

    def evaluate(values: Values, trace: Trace) -> Any:
        items = loops.items(over(values, trace), trace)
        return None if items is None else collect(name, items, body, values, trace)

    return evaluate


def _filter(drawn: boxed.Filter, local: Names, bench: Bench) -> Logic:
    over = expression(drawn.over, local, bench)
    match = expression(drawn.match, local | {"item", ANY_NAME}, bench)

    return lambda values, trace: loops.kept(over(values, trace), match, values, trace)


_BOXES: dict[type, Callable[[Any, Names, Bench], Logic]] = {
    boxed.Context: _context,
    boxed.Listing: _listing,
    boxed.Relation: _relation,
    boxed.Invocation: _invocation,
    boxed.Conditional: _conditional,
    boxed.Iteration: _iteration,
    boxed.Filter: _filter,
}
