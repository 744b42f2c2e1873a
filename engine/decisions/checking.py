"""What is wrong with a model before anyone asks it: names, requirements, types, tables. Not the XML's form.

Everything is said at once; the sentences stand in `wording/*/findings_decisions.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from engine import feel
from engine.decisions import boxed, model
from engine.decisions.formulas import shown
from engine.decisions.table_findings import TableCheck
from engine.decisions.walking import inside
from engine.errors import EngineError, Finding

if TYPE_CHECKING:
    from engine.decisions.models import Model


@dataclass(frozen=True)
class Decidable:
    """A decision as its users see it: id, name, the paths of inputs that it reads, the names of its outputs.

    `reads` holds what must come from outside, over all requirements: `("antrag", "betrag")`.
    """

    id: str
    name: str
    reads: frozenset[tuple[str, ...]]
    outputs: tuple[str, ...]
    several: bool
    """Is the result a list (hit policies COLLECT without aggregation, RULE ORDER, OUTPUT ORDER)?"""


def decidable(asked: Model, drawn: model.Decision) -> Decidable:
    """The decision with everything that it reads, directly and through what it requires."""
    table = drawn.expression if isinstance(drawn.expression, boxed.Table) else None
    outputs = tuple(column.name or column.label for column in table.outputs) if table else ()
    several = table is not None and table.several
    reads = frozenset(_reads(asked, drawn, set()))
    return Decidable(drawn.id, drawn.name, reads, outputs, several)


def _reads(asked: Model, drawn: model.Named, seen: set[str]) -> Iterator[tuple[str, ...]]:
    if drawn.id in seen or not isinstance(drawn, model.Decision):
        return
    seen.add(drawn.id)
    compiled = asked.compiled(drawn)
    for reference in drawn.information:
        home, found, alias = asked.located(reference)
        if isinstance(found, model.Decision):
            inner = _reads(home, found, seen if home is asked else set())
            yield from ((alias, *path) if alias else path for path in inner)
        elif found is not None:
            yield from _input_reads(compiled.reads, found, alias)
    yield from (path for path in compiled.reads if path[0] in compiled.undeclared)


def _input_reads(
    reads: frozenset[tuple[str, ...]], found: model.Named, alias: str
) -> Iterator[tuple[str, ...]]:
    prefix = (alias,) if alias else ()
    for path in reads:
        rest = path[len(prefix) :]
        if path[: len(prefix)] == prefix and rest and rest[0] in found.names:
            yield (*prefix, found.name, *rest[1:])


def findings(asked: Model) -> list[Finding]:
    """Everything that is wrong with the elements of the model and between them."""
    check = _Check(asked)
    check.run()
    return check.found


class _Check:
    def __init__(self, asked: Model) -> None:
        self.asked = asked
        self.found: list[Finding] = []

    def complain(self, rule: str, drawn: model.Named | None, *, warning: bool = False, **facts: Any) -> None:
        element, name = (drawn.id, drawn.name) if drawn else ("", "")
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        finding = Finding(self.asked.drawn.file, f"decisions.{rule}", element, name, severity, facts)
        if finding not in self.found:
            self.found.append(finding)

    def run(self) -> None:
        self._names()
        self._types()
        for decision in self.asked.drawn.decisions:
            self._element(decision, (*decision.information, *decision.knowledge))
            if decision.expression is None:
                self.complain("no_logic", decision, warning=True)
            self._tables(decision, decision.expression)
        for knowledge in self.asked.drawn.knowledge:
            self._element(knowledge, knowledge.knowledge)
            self._tables(knowledge, knowledge.function)
        for service in self.asked.drawn.services:
            self._references(service, (*service.outputs, *service.input_decisions, *service.inputs))
            if not service.outputs:
                self.complain("no_output_decision", service)

    def _tables(self, drawn: model.Decision | model.Knowledge, box: Any) -> None:
        for table in inside(box):
            if isinstance(table, boxed.Table):
                TableCheck(self.asked, drawn, table, partial(self.complain, drawn=drawn)).run()

    # names and requirements

    def _names(self) -> None:
        seen: dict[str, model.Named] = {}
        for drawn in self.asked.named.values():
            if not drawn.name:
                self.complain("no_name", drawn)
            elif drawn.name in seen:
                self.complain("name_twice", drawn, other=seen[drawn.name].id)
            seen.setdefault(drawn.name, drawn)
        if not self.asked.drawn.decisions:
            self.complain("no_decisions", None, warning=True)

    def _element(
        self, drawn: model.Decision | model.Knowledge, references: tuple[model.Reference, ...]
    ) -> None:
        compiled = self.asked.compiled(drawn)
        self.found += [finding for finding in compiled.findings if finding not in self.found]
        self._references(drawn, references)
        self._circle(drawn)
        self._type(drawn, drawn.type_ref)
        required = {
            name
            for reference in references
            for _, found, alias in [self.asked.located(reference)]
            if found is not None
            for name in ((alias,) if alias else found.names)
        }
        for name in sorted({path[0] for path in compiled.reads} - required):
            self._read_without_requirement(drawn, name)

    def _read_without_requirement(self, drawn: model.Decision | model.Knowledge, name: str) -> None:
        target = next((item for item in self.asked.named.values() if name in item.names), None)
        if target is not None and target is not drawn:
            self.complain("missing_requirement", drawn, target=target.name)
        elif name in self.asked.imports:
            self.complain("missing_requirement", drawn, target=name)
        elif isinstance(drawn, model.Knowledge):
            self.complain("unknown_name", drawn, unknown=name)
        elif target is None:
            self.complain("undeclared_input", drawn, warning=True, unknown=name)

    def _references(self, drawn: model.Named, references: tuple[model.Reference, ...]) -> None:
        for reference in references:
            if self.asked.located(reference)[1] is None:
                self.complain("dangling", drawn, target=f"{reference.namespace}#{reference.id}")

    def _circle(self, drawn: model.Decision | model.Knowledge) -> None:
        if not isinstance(drawn, model.Decision):
            return
        waiting, seen = [drawn], set[str]()
        while waiting:
            for reference in waiting.pop().information:
                home, found, _ = self.asked.located(reference)
                if home is self.asked and found is drawn:
                    self.complain("circle", drawn)
                    return
                if home is self.asked and isinstance(found, model.Decision) and found.id not in seen:
                    seen.add(found.id)
                    waiting.append(found)

    # types

    def _types(self) -> None:
        for item in self.asked.drawn.items:
            self._item(item, item.name)
        for drawn in self.asked.drawn.inputs:
            self._type(drawn, drawn.type_ref)

    def _item(self, item: model.ItemDefinition, path: str) -> None:
        named = model.InputData(id="", name=path)
        self._type(named, item.type_ref)
        for text in (item.allowed, item.constraint):
            if text:
                self._tests(named, text)
        for part in item.components:
            self._item(part, f"{path}.{part.name}")

    def _type(self, drawn: model.Named, name: str) -> None:
        if name and self.asked.types.find(name) is None:
            self.complain("unknown_type", drawn, type=name)

    def _tests(self, drawn: model.Named, text: str) -> None:
        try:
            feel.compile_unary(text)
        except EngineError as error:
            self.complain("expression", drawn, text=shown(text), cause=error.reason)
