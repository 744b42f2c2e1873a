"""Does what is due: timers, documents, signals. One worker is a loop over jobs; many may run at once.

Not the rules of what follows (`rules`), and not a server: `laufmappe serve` runs one in a thread,
`laufmappe worker` runs nothing else.
"""

from __future__ import annotations

import logging
import threading

from engine import jobs, rules
from engine.commands import Engine
from engine.errors import EngineError, Invalid, NotFound, Reason, TransientError
from engine.jobs import Job
from engine.worker import mail
from engine.worker.letters import Order, export, letter
from engine.worker.mail import Post

_log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""How long a worker with nothing to do waits before it looks again."""


class Worker:
    """Takes jobs of one engine until told to stop."""

    def __init__(self, engine: Engine, post: Post | None = None) -> None:
        self._engine = engine
        self._post = post or mail.by_smtp(engine.config)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def work_off(self, limit: int = 10_000) -> int:
        """Do everything that is due now; returns how many jobs were done."""
        done = 0
        while done < limit and self.work_once():
            done += 1
        return done

    def work_once(self) -> bool:
        """Take one due job and do it. False when nothing is due."""
        now = self._engine.clock.now()
        try:
            with self._engine.store.transaction() as connection:
                job = jobs.take(connection, now)
        except TransientError:
            return False
        if job is None:
            return False
        self._attempt(job)
        return True

    def run_in_background(self) -> None:
        """Work in a thread of its own until `stop`."""
        self._thread = threading.Thread(target=self.run, name="laufmappe-worker", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stop.is_set():
            try:
                worked = self.work_once()
            except Exception:  # the loop must outlive anything one job does
                _log.exception("a job failed in an unforeseen way")
                worked = False
            if not worked:
                self._stop.wait(IDLE_SECONDS)

    def stop(self) -> None:
        """End the loop after the job in hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _attempt(self, job: Job) -> None:
        if job.abandoned:
            self._give_up(job, Reason("job_abandoned", {"kind": job.kind}))
            return
        try:
            self._do(job)
        except TransientError as error:
            self._again(job, str(error))
        except Invalid as error:
            self._give_up(job, _first(error))
        except EngineError as error:
            self._give_up(job, error.reason)
        except Exception as error:  # anything unknown may pass by itself: try again
            _log.exception("job %s of kind %s failed", job.id, job.kind)
            self._again(job, f"{type(error).__name__}: {error}")

    def _do(self, job: Job) -> None:
        match job.kind:
            case "timer":
                self._engine.fire(job)
            case "signal":
                self._engine.receive_signal(job)
            case "mail":
                self._mail(job)
            case "deadline":
                self._engine.watch(job)
            case "follow_up":
                self._engine.remind(job)
            case "notice":
                self._engine.notify(job)
            case "broadcast":
                self._broadcast(job)
            case "dokument" | "ausgabe":
                self._make(job)
            case _:
                raise EngineError("job_unknown", kind=job.kind)

    def _broadcast(self, job: Job) -> None:
        with self._engine.store.transaction() as connection:
            sender = str(job.payload.get("sender", ""))
            self._engine.store.spread(connection, str(job.payload["signal"]), sender)
            jobs.finish(connection, job)

    def _mail(self, job: Job) -> None:
        """Send outside of any transaction; a mail that went out twice after a fault has one Message-ID."""
        letter = self._engine.letter(job)
        if letter is not None:
            self._post(mail.message(letter, self._engine.config))
        self._engine.mailed(job, letter)

    def _make(self, job: Job) -> None:
        """Render outside of any transaction: a letter takes longer than a case may be locked."""
        case, number = self._engine.look(str(job.run), job.key)
        point = rules.waiting_point(case, str(job.run), job.key)
        if point is None:
            self._engine.issue(job, None)
            return
        run = case.runs[str(job.run)]
        element = run.version.element(point.process, point.element)
        edited = self._engine.edition(case.id, run.id, element.properties.get("vorlage", ""))
        order = Order(case, run, point, element, self._engine.clock.now(), edited)
        made = letter(order, number=number) if job.kind == "dokument" else export(order)
        self._engine.issue(job, made)

    def _again(self, job: Job, problem: str) -> None:
        if job.last_attempt:
            self._give_up(job, Reason("job_failed", {"problem": problem}))
            return
        with self._engine.store.transaction() as connection:
            jobs.put_back(connection, job, problem, self._engine.clock.now())

    def _give_up(self, job: Job, reason: Reason) -> None:
        try:
            self._engine.fail(job, reason)
        except NotFound:
            with self._engine.store.transaction() as connection:
                jobs.put_back(connection, job, str(reason), self._engine.clock.now())


def _first(error: Invalid) -> Reason:
    """What is missing in a letter, in one sentence: the first problem, and how many more there are."""
    if not error.problems:
        return error.reason
    first = error.problems[0]
    more = len(error.problems) - 1
    facts = {"field": first.path, "problem": first.reason.sentence(), "more": more}
    return Reason("letter_incomplete_more" if more else "letter_incomplete", facts)
