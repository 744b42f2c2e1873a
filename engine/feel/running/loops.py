"""Compiles `for`, `some` and `every`. Not filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.kinds.kind import KINDS, NUMBERS
from engine.feel.kinds.records import Range
from engine.feel.reading import nodes
from engine.feel.running.compiler import compile_node, compiles
from engine.feel.running.run import Run
from engine.feel.running.scope import Closure, Local, Scope

Rounds = Callable[[Run, Local], Iterator[dict[str, Any] | None]]


@compiles(nodes.For)
def _for(node: nodes.For, scope: Scope) -> Closure:
    """All results in order; `partial` holds those made so far (DMN 1.5, rule 46)."""
    rounds, inner = _iterate(node.iterators, scope.bind(["partial"]))
    body, cost = compile_node(node.body, inner), node.body.size

    def loop(run: Run, local: Local) -> list[Any] | None:
        made: list[Any] = []
        for bound in rounds(run, {**local, "partial": made}):
            if bound is None:
                return None
            run.charge(cost)
            limits.checked_length(len(made) + 1)
            made.append(body(run, bound))
        return made

    return loop


@compiles(nodes.Quantified)
def _quantified(node: nodes.Quantified, scope: Scope) -> Closure:
    """`some` is an or over all rounds, `every` an and (DMN 1.5, rule 48)."""
    rounds, inner = _iterate(node.iterators, scope)
    condition, cost = compile_node(node.condition, inner), node.condition.size
    decisive = not node.every

    def quantify(run: Run, local: Local) -> bool | None:
        outcome: bool | None = node.every
        for bound in rounds(run, local):
            if bound is None:
                return None
            run.charge(cost)
            value: object = condition(run, bound)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                outcome = None
        return outcome

    return quantify


def _iterate(iterators: list[nodes.Iterator], scope: Scope) -> tuple[Rounds, Scope]:
    """All combinations of the iterators' values, the last running fastest; None stands for no domain."""
    domains: list[tuple[str, Closure]] = []
    for iterator in iterators:
        domains.append((iterator.name, _domain(iterator, scope)))
        scope = scope.bind([iterator.name])

    def rounds(run: Run, local: Local, place: int = 0) -> Iterator[dict[str, Any] | None]:
        name, domain = domains[place]
        values = domain(run, local)
        if values is None:
            yield None
            return
        for value in values:
            run.charge(1)
            bound = {**local, name: value}
            if place + 1 < len(domains):
                yield from rounds(run, bound, place + 1)
            else:
                yield bound

    return rounds, scope


def _domain(iterator: nodes.Iterator, scope: Scope) -> Closure:
    low = compile_node(iterator.domain, scope)
    if iterator.high is None:
        return lambda run, local: _values(run, low(run, local))
    high = compile_node(iterator.high, scope)
    return lambda run, local: span(run, low(run, local), high(run, local))


def _values(run: Run, domain: Any) -> Any:
    """The values to go through: a list's, a range's whole numbers or days, or the one value."""
    if type(domain) is list:
        return domain
    if type(domain) is Range:
        return _of_range(run, domain)
    return run.note("no_domain") if domain is None else [domain]


def _of_range(run: Run, domain: Range) -> Any:
    values = span(run, domain.start, domain.end)
    if values is None:
        return None
    within = values[0 if domain.start_included else 1 :]
    return within if domain.end_included else within[: len(within) - 1]


def span(run: Run, low: Any, high: Any) -> list[Any] | None:
    """`low .. high`, upwards or downwards, for whole numbers or days. Raises LimitExceeded."""
    if type(low) is Decimal and type(high) is Decimal and _whole(low) and _whole(high):
        distance = NUMBERS.abs(NUMBERS.subtract(high, low))
        count = limits.checked_length(int(NUMBERS.min(distance, Decimal(limits.LIST))) + 1)
        step = 1 if low <= high else -1
        return [NUMBERS.add(low, Decimal(step * place)) for place in range(count)]
    if type(low) is date and type(high) is date:
        count = limits.checked_length(abs((high - low).days) + 1)
        day = timedelta(1 if low <= high else -1)
        return [low + day * place for place in range(count)]
    run.note("span", left=KINDS[type(low)], right=KINDS[type(high)])
    return None


def _whole(value: Decimal) -> bool:
    return value == value.to_integral_value()
