"""Gateways: which tokens they join and on which flows they send them on. Not the flows of activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.model import Flow
from engine.bpmn.nodes import Node


class ExclusiveGateway(Node):
    """Passes every token on, by the first flow whose condition is true, else by the default."""

    def flows_taken(self, task: Task) -> list[Flow]:
        plain = (leaving for leaving in self.exits if not leaving.default)
        taken = next((leaving for leaving in plain if self.is_taken(task, leaving)), None)
        default = [leaving for leaving in self.exits if leaving.default]
        return self.chosen(task, [taken] if taken else default)


class Join(Node):
    """A gateway that lets tokens wait for each other."""

    def arrive(self, task: Task) -> bool:
        if len(self.element.incoming) < 2:
            return True
        task._set_state(TaskState.WAITING)
        return False

    def arrived(self, workflow: Any) -> dict[str, list[Task]]:
        """Waiting tokens by the flow they came on, the oldest first."""
        tokens: dict[str, list[Task]] = {}
        for task in workflow.tokens():
            if task.task_spec is self and task.state == TaskState.WAITING:
                tokens.setdefault(task.internal_data["flow"], []).append(task)
        return tokens

    def fire(self, tokens: Mapping[str, list[Task]]) -> None:
        """Consume the oldest token of each flow; one of them goes on."""
        first, *others = (waiting[0] for waiting in tokens.values())
        for task in others:
            task.cancel()
        first._ready()


class ParallelGateway(Join):
    """Fires when every incoming flow has a token, takes exactly one of each, sends one on each flow out.

    Stock counts arrivals of earlier rounds again; here only waiting tokens count.
    """

    def _update_hook(self, my_task: Task) -> bool:
        if self.arrive(my_task):
            return True
        tokens = self.arrived(my_task.workflow)
        if len(tokens) == len(self.element.incoming):
            self.fire(tokens)
        return False


class InclusiveGateway(Join):
    """Fires when no token elsewhere in its scope can still reach an incoming flow that has none.

    The way must not pass the gateway itself (BPMN 2.0.2, table 13.3, without its second exception, which
    would fire twice for tokens that meet on one flow).
    """

    reached_from: Mapping[str, frozenset[str]]
    """For each incoming flow: the elements from which a token can get onto it."""

    def look(self, workflow: Any) -> bool:
        tokens = self.arrived(workflow)
        if not tokens:
            return False
        places = set(self._places(workflow))
        empty = set(self.element.incoming) - tokens.keys()
        if any(places & self.reached_from[flow] for flow in empty):
            return False
        self.fire(tokens)
        return True

    def _places(self, workflow: Any) -> Iterator[str]:
        """Where the other tokens are; an armed boundary event is no token."""
        for task in workflow.tokens():
            if task.task_spec is not self and "on" not in task.internal_data:
                yield task.task_spec.element.id


class EventGateway(Node):
    """Opens all events behind it; the first to happen takes the token, the others are withdrawn."""

    def leave(self, task: Task) -> None:
        flows = self.flows_taken(task)
        task.workflow.top_workflow.tell("left", task, flows=tuple(flow.id for flow in flows))
        for flow in flows:
            task.workflow.put(flow.target, under=task, flow=flow.id, race=task.id)
