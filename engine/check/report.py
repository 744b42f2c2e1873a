"""Makes findings that name the element the way its owner does. Not the sentences; those are in `wording`."""

from __future__ import annotations

from typing import Any, Literal

from engine.bpmn.model import Element, Flow, Process
from engine.check.entry import hinted
from engine.errors import Finding


def at(process: Process, place: Element | Flow | None, rule: str, **facts: Any) -> Finding:
    """An error at an element or flow of `process`, or at the process itself."""
    return _finding(process, place, rule, "error", facts)


def warning(process: Process, place: Element | Flow | None, rule: str, **facts: Any) -> Finding:
    """The same as a warning: it works, but probably not as meant."""
    return _finding(process, place, rule, "warning", facts)


def _finding(
    process: Process,
    place: Element | Flow | None,
    rule: str,
    severity: Literal["error", "warning"],
    facts: dict[str, Any],
) -> Finding:
    where = process if place is None else place
    facts = {"process": process.name or process.id, "line": getattr(where, "line", 0), **hinted(facts)}
    return Finding(process.file, rule, where.id, called(process, place), severity, facts)


def called(process: Process, place: Element | Flow | None) -> str:
    """What people call the place: the name of an element; a flow by its name or its two ends."""
    if place is None:
        return process.name or process.id
    if isinstance(place, Element):
        return place.title
    ends = (process.elements[place.source].title, process.elements[place.target].title)
    return place.name or " → ".join(ends)


def path(process: Process, elements: list[str]) -> str:
    """The way through the diagram by names, long ways shortened in the middle."""
    titles = [process.elements[id].title for id in elements if id in process.elements]
    shown = [title for title, before in zip(titles, [None, *titles], strict=False) if title != before]
    if len(shown) > 12:
        shown = [*shown[:5], "…", *shown[-6:]]
    return " → ".join(shown)
