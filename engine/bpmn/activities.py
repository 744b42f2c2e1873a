"""Activities: tasks, decisions, subprocesses, called processes, with the events on their boundary.

Not their repetition (`repetition`), not what a service task does (that is outside the engine's tokens).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from SpiffWorkflow.task import Task

from engine import feel
from engine.bpmn import throwing
from engine.bpmn.events import BoundaryEvent
from engine.bpmn.model import Element
from engine.bpmn.nodes import Node, ScopeSpec
from engine.bpmn.step import Stuck
from engine.bpmn.surroundings import evaluate, path_inside, path_of, visible
from engine.errors import EngineError


class Activity(Node):
    """Something that is done; its boundary events are armed when it is entered."""

    body: Any = None
    """The repetition of which tokens here are instances, if any."""

    def __init__(self, scope: ScopeSpec, element: Element, name: str | None = None) -> None:
        super().__init__(scope, element, name)
        self.boundaries: list[BoundaryEvent] = []

    def lap(self, task: Task) -> int | None:
        bounded = self.body is not None and self.body.is_bounded
        return task.internal_data["round"] if bounded else None

    def enter(self, task: Task) -> None:
        armed = [(boundary, boundary.notes(task)) for boundary in self.boundaries]
        task.internal_data["since"] = task.workflow.top_workflow.around.now.isoformat()
        super().enter(task)
        for boundary, notes in armed:
            boundary.arm(task.workflow, notes, on=task.id)

    def leave(self, task: Task) -> None:
        verdict = self.body.verdict(task) if self.body is not None else None
        super().leave(task)
        self._withdraw(task)
        if self.body is not None:
            self.body.instance_done(task, verdict)

    def done(self, task: Task) -> None:
        self._withdraw(task)
        super().done(task)

    def cancelled(self, task: Task) -> None:
        self._withdraw(task)
        task.workflow.top_workflow.close_scope(task)
        super().cancelled(task)

    def _withdraw(self, task: Task) -> None:
        for boundary in throwing.task_on(task) if self.boundaries else ():
            boundary.cancel()


class OpenTask(Activity):
    """A task that somebody or something outside does: user, manual and service tasks."""

    def __init__(self, scope: ScopeSpec, element: Element, name: str | None = None) -> None:
        super().__init__(scope, element, name)
        self.waits_for: Literal["user", "service"] = "service" if element.kind == "serviceTask" else "user"

    def work(self, task: Task) -> bool:
        return False


class ReceiveTask(Activity):
    """Waits for a message."""

    waits_for = "event"

    def work(self, task: Task) -> bool:
        return False

    def happen(self, task: Task, **facts: Any) -> None:
        """The message has come."""
        self.done(task)


class SendTask(Activity):
    """Throws a message and goes on."""

    def work(self, task: Task) -> bool:
        if self.element.trigger is not None:
            throwing.throw(task, self.element.trigger)
        return True


class DecisionTask(Activity):
    """Asks a decision table and keeps the answer under its own id."""

    def work(self, task: Task) -> bool:
        run = task.workflow.top_workflow
        try:
            value, facts = run.around.decide(self.element, visible(task))
        except EngineError as error:
            raise Stuck(error.reason) from error
        run.around.tree.write((*path_of(task), self.element.id), value)
        run.tell("decided", task, value=value, **facts)
        return True


class Subprocess(Activity):
    """An embedded subprocess, event subprocess or called process: open while a token is inside."""

    def __init__(self, scope: ScopeSpec, element: Element, name: str | None = None) -> None:
        super().__init__(scope, element, name)
        self.inside = ""
        """Name of the scope inside."""
        self.given: Mapping[str, feel.Expression] = {}
        """What a call hands in: input parameters, computed where the call stands."""

    def opens_scope(self, task: Task) -> bool:
        """A called process writes below its call; one of several instances has a place of its own."""
        place = task.internal_data.get("path") or ()
        return self.element.kind == "callActivity" and self.element.id not in place[-2:]

    def work(self, task: Task) -> bool:
        run = task.workflow.top_workflow
        if task.id not in run.subprocesses:
            given = {name: evaluate(task, expression) for name, expression in self.given.items()}
            inside = run.open_scope(task, self.inside)
            for name, value in given.items():
                run.around.tree.write((*path_inside(inside), name), value)
            start = task.internal_data.get("began") or inside.spec.entrance
            inside.put(start)._ready()
        return False
