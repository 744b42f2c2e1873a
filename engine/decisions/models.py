"""A model that can be asked; compiles what is asked for, once. Not the evaluation: that is `inquiry`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.decisions import boxed, model
from engine.decisions.checking import Decidable, decidable, findings
from engine.decisions.compiling import expression, function_of, invoke
from engine.decisions.formulas import Bench, Logic, adopt
from engine.decisions.inquiry import Inquiry
from engine.decisions.items import Types
from engine.decisions.trace import Hit, Outcome, Trace
from engine.decisions.walking import inside
from engine.errors import EngineError, Finding, NotFound, Reason


@dataclass(frozen=True)
class Compiled:
    """The logic of one element, what it reads from outside, and what is wrong with it."""

    logic: Logic
    reads: frozenset[tuple[str, ...]]
    undeclared: frozenset[str]
    """Names that it reads and no requirement declares; looked up among the inputs."""
    findings: tuple[Finding, ...]


class Model:
    """One DMN file with its imports; shareable between threads, its answers depend on the inputs alone."""

    def __init__(
        self, drawn: model.Definitions, findings: list[Finding], imports: Mapping[str, Model], version: str
    ) -> None:
        self.drawn = drawn
        self.imports = dict(imports)
        self.version = version
        self.types: Types = Types(drawn.items, {alias: other.types for alias, other in imports.items()})
        self.named: dict[str, model.Named] = {
            item.id: item for item in (*drawn.inputs, *drawn.decisions, *drawn.knowledge, *drawn.services)
        }
        self._reading_findings = findings
        self._compiled: dict[str, Compiled] = {}

    @cached_property
    def decisions(self) -> Mapping[str, Decidable]:
        """All decisions of this file by id."""
        return {drawn.id: decidable(self, drawn) for drawn in self.drawn.decisions}

    def findings(self) -> list[Finding]:
        """What is wrong with the file, all at once: expressions, names, types, tables, requirements."""
        return [*self._reading_findings, *findings(self)]

    def decide(self, decision: str, inputs: Mapping[str, Any]) -> Outcome:
        """The value of a decision (id or name) for inputs by name, with the rules that led to it.

        Raises NotFound for an unknown decision, nothing else: what goes wrong is null and a note.
        """
        drawn = self._search(decision, self.drawn.decisions)
        trace = Trace(element=drawn.name)
        return self._answer(trace, inputs, lambda inquiry: inquiry.decision(drawn), drawn.id)

    def invoke(self, name: str, arguments: Mapping[str, Any]) -> Outcome:
        """The result of a decision service or business knowledge model (id or name) for arguments by name.

        Raises NotFound for an unknown one.
        """
        drawn = self._search(name, (*self.drawn.services, *self.drawn.knowledge))
        trace = Trace(element=drawn.name)
        if isinstance(drawn, model.DecisionService):
            return self._answer(trace, arguments, lambda inquiry: inquiry.serve(drawn, inquiry.inputs))
        return self._answer(
            trace, arguments, lambda inquiry: invoke(inquiry.function(drawn), inquiry.inputs, trace), drawn.id
        )

    def compiled(self, drawn: model.Decision | model.Knowledge) -> Compiled:
        """The logic of a decision, or what makes the function of a business knowledge model."""
        if drawn.id not in self._compiled:
            self._compiled[drawn.id] = self._compile(drawn)
        return self._compiled[drawn.id]

    def located(self, reference: model.Reference) -> tuple[Model, model.Named | None, str]:
        """Where a reference points to: the model, the element (None: nowhere) and the import's name."""
        if reference.namespace:
            for alias, other in self.imports.items():
                if other.drawn.namespace == reference.namespace:
                    return other, other.named.get(reference.id), alias.strip()
        return self, self.named.get(reference.id), ""

    def _search(self, wanted: str, among: tuple[Any, ...]) -> Any:
        for found in among:
            if found.id == wanted:
                return found
        for found in among:
            if wanted in found.names:
                return found
        raise NotFound("decisions.unknown_decision", name=wanted, file=self.drawn.file)

    def _answer(self, trace: Trace, inputs: Mapping[str, Any], ask: Any, asked: str = "") -> Outcome:
        try:
            result = ask(Inquiry(self, adopt(inputs), trace))
        except RecursionError:
            result = None
            trace.note("too_deep", limit=0)
        except EngineError as error:
            result = None
            trace.remember(error.reason)
        own: list[Hit] = [hit for hit in trace.hits if hit.decision == asked and asked]
        rules = own[-1].rules if own else ()
        notes: tuple[Reason, ...] = tuple(trace.notes)
        return Outcome(result, rules, tuple(trace.hits), notes, self.version)

    def _compile(self, drawn: model.Decision | model.Knowledge) -> Compiled:
        references = drawn.knowledge
        if isinstance(drawn, model.Decision):
            references = (*drawn.information, *drawn.knowledge)
        bench = self._bench(drawn, references)
        if isinstance(drawn, model.Decision):
            logic = expression(drawn.expression, frozenset(), bench, drawn.type_ref)
        else:
            definition = drawn.function or boxed.FunctionDefinition((), None)
            output = self.types.function_output(drawn.type_ref)
            logic = function_of(definition, frozenset(), bench, output)
        undeclared = frozenset(path[0] for path in bench.reads) - bench.outer
        own = frozenset(name for item in self.named.values() for name in item.names)
        reads = frozenset(bench.reads)
        return Compiled(logic, reads, undeclared - own, tuple(bench.findings))

    def _bench(self, drawn: model.Named, references: tuple[model.Reference, ...]) -> Bench:
        outer: set[str] = set()
        members = self.types.component_names() | self._entry_names
        for reference in references:
            _, found, alias = self.located(reference)
            if found is not None:
                outer.update((alias,) if alias else found.names)
                members.update(found.names if alias else ())
        return Bench(
            file=self.drawn.file,
            element=drawn.id,
            name=drawn.name,
            types=self.types,
            outer=frozenset(outer),
            members=tuple(sorted(members)),
            predicates=self.types.predicates(),
        )

    @cached_property
    def _entry_names(self) -> set[str]:
        """The names in boxed contexts, relations and output columns: results have them inside."""
        found: set[str] = set()
        for box in inside((self.drawn.decisions, self.drawn.knowledge)):
            if isinstance(box, boxed.Variable):
                found.add(box.name)
            elif isinstance(box, boxed.TableOutput):
                found.add(box.name or box.label)
        return found - {""}
