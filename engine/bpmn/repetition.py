"""Multi-instance and standard loop: one body token that counts, and one token for each instance.

Not the data: an instance over a list of contexts lives on the item (`("stellen", 2)`), any other in a list
below the activity's id, which starts empty in every round so that no answer of an earlier round is counted.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task

from engine import feel
from engine.bpmn.activities import Activity
from engine.bpmn.model import Element, Repetition
from engine.bpmn.nodes import ScopeSpec
from engine.bpmn.step import Stuck
from engine.bpmn.surroundings import evaluate, local_names, path_of
from engine.tree import TOP, Path, located, outwards

MOST = 1_000
_PLAIN_PATH = re.compile(r"[^\W\d]\w*(\s*\.\s*[^\W\d]\w*)*")


class Repeated(Activity):
    """An activity that is done several times; boundary events hang on the whole."""

    is_body = True
    is_bounded = False

    def __init__(self, scope: ScopeSpec, element: Element, each: Activity) -> None:
        super().__init__(scope, element)
        self.each = each
        each.body = self
        assert element.repetition is not None
        self.repetition: Repetition = element.repetition
        self.number: feel.Expression | None = None
        """Collection or cardinality."""
        self.condition: feel.Expression | None = None

    def cancelled(self, task: Task) -> None:
        self._stop(task)
        super().cancelled(task)

    def _stop(self, task: Task) -> None:
        for other in task.workflow.tokens():
            if other.internal_data.get("body") == task.id:
                other.cancel()

    @abstractmethod
    def verdict(self, instance: Task) -> bool:
        """Whether this instance, when it is done, was the last. May raise Stuck; changes nothing."""

    def instance_done(self, instance: Task, last: bool) -> None:
        """One instance has been done: leave, or go on."""
        task = self._body(instance)
        task.internal_data["finished"] += 1
        if last:
            instance.internal_data["body"] = None  # it leaves by itself; only the others are stopped
            self._stop(task)
            self.done(task)
        else:
            self.go_on(task)

    @abstractmethod
    def go_on(self, task: Task) -> None:
        """Start the next instance, if it is its turn."""

    def _body(self, instance: Task) -> Task:
        return instance.workflow.tasks[instance.internal_data["body"]]

    def put_instance(self, task: Task, index: int) -> None:
        notes = {"body": task.id, "round": index + 1, **self.place(task, index)}
        task.workflow.put(self.each.name, **notes)._ready()

    def place(self, task: Task, index: int) -> dict[str, Any]:
        """Where instance `index` lives: its path, and the name and path of its item."""
        return {}


class Loop(Repeated):
    """Standard loop: again and again while the condition is true, at most `maximum` times."""

    def work(self, task: Task) -> bool:
        task.internal_data["finished"] = 0
        if self.repetition.test_before and not self._again(task, finished=0):
            return True
        self.put_instance(task, 0)
        return False

    def verdict(self, instance: Task) -> bool:
        return not self._again(instance, finished=self._body(instance).internal_data["finished"] + 1)

    def go_on(self, task: Task) -> None:
        self.put_instance(task, task.internal_data["finished"])

    def _again(self, at: Task, finished: int) -> bool:
        if self.repetition.maximum is not None and finished >= self.repetition.maximum:
            return False
        return self.condition is None or evaluate(at, self.condition) is True


class MultiInstance(Repeated):
    """Once for each item of a list, or a number of times; all at once or one after the other."""

    is_bounded = True

    def work(self, task: Task) -> bool:
        items, base = self._items(task)
        notes = task.internal_data
        notes.update(count=len(items), finished=0)
        if not items:
            return True
        notes["base"] = list(base) if base is not None else self._make_room(task, items)
        at_once = len(items) if self.repetition.kind == "parallel" else 1
        for index in range(at_once):
            self.put_instance(task, index)
        notes["started"] = at_once
        return False

    def place(self, task: Task, index: int) -> dict[str, Any]:
        path = [*task.internal_data["base"], index]
        if self.repetition.item is None:
            return {"path": path}
        own_list = self.element.id in path[-2:]
        item_path = [*path, self.repetition.item] if own_list else path
        return {"path": path, "item": self.repetition.item, "item_path": item_path}

    def go_on(self, task: Task) -> None:
        notes = task.internal_data
        if notes["started"] < notes["count"]:
            notes["started"] += 1
            self.put_instance(task, notes["started"] - 1)

    def verdict(self, instance: Task) -> bool:
        notes = self._body(instance).internal_data
        finished = notes["finished"] + 1
        if finished == notes["count"]:
            return True
        counts = {
            "nrOfInstances": notes["count"],
            "nrOfCompletedInstances": finished,
            "nrOfActiveInstances": notes["started"] - finished,
        }
        return self.condition is not None and evaluate(instance, self.condition, counts) is True

    def _items(self, task: Task) -> tuple[list[Any], Path | None]:
        """The items, and their path in the tree if they can hold answers themselves. May raise Stuck."""
        assert self.number is not None
        value = evaluate(task, self.number)
        if self.repetition.collection is None:
            value = [None] * self._whole(value)
        if not isinstance(value, list):
            raise Stuck("collection_value", name=self.element.title, expression=self.number.source)
        if len(value) > MOST:
            raise Stuck("too_many_instances", name=self.element.title, number=len(value), most=MOST)
        on_items = bool(value) and all(isinstance(item, dict) for item in value)
        return value, self._path(task) if on_items else None

    def _whole(self, value: Any) -> int:
        whole = isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value) >= 0
        if not whole:
            expression = self.number.source if self.number else ""
            raise Stuck("cardinality_value", name=self.element.title, expression=expression)
        if value > MOST:
            raise Stuck("too_many_instances", name=self.element.title, number=int(value), most=MOST)
        return int(value)

    def _path(self, task: Task) -> Path | None:
        """Where a plain path like `antrag.stellen` is found, looked up from the inner scope outwards."""
        source = self.repetition.collection or ""
        if not _PLAIN_PATH.fullmatch(source):
            return None
        names = tuple(part.strip() for part in source.split("."))
        known = local_names(task).get(names[0])
        tree, scope = task.workflow.top_workflow.around.tree, path_of(task)
        if isinstance(known, tuple):
            return _reached(scope, (*known, *names[1:]))
        for place in outwards(scope):
            around = tree.at(place) if place else tree.values
            if isinstance(around, dict) and names[0] in around:
                return _reached(scope, (*place, *names))
        return None

    def _make_room(self, task: Task, items: list[Any]) -> list[Any]:
        path = (*path_of(task), self.element.id)
        name = self.repetition.item
        of_list = self.repetition.collection is not None and name is not None
        task.workflow.top_workflow.around.tree.write(
            path, [{name: item} if of_list else {} for item in items]
        )
        return list(path)


def _reached(scope: Path, path: Path) -> Path:
    """The path, with the scope it is reached from where it lies outside of that."""
    return path if path[: len(scope)] == scope else (*scope, TOP, *located(path))
