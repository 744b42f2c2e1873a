"""What happens without a person at the keyboard, and help after a fault. Not the loop (`worker`)."""

from __future__ import annotations

from datetime import datetime

from engine import rules
from engine.clock import today
from engine.commands.installation import Installation
from engine.errors import NotAllowed, Reason
from engine.jobs import Job, finish, next_due
from engine.people import Actor
from engine.permissions import ADMINISTRATION
from engine.rules import CaseState, Edition, NewDocument
from engine.rules.due import OWNER
from engine.store import Receipt, mailing, notices


class DueVerbs(Installation):
    """Verbs of the worker, and of those who help it."""

    def fire(self, job: Job) -> None:
        """A timer is due; what was due once stays due, even if the clock has been set back since."""
        with self.store.turn(run=job.run) as turn:
            now = max(turn.now, job.due_at)
            turn.record(rules.fire(turn.case, str(job.run), job.key, now=now))
            finish(turn.connection, job)

    def look(self, run: str, key: str) -> tuple[CaseState, int]:
        """A case as it stands, without keeping it locked, and the number its next document would get."""
        with self.store.turn(run=run) as turn:
            point = rules.waiting_point(turn.case, run, key)
            state = turn.case.runs.get(run)
            if point is None or state is None:
                return turn.case, 1
            element = state.version.element(point.process, point.element)
            return turn.case, turn.next_number(element.properties.get("vorlage", ""))

    def edition(self, case_id: str, run: str, template: str) -> Edition | None:
        """What a person made of the newest draft of a letter; None where nobody edited it."""
        return self.store.edition(case_id, run, template)

    def issue(self, job: Job, document: NewDocument | None) -> None:
        """A document was rendered; it enters the file and the run goes on."""
        with self.store.turn(run=job.run) as turn:
            number = turn.next_number(document.template) if document else 1
            turn.record(
                rules.document_issued(turn.case, str(job.run), job.key, document, now=turn.now, number=number)
            )
            finish(turn.connection, job)

    def fail(self, job: Job, reason: Reason) -> None:
        """A job cannot succeed: its run shows an incident that a person sees and can retry."""
        with self.store.turn(case_id=job.case, run=job.run) as turn:
            signal = str(job.payload.get("signal", ""))
            stuck = [(str(job.run), job.key)] if job.run else rules.waiting_for(turn.case, signal)
            turn.record(rules.job_failed(turn.case, stuck, reason, now=turn.now))
            finish(turn.connection, job)

    def signal(self, name: str, *, by: Actor) -> int:
        """Broadcast a signal: one job for each waiting case. Returns how many wait for it."""
        with self.store.turn(by=by) as turn:
            roles = {one.role for one in turn.actor.person.roles_on(today(turn.now))}
            if not roles & {ADMINISTRATION, OWNER}:
                raise NotAllowed("may_not_signal", signal=name)
            return self.store.spread(turn.connection, name)

    def watch(self, job: Job) -> None:
        """A deadline comes near, or has passed: whoever must know is told, and the next look is set."""
        with self.store.turn(task=str(job.payload["task"])) as turn:
            turn.record(rules.watch(turn.case, turn.task, str(job.payload["look"]), now=turn.now))
            finish(turn.connection, job)

    def notify(self, job: Job) -> None:
        """Lay a notice on the desk of everybody it concerns, once for each cause."""
        with self.store.transaction() as connection:
            now = self.clock.now()
            fresh = notices.write(connection, job, list(job.payload["people"]), now)
            if fresh and self.config.smtp_url:
                mailing.order(connection, fresh, now)
            finish(connection, job)

    def letter(self, job: Job) -> mailing.Letter | None:
        """The mail that a job asks for, None where there is nothing (any more) to write about."""
        with self.store.transaction() as connection:
            return mailing.letter(connection, job)

    def mailed(self, job: Job, letter: mailing.Letter | None) -> None:
        """The mail has gone out, or none was needed."""
        with self.store.transaction() as connection:
            if letter is not None:
                mailing.sent(connection, letter, self.clock.now())
            finish(connection, job)

    def broadcast(self, name: str) -> int:
        """The same without a person: for simulations."""
        with self.store.transaction() as connection:
            return self.store.spread(connection, name)

    def next_due(self) -> datetime | None:
        """When the next job is due, or None."""
        with self.store.transaction() as connection:
            return next_due(connection)

    def receive_signal(self, job: Job) -> None:
        """One case hears a signal."""
        with self.store.turn(case_id=job.case) as turn:
            name, sender = str(job.payload["signal"]), str(job.payload.get("sender", ""))
            turn.record(rules.signal(turn.case, name, sender=sender, now=turn.now))
            finish(turn.connection, job)

    def retry(self, run_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Try again what stands still in a run."""
        with self.store.turn(run=run_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(rules.retry(turn.case, run_id, by=turn.actor, now=turn.now))
