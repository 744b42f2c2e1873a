"""The verbs by which one person asks another something beside a task. Not those that give the task away."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from engine import rules
from engine.commands.installation import Installation
from engine.people import Actor
from engine.store import Receipt


class RequestVerbs(Installation):
    """Questions and signatures."""

    def ask(self, task_id: str, *, by: Actor, of: str, text: str, request_id: str = "") -> Receipt:
        """Ask a colleague a question without giving the task away."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.ask(turn.case, turn.task, by=turn.actor, of=of, text=text, now=turn.now)
            )

    def answer(self, request: str, *, by: Actor, text: str, request_id: str = "") -> Receipt:
        """Answer a question one was asked."""
        with self.store.turn(task=self.store.task_of(request), by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.answer(
                    turn.case, turn.task, turn.request(request), by=turn.actor, text=text, now=turn.now
                )
            )

    def request_signatures(
        self,
        task_id: str,
        *,
        by: Actor,
        of: Sequence[str],
        text: str,
        sequential: bool = False,
        request_id: str = "",
    ) -> Receipt:
        """Ask colleagues to co-sign before the task is completed, at once or one after the other."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.request_signatures(
                    turn.case,
                    turn.task,
                    by=turn.actor,
                    of=of,
                    text=text,
                    sequential=sequential,
                    now=turn.now,
                )
            )

    def sign(self, request: str, *, by: Actor, agrees: bool, text: str = "", request_id: str = "") -> Receipt:
        """Co-sign what one was asked to, or refuse it with the reason."""
        with self.store.turn(task=self.store.task_of(request), by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            draft = turn.draft()
            return turn.record(
                rules.sign(
                    turn.case,
                    turn.task,
                    turn.request(request),
                    by=turn.actor,
                    agrees=agrees,
                    text=text,
                    draft_sha256=sha256(draft.encode()).hexdigest() if draft else "",
                    now=turn.now,
                )
            )

    def withdraw(self, request: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Withdraw a question or a signature that was asked for."""
        with self.store.turn(task=self.store.task_of(request), by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.withdraw(turn.case, turn.task, turn.request(request), by=turn.actor, now=turn.now)
            )
