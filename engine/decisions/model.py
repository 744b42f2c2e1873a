"""A DMN file as its owner drew it, in frozen values. Not its execution: that is `run` and `compiling`.

The names are those of the standard (OMG DMN 1.5, chapters 6, 7, 8 and 10); references between elements are
kept as `Reference(namespace, id)`, types as text the way FEEL writes them (`string`, `tPerson`,
`other model.tPerson`).
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.decisions.boxed import Expression, FunctionDefinition, Variable


@dataclass(frozen=True)
class Reference:
    """Where a requirement points to: the model's namespace (empty: this file) and the element's id."""

    namespace: str
    id: str


@dataclass(frozen=True)
class FunctionItem:
    """The type of a function: its parameters and what it gives."""

    parameters: tuple[Variable, ...]
    output: str = ""


@dataclass(frozen=True)
class ItemDefinition:
    """A type of the owner: another type, a structure or a function, perhaps a list of it, perhaps narrowed.

    `allowed` narrows each item, `constraint` (DMN 1.5 typeConstraint) the value as a whole.
    """

    name: str
    type_ref: str = ""
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    collection: bool = False
    allowed: str = ""
    constraint: str = ""


@dataclass(frozen=True)
class Named:
    """An element of the requirement graph. Expressions know it by its name, its variable's name or its id."""

    id: str
    name: str
    type_ref: str = ""
    variable: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which an expression may call it, the standard's first."""
        return tuple(dict.fromkeys(name for name in (self.name, self.variable, self.id) if name))


@dataclass(frozen=True)
class InputData(Named):
    """A value that comes from outside."""


@dataclass(frozen=True)
class Decision(Named):
    """A decision: what it needs (inputs and decisions, functions) and its logic."""

    information: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    expression: Expression | None = None


@dataclass(frozen=True)
class Knowledge(Named):
    """A business knowledge model: a function that decisions share."""

    knowledge: tuple[Reference, ...] = ()
    function: FunctionDefinition | None = None


@dataclass(frozen=True)
class DecisionService(Named):
    """Decisions to be called together: outputs, and what the caller hands in."""

    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    inputs: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Import:
    """Another model whose elements are read as `name.element` (without a name: as if they were here)."""

    name: str
    namespace: str
    location: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Definitions:
    """One DMN file."""

    file: str
    name: str
    namespace: str
    imports: tuple[Import, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    services: tuple[DecisionService, ...] = ()
