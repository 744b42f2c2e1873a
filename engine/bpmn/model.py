"""A BPMN file as its owner drew it: plain frozen data, read once. Not the execution of it.

Settings are the `camunda:` attributes and properties that Camunda 7, Operaton and CIB seven share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EventKind = Literal[
    "none", "message", "signal", "timer", "error", "escalation", "terminate", "conditional", "link",
    "compensate", "cancel", "multiple",
]  # fmt: skip


@dataclass(frozen=True)
class Trigger:
    """What an event waits for or throws."""

    kind: EventKind
    reference: str | None = None
    """Name of the message, signal or link; code of the error or escalation."""
    timer: Literal["date", "duration", "cycle"] | None = None
    expression: str | None = None
    """Text of the timer or of the condition: FEEL, or an ISO 8601 literal for a timer."""


@dataclass(frozen=True)
class Repetition:
    """Multi-instance or standard loop of an activity."""

    kind: Literal["parallel", "sequential", "loop"]
    collection: str | None = None
    item: str | None = None
    cardinality: str | None = None
    completion: str | None = None
    """Condition that ends a multi-instance early, or goes on with a standard loop."""
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True)
class Flow:
    """A sequence flow inside one process or subprocess."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Element:
    """A flow node: task, gateway, event, subprocess, call activity."""

    id: str
    name: str
    kind: str
    """Local name of the XML element: `userTask`, `exclusiveGateway`, `boundaryEvent` ..."""
    process: str
    parent: str | None = None
    """Id of the subprocess it lies in, None at the top of the process."""
    lane: str | None = None
    """Id of the innermost lane: the role. Elements of a subprocess inherit its lane."""
    documentation: str = ""
    trigger: Trigger | None = None
    attached_to: str | None = None
    interrupting: bool = True
    repetition: Repetition | None = None
    default: str | None = None
    """Id of the default flow."""
    called: str | None = None
    """Id of the called process."""
    event_subprocess: bool = False
    instantiate: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    """`camunda:` attributes by local name (`formKey`, `dueDate`, `decisionRef`, `topic` ...)."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """`camunda:property` pairs (`vierAugen`, `zeichnung`, `vorlage` ...)."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """`camunda:inputParameter` by name: FEEL, evaluated in the scope of the element."""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    """Ids of flows, in the order of the file."""
    line: int = 0

    @property
    def title(self) -> str:
        """What people call it: its name, or its id where the owner gave none."""
        return self.name or self.id


@dataclass(frozen=True)
class Lane:
    """A lane: a role of roles.yaml at the organisation of its pool."""

    id: str
    name: str
    elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process:
    """One process of a file with everything in it, subprocesses included."""

    id: str
    name: str
    file: str
    participant: str | None
    """Id of the pool (`kreis`, `bezreg` ...), None when the file has no pools."""
    participant_name: str = ""
    documentation: str = ""
    executable: bool = True
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MessageFlow:
    """A dashed line between two pools or their elements."""

    id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True)
class Pool:
    """A participant: an organisation of the case. Without a process it is drawn closed, for information."""

    id: str
    name: str
    process: str | None = None


@dataclass(frozen=True)
class Diagram:
    """One .bpmn file."""

    file: str
    processes: Mapping[str, Process]
    pools: Mapping[str, Pool] = field(default_factory=dict)
    message_flows: tuple[MessageFlow, ...] = ()
    source: bytes = b""
