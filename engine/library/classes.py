"""Data classes: of which one something is, and which roles read it. Not whose cases one may know of.

A is public, B internal, C personal, D special (Art. 9 DSGVO); who reads one of them reads those before it.
A field is of its own class (`x-datenklasse`) or of that of its task (`datenklasse`), whichever is higher. A
role reads up to the class that roles.yaml says, and always what its own tasks ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from engine.bpmn.model import Process
from engine.check.settings import INTERNAL as INTERNAL
from engine.errors import Reason
from engine.library.origins import asked, sources
from engine.library.version import Version
from engine.tree import Path

_PEOPLE = ("userTask", "startEvent")


def of_element(version: Version, process_id: str, element_id: str) -> str:
    """The class of a task, or of the letter that a service task makes."""
    element = version.process(process_id).elements.get(element_id)
    return element.properties.get("datenklasse", INTERNAL) if element else INTERNAL


def of_fields(version: Version, process_id: str, element_id: str) -> Mapping[str, str]:
    """Field → class, of a form or of what a message brings; a table is as high as its highest column."""
    whole = of_element(version, process_id, element_id)
    form = version.form(process_id, element_id)
    if form is not None:
        inside = {one.name: [each.data_class for each in (one, *one.columns)] for one in form.fields}
        return {name: max(whole, *found) for name, found in inside.items()}
    element = version.process(process_id).elements.get(element_id)
    if element is None or element.trigger is None or element.trigger.kind != "message":
        return {}
    return of_message(version, element.trigger.reference or "")


def of_task(version: Version, process_id: str, element_id: str) -> str:
    """The highest class of what a task asks: that of its page and of files added there."""
    asked_there = of_fields(version, process_id, element_id).values()
    return max((of_element(version, process_id, element_id), *asked_there))


def of_message(version: Version, name: str) -> Mapping[str, str]:
    """Field of a message → class."""
    message = version.messages.messages.get(name)
    return {one.name: one.data_class for one in message.payload.values()} if message else {}


def of_path(version: Version, process_id: str, path: Path) -> str:
    """The class of the value at `path`, read where the process stands; B for what nobody is asked for.

    Every step that the path names counts, wherever it stands: what is stored on the item of a list lies below
    another task, and which of two steps of one name is meant must not decide who may read it.
    """
    place = asked(version, process_id, path).at
    found = [_of_answer(version, *place)] if place is not None else []
    names = [part for part in path if isinstance(part, str)]
    for name, field in zip(names, (*names[1:], ""), strict=True):
        inside = (one.id for one in version.processes.values() if name in one.elements)
        found += [_of_answer(version, process, name, field) for process in inside]
    return max(found, default=INTERNAL)


def _of_answer(version: Version, process: str, element: str, field: str) -> str:
    known = of_fields(version, process, element)
    return known.get(field) or (INTERNAL if field else max(known.values(), default=INTERNAL))


@lru_cache(maxsize=1024)
def of_reading(version: Version, process_id: str, name: str, expression: str | None) -> str:
    """The highest class of what an expression reads, whatever it makes of it."""
    read = sources(name, expression)
    return max((of_path(version, process_id, one) for one in read), default=INTERNAL)


def of_inputs(version: Version, process_id: str, element_id: str, names: Iterable[str]) -> Mapping[str, str]:
    """What a decision was given → class."""
    given = version.process(process_id).elements[element_id].inputs
    return {name: of_reading(version, process_id, name, given.get(name)) for name in names}


def home(version: Version, element_id: str | None) -> Process | None:
    """The process in which an element stands."""
    inside = (one for one in version.processes.values() if element_id in one.elements)
    return next(inside, None)


def read_by(version: Version, roles: Iterable[str]) -> str:
    """The highest class that somebody with these roles reads."""
    known = _clearances(version)
    return max((known.get(role, INTERNAL) for role in roles), default=INTERNAL)


def readers(version: Version, data_class: str) -> frozenset[str]:
    """The roles that read a class."""
    return frozenset(role for role, highest in _clearances(version).items() if highest >= data_class)


def why_withheld(version: Version, participant: str | None, data_class: str) -> Reason:
    """Who of a participant (None: of all) may read it, as words that stand in place of the value."""
    known = _clearances(version)
    names = [
        role.name
        for role in version.roles.roles.values()
        if known[role.id] >= data_class and (participant is None or role.participant in (participant, None))
    ]
    return Reason("withheld", {"roles": ", ".join(names) or "–", "data_class": data_class})


@lru_cache(maxsize=64)
def _clearances(version: Version) -> Mapping[str, str]:
    """Role → highest class it reads."""
    found = {role.id: role.data_class for role in version.roles.roles.values()}
    for process in version.processes.values():
        for element in process.elements.values():
            if element.kind in _PEOPLE and element.lane in found:
                found[element.lane] = max(found[element.lane], of_task(version, process.id, element.id))
    return found
