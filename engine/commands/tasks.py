"""The verbs of one task: claim, release, complete, hand back, draft. Not those among people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import rules
from engine.clock import local
from engine.commands.installation import Installation
from engine.errors import Rejected, Stale
from engine.people import Actor
from engine.rules import Posted
from engine.store import Receipt
from engine.store.rows import marked

DRAFT_LIMIT = 1_000_000
"""Characters of one draft."""


class TaskVerbs(Installation):
    """Verbs on a task."""

    def claim(self, task_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Take a task."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(rules.claim(turn.case, turn.task, by=turn.actor, now=turn.now))

    def release(self, task_id: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Give a task back to its group."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.release(turn.case, turn.task, by=turn.actor, now=turn.now)
            )

    def complete(
        self,
        task_id: str,
        *,
        by: Actor,
        answers: Posted | Mapping[str, Any] | None = None,
        revision: int | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Complete a task. Raises Rejected subclasses and Invalid; nothing is changed then."""
        if packed := rules.packed(rules.uploads_of(answers or {})):
            with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
                if turn.receipt:
                    return turn.receipt
                rules.require(turn.case, turn.task, "complete", turn.actor, turn.now)
            rules.look_into(packed)
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.complete(
                    turn.case,
                    turn.task,
                    by=turn.actor,
                    answers=answers or {},
                    revision=revision,
                    now=turn.now,
                )
            )

    def hand_back(
        self,
        task_id: str,
        *,
        by: Actor,
        to: str,
        reason: str,
        revision: int | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Send the paper back to an earlier step with a reason."""
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.hand_back(
                    turn.case,
                    turn.task,
                    by=turn.actor,
                    to=to,
                    reason=reason,
                    revision=revision,
                    now=turn.now,
                )
            )

    def save_draft(
        self, task_id: str, *, by: Actor, fields: Mapping[str, Any], seen: str | None = None
    ) -> datetime:
        """Keep what was typed, valid or not. A draft is no event and moves no revision.

        `seen` is the mark (`draft_mark`) of the draft that the page began with or saved last. Raises Stale
        where another window has saved something else meanwhile; None overwrites.
        """
        with self.store.turn(task=task_id, by=by) as turn:
            rules.require(turn.case, turn.task, "save_draft", turn.actor, turn.now)
            text = self.kept(fields)
            if seen is not None:
                before = turn.draft()
                if before != text and marked(before) != seen:
                    raise Stale("draft_elsewhere", at=local(turn.draft_at()).strftime("%H:%M"))
            turn.keep_draft(text)
            return turn.now

    def draft_mark(self, fields: Mapping[str, Any]) -> str:
        """By what a draft is known again: see `save_draft`."""
        return marked(self.kept(fields))

    @staticmethod
    def kept(fields: Mapping[str, Any]) -> str:
        """A draft as it is kept. Raises Rejected where it is too large."""
        text = json.dumps({name: list(texts) for name, texts in fields.items()}, ensure_ascii=False)
        if len(text) > DRAFT_LIMIT:
            raise Rejected("draft_too_large", limit=DRAFT_LIMIT)
        return text
