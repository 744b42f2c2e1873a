"""The BPMN token game, written once more and plainly, to disagree with the engine. Knows no SpiffWorkflow.

Only the model's data is shared. A token is `Open` (an activity or event that waits) or lies on a flow before
a join. Conditions of test processes read `w3 = 1`; the values are given for each move.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.bpmn.model import Element, Process

JOINS = ("parallelGateway", "inclusiveGateway")


class TooMuch(Exception):
    """The process makes tokens without end."""


class Uncaught(Exception):
    """An error deep inside that no boundary catches."""


@dataclass(eq=False)
class Scope:
    """The inside of a process or of one running subprocess."""

    parent: str | None
    path: tuple
    host: Open | None = None
    open: list[Open] = field(default_factory=list)
    before: list[tuple[str, str]] = field(default_factory=list)
    """(join, flow) of tokens that wait on a flow."""
    armed: list[Element] = field(default_factory=list)
    """Event subprocesses that can still start."""


@dataclass(eq=False)
class Open:
    """An activity under way, one instance of a repeated one, or an event that is waited for."""

    element: Element
    scope: Scope
    path: tuple
    inside: Scope | None = None
    rivals: list[Open] = field(default_factory=list)
    boundaries: list[Element] = field(default_factory=list)
    body: Open | None = None
    instances: int = 0
    started: int = 0
    finished: int = 0

    @property
    def is_body(self) -> bool:
        return self.element.repetition is not None and self.body is None


class Game:
    """One run of one process."""

    def __init__(self, process: Process, values: dict[str, int]) -> None:
        self.process = process
        self.values = values
        self.agenda: list[tuple[Scope, Element, str | None]] = []
        self.moves = 0
        self.top = Scope(None, ())
        self._begin(self.top)
        self._settle()

    def waiting(self) -> Counter:
        """Everything that waits: (element, path)."""
        points: Counter = Counter()
        for scope in self._scopes(self.top):
            points.update((start.id, scope.path) for start in scope.armed if start.trigger.kind == "message")
            for token in scope.open:
                if not token.is_body and token.inside is None:
                    points[token.element.id, token.path] += 1
                hung = [b for b in token.boundaries if b.trigger.kind == "message"]
                points.update((boundary.id, scope.path) for boundary in hung)
        return points

    @property
    def ended(self) -> bool:
        """No token is left anywhere (one that waits for ever at a join is left)."""
        return not self.top.open and not self.top.before

    def happen(self, element: str, path: tuple, values: dict[str, int]) -> None:
        """A task is completed or a message comes; there must be exactly one such point."""
        self.values, self.moves = values, 0
        for scope in list(self._scopes(self.top)):
            for start in scope.armed:
                if (start.id, scope.path) == (element, path):
                    return self._settle(self._rise(scope, start))
            for token in scope.open:
                for boundary in token.boundaries:
                    if (boundary.id, scope.path) == (element, path):
                        return self._settle(self._interrupt(token, boundary))
                if token.element.id == element and token.path == path and not token.is_body:
                    return self._settle(self._done(token))
        raise LookupError(element)

    def _scopes(self, scope: Scope):
        yield scope
        for token in list(scope.open):
            if token.inside:
                yield from self._scopes(token.inside)

    def _begin(self, scope: Scope, start: str | None = None) -> None:
        inside = [e for e in self.process.elements.values() if e.parent == scope.parent]
        for element in inside:
            if element.event_subprocess:
                scope.armed.append(self._start_of(element.id))
        self.agenda.append((scope, self._start_of(scope.parent), None))

    def _start_of(self, parent: str | None) -> Element:
        return next(
            e for e in self.process.elements.values() if e.parent == parent and e.kind == "startEvent"
        )

    def _settle(self, _: None = None) -> None:
        while True:
            while self.agenda:
                self._arrive(*self.agenda.pop())
            if not self._fire_inclusive() and not self._close():
                return

    def _arrive(self, scope: Scope, element: Element, flow: str | None) -> None:
        self.moves += 1
        if self.moves > 1500 or len(scope.open) + len(scope.before) > 60:
            raise TooMuch
        if element.kind in JOINS and len(element.incoming) > 1:
            scope.before.append((element.id, flow))
            if element.kind == "parallelGateway":
                self._fire_parallel(scope, element)
        elif element.kind == "endEvent":
            self._end(scope, element)
        elif element.kind == "eventBasedGateway":
            events = [self._open(scope, self._target(flow)) for flow in element.outgoing]
            for event in events:
                event.rivals = [other for other in events if other is not event]
        elif element.kind in ("userTask", "subProcess", "intermediateCatchEvent"):
            self._enter(scope, element)
        else:
            self._leave(scope, element)

    def _enter(self, scope: Scope, element: Element) -> None:
        token = self._open(scope, element)
        hung = (e for e in self.process.elements.values() if e.attached_to == element.id)
        token.boundaries = list(hung)
        several = element.repetition
        if several is None:
            self._go_inside(token)
        elif several.kind == "loop":
            self._instance(token)
        else:
            token.instances = int(several.cardinality)
            if not token.instances:
                return self._done(token)
            for _ in range(token.instances if several.kind == "parallel" else 1):
                self._instance(token)
        return None

    def _open(self, scope: Scope, element: Element) -> Open:
        token = Open(element, scope, scope.path)
        scope.open.append(token)
        return token

    def _instance(self, body: Open) -> None:
        token = self._open(body.scope, body.element)
        token.body = body
        if body.element.repetition.kind != "loop":
            token.path = (*body.scope.path, body.element.id, body.started)
        body.started += 1
        self._go_inside(token)

    def _go_inside(self, token: Open) -> None:
        if token.element.kind == "subProcess":
            token.inside = Scope(token.element.id, token.path, token)
            self._begin(token.inside)

    def _done(self, token: Open) -> None:
        token.scope.open.remove(token)
        for rival in token.rivals:
            token.scope.open.remove(rival)
        if token.body is None:
            if not token.element.event_subprocess:
                self._leave(token.scope, token.element)
            return
        body, several = token.body, token.element.repetition
        body.finished += 1
        over = several.completion is not None and self._true(several.completion)
        if several.kind == "loop":
            over = not over or body.finished == several.maximum
        if over or body.finished == body.instances:
            for other in [o for o in body.scope.open if o.body is body]:
                self._cancel(other)
            self._done(body)
        elif several.kind == "loop" or body.started < body.instances:
            self._instance(body)

    def _cancel(self, token: Open) -> None:
        if token in token.scope.open:
            token.scope.open.remove(token)
        if token.inside:
            self._clear(token.inside)
        for other in [o for o in token.scope.open if o.body is token]:
            self._cancel(other)

    def _clear(self, scope: Scope) -> None:
        for token in list(scope.open):
            self._cancel(token)
        scope.before.clear()
        scope.armed.clear()
        self.agenda = [entry for entry in self.agenda if entry[0] is not scope]

    def _interrupt(self, token: Open, boundary: Element) -> None:
        if boundary.interrupting:
            self._cancel(token)
        self._leave(token.scope, boundary)

    def _rise(self, scope: Scope, start: Element) -> None:
        if start.interrupting:
            self._clear(scope)
        token = self._open(scope, self.process.elements[start.parent])
        token.inside = Scope(start.parent, scope.path, token)
        self._begin(token.inside)

    def _end(self, scope: Scope, element: Element) -> None:
        if element.trigger.kind == "terminate":
            self._clear(scope)
        elif element.trigger.kind == "error":
            here = scope
            while here.host:
                host = here.host.body or here.host
                for boundary in host.boundaries:
                    if boundary.trigger.kind == "error":
                        return self._interrupt(host, boundary)
                here = here.host.scope
            if scope is not self.top:
                raise Uncaught
            self._clear(self.top)
        return None

    def _leave(self, scope: Scope, element: Element) -> None:
        flows = [self.process.flows[flow] for flow in element.outgoing]
        taken = [
            f for f in flows if f.id != element.default and (f.condition is None or self._true(f.condition))
        ]
        if element.kind == "exclusiveGateway":
            taken = taken[:1]
        for flow in taken or [f for f in flows if f.id == element.default]:
            self.agenda.append((scope, self.process.elements[flow.target], flow.id))

    def _target(self, flow: str) -> Element:
        return self.process.elements[self.process.flows[flow].target]

    def _true(self, condition: str) -> bool:
        name, value = condition.split(" = ")
        return self.values[name] == int(value)

    def _fire_parallel(self, scope: Scope, join: Element) -> None:
        if all((join.id, flow) in scope.before for flow in join.incoming):
            for flow in join.incoming:
                scope.before.remove((join.id, flow))
            self._leave(scope, join)

    def _fire_inclusive(self) -> bool:
        for scope in self._scopes(self.top):
            for join in {join for join, _ in scope.before}:
                element = self.process.elements[join]
                if element.kind == "inclusiveGateway" and not self._awaits(scope, element):
                    for flow in element.incoming:
                        if (join, flow) in scope.before:
                            scope.before.remove((join, flow))
                    self._leave(scope, element)
                    return True
        return False

    def _awaits(self, scope: Scope, join: Element) -> bool:
        """Whether a token elsewhere can get onto an incoming flow that has none, not through the join."""
        places = {t.element.id for t in scope.open} | {other for other, _ in scope.before if other != join.id}
        empty = {flow for flow in join.incoming if (join.id, flow) not in scope.before}
        return any(self._flows_from(place, join.id) & empty for place in places)

    def _flows_from(self, place: str, join: str) -> set[str]:
        seen: set[str] = set()
        flows: set[str] = set()
        todo = [place]
        while todo:
            here = todo.pop()
            if here in seen or here == join:
                continue
            seen.add(here)
            todo.extend(e.id for e in self.process.elements.values() if e.attached_to == here)
            for flow in self.process.elements[here].outgoing:
                flows.add(flow)
                todo.append(self.process.flows[flow].target)
        return flows

    def _close(self) -> bool:
        """Finish one subprocess in which no token is left."""
        for scope in self._scopes(self.top):
            if not scope.open and not scope.before:
                scope.armed.clear()
                if scope.host and scope.host in scope.host.scope.open:
                    self._done(scope.host)
                    return True
        return False
