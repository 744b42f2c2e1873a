"""Events: what starts, waits, interrupts, throws and ends. Not who catches what is thrown (`throwing`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import feel
from engine.bpmn import throwing, timers
from engine.bpmn.model import Element, Trigger
from engine.bpmn.nodes import Node, ScopeSpec
from engine.bpmn.step import Stuck
from engine.bpmn.surroundings import evaluate

Notes = dict[str, Any]


class Catcher(Node):
    """A node that waits for something to happen: intermediate catch event, or event armed elsewhere."""

    waits_for = "event"
    expression: feel.Expression | timers.Duration | timers.Cycle | datetime | None = None
    """Timer or condition; a literal timer is its value already."""

    @property
    def trigger(self) -> Trigger:
        assert self.element.trigger is not None
        return self.element.trigger

    def enter(self, task: Task) -> None:
        task.internal_data.update(self.notes(task))
        super().enter(task)

    def work(self, task: Task) -> bool:
        return self.trigger.kind in ("none", "link")

    def notes(self, at: Task) -> Notes:
        """What the token must remember from now on: since when, and until when. May raise Stuck."""
        now = at.workflow.top_workflow.around.now
        notes: Notes = {"since": _text(now)}
        if self.trigger.kind == "timer":
            notes.update(self._timer(at, now))
        return notes

    def _timer(self, at: Task, now: datetime) -> Notes:
        kind = self.trigger.timer or "duration"
        written = self.expression
        value = evaluate(at, written) if isinstance(written, feel.Expression) else written
        found = timers.schedule(kind, value, now)
        if found is None:
            source = self.trigger.expression or ""
            shown = feel.format(value)[:200]
            raise Stuck("timer_value", name=self.element.title, expression=source, value=shown)
        notes: Notes = {"due": _text(found.start)}
        if found.every and found.times != 1:
            every = (found.every.months, found.every.days, found.every.seconds)
            notes["cycle"] = [_text(found.start), *every, found.times, 1]
        return notes

    def happen(self, task: Task, **facts: Any) -> None:
        """What the token waits for has happened."""
        self.done(task)

    def look(self, workflow: Any) -> bool:
        """Conditional events: whether one has become true since the last look."""
        fired = False
        for task in workflow.tokens():
            if task.task_spec is self and self.is_open(task):
                fired = self._became_true(task) or fired
        return fired

    def _became_true(self, task: Task) -> bool:
        before = task.internal_data.get("held", 0)
        try:
            assert isinstance(self.expression, feel.Expression)
            holds = int(evaluate(task, self.expression) is True)
        except Stuck as stuck:
            task.workflow.top_workflow.report(task, stuck)
            return False
        task.internal_data["held"] = holds
        if holds and not before:
            self.happen(task)
            return True
        return False


class ArmedCatcher(Catcher):
    """An event that is armed beside the flow and, when it happens, puts a token of its own."""

    def arm(self, workflow: Any, notes: Notes, **more: Any) -> None:
        task = workflow.put(self.name, **notes, **more, entered=1)
        task._set_state(TaskState.STARTED)

    def rearm(self, task: Task) -> None:
        """Go on to the next time of a cycle, or withdraw a timer that has no next time."""
        cycle = task.internal_data.get("cycle")
        if self.trigger.kind != "timer":
            return
        if cycle is None or (cycle[4] is not None and cycle[5] >= cycle[4]):
            task.workflow.release(task)
            return
        start, months, days, seconds, _, fired = cycle
        every = timers.Duration(months, days, seconds)
        task.internal_data["due"] = _text(every.after(datetime.fromisoformat(start), fired))
        cycle[5] += 1

    def cancelled(self, task: Task) -> None:
        """That an armed event is withdrawn is told only if its token was under way."""
        if "done" in task.internal_data:
            super().cancelled(task)


class BoundaryEvent(ArmedCatcher):
    """Hangs on an open activity; interrupting, it takes the activity's token before anything else moves."""

    def happen(self, task: Task, **facts: Any) -> None:
        workflow, host = task.workflow, task.workflow.tasks[task.internal_data["on"]]
        if self.element.interrupting:
            host.cancel()
        else:
            self.rearm(task)
        fired = workflow.put(self.name, since=task.internal_data.get("since"), entered=1, done=1)
        workflow.top_workflow.tell("entered", fired, attached=host.id, **facts)
        fired._ready()


class EventSubprocessStart(ArmedCatcher):
    """The start of an event subprocess, armed in the scope around it."""

    def __init__(self, scope: ScopeSpec, start: Element, inside: Element) -> None:
        super().__init__(scope, start)
        self.inside = inside

    def happen(self, task: Task, **facts: Any) -> None:
        workflow = task.workflow
        if self.element.interrupting:
            workflow.clear()
        else:
            self.rearm(task)
        workflow.put(self.inside.id, began=self.element.id)._ready()


class StartEvent(Node):
    """Where a process or subprocess begins; arms the event subprocesses beside it."""

    @property
    def is_entrance(self) -> bool:
        return self.element.trigger is None or self.element.trigger.kind == "none"

    def enter(self, task: Task) -> None:
        rising = [(spec, spec.notes(task)) for spec in task.workflow.spec.rising]
        for spec, notes in rising:
            spec.arm(task.workflow, notes, idle=1)
        super().enter(task)


class LinkThrow(Node):
    """Goes on at the catching link event of the same name."""

    catches_at: str

    def leave(self, task: Task) -> None:
        task.workflow.top_workflow.tell("left", task, link=self.catches_at)
        task.workflow.put(self.catches_at, under=task)


class ThrowEvent(Node):
    """Throws a message, signal, error or escalation, then goes on or ends; also the send task."""

    def work(self, task: Task) -> bool:
        trigger = self.element.trigger or Trigger("none")
        throwing.throw(task, trigger)
        return True


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
