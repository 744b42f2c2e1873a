"""The verbs of one's own desk: follow-ups, notices, saved views, the calendar. Not those of tasks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import date
from typing import Literal

from engine import rules
from engine.clock import today
from engine.commands.installation import Installation
from engine.errors import NotFound, Rejected
from engine.ids import new
from engine.jobs import Job, finish
from engine.people import Actor
from engine.queries.desk_views import Filters, Tab
from engine.rules import FollowUpState
from engine.store import Receipt, desk, notices
from engine.wording import Language

MailMode = Literal["off", "at_once", "digest"]
ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,130}")
"""Enough to keep a line break or a second receiver out of a header."""


class DeskVerbs(Installation):
    """Verbs on what lies on a desk."""

    def set_follow_up(
        self,
        case_id: str,
        *,
        by: Actor,
        due_on: date,
        reason: str,
        task: str | None = None,
        document: str | None = None,
        every: str = "",
        for_deputy: bool = True,
        request_id: str = "",
    ) -> Receipt:
        """Lay a case (or its task or document) before oneself again on a day; `every` (P1M) repeats it."""
        with self.store.turn(case_id=case_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            turn.check_belongs(task_id=task, document_id=document)
            wanted = FollowUpState(
                id=new(),
                person=turn.actor.person.id,
                due_on=due_on,
                reason=reason,
                created_at=turn.now,
                task=task,
                document=document,
                every=every,
                for_deputy=for_deputy,
            )
            return turn.record(rules.set_follow_up(turn.case, by=turn.actor, wanted=wanted, now=turn.now))

    def close_follow_up(self, follow_up: str, *, by: Actor, request_id: str = "") -> Receipt:
        """Settle a follow-up of one's own, or of whom one represents today."""
        with self.store.turn(case_id=self.store.case_of(follow_up), by=by, request_id=request_id) as turn:
            return turn.receipt or turn.record(
                rules.close_follow_up(turn.case, turn.follow_up(follow_up), by=turn.actor, now=turn.now)
            )

    def postpone_follow_up(self, follow_up: str, *, by: Actor, due_on: date, request_id: str = "") -> Receipt:
        """Lay a follow-up before oneself on a later day."""
        with self.store.turn(case_id=self.store.case_of(follow_up), by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            found = turn.follow_up(follow_up)
            return turn.record(
                rules.postpone_follow_up(turn.case, found, by=turn.actor, due_on=due_on, now=turn.now)
            )

    def remind(self, job: Job) -> None:
        """The day of a follow-up has come."""
        with self.store.turn(case_id=job.case) as turn:
            found, due_on = turn.follow_up(str(job.payload["follow_up"])), job.payload["due_on"]
            turn.record(rules.follow_up_due(turn.case, found, due_on=due_on, now=turn.now))
            finish(turn.connection, job)

    # -- no events: a person's own settings ---------------------------------------------------------------

    def mark_read(self, *, by: Actor, notice_ids: Collection[str] | None = None) -> int:
        """Mark notices as read: these, or all. Returns how many were unread."""
        with self.store.transaction() as connection:
            return notices.mark_read(connection, by.person.id, notice_ids, self.clock.now())

    def mark_unread(self, notice_id: str, *, by: Actor) -> bool:
        """Lay a notice back among the unread ones; False where it is not one's own."""
        with self.store.transaction() as connection:
            return notices.mark_unread(connection, by.person.id, notice_id)

    def save_view(
        self,
        name: str,
        *,
        by: Actor,
        tab: Tab,
        filters: Filters,
        share_with: tuple[str, str] | None = None,
    ) -> str:
        """Keep a filtered list under a name, perhaps shared with a role one holds (organisation, role)."""
        held = {(str(one.organisation), one.role) for one in by.person.roles_on(today(self.clock.now()))}
        if share_with is not None and share_with not in held:
            raise Rejected("view_role", role=share_with[1])
        with self.store.transaction() as connection:
            return desk.put_view(
                connection,
                by.person.id,
                name=_named(name),
                tab=tab,
                filters=filters.as_json(),
                shared=share_with,
                now=self.clock.now(),
            )

    def rename_view(self, view: str, name: str, *, by: Actor) -> None:
        """Call a view of one's own something else. Raises NotFound, Rejected."""
        with self.store.transaction() as connection:
            desk.rename_view(connection, by.person.id, view, _named(name))

    def choose_view(self, view: str | None, *, by: Actor) -> None:
        """Let one's inbox open with a view one sees, or (None) as it comes. Raises NotFound."""
        seen = {one.id for one in self.queries.views(by.person, self.clock.now())}
        if view is not None and view not in seen:
            raise NotFound("view_unknown")
        with self.store.transaction() as connection:
            desk.put_standard(connection, by.person.id, view)

    def delete_view(self, view: str, *, by: Actor) -> None:
        """Forget a view of one's own. Raises NotFound."""
        with self.store.transaction() as connection:
            desk.remove_view(connection, by.person.id, view)

    def set_mail(self, *, by: Actor, email: str, mode: MailMode, language: Language = "de") -> None:
        """How one is written to: not at all, at once, once a day. Raises Rejected for what is no address."""
        if mode not in ("off", "at_once", "digest") or (mode != "off" and not ADDRESS.fullmatch(email)):
            raise Rejected("mail_address")
        with self.store.transaction() as connection:
            desk.put_mail(connection, by.person.id, email=email, mode=mode, language=language)

    def renew_feed(self, *, by: Actor) -> str:
        """A new secret for the calendar's address; the one before opens nothing any more. Shown once."""
        token = secrets.token_urlsafe(32)
        with self.store.transaction() as connection:
            desk.put_feed(connection, by.person.id, token, self.clock.now())
        return token

    def revoke_feed(self, *, by: Actor) -> None:
        """The calendar has no address any more."""
        with self.store.transaction() as connection:
            desk.remove_feed(connection, by.person.id)


def _named(name: str) -> str:
    """A name without its edges. Raises Rejected for none."""
    if not name.strip():
        raise Rejected("text_missing")
    return " ".join(name.split())[:120]
