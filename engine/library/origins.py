"""Where a value of a letter comes from: the paths of the data tree behind it, and who asks for them.

Not when it was answered or by whom (the events say that), nor whether it may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine import feel
from engine.bpmn.model import Element, Process
from engine.library.version import Version
from engine.tree import Path, format_path, parse_path

Kind = Literal["task", "decision", "message", "step", "known"]
_PLAIN = re.compile(r"[\w.]+\Z")
_LOOP = re.compile(r"\bfor\s+(\w+)\s+in\s+([\w.]+)(?:\[[^\]]*\])?\s+return\b")
_STEPS: dict[str, Kind] = {"userTask": "task", "businessRuleTask": "decision"}


@dataclass(frozen=True)
class Asked:
    """What a path means to a person: the words of the field, and the step that gives it its value.

    `kind` is `known` for what needs no asking: the case, its parties, parameters, today.
    """

    kind: Kind
    label: str
    step: str = ""
    at: tuple[str, str, str] | None = None
    """Process, element and field that give it its value."""


def sources(field: str, expression: str | None) -> tuple[Path, ...]:
    """The paths of the data tree behind the field `stellen[0].vzae` whose first name `expression` gave.

    Without an expression the field is itself such a path. Of a condition, what it asks is among them.
    """
    name, *inner = parse_path(field)
    if expression is None:
        return ((name, *inner),)
    text, rows = expression.strip().removeprefix("=").strip(), {}
    while inner:
        index = next((part for part in inner if isinstance(part, int)), None)
        rows.update({row: (*parse_path(table), index or 0) for row, table in _LOOP.findall(text)})
        key = next((part for part in inner if isinstance(part, str)), None)
        entry = _entry(text, key) if key else None
        if entry is None:
            break
        inner, text = inner[inner.index(str(key)) + 1 :], entry
    return _read(text, tuple(inner), rows) or _read(expression, (), {})


def _entry(text: str, key: str) -> str | None:
    """The expression after `key:` in a context that the text makes."""
    found = re.search(rf"[{{,]\s*\"?{re.escape(key)}\"?\s*:", text)
    if found is None:
        return None
    depth = 0
    for position, sign in enumerate(text[found.end() :]):
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0 or (depth == 0 and sign == ","):
            return text[found.end() : found.end() + position].strip()
    return None


def _read(text: str, inner: Path, rows: dict[str, Path]) -> tuple[Path, ...]:
    try:
        reads = feel.compile(text.strip().removeprefix("=")).reads
    except (feel.FeelSyntaxError, feel.LimitExceeded):
        return ()
    rest = inner if _PLAIN.match(text) else ()
    return tuple(
        (*rows.get(path[0], path[:1]), *path[1:], *rest)
        for path in sorted(reads)
        if not any(other != path and other[: len(path)] == path for other in reads)
    )


def asked(version: Version, process_id: str, path: Path) -> Asked:
    """Who gives the value at `path`, read where the process stands, and what the field is called there."""
    found = _inside(version, process_id, path) or _outside(version, process_id, path, {process_id})
    return found or _known(path)


def _inside(version: Version, process_id: str, path: Path) -> Asked | None:
    """The step that the path itself names."""
    names = [part for part in path if isinstance(part, str)]
    found: Asked | None = None
    for place, process, element in _steps(version, process_id, names):
        found = _given(version, process, element, names[place + 1 :]) or found
    return found


def _outside(version: Version, process_id: str, path: Path, seen: set[str]) -> Asked | None:
    """The same name around the process: given by a call of it, or a column of the list it is called for."""
    for caller, call in _calls(version, process_id):
        places = _around(call, path)
        found = next((one for place in places if (one := _inside(version, caller.id, place))), None)
        if found is None and caller.id not in seen:
            found = _outside(version, caller.id, path, seen | {caller.id})
        if found is not None:
            return found
    return None


def _calls(version: Version, process_id: str) -> Iterator[tuple[Process, Element]]:
    for process in version.processes.values():
        yield from ((process, one) for one in process.elements.values() if one.called == process_id)


def _around(call: Element, path: Path) -> Iterator[Path]:
    expression = call.inputs.get(str(path[0]))
    if expression is not None:
        yield from sources(format_path(path), expression)
    collection = call.repetition.collection if call.repetition else None
    if collection and _PLAIN.match(collection):
        yield (*parse_path(collection), 0, *path)


def _known(path: Path) -> Asked:
    return Asked("known", _words(next(part for part in reversed(path) if isinstance(part, str))))


def _steps(version: Version, process_id: str, names: list[str]) -> Iterator[tuple[int, Process, Element]]:
    """The steps a path goes through, from the call outside to the task inside."""
    here: Process | None = version.process(process_id)
    for place, name in enumerate(names):
        here = _holder(version, here, name, anywhere=place == 0)
        if here is None:
            here = version.process(process_id)
            continue
        element = here.elements[name]
        yield place, here, element
        here = version.processes.get(element.called or "", here)


def _holder(version: Version, here: Process | None, name: str, *, anywhere: bool) -> Process | None:
    if here is not None and name in here.elements:
        return here
    own = here.participant if here else None
    others = sorted(version.processes.values(), key=lambda one: one.participant != own)
    return next((one for one in others if anywhere and name in one.elements), None)


def _given(version: Version, process: Process, element: Element, inner: list[str]) -> Asked | None:
    if element.trigger is not None and element.trigger.kind == "message":
        message = version.messages.get(element.trigger.reference or "")
        title = message.title if message else element.title
        return Asked(
            "message", _words(inner[0] if inner else element.id), title, _place(process, element, inner)
        )
    if element.called:
        return None
    label = _label(version, process, element, inner)
    kind = _STEPS.get(element.kind, "task" if label else "step")
    told = label or _words(inner[-1] if inner else element.id)
    return Asked(kind, told, element.title, _place(process, element, inner))


def _place(process: Process, element: Element, inner: list[str]) -> tuple[str, str, str]:
    return process.id, element.id, inner[0] if inner else ""


def _label(version: Version, process: Process, element: Element, inner: list[str]) -> str:
    """The words of the form: „Stellen, Stellenanteil“ for a column; empty where no form asks."""
    form = version.form(process.id, element.id)
    if form is None or not inner or inner[0] not in form.sheet.by_name:
        return ""
    field = form.sheet.by_name[inner[0]]
    column = next((one for one in field.columns if inner[1:] and one.name == inner[1]), None)
    return f"{field.label}, {column.label}" if column else field.label


def _words(name: str) -> str:
    """A technical name as nearly words as it can be: `weiterleitung_an` as „Weiterleitung an“."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
