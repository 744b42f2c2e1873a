"""The verbs by which a task goes from person to person. Not those of one person alone (`tasks`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import rules
from engine.commands.tasks import TaskVerbs
from engine.people import Actor
from engine.store import Receipt
from engine.store.meanwhile import meanwhile


class TeamVerbs(TaskVerbs):
    """Verbs among colleagues."""

    def delegate(
        self,
        task_id: str,
        *,
        by: Actor,
        to: str,
        reason: str,
        returns: bool = False,
        request_id: str = "",
    ) -> Receipt:
        """Give a task to a colleague: to complete it, or (`returns`) to prepare it and give it back."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.delegate(
                    turn.case, turn.task, by=turn.actor, to=to, returns=returns, reason=reason, now=turn.now
                )
            )

    def return_delegated(
        self,
        task_id: str,
        *,
        by: Actor,
        note: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Give a task back to who delegated it; `fields` is the form as it was filled in so far."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            caused = rules.return_delegated(turn.case, turn.task, by=turn.actor, note=note, now=turn.now)
            if fields is not None:
                caused.drafts[turn.task.id] = self.kept(fields)
            return turn.record(caused)

    def recall(self, task_id: str, *, by: Actor, reason: str, request_id: str = "") -> Receipt:
        """Take back one's own completion while nobody has acted on it; the answers are a draft again."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            run = turn.case.runs.get(turn.task.run)
            later = meanwhile(turn.connection, turn.case.id, run.undo if run else None)
            return turn.record(
                rules.recall(
                    turn.case, turn.task, by=turn.actor, reason=reason, meanwhile=later, now=turn.now
                )
            )

    def reassign(
        self, task_id: str, *, by: Actor, to: str | None, reason: str, request_id: str = ""
    ) -> Receipt:
        """As a superior or the administration: give a task to another holder of its role, or to the group."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.reassign(turn.case, turn.task, by=turn.actor, to=to, reason=reason, now=turn.now)
            )
