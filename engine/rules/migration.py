"""A case goes over to the current version of its process: all its runs or none, by a person's act.

Nothing moves: tokens, data, bearers, drafts and due dates stay as they are, only what comes next comes from
the other version. What the other version would have begun otherwise is a decision; what it has no place for,
or could not bring to an end, is impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from engine import events, tree
from engine.bpmn import Obstacle, Waiting
from engine.bpmn.model import Element, Process
from engine.clock import today
from engine.errors import Finding, NotAllowed, NotOpen, Reason, Rejected
from engine.library import Version
from engine.people import Actor
from engine.rules.course import Course, plain
from engine.rules.due import OWNER
from engine.rules.opening import open_task
from engine.rules.state import CaseState, Outcome, RunState, TaskState
from engine.rules.surroundings import names, seen
from engine.rules.tasks import MINIMUM_REASON

Ease = Literal["clean", "decision", "impossible"]


@dataclass(frozen=True)
class Crossing:
    """One run on its way into another version."""

    before: RunState
    after: RunState | None
    """None where it cannot go over."""
    obstacles: tuple[Obstacle, ...] = ()
    tasks: tuple[TaskState, ...] = ()
    """Its open tasks as the other version has them."""

    @property
    def ease(self) -> Ease:
        if self.after is None:
            return "impossible"
        return "decision" if self.obstacles else "clean"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(one.reason for one in self.obstacles)


def crossings(case: CaseState, target: Version, now: datetime) -> tuple[Crossing, ...]:
    """What becomes of each live run of the case that is not in the version `target` yet."""
    running = (run for run in case.runs.values() if run.state == "running")
    return tuple(_crossing(case, run, target, now) for run in running if run.version.id != target.id)


def migrate(
    case: CaseState, target: Version, *, by: Actor, reason: str, accept: bool, now: datetime
) -> Outcome:
    """All runs of the case go over. `accept` says that what needs a decision has been decided.

    Raises NotAllowed, NotOpen, and Rejected with the first reason why a run does not go over.
    """
    require_owner(case, by, today(now))
    if case.state != "running":
        raise NotOpen("case_closed", number=case.number)
    if len(reason.strip()) < MINIMUM_REASON:
        raise Rejected("reason_missing")
    found = crossings(case, target, now)
    if not found:
        raise NotOpen("migration_done", number=case.number)
    for one in found:
        _require_way(case, one, accept)
    course = Course(case, by=by, now=now)
    for one in found:
        _go_over(course, one, reason.strip())
    return course.settle()


def require_owner(case: CaseState | None, by: Actor, day: date) -> None:
    """Only a process owner, in person, and only for cases in which their organisation takes part."""
    own = {str(one.organisation) for one in by.person.roles_on(day) if one.role == OWNER}
    if not own or by.represents is not None or not by.person.active:
        raise NotAllowed("may_not_migrate")
    if case is not None and not own & set(case.participants.values()):
        raise NotAllowed("may_not_migrate_here", number=case.number)


def _require_way(case: CaseState, one: Crossing, accept: bool) -> None:
    title = one.before.version.process(one.before.process).name
    for obstacle in one.obstacles:
        if obstacle.impossible:
            raise Rejected("migration_refused", number=case.number, process=title, cause=obstacle.reason)
    if one.obstacles and not accept:
        cause = one.obstacles[0].reason
        raise Rejected("migration_undecided", number=case.number, process=title, cause=cause)


def _go_over(course: Course, one: Crossing, reason: str) -> None:
    assert one.after is not None
    course.runs[one.after.id] = one.after
    course.outcome.redrawn.extend(one.tasks)
    process = one.after.version.process(one.after.process)
    migrated = events.RunMigrated(
        run=one.after.id,
        title=process.name,
        process=process.id,
        from_version=one.before.version.id,
        to_version=one.after.version.id,
        reason=reason,
        accepted=tuple({"code": each.code, "facts": plain(each)} for each in one.reasons),
    )
    course.note(migrated, one.after)


def _crossing(case: CaseState, run: RunState, target: Version, now: datetime) -> Crossing:
    other = target.processes.get(run.process)
    if other is None or not other.executable:
        return _no_way(run, "migration_process_gone", process=run.version.process(run.process).name)
    if other.participant != run.participant:
        return _no_way(run, "migration_participant", process=other.name)
    executable = target.executable(run.process)
    moved = run.version.executable(run.process).migrate(run.tokens, executable)
    if moved.tokens is None:
        return Crossing(run, None, moved.obstacles)
    waiting = executable.waiting(moved.tokens)
    signals = frozenset(one.name or "" for one in waiting if one.kind == "signal")
    after = replace(run, version=target, tokens=moved.tokens, signals=signals, undo=None)
    obstacles = [*moved.obstacles, *_stuck(run.version, target, moved.standing), *_four_eyes(case, after)]
    tasks = []
    for point in waiting:
        if point.kind == "user":
            task, trouble = _task(case, run, after, point, now)
            tasks.append(task)
            obstacles.extend(Obstacle(one) for one in trouble)
    if any(one.impossible for one in obstacles):
        return Crossing(run, None, tuple(obstacles))
    return Crossing(run, after, tuple(obstacles), tuple(tasks))


def _no_way(run: RunState, code: str, **facts: str) -> Crossing:
    return Crossing(run, None, (Obstacle(Reason(code, facts), impossible=True),))


# -- what comes next ----------------------------------------------------------------------------------------


def _stuck(
    old: Version, new: Version, standing: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[Obstacle]:
    """Where the tokens could not come to an end in the other version, though it is sound from its start."""
    seen_before: set[Reason | str] = set()
    for process, places in standing:
        if _drawn(old.processes[process]) == _drawn(new.processes[process]):
            continue
        for finding in new.onward(process, places):
            obstacle = _told(finding)
            if str(obstacle.reason) not in seen_before:
                seen_before.add(str(obstacle.reason))
                yield obstacle


def _told(finding: Finding) -> Obstacle:
    rule = finding.rule.removeprefix("soundness.")
    facts = {"title": finding.name, "missing": str(finding.facts.get("missing") or "–")}
    if rule in ("dead_end", "left_behind"):
        return Obstacle(Reason("migration_dead_end", facts), impossible=True)
    if rule == "no_way_out":
        return Obstacle(Reason("migration_no_way_out", {"title": finding.name}), impossible=True)
    return Obstacle(Reason(f"migration_{rule}", {"title": finding.name}))


def _drawn(process: Process) -> Mapping[str, Any]:
    """What the ways of the tokens depend on: two versions that agree in this need no proof."""
    return {
        one.id: (
            one.kind, one.parent, one.trigger, one.attached_to, one.interrupting, one.default, one.called,
            one.event_subprocess, one.repetition is None,
            frozenset(_end(process, flow) for flow in one.incoming),
            frozenset(_end(process, flow) for flow in one.outgoing),
        )
        for one in process.elements.values()
    }  # fmt: skip


def _end(process: Process, flow: str) -> tuple[str, ...]:
    drawn = process.flows[flow]
    return (flow, drawn.source, drawn.target, "?" if drawn.condition else "")


# -- whose it is --------------------------------------------------------------------------------------------


def _task(
    case: CaseState, run: RunState, after: RunState, point: Waiting, now: datetime
) -> tuple[TaskState, list[Reason]]:
    """An open task as the other version has it, and what that changes for people."""
    context = seen(tree.Tree(tree.loads(run.tree)), point.scope, names(case, run, now))
    drawn = _element(after.version, point)
    was, _, known = open_task(case, run, point, _element(run.version, point), context, now)
    task, _, trouble = open_task(case, after, point, drawn, context, now)
    found: list[Reason] = []
    if (was.role, was.organisation) != (task.role, task.organisation):
        found.append(Reason("migration_role", {"title": task.title, "was": was.role, "now": task.role}))
    if was.four_eyes != task.four_eyes:
        groups = {"was": was.four_eyes or "–", "now": task.four_eyes or "–"}
        found.append(Reason("migration_four_eyes", {"title": task.title, **groups}))
    if trouble is not None and known is None:
        found.append(trouble)
    return task, found


def _element(version: Version, point: Waiting) -> Element:
    return version.element(point.process, point.element)


def _four_eyes(case: CaseState, after: RunState) -> Iterator[Obstacle]:
    """Who acted in a group is remembered under its name: a group that is gone binds nobody any more."""
    kept = {
        element.properties.get("vierAugen", "").partition(":")[0]
        for process in after.version.processes.values()
        for element in process.elements.values()
    }
    for group in sorted({one.partition("@")[0] for one in case.acted} - kept):
        yield Obstacle(Reason("migration_group_gone", {"group": group}))
