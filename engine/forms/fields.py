"""What a form asks: frozen data, the same for page, check and command line. Not the answers.

A `Sheet` is what is asked together: the whole form, or one row of a table in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from engine import feel

Kind = Literal[
    "text", "textarea", "integer", "decimal", "money", "date", "month", "boolean", "email", "iban", "file",
    "choice", "reference", "texts", "choices", "references", "table",
]  # fmt: skip

LISTS: frozenset[Kind] = frozenset({"texts", "choices", "references", "table"})


@dataclass(frozen=True, eq=False)
class Rule:
    """A FEEL expression of the form, compiled; a check also has its message and the field it blames."""

    source: str
    expression: feel.Expression
    message: tuple[str | feel.Expression, ...] = ()
    """What a failed check says; expressions in it are shown as values."""
    blames: str = ""


@dataclass(frozen=True, eq=False)
class Field:
    """One question. Column fields of a table have a path like `kosten[].betrag`."""

    name: str
    path: str
    label: str
    kind: Kind
    required: bool = False
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """(value, name) of a choice; values are texts even where the answer is a whole number."""
    whole: bool = False
    """The values of a choice are whole numbers."""
    sheet: Sheet | None = None
    """The columns of a table."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    shortest: int = 0
    longest: int = 500
    """Characters of a text (of each entry in a list of texts)."""
    fewest: int = 0
    most: int = 200
    """Entries of a list, rows of a table."""
    decimals: int = 0
    unit: str = ""
    lines: int = 1
    pattern: str = ""
    confirm: bool = False
    """A box that must be ticked (`const: true`)."""
    reference: str = ""
    """What a reference points to: `organisation`, `person` ..."""
    participant: str = ""
    """The participant of the case that the referenced organisation becomes."""
    default: Rule | None = None
    shown_if: Rule | None = None
    required_if: Rule | None = None
    computed: Rule | None = None
    earliest: Rule | None = None
    latest: Rule | None = None
    last_year: Rule | None = None
    """What is proposed from the case that serves as a template; `wert` is what was answered there."""
    summed: bool = False
    """A column whose sum stands below the table."""
    checks: tuple[Rule, ...] = ()
    data_class: str = "A"
    """`x-datenklasse`: who may read the answer; that of the task counts where it is higher."""

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields of one row, empty where this is no table."""
        return self.sheet.fields if self.sheet else ()

    def column(self, name: str) -> Field:
        """The column `name` of a table. Raises KeyError."""
        return {one.name: one for one in self.columns}[name]

    @property
    def rules(self) -> Iterator[Rule]:
        """Every expression of this field, without those of its columns."""
        own = (self.default, self.shown_if, self.required_if, self.computed, self.earliest, self.latest)
        yield from (rule for rule in (*own, self.last_year) if rule)
        yield from self.checks


@dataclass(frozen=True, eq=False)
class Sheet:
    """Fields that are asked together, in the order of the file and of their dependence, and the checks."""

    fields: tuple[Field, ...]
    order: tuple[Field, ...] = ()
    checks: tuple[Rule, ...] = ()
    by_name: dict[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two amounts that ought to be equal, or the first at most the second: shown below a field, never a
    reason to refuse."""

    names: tuple[str, str]
    sides: tuple[Rule, Rule]
    below: str
    at_most: bool = False
    unit: str = "€"


@dataclass(frozen=True, eq=False)
class Section:
    """A group of fields under one heading; the heading is empty where the form declares no sections."""

    title: str
    fields: tuple[Field, ...]
