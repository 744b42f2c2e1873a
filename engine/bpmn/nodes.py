"""How a token comes to a flow node, stays and leaves: the common life of all nodes. Not their kinds.

A node is a SpiffWorkflow task spec; a token at it is a task. The life of a token:
`arrive` (may wait at a join) -> ready -> `enter` (once) -> open until `done` -> leaves by its flows.
Each part is repeated after an incident until it succeeds, so each computes first and changes afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.specs.StartTask import StartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import feel
from engine.bpmn.model import Element, Flow
from engine.bpmn.step import Stuck
from engine.bpmn.surroundings import evaluate, values_read


@dataclass(frozen=True)
class Exit:
    """A sequence flow with its condition compiled."""

    flow: Flow
    condition: feel.Expression | None
    default: bool


class ScopeSpec(WorkflowSpec):  # type: ignore[misc]
    """The inside of one process or subprocess, ready to be executed and never changed again."""

    def __init__(self, name: str, process: str) -> None:
        super().__init__(name)
        self.process = process
        self.data_objects: Mapping[str, Any] = {}
        self.start = StartTask(self, "(start)")  # no id of BPMN can have brackets
        self.patient: list[Any] = []
        """Nodes to look at again when all else rests."""
        self.rising: list[Any] = []
        """Event subprocess starts that are armed when the scope starts."""

    @property
    def starts(self) -> tuple[str, ...]:
        """Ids of all start events."""
        return tuple(name for name, spec in self.task_specs.items() if hasattr(spec, "is_entrance"))

    @property
    def entrance(self) -> str | None:
        """Id of the start event without a trigger."""
        return next((name for name in self.starts if self.task_specs[name].is_entrance), None)


class Node(BpmnSpecMixin):  # type: ignore[misc]
    """A flow node that passes its token on at once: the base of all."""

    waits_for: Literal["user", "service", "event"] | None = None
    is_body = False
    """Whether tokens here only count the instances of a repeated activity."""

    def __init__(self, scope: ScopeSpec, element: Element, name: str | None = None) -> None:
        super().__init__(scope, name or element.id, bpmn_name=element.name, lane=element.lane)
        self.element = element
        self.exits: tuple[Exit, ...] = ()

    def test(self) -> None:
        """Stock wants an input for every node; a boundary event has none."""

    def is_open(self, task: Task) -> bool:
        """Whether the token waits for something outside the run."""
        return bool(task.state == TaskState.STARTED and self.waits_for is not None)

    def lap(self, task: Task) -> int | None:
        """Which of a bounded number of instances this is: each may move as often as any other token."""
        return None

    def opens_scope(self, task: Task) -> bool:
        """Whether what is inside writes below this node's id (only called processes do)."""
        return False

    def _predict(self, my_task: Task, *_: Any, **__: Any) -> None:
        """Nothing is predicted: the tree holds tokens, no wishes."""

    def _update_hook(self, my_task: Task) -> bool:
        return self.arrive(my_task)

    def _on_ready_hook(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.ready.append(my_task)

    def _run(self, my_task: Task) -> bool | None:
        """Stock marks a failed task as broken for ever; here it stays ready and is tried again."""
        notes = my_task.internal_data
        if "entered" not in notes:
            self.enter(my_task)
            notes["entered"] = 1
            notes.pop("flow", None)  # only a join needs to know, and it is passed
        if "done" not in notes and not self.work(my_task):
            return None
        if my_task.state == TaskState.CANCELLED:
            return None
        notes["done"] = 1
        self.leave(my_task)
        return True

    def _on_cancel(self, my_task: Task) -> None:
        self.cancelled(my_task)
        my_task.workflow.release(my_task)

    def arrive(self, task: Task) -> bool:
        """Whether the token may move at once."""
        return True

    def enter(self, task: Task) -> None:
        """What happens once, when the token moves into the node. May raise Stuck before any change."""
        task.workflow.top_workflow.tell("entered", task)

    def work(self, task: Task) -> bool:
        """What the node does; False if it stays open for something outside. May raise Stuck."""
        return True

    def done(self, task: Task) -> None:
        """The open node has got what it waited for: its rivals are withdrawn, it leaves in its turn."""
        race = task.internal_data.get("race")
        for other in task.workflow.tokens() if race else ():
            if other is not task and other.internal_data.get("race") == race:
                other.cancel()
        task.internal_data["done"] = 1
        task._ready()

    def leave(self, task: Task) -> None:
        """Put tokens on the flows out. Raises Stuck if there is none to take."""
        flows = self.flows_taken(task)
        task.workflow.top_workflow.tell("left", task, **self.facts_left(task, flows))
        for flow in flows:
            task.workflow.put(flow.target, under=task, flow=flow.id)

    def facts_left(self, task: Task, flows: list[Flow]) -> dict[str, Any]:
        return {"flows": tuple(flow.id for flow in flows)}

    def cancelled(self, task: Task) -> None:
        """What else goes when the token is taken away."""
        if "entered" in task.internal_data:
            task.workflow.top_workflow.tell("cancelled", task)

    def flows_taken(self, task: Task) -> list[Flow]:
        """Every flow without a condition and every one whose condition is true, else the default."""
        taken = [leaving for leaving in self.exits if not leaving.default and self.is_taken(task, leaving)]
        return self.chosen(task, taken or [leaving for leaving in self.exits if leaving.default])

    def is_taken(self, task: Task, leaving: Exit) -> bool:
        return leaving.condition is None or evaluate(task, leaving.condition) is True

    def chosen(self, task: Task, taken: list[Exit]) -> list[Flow]:
        if self.exits and not taken:
            conditions = [leaving.condition for leaving in self.exits if leaving.condition]
            raise Stuck("no_flow", name=self.element.title, values=values_read(task, conditions))
        return [leaving.flow for leaving in taken]
