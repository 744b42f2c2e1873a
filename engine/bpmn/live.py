"""A run while it makes a step: SpiffWorkflow's workflow with its tree of tasks kept flat. Not its storage.

SpiffWorkflow holds one task for each token and moves it through its states; we differ from stock in three
ways. A task that is finished is forgotten at once and its children hang under the root, so a step costs the
same in the first and in the ten-thousandth round (stock stalls at depth 1000). Nothing is predicted. What
is ready waits in one queue, first come, first served, over all scopes.

States: READY = will move in this step (or is stuck), WAITING = arrived at a join, STARTED = open, waits for
a person, an event or its own inside. Finished tasks are gone.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.step import Around, Happening, HappeningKind, Incident, Stuck
from engine.bpmn.surroundings import path_of

for _name in ("spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it, stock walks the tree for every log line

ROOT = "root"
ENDLESS = 500
"""Moves of one element within one step after which it counts as an endless loop."""


class NoScripts:
    """Stands where SpiffWorkflow keeps its Python engine: refuses everything."""

    def __getattr__(self, name: str) -> Any:
        raise PermissionError(f"expressions are FEEL; nothing may reach the script engine ({name})")


class _Flat:
    """What run and scope share: tokens hang under the root, finished ones are forgotten."""

    spec: Any
    tasks: dict[str, Any]
    task_tree: Any
    top_workflow: Any
    host: Task | None

    def plant(self) -> None:
        """Give a fresh workflow its root."""
        self.task_tree = Task(self, self.spec.start, state=TaskState.COMPLETED, id=ROOT)

    def put(self, name: str, under: Task | None = None, key: str | None = None, **notes: Any) -> Any:
        """A new token at the spec `name`; below `under` it starts to move when that one completes."""
        key = key or self.top_workflow.new_key()
        task = Task(self, self.spec.task_specs[name], under or self.task_tree, TaskState.FUTURE, key)
        task.internal_data.update(notes)
        return task

    def tokens(self) -> Iterator[Any]:
        return (task for task in list(self.tasks.values()) if task.id != ROOT)

    def holds(self, task: Task) -> bool:
        """Whether the token is still in here."""
        return self.tasks.get(task.id) is task

    def release(self, task: Task) -> None:
        """Forget a finished task; what follows it hangs under the root from now on."""
        if not self.holds(task):
            return
        for child in task.children:
            child.parent = self.task_tree
            self.task_tree._children.append(child.id)
        task._children = []
        self._remove_task(task.id)  # type: ignore[attr-defined]
        self.top_workflow.thinned.append(self)

    def _task_completed_notify(self, task: Task) -> None:
        """Stock walks the whole tree here, and takes any element called `End` for the end."""
        self.release(task)

    def clear(self, *, spare: Task | None = None) -> None:
        """Cancel every token in here but `spare`."""
        for task in self.tokens():
            if task is not spare and self.holds(task):
                task.cancel()


class LiveScope(_Flat, BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of one running subprocess or called process."""

    def __init__(self, spec: Any, host: Task) -> None:
        self.host = host
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)
        self.plant()

    def _calculate_depth(self) -> int:
        return 0

    @property
    def parent_workflow(self) -> Any:
        return self.host.workflow if self.host else None


class LiveRun(_Flat, BpmnWorkflow):  # type: ignore[misc]
    """A whole run during one step."""

    host = None

    def __init__(self, plan: Any, around: Around | None) -> None:
        super().__init__(plan.top, plan.scopes, script_engine=NoScripts(), deserializing=True)
        self.plan = plan
        self.around = around
        self.last_key = 0
        self.ended = False
        self.happened: list[Happening] = []
        self.incidents: dict[str, Incident] = {}
        self.ready: deque[Task] = deque()
        self.thinned: list[Any] = []
        self.moves: Counter[tuple[Any, str, int | None]] = Counter()
        self.plant()

    def new_key(self) -> str:
        self.last_key += 1
        return str(self.last_key)

    def workflows(self) -> list[Any]:
        """The run and all its scopes, outer ones first."""
        return [self, *self.subprocesses.values()]

    def all_tokens(self) -> Iterator[Task]:
        return (task for workflow in self.workflows() for task in workflow.tokens())

    def open_scope(self, host: Task, name: str) -> Any:
        """The inside of the activity `host`, empty."""
        scope = self.subprocesses[host.id] = LiveScope(self.plan.scopes[name], host)
        return scope

    def close_scope(self, host: Task) -> None:
        """Cancel what is inside the activity `host` and forget it."""
        scope = self.subprocesses.get(host.id)
        if scope is not None:
            scope.clear()
            self.subprocesses.pop(host.id, None)

    def tell(self, kind: HappeningKind, task: Task, **facts: Any) -> None:
        """Note that something took place at a token; `body` marks the frame of a repeated activity."""
        element = task.task_spec.element
        told = {"key": task.id, "process": element.process, "kind": element.kind, **facts}
        if task.task_spec.is_body:
            told["body"] = True
        self.happened.append(Happening(kind, element.id, path_of(task), told))

    def settle(self) -> None:
        """Move tokens until every one of them waits for something outside."""
        while True:
            self._close_finished()
            if self.ready:
                self._move(self.ready.popleft())
            elif self.ended or not self._look_again():
                return

    def _move(self, task: Task) -> None:
        if task.state != TaskState.READY or not task.workflow.holds(task):
            return
        place = (task.workflow, task.task_spec.name, task.task_spec.lap(task))
        self.moves[place] += 1
        try:
            if self.moves[place] > ENDLESS:
                raise Stuck("endless", name=task.task_spec.element.title, moves=ENDLESS)
            task.run()
        except Stuck as stuck:
            task._set_state(TaskState.READY)
            self.report(task, stuck)

    def report(self, task: Task, stuck: Stuck) -> None:
        """Note that a token cannot go on; once for each in a step."""
        self.incidents.setdefault(task.id, Incident(task.task_spec.element.id, stuck.reason, path_of(task)))

    def _close_finished(self) -> None:
        while self.thinned:
            workflow = self.thinned.pop()
            if not any(not task.internal_data.get("idle") for task in workflow.tokens()):
                self._finish(workflow)

    def _finish(self, workflow: Any) -> None:
        host = workflow.host
        if host is None:
            if not self.ended:
                workflow.clear()
                self.ended = True
                self.happened.append(Happening("ended", self.plan.process, ()))
        elif self.subprocesses.get(host.id) is workflow:
            self.close_scope(host)
            host.task_spec.done(host)

    def _look_again(self) -> bool:
        """What can only be seen when all else rests: inclusive joins and conditions."""
        moved = False
        for workflow in self.workflows():
            for spec in workflow.spec.patient:
                moved = spec.look(workflow) or moved
        return moved
