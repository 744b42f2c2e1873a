"""Every expression that a process contains: its text, where it stands, and when it is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.bpmn.model import Element, Flow, Process
from engine.errors import Reason

Place = Literal[
    "condition", "timer", "conditional", "collection", "cardinality", "completion", "due", "follow_up",
    "priority", "assignee", "groups", "input", "figure",
]  # fmt: skip


@dataclass(frozen=True)
class Use:
    """One expression in a diagram."""

    place: Place
    source: str
    at: Element | Flow
    """Where the owner finds it."""
    moment: str
    """The element at whose beginning it is evaluated."""
    timer: Literal["date", "duration", "cycle"] | None = None
    name: str = ""
    """Name of an input parameter."""
    after: bool = False
    """Evaluated when the element is done: what it asks itself is known."""

    @property
    def where(self) -> Reason:
        """The kind of place in words: „die Bedingung“, „der Parameter ‚betrag‘“."""
        return Reason(f"check.place.{self.place}", {"parameter": self.name})


_SETTINGS: tuple[tuple[str, Place], ...] = (
    ("dueDate", "due"), ("followUpDate", "follow_up"), ("priority", "priority"), ("assignee", "assignee"),
    ("candidateGroups", "groups"),
)  # fmt: skip


def uses(process: Process) -> Iterator[Use]:
    """All expressions of a process, in the order of the file."""
    for element in process.elements.values():
        yield from _of_element(process, element)
    for flow in process.flows.values():
        if flow.condition:
            source = process.elements[flow.source]
            yield Use("condition", flow.condition, flow, source.id, after=True)


def _of_element(process: Process, element: Element) -> Iterator[Use]:
    trigger = element.trigger
    if trigger is not None and trigger.expression:
        moment = _armed_at(process, element)
        if trigger.kind == "timer":
            yield Use("timer", trigger.expression, element, moment, timer=trigger.timer)
        else:
            yield Use("conditional", trigger.expression, element, moment)
    for key, place in _SETTINGS:
        if element.attributes.get(key):
            yield Use(place, element.attributes[key], element, element.id)
    for name, source in element.inputs.items():
        yield Use("input", source, element, element.id, name=name)
    if element.properties.get("kennzahl"):
        yield Use("figure", element.properties["kennzahl"], element, element.id)
    yield from _of_repetition(element)


def _of_repetition(element: Element) -> Iterator[Use]:
    repetition = element.repetition
    if repetition is None:
        return
    if repetition.collection:
        yield Use("collection", repetition.collection, element, element.id)
    if repetition.cardinality:
        yield Use("cardinality", repetition.cardinality, element, element.id)
    if repetition.completion:
        yield Use("completion", repetition.completion, element, element.id, after=True)


def _armed_at(process: Process, element: Element) -> str:
    """When an event begins to wait: on a border with its activity, an event subprocess with its scope."""
    if element.attached_to:
        return element.attached_to
    around = process.elements.get(element.parent or "")
    if element.kind == "startEvent" and around is not None and around.event_subprocess:
        return around.parent or ""
    return element.id
