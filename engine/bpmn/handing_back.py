"""To which earlier user tasks a task can be handed back without losing or doubling a token. Moves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.task import Task

from engine.bpmn.compiling import Plan
from engine.bpmn.model import Element, Process
from engine.bpmn.ways import Ways


def targets(plan: Plan, task: Task) -> tuple[str, ...]:
    """Ids of user tasks that lie before the task on every kind of way back, the nearest first.

    The way back never leaves a parallel or inclusive branch, a subprocess or one of several instances, and
    never enters a branch: a closed block of branches is stepped over as a whole.
    """
    element: Element = task.task_spec.element
    if element.repetition is not None or "race" in task.internal_data:
        return ()
    return earlier(plan.processes[element.process], element.id)


def earlier(process: Process, start: str) -> tuple[str, ...]:
    """The same, read off the diagram."""
    back = _WayBack(process)
    only_after = back.only_after(start)
    found = (id for id in back.walk(start) if process.elements[id].kind == "userTask")
    return tuple(id for id in found if id != start and id not in only_after)


class _WayBack:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.ways = Ways(process)

    def walk(self, start: str) -> Iterator[str]:
        """Elements that one token alone has passed on its way to `start`, the nearest first."""
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop(0)
            for there in self._steps_back(here):
                if there not in seen:
                    seen.add(there)
                    todo.append(there)
                    yield there

    def only_after(self, start: str) -> set[str]:
        """What can only be reached through `start`: it lies behind, even if a loop leads back from it."""
        element = self.process.elements[start]
        entries = [
            other.id
            for other in self.process.elements.values()
            if other.parent == element.parent and not self.ways.before[other.id]
        ]
        reached = self.ways.spread(entries, self.ways.after.__getitem__, start)
        return set(self.ways.after) - reached

    def _steps_back(self, here: str) -> list[str]:
        if self._joins(here):
            split = self._split_of(here)
            return [split] if split else []
        return [there for there in sorted(self.ways.before[here]) if self._is_alone(there, here)]

    def _joins(self, id: str) -> bool:
        element = self.process.elements[id]
        return element.kind in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1

    def _is_alone(self, there: str, here: str) -> bool:
        """Whether the token that goes from `there` to `here` is the only one that leaves `there`."""
        source, target = self.process.elements[there], self.process.elements[here]
        if target.attached_to == there:
            return target.interrupting
        return not self._splits(source)

    def _splits(self, element: Element) -> bool:
        return element.kind not in ("exclusiveGateway", "eventBasedGateway") and len(element.outgoing) > 1

    def _split_of(self, join: str) -> str | None:
        """The split whose branches all end in `join` and nowhere else, and have no other way in."""
        for split in self.ways.before:
            if self._splits(self.process.elements[split]) and self._is_block(split, join):
                return split
        return None

    def _is_block(self, split: str, join: str) -> bool:
        inside = self.ways.spread(self.ways.after[split], self.ways.after.__getitem__, join)
        if split in inside or join not in self._after_all(inside | {split}):
            return False
        closed = all(self.ways.before[id] <= inside | {split} and self.ways.after[id] for id in inside)
        return closed and self.ways.before[join] <= inside | {split}

    def _after_all(self, ids: set[str]) -> set[str]:
        return {there for id in ids for there in self.ways.after[id]}
