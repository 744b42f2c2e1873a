"""Which names exist where: for each process its tree of names, and what can be seen from each element.

Follows the rules of the data tree: every answer under the element that asked for it; what is asked inside a
multi-instance over rows stands on the row; a called process stands under its call. Not when it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.bpmn.model import Element, Process
from engine.check.calls import innermost_first
from engine.check.contents import Contents
from engine.check.known import (
    ANYTHING,
    PLAIN,
    Known,
    Writer,
    context,
    merged,
    of_decision,
    of_document,
    of_form,
    of_task,
)
from engine.check.references import throws
from engine.check.walking import Names, walk

_PLAIN_PATH = re.compile(r"[^\W\d]\w*(\s*\.\s*[^\W\d]\w*)*")
_ROUNDS = 3
"""Payloads take the shape of what is sent; what is sent may itself have come as a payload."""
_PEOPLE = frozenset({"userTask", "task", "manualTask"})


@dataclass(frozen=True)
class Seen:
    """The answer to a lookup: what is known, who writes it, and how far the path could be followed."""

    known: Known | None
    writers: frozenset[Writer]
    depth: int
    near: Known | None = None
    """Where the path broke off: what would have been there."""


@dataclass
class Scope:
    """The names of one process."""

    process: Process
    names: Known = field(default_factory=Known)
    outer: Known = field(default_factory=Known)
    """What is added to rows of lists that belong to a caller."""
    places: dict[str, Names] = field(default_factory=dict)
    """For each multi-instance: the path of the list on whose items its answers stand."""
    abroad: set[str] = field(default_factory=set)
    """The multi-instances whose list belongs to a caller."""

    def layers(self, element: str) -> Iterator[tuple[Known, dict[str, Known]]]:
        """From the inside out: the names that answers give, and the further names of a repetition."""
        here = self.process.elements.get(element)
        while here is not None:
            if here.id in self.places:
                row = self.at(self.places[here.id], abroad=here.id in self.abroad).item()
                row = replace(row, open=row.open or here.id in self.abroad)
                variable = here.repetition.item if here.repetition else None
                yield (
                    row,
                    {"loopCounter": PLAIN, **({variable: self._item(row, variable)} if variable else {})},
                )
            elif here.repetition is not None:
                yield PLAIN, {"loopCounter": PLAIN}
            here = self.process.elements.get(here.parent or "")
        yield self.names, {}

    def _item(self, row: Known, variable: str) -> Known:
        """A list without rows keeps each item beside the answers, under the variable's name."""
        return row.inner.get(variable, row)

    def see(self, element: str, path: Names, more: Mapping[str, Known]) -> Seen:
        """What is known under `path` at an element; `more` are names from elsewhere, which nothing hides."""
        layers = [(Known(more), {}), *self.layers(element)]
        for names, further in layers:
            known = further.get(path[0]) or names.inner.get(path[0])
            if known is not None:
                return _descend(known, path)
        if any(names.open for names, _ in layers):
            return Seen(ANYTHING, frozenset(), len(path))
        return Seen(None, frozenset(), 0, self.names)

    def at(self, path: Names, *, abroad: bool = False) -> Known:
        """What is known under a path of this process's tree, or of what it adds to a caller's."""
        here = self.outer if abroad else self.names
        for name in path:
            here = here.inner.get(name, ANYTHING)
        return here

    def put(self, path: Names, known: Known, *, abroad: bool = False) -> None:
        """Add what is known under a path."""
        if abroad:
            self.outer = _with(self.outer, path, known)
        else:
            self.names = _with(self.names, path, known)

    def added(self, path: Names) -> Seen:
        """What is known under a path of a caller's list that this process adds to."""
        if path[0] not in self.outer.inner:
            return Seen(None, frozenset(), 0)
        return _descend(self.outer.inner[path[0]], path)


class Scopes:
    """The names of all processes of a programme."""

    def __init__(self, contents: Contents, processes: Mapping[str, Process]) -> None:
        self.contents = contents
        self.processes = processes
        self.of: dict[str, Scope] = {}
        self.payloads: dict[str, Known] = {
            name: context(message.payload) for name, message in contents.messages.messages.items()
        }
        self.everywhere = everywhere(contents)
        for _ in range(_ROUNDS):
            self.of = {}
            for process in innermost_first(processes):
                self.of[process.id] = self._scope(process)
            self.payloads = {name: self._payload(name) for name in contents.messages.messages}

    def _scope(self, process: Process) -> Scope:
        scope = Scope(process)
        written = {
            element.id: known
            for element in process.elements.values()
            if (known := self.written(process, element)) is not None
        }
        repeated = [e for e in process.elements.values() if e.repetition and e.repetition.kind != "loop"]
        inside = {id: _innermost(process, id, repeated) for id in written}
        for id, known in written.items():
            if inside[id] is None:
                scope.put((id,), known)
        for host in _outermost_first(process, repeated):
            self._place(scope, host)
            for id, known in written.items():
                if inside[id] == host.id:
                    self._put_inside(scope, host, id, known)
        for element in process.elements.values():
            self._take_over(scope, self.of.get(element.called or ""))
        return scope

    def _take_over(self, scope: Scope, called: Scope | None) -> None:
        """What a called process adds to rows of its caller, or of its caller's caller."""
        for name, known in called.outer.inner.items() if called else ():
            scope.put((name,), known, abroad=name not in scope.names.inner)

    def _put_inside(self, scope: Scope, host: Element, id: str, known: Known) -> None:
        place, abroad = scope.places[host.id], host.id in scope.abroad
        own_list = host.id == id and host.kind == "callActivity" and place[-1] == host.id
        scope.put(place if own_list else (*place, id), known, abroad=abroad)

    def _place(self, scope: Scope, host: Element) -> None:
        """Where the answers of a multi-instance stand: on the rows of its list, else in a list of its own."""
        repetition = host.repetition
        prefix = next((scope.places[id] for id in _ancestors(scope.process, host) if id in scope.places), ())
        source = (repetition.collection if repetition else None) or ""
        names = tuple(part.strip() for part in source.split(".")) if _PLAIN_PATH.fullmatch(source) else ()
        for length in range(len(prefix), -1, -1) if names else ():
            start = scope.at(prefix[:length])
            if names[0] in start.inner:
                found = scope.at((*prefix[:length], *names))
                if found.rows or found.open:
                    scope.places[host.id] = (*prefix[:length], *names)
                    return
                break
        else:
            if names and not prefix:
                scope.places[host.id] = names
                scope.abroad.add(host.id)
                scope.put(names, Known(rows=True), abroad=True)
                return
        own = (*prefix, host.id)
        scope.places[host.id] = own
        item = {repetition.item: ANYTHING} if repetition and repetition.item else {}
        known = Known(item, rows=True).by((scope.process.id, host.id))
        scope.put(own, known)

    def written(self, process: Process, element: Element) -> Known | None:
        """What an element leaves behind, None where it leaves nothing."""
        by = (process.id, element.id)
        trigger = element.trigger
        if element.kind in _PEOPLE:
            return self._task(process, element).by(by)
        if element.kind == "businessRuleTask":
            return self._decided(element).by(by)
        if element.kind == "serviceTask":
            makes = element.attributes.get("topic") in ("dokument", "ausgabe")
            return of_document().by(by) if makes else None
        if element.kind == "callActivity":
            return self._called(element).by(by)
        if trigger is not None and trigger.kind == "message" and not throws(element):
            return self.payloads.get(trigger.reference or "", ANYTHING).by(by)
        if element.kind == "startEvent" and self.contents.form(process.id, element) is not None:
            return of_form(self.contents.form(process.id, element)).by(by)
        return None

    def _task(self, process: Process, element: Element) -> Known:
        form = self.contents.form(process.id, element)
        broken = form is None and self.contents.form_path(process.id, element) is not None
        return replace(of_task(form), open=broken)

    def _decided(self, element: Element) -> Known:
        found = self.contents.decisions.get(element.attributes.get("decisionRef", ""))
        return of_decision(found[0].decisions[found[1]]) if found else ANYTHING

    def _called(self, element: Element) -> Known:
        inner = self.of.get(element.called or "")
        names = inner.names if inner else ANYTHING
        return replace(names, inner={**dict.fromkeys(element.inputs, ANYTHING), **names.inner})

    def _payload(self, name: str) -> Known:
        """The shape of what is sent, from whoever sends it."""
        message = self.contents.messages.messages[name]
        shapes: dict[str, Known] = {}
        for process in self.processes.values():
            for element in process.elements.values():
                if element.trigger and element.trigger.reference == name and throws(element):
                    for one in message.payload.values():
                        shape = self.shape(process, element.id, one.expression)
                        shapes[one.name] = merged(shapes.get(one.name), shape)
        return Known({one: _without_writers(shapes.get(one, ANYTHING)) for one in message.payload})

    def shape(self, process: Process, element: str, source: str) -> Known:
        """The shape of an expression's value at an element."""
        scope = self.of[process.id]
        return walk(source, lambda path: scope.see(element, path, self.everywhere).known)[1]


def everywhere(contents: Contents) -> dict[str, Known]:
    """The names that every expression can read besides the tree."""
    return {
        "vorgang": context(("nummer", "titel", "eroeffnet_am", "laufende_prozesse")),
        "beteiligte": context(contents.roles.participants),
        "parameter": context(contents.parameters),
        "heute": ANYTHING,
        "frist": ANYTHING,
        "werktage": ANYTHING,
    }


def _descend(known: Known, path: Names) -> Seen:
    writers = known.writers
    for depth, name in enumerate(path[1:], 1):
        inner = known.inner.get(name)
        if inner is None:
            if known.open:
                return Seen(ANYTHING, writers, len(path))
            return Seen(None, writers, depth, known)
        known = inner
        writers |= known.writers
    return Seen(known, writers, len(path))


def _with(known: Known, path: Names, added: Known) -> Known:
    if not path:
        return merged(known, added)
    inner = known.inner.get(path[0], Known())
    return replace(known, inner={**known.inner, path[0]: _with(inner, path[1:], added)})


def _without_writers(known: Known) -> Known:
    inner = {name: _without_writers(part) for name, part in known.inner.items()}
    return replace(known, inner=inner, writers=frozenset())


def _ancestors(process: Process, element: Element) -> Iterator[str]:
    here = process.elements.get(element.parent or "")
    while here is not None:
        yield here.id
        here = process.elements.get(here.parent or "")


def _innermost(process: Process, id: str | None, repeated: list[Element]) -> str | None:
    """The innermost multi-instance in which an element lies, or which it is."""
    hosts = {host.id for host in repeated}
    here = process.elements.get(id or "")
    while here is not None:
        if here.id in hosts:
            return here.id
        here = process.elements.get(here.parent or "")
    return None


def _outermost_first(process: Process, repeated: list[Element]) -> list[Element]:
    return sorted(repeated, key=lambda host: len(list(_ancestors(process, host))))
