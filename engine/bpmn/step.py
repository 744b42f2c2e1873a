"""What goes into one step of a run and what comes out of it. Values only, nothing of SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.bpmn.model import Element
from engine.errors import EngineError, Reason
from engine.tree import Path, Tree

WaitingKind = Literal["user", "service", "message", "signal", "timer", "condition"]
HappeningKind = Literal[
    "entered",
    "left",
    "decided",
    "message_thrown",
    "signal_thrown",
    "escalated",
    "error",
    "cancelled",
    "ended",
]

Decide = Callable[[Element, dict[str, Any]], tuple[Any, Mapping[str, Any]]]


Compose = Callable[[str, Path], Any]


def _no_payload(message: str, scope: Path) -> Any:
    return None


def _no_decisions(element: Element, visible: dict[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    raise EngineError("bpmn.no_decisions", name=element.title)


@dataclass
class Around:
    """What surrounds a run while it makes a step.

    `tree` is the caller's working copy: decisions and payloads are written into it. `functions` are extra
    names for expressions (`parameter`, `heute`, `frist`); what the tree holds hides them.
    """

    tree: Tree
    now: datetime
    decide: Decide = _no_decisions
    functions: Mapping[str, Any] = field(default_factory=dict)
    compose: Compose = _no_payload
    """What a message says that is thrown at a scope; an EngineError stops the run there."""


@dataclass(frozen=True)
class Waiting:
    """A point at which the run waits; `key` stays the same until it is left."""

    key: str
    element: str
    process: str
    kind: WaitingKind
    scope: Path
    name: str | None = None
    """Name of the message or signal."""
    due: datetime | None = None
    attached: str | None = None
    """Boundary events: key of the activity they hang on."""
    since: datetime | None = None
    interrupting: bool = True
    """Whether it ends what it is attached to (or, for an event subprocess, its surroundings)."""


@dataclass(frozen=True)
class Happening:
    """Something that took place during a step, in order. `facts["key"]` names the token.

    Further facts: `process`, `kind` of the element, `body` (the frame around several instances); `flows`
    taken (left), `value` and the decision's own facts (decided), `name` and `payload` of the message and
    loop `names` of its sender as in `Executable.loop_names` (message_thrown), `name` (signal_thrown: the
    catches of this run have had it already), `code` and `caught` by which element (escalated, error).
    """

    kind: HappeningKind
    element: str
    scope: Path
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Incident:
    """Where the run is stuck and why. Every later step tries again, `resume` does nothing else."""

    element: str
    reason: Reason
    scope: Path = ()


@dataclass(frozen=True)
class Step:
    """The run after a step. `waiting` is complete (not only what is new); `incident` is what is stuck now."""

    tokens: bytes
    waiting: tuple[Waiting, ...]
    happened: tuple[Happening, ...]
    ended: bool
    incident: Incident | None = None


class Stuck(Exception):
    """A token cannot go on for this reason; nothing of the move was done."""

    def __init__(self, code: str | Reason, **facts: Any) -> None:
        self.reason = code if isinstance(code, Reason) else Reason(f"bpmn.{code}", facts)
        super().__init__(str(self.reason))
