"""The same verb for many tasks of one kind: a turn and a result for each. Not one big transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.commands.teamwork import TeamVerbs
from engine.errors import EngineError, FieldProblem, Invalid, Reason, Rejected
from engine.people import Actor
from engine.rules import Posted
from engine.store import Receipt

AT_ONCE = 200
"""Tasks of one request: more is not reviewed by anybody."""


@dataclass(frozen=True)
class Done:
    """What became of one task of many: a receipt, or the reason why not."""

    task_id: str
    receipt: Receipt | None = None
    reason: Reason | None = None
    problems: tuple[FieldProblem, ...] = ()


class BulkVerbs(TeamVerbs):
    """Verbs on many tasks of one kind."""

    def claim_all(self, tasks: Sequence[str], *, by: Actor, request_id: str = "") -> tuple[Done, ...]:
        """Take tasks of one kind."""
        return self._each(
            tasks, request_id, lambda task, request: self.claim(task, by=by, request_id=request)
        )

    def reassign_all(
        self, tasks: Sequence[str], *, by: Actor, to: str | None, reason: str, request_id: str = ""
    ) -> tuple[Done, ...]:
        """As a superior or the administration: give tasks of one kind to somebody, or to the group."""
        return self._each(
            tasks,
            request_id,
            lambda task, request: self.reassign(task, by=by, to=to, reason=reason, request_id=request),
        )

    def complete_all(
        self,
        tasks: Sequence[str],
        *,
        by: Actor,
        answers: Posted | Mapping[str, Any],
        revisions: Mapping[str, int] | None = None,
        request_id: str = "",
    ) -> tuple[Done, ...]:
        """Complete tasks of one kind with the same answers; `revisions` are those of the review page."""
        seen = revisions or {}
        return self._each(
            tasks,
            request_id,
            lambda task, request: self.complete(
                task, by=by, answers=answers, revision=seen.get(task), request_id=request
            ),
        )

    def _each(
        self, tasks: Sequence[str], request_id: str, verb: Callable[[str, str], Receipt]
    ) -> tuple[Done, ...]:
        chosen = tuple(dict.fromkeys(tasks))
        if len(chosen) > AT_ONCE:
            raise Rejected("bulk_too_many", limit=AT_ONCE)
        if len(self.store.kinds_of(chosen)) > 1:
            raise Rejected("bulk_one_kind")
        return tuple(_one(task, verb, f"{request_id}/{task}" if request_id else "") for task in chosen)


def _one(task: str, verb: Callable[[str, str], Receipt], request_id: str) -> Done:
    try:
        return Done(task, receipt=verb(task, request_id))
    except Invalid as refused:
        return Done(task, reason=refused.reason, problems=refused.problems)
    except EngineError as refused:
        return Done(task, reason=refused.reason)
