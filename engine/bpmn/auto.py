"""Drives a run from start to end without people, for `simulate --auto`. Enters no answers, checks no forms.

One open task at a time is completed, the oldest or one drawn by the seed. The clock moves only when no task
is open, to the next due timer. A message thrown by the run goes to the oldest point of the same run that
waits for it, now or as soon as there is one; messages of others never come.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine.bpmn.executable import Executable
from engine.bpmn.step import Around, Happening, Step, Waiting
from engine.clock import FakeClock


def drive(
    executable: Executable, around: Around, clock: FakeClock, *, seed: int | None = None, steps: int = 1000
) -> dict[str, Any]:
    """Run a process by itself from its plain start event, or its first; what happened, ready for JSON.

    `status`: `completed`; `incident` (with `incident`: element and reason); `waiting` (only messages, signals
    or conditions are awaited, or `steps` are used up). `completed`: ids of the tasks and events that were
    completed, in order, an instance of a repeated task each time, without gateways, subprocesses and calls.
    `steps`: for each step what was done (None: the start) and the tasks open after it, the oldest first.
    """
    around.now = clock.now()
    drive = _Drive(executable, around, clock, Random(seed) if seed is not None else None)
    drive.take(None, executable.start(around, at=executable.starts[0]))
    while drive.may_go_on and len(drive.steps) <= steps:
        if not drive.advance():
            break
    return drive.report()


@dataclass
class _Drive:
    executable: Executable
    around: Around
    clock: FakeClock
    random: Random | None
    last: Step | None = None
    completed: list[str] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    post: list[str] = field(default_factory=list)
    """Names of messages thrown and not yet delivered."""

    @property
    def step(self) -> Step:
        assert self.last is not None
        return self.last

    @property
    def may_go_on(self) -> bool:
        return not self.step.ended and self.step.incident is None

    def take(self, did: str | None, step: Step) -> None:
        self.last = step
        self.completed.extend(happening.element for happening in step.happened if _counts(happening))
        thrown = (happening for happening in step.happened if happening.kind == "message_thrown")
        self.post.extend(happening.facts["name"] for happening in thrown)
        self.steps.append({"did": did, "open": [point.element for point in self._tasks()]})

    def advance(self) -> bool:
        """Do the next thing; False if there is nothing to do."""
        return self._deliver() or self._complete() or self._wait()

    def report(self) -> dict[str, Any]:
        status = "completed" if self.step.ended else "incident" if self.step.incident else "waiting"
        report: dict[str, Any] = {"status": status, "completed": self.completed, "steps": self.steps}
        if self.step.incident is not None:
            reason = self.step.incident.reason.sentence()
            report["incident"] = {"element": self.step.incident.element, "reason": reason}
        return report

    def _tasks(self) -> list[Waiting]:
        return [point for point in self.step.waiting if point.kind in ("user", "service")]

    def _deliver(self) -> bool:
        for point in self.step.waiting:
            if point.kind == "message" and point.name in self.post:
                self.post.remove(point.name)
                step = self.executable.deliver(self.step.tokens, point.key, None, self.around)
                self.take(point.element, step)
                return True
        return False

    def _complete(self) -> bool:
        tasks = self._tasks()
        if not tasks:
            return False
        task = self.random.choice(tasks) if self.random else tasks[0]
        self.take(task.element, self.executable.complete(self.step.tokens, task.key, self.around))
        return True

    def _wait(self) -> bool:
        timers = [(point.due, int(point.key), point) for point in self.step.waiting if point.due]
        if not timers:
            return False
        due, _, point = min(timers)
        self.around.now = self.clock.set(due)
        self.take(point.element, self.executable.fire(self.step.tokens, point.key, self.around))
        return True


def _counts(happening: Happening) -> bool:
    kind = str(happening.facts.get("kind", ""))
    is_step = kind.endswith(("Task", "Event")) or kind == "task"
    return happening.kind == "left" and is_step and not happening.facts.get("body")
