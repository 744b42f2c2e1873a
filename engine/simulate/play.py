"""Plays one scenario on an engine in memory and says whether it ended as it should. Not its reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine import feel, jobs, tree
from engine.clock import FakeClock
from engine.commands import Engine, Receipt
from engine.errors import EngineError, NotFound, Reason
from engine.people import Actor
from engine.schema import case, content, document, event, run, task
from engine.simulate.story import Act, Story
from engine.tree import Tree
from engine.worker import Worker

_TOLD = ("TaskCompleted", "TaskHandedBack", "DecisionMade", "DocumentIssued", "MessageSent", "SignalReceived",
         "TimerFired", "ErrorRaised", "PeopleNotified")  # fmt: skip


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
        statement = sa.select(document.c.file_name, content.c.bytes).join(
            content, content.c.sha256 == document.c.sha256
        )
        with self.engine.store.transaction() as connection:
            for row in connection.execute(statement):
                (folder / row.file_name).write_bytes(row.bytes)

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
                self.engine.complete(
                    self._task(act), by=self._actor(act.by, act.represents), answers=act.answers
                )
            case "zurueck":
                self.engine.hand_back(
                    self._task(act),
                    by=self._actor(act.by, act.represents),
                    to=act.to,
                    reason=act.reason,
                )
            case "signal":
                with self.engine.store.transaction() as connection:
                    self.engine.spread(connection, act.what)
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
            with self.engine.store.transaction() as connection:
                due = jobs.next_due(connection)
            if due is None or due > until:
                break
            self.clock.set(due)
        self.clock.set(until)

    def _task(self, act: Act) -> str:
        """The open task at this element; `bei` chooses among several."""
        statement = sa.select(task.c.id, task.c.scope, run.c.tree).join(run, run.c.id == task.c.run_id)
        statement = statement.where(task.c.element == act.what, task.c.state.in_(("open", "claimed")))
        with self.engine.store.transaction() as connection:
            rows = connection.execute(statement.order_by(task.c.opened_at, task.c.key)).all()
            opened = list(
                connection.scalars(sa.select(task.c.element).where(task.c.state.in_(("open", "claimed"))))
            )
        for row in rows:
            if _matches(act.where, Tree(tree.loads(row.tree)).visible(_path(row.scope))):
                return str(row.id)
        raise NotFound("task_not_open", element=act.what, open=", ".join(sorted(opened)) or "–")

    def _actor(self, name: str, represents: str = "") -> Actor:
        people = {one.name: one for one in self.engine.queries.directory().persons.values()}
        for wanted in (name, represents):
            if wanted and wanted not in people:
                raise NotFound("person_not_in_demo", name=wanted)
        return Actor(people[name], people[represents] if represents else None)

    # -- result -------------------------------------------------------------------------------------------

    def _result(self) -> dict[str, Any]:
        with self.engine.store.transaction() as connection:
            runs = connection.execute(sa.select(run)).all()
            found = connection.execute(sa.select(event).order_by(event.c.case_id, event.c.seq)).all()
            papers = connection.execute(
                sa.select(document.c.template, document.c.file_name).order_by(document.c.issued_at)
            ).all()
            waiting = connection.execute(
                sa.select(task.c.element, task.c.title, task.c.role).where(
                    task.c.state.in_(("open", "claimed"))
                )
            ).all()
            ended = connection.scalars(sa.select(case.c.state)).first() == "ended"
        stuck = [row for one in runs for row in tree.loads(one.incidents).values()]
        status = "incident" if stuck else "completed" if ended else "waiting"
        self._compare(status, papers, runs)
        for row in stuck:
            self.problems.append(f"Störung bei „{row['title']}“: {_reason(row)}")
        result = {
            "process": self.story.process,
            "scenario": self.story.name,
            "passed": not self.problems,
            "status": status,
            "steps": [self._told(row) for row in found if row.kind in _TOLD],
            "documents": [
                {"template": row.template, "file": row.file_name} for row in papers if row.template
            ],
            "waiting": [{"element": row.element, "name": row.title, "role": row.role} for row in waiting],
        }
        return result if not self.problems else {**result, "problems": self.problems}

    def _told(self, row: Any) -> dict[str, Any]:
        payload = tree.loads(row.payload)
        who = row.actor_name + (f" für {row.represented_name} (i. V.)" if row.represented_name else "")
        return {
            "at": row.at.isoformat(),
            "element": row.element,
            "name": payload.get("title", ""),
            "kind": row.kind,
            "by": who,
            "role": self._roles().get((row.run_id, row.element, payload.get("task")), ""),
        }

    def _roles(self) -> Mapping[Any, str]:
        if not hasattr(self, "_known_roles"):
            with self.engine.store.transaction() as connection:
                rows = connection.execute(sa.select(task.c.run_id, task.c.element, task.c.id, task.c.role))
                self._known_roles = {(row.run_id, row.element, row.id): row.role for row in rows}
        return self._known_roles

    def _compare(self, status: str, papers: Any, runs: Any) -> None:
        expected = self.story.expected
        if expected.get("status") and expected["status"] != status:
            self.problems.append(f"erwartet war der Stand {expected['status']}, es ist {status}")
        made = [row.template for row in papers]
        for wanted in expected.get("dokumente") or ():
            if not any(name == wanted or name.startswith(f"{wanted}_") for name in made):
                self.problems.append(f"das Dokument {wanted} fehlt (erstellt: {', '.join(made) or '–'})")
        for path, value in (expected.get("werte") or {}).items():
            self._compare_value(str(path), value, runs)

    def _compare_value(self, path: str, value: Any, runs: Any) -> None:
        """`prozess:pfad` looks into the run of that process, a bare path into any run that knows it."""
        process, _, inside = path.rpartition(":")
        chosen = [one for one in runs if not process or one.process_id == process]
        found = [Tree(tree.loads(one.tree)).at(tree.parse_path(inside)) for one in chosen]
        known = [one for one in found if one is not None]
        if not any(_same(one, value) for one in known or [None]):
            shown = ", ".join(str(one) for one in known) or "nichts"
            self.problems.append(f"{path}: erwartet {value}, gefunden {shown}")


def _same(found: Any, value: Any) -> bool:
    if isinstance(found, Decimal | int) and not isinstance(found, bool):
        try:
            return Decimal(str(value)) == Decimal(found)
        except ArithmeticError:
            return False
    return bool(found == value) or str(found) == str(value)


def _matches(where: Mapping[str, Any], visible: Mapping[str, Any]) -> bool:
    return all(_same(feel.evaluate(name, visible), value) for name, value in where.items())


def _path(scope: str) -> tree.Path:
    return tuple(tree.loads(scope))


def _said(error: EngineError) -> str:
    problems = "; ".join(f"{one.path}: {one.reason.sentence()}" for one in getattr(error, "problems", ()))
    return f"{error.reason.sentence()} {problems}".strip()


def _reason(row: Mapping[str, Any]) -> str:
    return Reason(row["code"], row["facts"]).sentence()
