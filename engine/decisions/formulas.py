"""The door to FEEL: compiles the texts of a model, remembers what they read and what is wrong with them.

Not the boxed expressions around them (`compiling`) and not the language itself (`engine.feel`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import feel
from engine.decisions import boxed
from engine.decisions.items import Types
from engine.decisions.trace import Trace
from engine.decisions.types import ANY, STRICT, Mismatch, Strictness, Type, convert
from engine.errors import EngineError, Finding, Reason
from engine.feel.kinds.kind import adopt

Values = dict[str, Any]
Logic = Callable[[Values, Trace], Any]
Match = Callable[[Any, Values], bool]

ANY_NAME = "*"
"""Among local names: here every name may be a component of the item that is looked at."""
WITHOUT_DECLARATION = frozenset({"?", "item", "partial"})
SHOWN = 80
"""How many characters of an expression or value a sentence quotes."""


@dataclass
class Bench:
    """What is known while one element is compiled, and what is learned by it."""

    file: str
    element: str
    name: str
    types: Types
    outer: frozenset[str] = frozenset()
    """Names that the element's requirements bring in."""
    members: tuple[str, ...] = ()
    """Names that can stand after a dot."""
    predicates: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    reads: set[tuple[str, ...]] = field(default_factory=set)
    """Paths that are read from outside the element."""

    def complain(self, rule: str, *, warning: bool = False, **facts: Any) -> None:
        """Note what is wrong with the element."""
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        finding = Finding(self.file, f"decisions.{rule}", self.element, self.name, severity, facts)
        if finding not in self.findings:
            self.findings.append(finding)

    def type(self, name: str) -> Type:
        """The type called so; an unknown one gets a finding and lets every value pass."""
        found = self.types.find(name)
        if found is None:
            self.complain("unknown_type", type=name)
        return found or ANY

    def known(self, local: frozenset[str]) -> tuple[str | tuple[str, ...], ...]:
        """All names for FEEL: those that can stand alone, and those that can stand after a dot."""
        return (*self.outer, *local, ("", *self.members))

    def remember(self, paths: frozenset[tuple[str, ...]], local: frozenset[str]) -> None:
        """Keep what an expression reads from outside."""
        known = local | WITHOUT_DECLARATION
        outside = {path for path in paths if path and path[0] not in known}
        if ANY_NAME in local:
            outside = {path for path in outside if path[0] in self.outer}
        self.reads.update(outside)


def equal(left: Any, right: Any) -> bool | None:
    """Are two values the same, as FEEL says it?"""
    same: bool | None = feel.evaluate("left = right", {"left": left, "right": right})
    return same


def call(function: feel.Function, arguments: Mapping[str, Any]) -> tuple[Any, tuple[Reason, ...]]:
    """What a function value gives for arguments by name, and why it gives nothing."""
    places = {name: f"a{number}" for number, name in enumerate(arguments)}
    source = ", ".join(f"{name}: {place}" for name, place in places.items())
    context = {place: arguments[name] for name, place in places.items()}
    compiled = feel.compile(f"f({source})", ("f", *arguments))
    return compiled.explain({**context, "f": function})


def shown(text: str) -> str:
    """A text, short enough for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def value_shown(value: Any) -> str:
    """A value as FEEL would write it, short enough for a sentence."""
    return shown(feel.format(value))


def literal(drawn: boxed.Literal, local: frozenset[str], bench: Bench) -> Logic:
    """The logic of a literal expression, with the conversion to its type."""
    return typed(formula(drawn, local, bench), drawn.type_ref, bench)


def formula(drawn: boxed.Literal, local: frozenset[str], bench: Bench) -> Logic:
    """The logic of a FEEL text; what cannot be compiled gives null, a note and a finding."""
    if drawn.language:
        bench.complain("foreign_language", language=drawn.language, text=shown(drawn.text))
        return nothing("not_executable", text=shown(drawn.text))
    if not drawn.text:
        bench.complain("empty_expression", warning=True)
        return nothing("empty_expression")
    try:
        compiled = feel.compile(drawn.text, bench.known(local), bench.predicates)
    except EngineError as error:
        if error.reason.code == "feel.syntax.external":
            bench.complain("external_function", kind="Java/PMML")
        else:
            bench.complain("expression", text=shown(drawn.text), cause=error.reason)
        return nothing("not_executable", text=shown(drawn.text))
    bench.remember(compiled.reads, local)
    return _evaluation(compiled)


def heads_of(drawn: boxed.Literal, local: frozenset[str], bench: Bench) -> list[str]:
    """The names that an expression reads and nobody around it knows; nothing for one that is no FEEL."""
    try:
        reads = feel.compile(drawn.text, bench.known(local)).reads
    except EngineError:
        return []
    return sorted({path[0] for path in reads} - bench.outer - local)


def _evaluation(compiled: feel.Expression) -> Logic:
    def evaluate(values: Values, trace: Trace) -> Any:
        trace.step()
        try:
            value, notes = compiled.explain(values)
        except feel.LimitExceeded as error:
            trace.remember(error.reason)
            return None
        if value is None:
            for note in notes:
                trace.remember(note)
        return value

    return evaluate


def tests(text: str, local: frozenset[str], bench: Bench) -> Match | None:
    """The unary tests of a cell as a question about a value; None (and a finding) where they are no FEEL."""
    try:
        compiled = feel.compile_unary(text, bench.known(local), bench.predicates)
    except EngineError as error:
        bench.complain("expression", text=shown(text), cause=error.reason)
        return None
    bench.remember(compiled.reads, local)
    return lambda value, values: compiled.matches(value, values) is True


def nothing(code: str, **facts: Any) -> Logic:
    """The logic of what cannot be executed: null, and a note that says so."""

    def evaluate(values: Values, trace: Trace) -> Any:
        trace.note(code, **facts)
        return None

    return evaluate


def typed(logic: Logic, type_ref: str, bench: Bench) -> Logic:
    """The logic with its result converted to a type."""
    kind = bench.type(type_ref)
    if kind is ANY:
        return logic
    return lambda values, trace: converted(logic(values, trace), kind, trace, type_ref)


def converted(value: Any, kind: Type, trace: Trace, type_ref: str, how: Strictness = STRICT) -> Any:
    """The value as one of this type; null and a note where it is none."""
    try:
        return convert(value, kind, how)
    except Mismatch:
        trace.note("wrong_type", value=value_shown(value), type=type_ref)
        return None


__all__ = [
    "Bench",
    "Logic",
    "Match",
    "Values",
    "adopt",
    "call",
    "equal",
    "formula",
    "literal",
    "nothing",
    "typed",
]
