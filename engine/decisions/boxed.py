"""The logic of a decision as its owner drew it: tables and the other boxed expressions. Not its execution.

The names are those of the standard (OMG DMN 1.5, chapters 7, 8 and 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

HitPolicy = OneOf["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]


Aggregation = OneOf["", "SUM", "MIN", "MAX", "COUNT"]


MULTIPLE: frozenset[str] = frozenset({"RULE ORDER", "OUTPUT ORDER", "COLLECT"})
"""Hit policies whose result is a list of all matching rules."""


@dataclass(frozen=True)
class Variable:
    """A name and the type that its value must conform to (empty: any)."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True)
class Literal:
    """A FEEL expression as text; `language` is set only when it is not FEEL."""

    text: str
    type_ref: str = ""
    id: str = ""
    language: str = ""


@dataclass(frozen=True)
class TableInput:
    """A column of conditions: its expression, and the values that are allowed there (unary tests)."""

    expression: Literal
    values: str = ""
    label: str = ""

    @property
    def title(self) -> str:
        """What people call the column: its label, else its expression."""
        return self.label or self.expression.text


@dataclass(frozen=True)
class TableOutput:
    """A column of results; `values` in order of priority, `default` for when no rule matches."""

    name: str = ""
    type_ref: str = ""
    values: str = ""
    default: str = ""
    label: str = ""
    id: str = ""


@dataclass(frozen=True)
class Rule:
    """A row: unary tests, output expressions and the owner's remarks, as text."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A decision table."""

    id: str
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[Rule, ...]
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    type_ref: str = ""

    @property
    def aggregated(self) -> bool:
        """Is one value made of the results of all matching rules? Only COLLECT does that."""
        return self.hit_policy == "COLLECT" and self.aggregation != ""

    @property
    def several(self) -> bool:
        """Is the result a list?"""
        return self.hit_policy in MULTIPLE and not self.aggregated


@dataclass(frozen=True)
class Entry:
    """One line of a boxed context; without a variable it is the result of the context."""

    variable: Variable | None
    expression: Expression | None


@dataclass(frozen=True)
class Context:
    """A boxed context: each entry sees those above it."""

    entries: tuple[Entry, ...]
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Listing:
    """A boxed list."""

    items: tuple[Expression | None, ...]
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Relation:
    """A boxed relation: a list of contexts with the same names, drawn as a grid."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Binding:
    """A parameter by name and the expression that gives its value."""

    parameter: Variable
    expression: Expression | None


@dataclass(frozen=True)
class Invocation:
    """A boxed invocation: the function and its arguments by name."""

    called: Expression | None
    bindings: tuple[Binding, ...]
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class FunctionDefinition:
    """A boxed function; `kind` is FEEL, Java or PMML, of which only FEEL is executed."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Conditional:
    """A boxed if / then / else (DMN 1.4)."""

    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Iteration:
    """A boxed `for`, `every` or `some` (DMN 1.4): an iterator over a list and what is done with each."""

    kind: OneOf["for", "every", "some"]
    variable: Variable
    over: Expression | None
    body: Expression | None
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True)
class Filter:
    """A boxed filter (DMN 1.4): the items of a list for which `match` is true."""

    over: Expression | None
    match: Expression | None
    type_ref: str = ""
    id: str = ""


Expression = (
    Literal
    | Table
    | Context
    | Listing
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Iteration
    | Filter
)
