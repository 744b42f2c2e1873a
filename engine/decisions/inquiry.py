"""One question to a model: follows the requirements, evaluates each element once, lazily. Not the compiling.

Imported models get an inquiry of their own for each import on the way, so that the same model imported twice
may be given different inputs (DMN 1.5, 6.3.3 and 10.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.decisions import boxed, model
from engine.decisions.compiling import taken_by
from engine.decisions.formulas import Values, converted
from engine.decisions.outside import from_outside
from engine.decisions.trace import Trace
from engine.decisions.types import FROM_OUTSIDE

if TYPE_CHECKING:
    from engine.decisions.models import Model

NOW = "now()"
"""Under this name the inputs may hold the present instant, for FEEL's `now()` and `today()`."""


class Inquiry:
    """The values of one model's elements for one set of inputs."""

    def __init__(
        self, asked: Model, inputs: Mapping[str, Any], trace: Trace, given: Mapping[str, Any] | None = None
    ) -> None:
        self.model = asked
        self.inputs = inputs
        self.trace = trace
        self._values: dict[str, Any] = dict(given or {})
        self._open: set[str] = set()
        self._imported: dict[str, Inquiry] = {}

    def decision(self, drawn: model.Decision) -> Any:
        """The value of a decision; null and a note where decisions need each other in a circle."""
        if drawn.id not in self._values:
            if drawn.id in self._open:
                self.trace.note("circle", name=drawn.name)
                return None
            self._open.add(drawn.id)
            self._values[drawn.id] = self._decide(drawn)
        return self._values[drawn.id]

    def input(self, drawn: model.Named) -> Any:
        """The value of an input, converted to its type; null and a note where there is none that fits."""
        if drawn.id not in self._values:
            with self.trace.inside(drawn.name, self.trace.decision):
                self._values[drawn.id] = self._outside(drawn)
        return self._values[drawn.id]

    def function(self, drawn: model.Knowledge | model.DecisionService) -> Any:
        """The function value of a business knowledge model or a decision service."""
        if drawn.id not in self._values:
            if isinstance(drawn, model.Knowledge):
                self._values[drawn.id] = self._knowledge(drawn)
            else:
                self._values[drawn.id] = self._service(drawn)
        return self._values[drawn.id]

    def serve(self, service: model.DecisionService, inputs: Mapping[str, Any]) -> Any:
        """The result of a decision service for inputs by name: a value, or a context of several."""
        child = Inquiry(self.model, inputs, self.trace)
        for home, decided, _ in child._find(service.input_decisions):
            home._values[decided.id] = home._outside(decided)
        found = {drawn.name: child.value(home, drawn) for home, drawn, _ in child._find(service.outputs)}
        result = next(iter(found.values())) if len(found) == 1 else found
        kind = self.model.types.function_output(service.type_ref)
        return converted(result, kind, self.trace, service.type_ref)

    def value(self, home: Inquiry, drawn: model.Named) -> Any:
        """The value of any element that a requirement can point to."""
        if isinstance(drawn, model.Decision):
            return home.decision(drawn)
        if isinstance(drawn, model.Knowledge | model.DecisionService):
            return home.function(drawn)
        return home.input(drawn)

    def _decide(self, drawn: model.Decision) -> Any:
        if drawn.expression is None:
            return self.input(drawn)
        compiled = self.model.compiled(drawn)
        values = self._surroundings((*drawn.information, *drawn.knowledge))
        for name in compiled.undeclared:
            if name in self.inputs:
                values.setdefault(name, self.inputs[name])
        with self.trace.inside(drawn.name, drawn.id):
            result = compiled.logic(values, self.trace)
            if isinstance(drawn.expression, boxed.FunctionDefinition):
                return result
            kind = self.model.types.named(drawn.type_ref)
            return converted(result, kind, self.trace, drawn.type_ref)

    def _outside(self, drawn: model.Named) -> Any:
        found = [name for name in (*drawn.names, self._qualified(drawn)) if name in self.inputs]
        if not found:
            self.trace.note("input_missing", name=drawn.name)
            return None
        kind = self.model.types.named(drawn.type_ref)
        with self.trace.inside(drawn.name, self.trace.decision):
            value = from_outside(self.inputs[found[0]], kind)
            return converted(value, kind, self.trace, drawn.type_ref, FROM_OUTSIDE)

    def _qualified(self, drawn: model.Named) -> str:
        """The name as a caller writes it who is in another model."""
        return f"{{{self.model.drawn.namespace}}}{drawn.name}"

    def _knowledge(self, drawn: model.Knowledge) -> Any:
        compiled = self.model.compiled(drawn)
        values: Values = {}
        if NOW in self.inputs:
            values[NOW] = self.inputs[NOW]
        function = compiled.logic(values, self.trace)
        # What it requires is looked up after the function exists: it may require itself.
        self._values[drawn.id] = function
        values.update(self._surroundings(drawn.knowledge))
        return function

    def _service(self, drawn: model.DecisionService) -> feel.Function:
        """The service as a function of its input data and, behind them, its input decisions (10.4)."""
        found = self._find((*drawn.inputs, *drawn.input_decisions))
        parameters = [parameter for _, parameter, _ in found]
        kinds = [home.model.types.named(parameter.type_ref) for home, parameter, _ in found]

        def call(*arguments: Any) -> Any:
            taken = taken_by(zip(parameters, kinds, arguments, strict=True), self.trace)
            if taken is None:
                return None
            given = {NOW: self.inputs[NOW]} if NOW in self.inputs else {}
            for home, parameter, _ in found:
                name = parameter.name if home is self else home._qualified(parameter)
                given[name] = taken[parameter.name]
            with self.trace.deeper():
                return self.serve(drawn, given)

        names = [f"{alias}.{parameter.name}" if alias else parameter.name for _, parameter, alias in found]
        return feel.function(names, call)

    def _surroundings(self, references: Sequence[model.Reference]) -> Values:
        """What the requirements bring in: values by name, those of imports inside the import's name."""
        values: Values = {}
        if NOW in self.inputs:
            values[NOW] = self.inputs[NOW]
        also: list[tuple[Values, str, Any]] = []
        for home, drawn, alias in self._find(references):
            value = self.value(home, drawn)
            place = values.setdefault(alias, {}) if alias else values
            for name in drawn.names:
                also.append((place, name, value))
            place[drawn.name] = value
        for place, name, value in also:
            place.setdefault(name, value)
        return values

    def _find(self, references: Sequence[model.Reference]) -> list[tuple[Inquiry, model.Named, str]]:
        """The elements that references point to, with the inquiry they belong to and the import's name."""
        found = []
        for reference in references:
            home, drawn, alias = self._locate(reference)
            if drawn is not None:
                found.append((home, drawn, alias))
        return found

    def _locate(self, reference: model.Reference) -> tuple[Inquiry, model.Named | None, str]:
        if reference.namespace:
            for alias, other in self.model.imports.items():
                if other.drawn.namespace == reference.namespace:
                    return self._import(alias), other.named.get(reference.id), alias.strip()
        return self, self.model.named.get(reference.id), ""

    def _import(self, alias: str) -> Inquiry:
        if alias not in self._imported:
            inputs = self._inputs_of(alias)
            self._imported[alias] = Inquiry(self.model.imports[alias], inputs, self.trace)
        return self._imported[alias]

    def _inputs_of(self, alias: str) -> dict[str, Any]:
        """The inputs of an imported model: a context under its name, `name.input`, `{namespace}input`."""
        own = self.inputs.get(alias) if alias.strip() else self.inputs
        inputs = dict(own) if isinstance(own, Mapping) else {}
        for name, value in self.inputs.items():
            if name.startswith("{") or name == NOW:
                inputs.setdefault(name, value)
            elif alias.strip() and name.startswith(f"{alias}."):
                inputs.setdefault(name.removeprefix(f"{alias}."), value)
        return inputs
