"""Who catches what an event throws: errors and escalations go outwards, signals everywhere in the run.

Messages leave the run; whoever drives it delivers them. Nothing here waits: an interrupting catch takes
effect before any other token moves (stock runs the next step first).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.task import Task

from engine.bpmn.model import Trigger
from engine.bpmn.step import Stuck
from engine.bpmn.surroundings import local_names, path_of
from engine.errors import EngineError


def throw(task: Task, trigger: Trigger) -> None:
    """Let the token's event take effect. Raises Stuck: an error inside that nobody catches, no payload."""
    run = task.workflow.top_workflow
    name = trigger.reference
    if trigger.kind == "message":
        run.tell(
            "message_thrown", task, name=name, payload=_payload(task, name), names=dict(local_names(task))
        )
    elif trigger.kind == "signal":
        run.tell("signal_thrown", task, name=name)
        broadcast(run, name)
    elif trigger.kind == "escalation":
        catching = catch_of(task, "escalation", name)
        run.tell("escalated", task, code=name, caught=_element(catching))
        if catching:
            catching.task_spec.happen(catching, code=name)
    elif trigger.kind == "error":
        raise_error(task, name)
    elif trigger.kind == "terminate":
        task.workflow.clear(spare=task)


def _payload(task: Task, message: str | None) -> Any:
    try:
        return task.workflow.top_workflow.around.compose(message or "", path_of(task))
    except EngineError as error:
        raise Stuck(error.reason) from error


def broadcast(run: Any, name: str | None) -> int:
    """Let every open catch of this signal happen; the number that did."""
    catching = [task for task in run.all_tokens() if _catches(task, "signal", name)]
    happened = 0
    for task in catching:
        if task.workflow.holds(task):  # an earlier one may have withdrawn it
            task.task_spec.happen(task, signal=name)
            happened += 1
    return happened


def raise_error(task: Task, code: str | None) -> None:
    """Let an error take effect at the innermost catch around the token, which ends what it is attached to.

    An error end event at the top of a run that nobody can catch ends the whole run (BPMN 2.0.2, 10.5.6
    leaves it open). Deeper inside it is Stuck: the owner has forgotten the catch.
    """
    run = task.workflow.top_workflow
    catching = catch_of(task, "error", code)
    if catching is None and task.workflow is not run:
        raise Stuck("error_not_caught", name=task.task_spec.element.title, error=code or "")
    run.tell("error", task, code=code, caught=_element(catching))
    if catching is None:
        run.clear(spare=task)
    else:
        catching.task_spec.happen(catching, code=code)


def catch_of(task: Task, kind: str, code: str | None) -> Task | None:
    """The innermost open catch for an error or escalation thrown at this token."""
    return next(_catching(task, kind, code), None)


def _catching(task: Task, kind: str, code: str | None) -> Iterator[Task]:
    """Catches from the inside out: event subprocesses beside, then boundaries of the activity around ...

    At each place a catch for exactly this code goes before one for any code.
    """
    place: Task | None = task
    while place is not None:
        yield from _best(task_on(place), kind, code)
        yield from _best(_rising(place), kind, code)
        place = place.workflow.host


def task_on(host: Task) -> list[Task]:
    """The boundary events armed on an activity, or on the multi-instance that it is one of."""
    hosts = {host.id, host.internal_data.get("body") or host.id}
    return [task for task in host.workflow.tokens() if task.internal_data.get("on") in hosts]


def _rising(place: Task) -> list[Task]:
    return [task for task in place.workflow.tokens() if task.internal_data.get("idle")]


def _best(candidates: list[Task], kind: str, code: str | None) -> list[Task]:
    fitting = [task for task in candidates if _catches(task, kind, code)]
    return sorted(fitting, key=lambda task: task.task_spec.element.trigger.reference is None)


def _catches(task: Task, kind: str, name: str | None) -> bool:
    if not task.task_spec.is_open(task):
        return False
    trigger = task.task_spec.element.trigger
    if trigger is None or trigger.kind != kind:
        return False
    return trigger.reference == name or (trigger.reference is None and kind != "signal")


def _element(task: Task | None) -> str | None:
    return None if task is None else task.task_spec.element.id
