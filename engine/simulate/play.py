"""Plays one scenario on an engine in memory and says whether it ended as it should. Not its reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import feel
from engine.clock import FakeClock
from engine.commands import Engine, Receipt
from engine.errors import EngineError, NotFound
from engine.people import Actor
from engine.simulate.outcome import matches, result
from engine.simulate.story import Act, Story
from engine.worker import Worker


class Play:
    """One scenario under way on `engine`, whose clock is `clock`."""

    def __init__(self, engine: Engine, clock: FakeClock, story: Story) -> None:
        self.engine = engine
        self.clock = clock
        self.story = story
        self.worker = Worker(engine)
        self.problems: list[str] = []
        self.case = ""

    def to_the_end(self, *, before: str = "") -> dict[str, Any]:
        """Do all steps (or those before the task `before`), compare, and tell the story as it went."""
        try:
            self._open()
            for number, act in enumerate(self.story.acts, start=1):
                if before and act.what == before:
                    break
                if not self._do(number, act):
                    break
            self.worker.work_off()
        except EngineError as error:
            self.problems.append(_said(error))
        return self._result()

    def keep_documents(self, folder: Path) -> None:
        """Write the documents of the case into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for _, name, content in self.engine.queries.whole().papers:
            (folder / name).write_bytes(content)

    # -- steps --------------------------------------------------------------------------------------------

    def _open(self) -> None:
        receipt: Receipt = self.engine.open_case(
            self.story.process,
            by=self._actor(self.story.opened_by),
            answers=self.story.answers,
            participants=self.story.participants,
        )
        self.case = receipt.case
        self.worker.work_off()

    def _do(self, number: int, act: Act) -> bool:
        """One step; False when it went wrong and the rest makes no sense."""
        if act.at is not None:
            self.pass_time(act.at)
        try:
            self._act(act)
        except EngineError as error:
            if act.refused and error.reason.code == act.refused:
                return True
            self.problems.append(f"Schritt {number} ({act.what}): {_said(error)}")
            return False
        if act.refused:
            self.problems.append(f"Schritt {number} ({act.what}) hätte abgelehnt werden müssen")
            return False
        self.worker.work_off()
        return True

    def _act(self, act: Act) -> None:
        match act.verb:
            case "aufgabe":
                task, by = self._task(act), self._actor(act.by, act.represents)
                self.engine.complete(task, by=by, answers=self._filled_in(task, by, act.answers))
            case "zurueck":
                self.engine.hand_back(
                    self._task(act),
                    by=self._actor(act.by, act.represents),
                    to=act.to,
                    reason=act.reason,
                )
            case "signal":
                self.engine.broadcast(act.what)
            case "warte":
                self._wait(act.what)
            case "kommentar":
                self.engine.comment(self.case, by=self._actor(act.by), text=act.what)

    def _wait(self, period: str) -> None:
        until = feel.evaluate("jetzt + duration(dauer)", {"jetzt": self.clock.now(), "dauer": period})
        if not isinstance(until, datetime):
            raise EngineError("period_unknown", period=period)
        self.pass_time(until)

    def pass_time(self, until: datetime) -> None:
        """Let the time go to `until`; everything due on the way happens at its own moment."""
        while True:
            self.worker.work_off()
            due = self.engine.next_due()
            if due is None or due > until:
                break
            self.clock.set(due)
        self.clock.set(until)

    def _filled_in(self, task: str, by: Actor, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers over what the form proposes: an owner writes only what differs."""
        page = self.engine.queries.task(task, by.person, self.clock.now())
        return {**page.proposal, **answers}

    def _task(self, act: Act) -> str:
        """The open task at this element; `bei` chooses among several."""
        waiting = self.engine.queries.open_tasks()
        for one in waiting:
            if one.element == act.what and matches(act.where, one.visible):
                return one.id
        known = ", ".join(sorted(one.element for one in waiting)) or "–"
        raise NotFound("task_not_open", element=act.what, open=known)

    def _actor(self, name: str, represents: str = "") -> Actor:
        people = {one.name: one for one in self.engine.queries.directory().persons.values()}
        for wanted in (name, represents):
            if wanted and wanted not in people:
                raise NotFound("person_not_in_demo", name=wanted)
        return Actor(people[name], people[represents] if represents else None)

    def _result(self) -> dict[str, Any]:
        return result(self.story, self.engine.queries.whole(), self.problems)


def _said(error: EngineError) -> str:
    problems = "; ".join(f"{one.path}: {one.reason.sentence()}" for one in getattr(error, "problems", ()))
    return f"{error.reason.sentence()} {problems}".strip()
