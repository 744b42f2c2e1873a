"""The verbs on who acts for whom. Not on tasks: those ask the arrangement when somebody acts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from engine import rules
from engine.clock import today
from engine.commands.installation import Installation
from engine.ids import PersonId, new
from engine.people import Actor, Deputy
from engine.store.office import Noted, office


class PeopleVerbs(Installation):
    """Verbs on the directory."""

    def arrange_deputy(
        self,
        absent: str,
        deputy: str,
        *,
        by: Actor,
        reason: str,
        since: date | None = None,
        until: date | None = None,
        roles: Collection[str] = (),
        processes: Collection[str] = (),
        request_id: str = "",
    ) -> Noted:
        """From `since` (else at once) to `until` (else open) `deputy` may act for `absent`.

        `roles` and `processes` limit it; empty means all. Raises NotAllowed, Rejected, NotFound.
        """
        with office(self.store, by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            wanted = Deputy(
                PersonId(absent),
                PersonId(deputy),
                since or today(desk.now),
                until,
                reason,
                frozenset(roles),
                frozenset(processes),
                new(),
            )
            kept, event = rules.arrange_deputy(
                desk.directory, desk.above, by=desk.actor, wanted=wanted, day=today(desk.now)
            )
            facts = {"absent": event.absent_name, "deputy": event.deputy_name, "since": kept.since}
            desk.tell("deputy_arranged", [absent, deputy], f"deputy {kept.id}", **facts)
            return desk.arrange(kept, event)

    def end_deputy(self, arrangement: str, *, by: Actor, request_id: str = "") -> Noted:
        """End an arrangement at once, or a planned one before it begins. Raises NotAllowed, NotFound."""
        with office(self.store, by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            kept, event = rules.end_deputy(
                desk.directory, desk.above, by=desk.actor, arrangement=arrangement, day=today(desk.now)
            )
            facts = {"absent": event.absent_name, "deputy": event.deputy_name}
            desk.tell("deputy_ended", [kept.absent, kept.deputy], f"deputy end {kept.id}", **facts)
            return desk.arrange(kept, event)
