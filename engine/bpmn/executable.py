"""A process ready to run: the moves of its tokens. Holds no run; each move takes tokens and returns a Step.

An executable is never changed after it is built: any number of runs and threads may share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task

from engine.bpmn import throwing, tokens
from engine.bpmn.compiling import Plan, build
from engine.bpmn.handing_back import targets
from engine.bpmn.live import LiveRun
from engine.bpmn.migrating import Migration, migrated
from engine.bpmn.model import Diagram
from engine.bpmn.step import Around, Step, Stuck, Waiting, WaitingKind
from engine.bpmn.surroundings import local_names, path_of, visible
from engine.bpmn.tokens import dump
from engine.errors import NotOpen
from engine.tree import Path

_EVENT_KINDS: Mapping[str, WaitingKind] = {
    "message": "message",
    "signal": "signal",
    "timer": "timer",
    "conditional": "condition",
}


def compile(diagrams: Mapping[str, Diagram], process_id: str) -> Executable:
    """The process `process_id` with all it calls. Raises BrokenProcess for what is not executed exactly."""
    return Executable(build(diagrams, process_id))


class Executable:
    """One version of a process, able to move the tokens of its runs.

    Every verb raises NotOpen if nothing waits at `key` (any more) for this, and changes nothing then.
    Tokens of an ended run are refused by every verb. Every step first tries again what was stuck.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @property
    def process(self) -> str:
        """Id of the process."""
        return self._plan.process

    @property
    def processes(self) -> tuple[str, ...]:
        """Ids of the process and of all processes that it calls, directly or not."""
        return tuple(self._plan.processes)

    @property
    def starts(self) -> tuple[str, ...]:
        """Ids of the start events of the process, the one without a trigger first."""
        top = self._plan.top
        return tuple(sorted(top.starts, key=lambda start: start != top.entrance))

    def start(self, around: Around, at: str | None = None, payload: Mapping[str, Any] | None = None) -> Step:
        """Put the first token on the start event without a trigger, or on the start event `at`.

        A payload is written under the start event's id. Raises NotOpen if there is no such start.
        """
        run = LiveRun(self._plan, around)
        start = at if at is not None else self._plan.top.entrance
        if start not in self._plan.top.starts:
            raise NotOpen("bpmn.no_start", process=self.process, start=at or "")
        if payload is not None:
            around.tree.write((start,), dict(payload))
        run.put(start)._ready()
        return _step(run)

    def complete(self, tokens: bytes, key: str, around: Around) -> Step:
        """A user, manual or service task has been done; its answers are in `around.tree` already."""
        run, task = self._open(tokens, key, around, "user", "service")
        task.task_spec.done(task)
        return _step(run)

    def fail(self, tokens: bytes, key: str, code: str, around: Around) -> Step:
        """A task ended in the BPMN error `code`. If nobody catches it the task stays open: an incident."""
        run, task = self._open(tokens, key, around, "service", "user")
        if throwing.catch_of(task, "error", code) is None:
            run.report(task, Stuck("error_not_caught", name=task.task_spec.element.title, error=code))
        else:
            throwing.raise_error(task, code)
        return _step(run)

    def deliver(self, tokens: bytes, key: str, payload: Mapping[str, Any] | None, around: Around) -> Step:
        """A message has come to this waiting point; its payload is written under the element's id."""
        run, task = self._open(tokens, key, around, "message")
        if payload is not None:
            around.tree.write((*path_of(task), task.task_spec.element.id), dict(payload))
        task.task_spec.happen(task, message=task.task_spec.element.trigger.reference)
        return _step(run)

    def signal(self, tokens: bytes, name: str, around: Around) -> Step:
        """A signal from outside: every open catch of it happens, the oldest first; perhaps none."""
        run = self._load(tokens, around)
        throwing.broadcast(run, name)
        return _step(run)

    def fire(self, tokens: bytes, key: str, around: Around) -> Step:
        """A timer's time has come. Raises NotOpen if it is not due at `around.now`."""
        run, task = self._open(tokens, key, around, "timer")
        due = datetime.fromisoformat(task.internal_data["due"])
        if around.now < due:
            raise NotOpen("bpmn.timer_not_due", name=task.task_spec.element.title, due=due.isoformat())
        task.task_spec.happen(task, due=due.isoformat())
        return _step(run)

    def hand_back(self, tokens: bytes, key: str, to: str, around: Around) -> Step:
        """Take the token from an open user task and put it on an earlier one (see `hand_back_targets`)."""
        run, task = self._open(tokens, key, around, "user")
        if to not in targets(self._plan, task):
            raise NotOpen("bpmn.no_way_back", name=task.task_spec.element.title, to=to)
        workflow = task.workflow
        task.cancel()
        workflow.put(to)._ready()
        return _step(run)

    def hand_back_targets(self, tokens: bytes, key: str) -> tuple[str, ...]:
        """Ids of the earlier user tasks to which this open user task can be handed back, nearest first."""
        _, task = self._open(tokens, key, None, "user")
        return targets(self._plan, task)

    def restore(self, before: bytes, tokens: bytes, around: Around) -> Step:
        """The run as it stood at `before`; keys given since are never given again."""
        run = self._load(before, around)
        run.last_key = max(run.last_key, self._load(tokens, around, ended_too=True).last_key)
        return Step(dump(run), _waiting(run), (), False)

    def resume(self, tokens: bytes, around: Around) -> Step:
        """Try again what is stuck; also looks at the conditions that the run waits for."""
        return _step(self._load(tokens, around))

    def waiting(self, tokens: bytes) -> tuple[Waiting, ...]:
        """Every point at which the run waits, the oldest first."""
        return _waiting(self._load(tokens, None, ended_too=True))

    def names(self, tokens: bytes, key: str, around: Around) -> dict[str, Any]:
        """All names that expressions and forms at this waiting point can read, loop variables included."""
        return visible(self._at(self._load(tokens, around), key))

    def loop_names(self, tokens: bytes, key: str) -> Mapping[str, int | Path]:
        """`loopCounter` (a number) and the names of items (as paths in the tree) at a waiting point."""
        return local_names(self._at(self._load(tokens, None), key))

    def migrate(self, tokens: bytes, target: Executable) -> Migration:
        """These tokens in another version of the process, and what speaks against it. Moves nothing."""
        self._load(tokens, None)
        return migrated(tokens, self._plan, target._plan)

    def _load(self, text: bytes, around: Around | None, *, ended_too: bool = False) -> LiveRun:
        run = tokens.load(text, self._plan, around)
        if run.ended and not ended_too:
            raise NotOpen("bpmn.run_ended", process=self.process)
        return run

    def _at(self, run: LiveRun, key: str) -> Task:
        for task in run.all_tokens():
            if task.id == key and task.task_spec.is_open(task):
                return task
        raise NotOpen("bpmn.not_waiting", key=key)

    def _open(
        self, text: bytes, key: str, around: Around | None, *kinds: WaitingKind
    ) -> tuple[LiveRun, Task]:
        run = self._load(text, around)
        task = self._at(run, key)
        if _kind(task) not in kinds:
            raise NotOpen("bpmn.not_waiting", key=key)
        return run, task


def _step(run: LiveRun) -> Step:
    run.settle()
    incident = next(iter(run.incidents.values()), None)
    return Step(tokens.dump(run), _waiting(run), tuple(run.happened), run.ended, incident)


def _waiting(run: LiveRun) -> tuple[Waiting, ...]:
    found = [_point(task) for task in run.all_tokens() if _kind(task) is not None]
    return tuple(sorted(found, key=lambda point: int(point.key)))


def _kind(task: Task) -> WaitingKind | None:
    spec = task.task_spec
    if not spec.is_open(task):
        return None
    if spec.waits_for != "event":
        return spec.waits_for  # type: ignore[no-any-return]
    return _EVENT_KINDS.get(spec.element.trigger.kind)


def _point(task: Task) -> Waiting:
    element, notes = task.task_spec.element, task.internal_data
    kind = _kind(task)
    assert kind is not None
    return Waiting(
        key=task.id,
        element=element.id,
        process=element.process,
        kind=kind,
        scope=path_of(task),
        name=element.trigger.reference if kind in ("message", "signal") else None,
        due=_instant(notes.get("due")),
        attached=notes.get("on"),
        since=_instant(notes.get("since")),
        interrupting=element.interrupting,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
