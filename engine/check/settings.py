"""The settings of a programme: its sheet, roles, messages, parameters and demo people. Not their reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.people import Deputy, Organisation, Person


@dataclass(frozen=True)
class Reference:
    """How a file is numbered: `KIM-B{baustein}-{foerderjahr}-{laufende_nummer:02}`."""

    pattern: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Name in the pattern → FEEL over the tree of the opening process."""
    counted_by: tuple[str, ...] = ()
    """Names of the pattern within which the running number counts up."""


@dataclass(frozen=True)
class Opening:
    """A process that a person may start, and how the parties of the new case are found."""

    process: str
    role: str | None = None
    participants: Mapping[str, str] = field(default_factory=dict)
    """Participant → `eigene`, `auswahl`, `einzige` or `spaeter`."""
    template: str = ""
    """FEEL: whether a former case (`vorjahr`: its start answers) may lend answers; empty where none does."""


@dataclass(frozen=True)
class Figure:
    """What lists and headers show of a case."""

    label: str
    expression: str
    kind: str = ""


@dataclass(frozen=True)
class Sheet:
    """programme.yaml: what the programme is called, how its cases are numbered, what opens one."""

    id: str = ""
    name: str = ""
    short: str = ""
    description: str = ""
    reference: Reference = field(default_factory=Reference)
    title: str = ""
    """FEEL: the title of a new case."""
    openings: tuple[Opening, ...] = ()
    figures: tuple[Figure, ...] = ()


INTERNAL = "B"
"""The data class of what declares none."""


@dataclass(frozen=True)
class Participant:
    """A pool: one organisation of the case. `kind` is the kind of organisation that may fill it."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Role:
    """A lane: what a person acts as. `superior` is the role that hears of overdue tasks.

    In letters: `signs_as` stands below the name instead of the role's own, `signs_with` before it („i. A.“),
    and who `informs` is named as the person to ask.
    """

    id: str
    name: str
    participant: str | None = None
    superior: str | None = None
    signs_as: str = ""
    signs_with: str = ""
    informs: bool = False
    data_class: str = INTERNAL
    """Up to which class it reads values: `A` public, `B` internal, `C` personal, `D` special."""


@dataclass(frozen=True)
class Roles:
    """roles.yaml."""

    participants: Mapping[str, Participant] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True)
class PayloadField:
    """One value of a message: FEEL in the sender's scope."""

    name: str
    expression: str
    kind: str = ""
    data_class: str = INTERNAL


@dataclass(frozen=True)
class Message:
    """What one organisation sends another."""

    name: str
    title: str
    senders: tuple[str, ...]
    to: str
    payload: Mapping[str, PayloadField] = field(default_factory=dict)
    key: str | None = None
    """Payload field that must equal the value of the same name at the receiver."""
    documents: tuple[str, ...] = ()
    """Templates whose latest documents the receiver may read."""


@dataclass(frozen=True)
class Messages:
    """messages.yaml."""

    messages: Mapping[str, Message] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    """Signals by name, with their title."""

    def get(self, name: str) -> Message | None:
        return self.messages.get(name)


@dataclass(frozen=True)
class ParameterValue:
    """What a parameter was worth in a period; `until` is the last day, None is open."""

    value: Any
    since: date | None = None
    until: date | None = None
    source: str = ""

    def on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Parameter:
    """A value that the authority sets: rates, thresholds, rules of counting."""

    key: str
    label: str
    kind: str = ""
    status: str = ""
    values: tuple[ParameterValue, ...] = ()

    def on(self, day: date) -> Any:
        """The value on `day`, or None where none was set (unknown is not zero)."""
        return next((value.value for value in self.values if value.on(day)), None)


@dataclass(frozen=True)
class Demo:
    """demo.yaml: organisations and people to try the programme with; they are named after their roles."""

    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    deputies: tuple[Deputy, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of an overview; the first of its expressions whose value is known counts."""

    id: str
    label: str
    expressions: tuple[str, ...]
    kind: str = "text"
    summed: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    """What values are called: `pauschale` → „Fachbezogene Pauschale“."""


@dataclass(frozen=True)
class Overview:
    """A list over many cases that the office owes: one row for each case, or for each item of a list."""

    id: str
    title: str
    process: str
    """The process that opens the cases which are listed."""
    roles: tuple[str, ...]
    """Who may see it."""
    columns: tuple[Column, ...]
    help: str = ""
    condition: str = ""
    """FEEL in a row, its columns known as `spalten`: only rows for which it is true are listed."""
    rows: tuple[str, ...] = ()
    """FEEL over a case, the first known counts: a list of contexts, each a row; none: the case is the row."""
    year: tuple[str, ...] = ()
    """FEEL in a row, the first known counts: the year by which rows are chosen and added up."""
    year_label: str = ""


@dataclass(frozen=True)
class OpenPoint:
    """A question for the authority before real use, and what in the programme depends on its answer."""

    number: int
    question: str
    status: str
    parameters: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    remark: str = ""
