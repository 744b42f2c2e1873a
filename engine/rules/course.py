"""Carries a case from one step to its next point of rest: tokens before and after become events.

Not the permission to step: who may do what is decided before, in the verbs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import events, tree
from engine.bpmn import Around, Executable, Happening, Step, Waiting
from engine.bpmn.model import Element
from engine.errors import Reason
from engine.ids import new
from engine.library import Version
from engine.people import Actor
from engine.rules import post, reminders
from engine.rules.opening import open_task
from engine.rules.state import CaseState, Fact, JobWanted, Outcome, RunState, task_id
from engine.rules.surroundings import around, names, seen

Move = Callable[[Executable, bytes, Around], Step]

_TOLD = frozenset({"decided", "message_thrown", "signal_thrown", "error", "escalated"})

MAXIMUM_DEPTH = 100
"""How long a chain of messages may be of which each causes the next: more is a ball thrown for ever."""


class Course:
    """One verb's way through a case; `outcome` is what it caused."""

    def __init__(self, case: CaseState, *, by: Actor | None, now: datetime) -> None:
        self.case = case
        self.by = by
        self.now = now
        self.outcome = Outcome(case=case)
        self.runs: dict[str, RunState] = dict(case.runs)
        self.pending: list[Mapping[str, Any]] = list(case.pending)
        self.leaving: set[str] = set()
        """Tasks that this verb itself takes away; their going is not a cancellation."""
        self.returning: set[str] = set()
        """Tasks that this verb itself brings back; they are not opened anew."""
        self.depth = 0
        """How many messages and notices lie between the verb and what happens now."""
        self._queue: deque[tuple[int, Callable[[], None], Callable[[], None]]] = deque()

    # -- what the verbs call ------------------------------------------------------------------------------

    def note(self, event: events.Event, run: RunState | None = None, organisation: str | None = None) -> None:
        """Add an event, credited to the actor if a person did it; `organisation` is where it happened."""
        self.outcome.facts.append(Fact(event, self.by if event.by_person else None, run, organisation))

    def tell(self, kind: str, people: Iterable[str], cause: str, **facts: Any) -> None:
        """Let people know (a job writes the notices): once for each person and `cause`, whatever happens.

        Facts: `task`, `title`, and what the sentence `notices.<kind>` needs.
        """
        wanted = {"kind": kind, "people": sorted(set(people)), "cause": cause, "facts": facts}
        if wanted["people"]:
            self.outcome.jobs.append(JobWanted("notice", self.now, payload=wanted))

    def data_of(self, run: str) -> tree.Tree:
        """A working copy of the data of a run."""
        return tree.Tree(tree.loads(self.runs[run].tree))

    def start(self, version: Version, process: str, **options: Any) -> str:
        """Start a run of `process`; options: `at` (start event), `payload`, `message`. Returns its id."""
        participant = version.process(process).participant
        organisation = self.case.participants.get(participant or "")
        run = RunState(
            id=new(),
            process=process,
            version=version,
            participant=participant,
            organisation=organisation,
            tokens=b"",
            tree="{}",
            started_at=self.now,
            is_new=True,
        )
        self.runs[run.id] = run
        self.note(
            events.RunStarted(
                run=run.id,
                title=version.process(process).name,
                process=process,
                participant=participant or "",
                organisation=organisation or "",
                message=options.get("message", ""),
            ),
            run,
        )
        at, payload = options.get("at"), options.get("payload")
        self.move(run.id, lambda executable, tokens, around: executable.start(around, at=at, payload=payload))
        return run.id

    def move(self, run_id: str, move: Move, data: tree.Tree | None = None) -> None:
        """Let a run take one step; `data` is its tree with what the verb wrote into it."""
        run = self.runs[run_id]
        data = data or self.data_of(run_id)
        executable = run.version.executable(run.process)
        before = {one.key: one for one in executable.waiting(run.tokens)} if run.tokens else {}
        step = move(executable, run.tokens, around(self.case, run, data, self.now))
        run = replace(run, tokens=step.tokens, tree=tree.dumps(data.values), undo=None)
        self.runs[run_id] = run
        for happening in step.happened:
            self._tell(run, happening)
        self._compare(run, before, step, data)
        self._conclude(run_id, step)

    def later(self, action: Callable[[], None], park: Callable[[], None] = lambda: None) -> None:
        """Something that this step sets off, done when the step is complete; `park` instead if too deep."""
        self._queue.append((self.depth + 1, action, park))

    def settle(self) -> Outcome:
        """Do what the steps set off (messages, notices) until nothing moves; then hand over the outcome."""
        while self._queue:
            self.depth, action, park = self._queue.popleft()
            (park if self.depth > MAXIMUM_DEPTH else action)()
        if self.runs and all(run.state == "ended" for run in self.runs.values()):
            self.note(events.CaseEnded())
            self.case = replace(self.case, state="ended")
        self.outcome.case = replace(self.case, pending=tuple(self.pending))
        self.outcome.runs = {
            run.id: run for run in self.runs.values() if run is not self.case.runs.get(run.id)
        }
        return self.outcome

    # -- what a step shows --------------------------------------------------------------------------------

    def _tell(self, run: RunState, happening: Happening) -> None:
        if happening.kind not in _TOLD:
            return
        element = self.element(run, happening.element, happening.facts.get("process"))
        at = {"run": run.id, "element": element.id, "title": element.title}
        facts = happening.facts
        match happening.kind:
            case "decided":
                self.note(_decided(at, happening), run)
            case "message_thrown":
                post.send(self, run, element, happening)
            case "signal_thrown":
                self.note(events.SignalSent(**at, signal=facts["name"]), run)
                self.outcome.broadcasts.append((facts["name"], run.id))
            case "error":
                self.note(events.ErrorRaised(**at, code=str(facts.get("code") or "")), run)
            case "escalated":
                self.note(events.Escalated(**at, code=str(facts.get("code") or "")), run)
            case _:
                pass

    def _compare(self, run: RunState, before: Mapping[str, Waiting], step: Step, data: tree.Tree) -> None:
        after = {one.key: one for one in step.waiting}
        for key, gone in before.items():
            if key not in after:
                self._gone(run, gone)
                self.resolve(run.id, key)
        for key, point in after.items():
            known = before.get(key)
            if known is None or known.due != point.due:
                self._arrived(run, point, data)
        waits = frozenset(one.name or "" for one in step.waiting if one.kind == "signal")
        self.runs[run.id] = replace(self.runs[run.id], signals=waits)

    def _gone(self, run: RunState, point: Waiting) -> None:
        if point.kind != "user":
            return
        task = task_id(run.id, point.key)
        if task not in self.leaving:
            title = self.element(run, point.element, point.process).title
            gone = events.TaskCancelled(run=run.id, element=point.element, title=title, task=task)
            self.note(gone, run, self.organisation(run, point.process))
            self.outcome.merge(task, state="cancelled", closed_at=self.now)

    def _arrived(self, run: RunState, point: Waiting, data: tree.Tree) -> None:
        element = self.element(run, point.element, point.process)
        match point.kind:
            case "user":
                context = seen(data, point.scope, names(self.case, run, self.now))
                task, opened, trouble = open_task(self.case, run, point, element, context, self.now)
                if task.id in self.returning:
                    return
                self.outcome.opened.append(task)
                self.note(opened, run, task.organisation)
                reminders.remind(self, task)
                if trouble is not None:
                    self.incident(run.id, point.key, element, trouble)
            case "timer":
                if point.due is not None:
                    self.outcome.jobs.append(JobWanted("timer", point.due, run.id, point.key))
            case "message":
                self.later(lambda: post.look_for_pending(self, run.id))
            case "service" if element.attributes.get("topic") == "mitteilung":
                endless = Reason("endless_exchange", {"limit": MAXIMUM_DEPTH})
                self.later(
                    lambda: post.notify(self, run.id, point, element),
                    lambda: self.incident(run.id, point.key, element, endless),
                )
            case "service":
                topic = element.attributes.get("topic", "")
                self.outcome.jobs.append(JobWanted(topic, self.now, run.id, point.key))
            case _:
                pass

    def _conclude(self, run_id: str, step: Step) -> None:
        run = self.runs[run_id]
        if step.incident is not None:
            element = self.element(run, step.incident.element)
            self.incident(run_id, "", element, step.incident.reason)
        else:
            self.resolve(run_id, "")
        if step.ended:
            process = run.version.process(run.process)
            self.note(events.RunEnded(run=run_id, title=process.name, process=run.process), run)
            self.runs[run_id] = replace(self.runs[run_id], state="ended")

    def incident(self, run_id: str, key: str, element: Element, reason: Reason) -> None:
        """The run (or one waiting point of it) cannot go on without help."""
        run = self.runs[run_id]
        row = {"element": element.id, "title": element.title, "code": reason.code, "facts": plain(reason)}
        if dict(run.incidents.get(key, {})) == row:
            return
        self.runs[run_id] = replace(run, incidents={**run.incidents, key: row})
        self.note(
            events.IncidentRaised(
                run=run_id,
                element=element.id,
                title=element.title,
                key=key,
                code=reason.code,
                facts=row["facts"],  # type: ignore[arg-type]
            ),
            run,
        )

    def resolve(self, run_id: str, key: str) -> None:
        """What stood still there does so no more."""
        run = self.runs[run_id]
        row = run.incidents.get(key)
        if row is None:
            return
        left = {place: one for place, one in run.incidents.items() if place != key}
        self.runs[run_id] = replace(run, incidents=left)
        self.note(
            events.IncidentResolved(run=run_id, element=row["element"], title=row["title"], key=key), run
        )

    def organisation(self, run: RunState, process: str) -> str | None:
        """The organisation at which a process works: that of its pool, else that of the run."""
        participant = run.version.process(process).participant
        return self.case.participants.get(participant or "") or run.organisation

    def element(self, run: RunState, element: str, process: str | None = None) -> Element:
        """An element of `process`, or of whichever process of the run has one of that id."""
        return run.version.element(process or run.process, element)


def _decided(at: Mapping[str, str], happening: Happening) -> events.DecisionMade:
    facts = happening.facts
    return events.DecisionMade(
        run=at["run"],
        element=at["element"],
        title=at["title"],
        path=tree.format_path((*happening.scope, at["element"])),
        decision=facts.get("decision", ""),
        rules=tuple(facts.get("rules", ())),
        inputs=facts.get("inputs", {}),
        result=facts.get("result"),
        tables=tuple(facts.get("tables", ())),
    )


def plain(reason: Reason) -> dict[str, Any]:
    """The facts of a reason as they are kept in a row or an event."""
    return {
        key: item if isinstance(item, str | int | bool) else str(item) for key, item in reason.facts.items()
    }
