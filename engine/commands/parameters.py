"""The verbs on parameters: propose, release, decline. Not the reading: `Queries.parameters`."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import rules
from engine.clock import today
from engine.commands.installation import Installation
from engine.people import Actor
from engine.rules.parameters import Wanted
from engine.store import parameters
from engine.store.office import Noted, office


class ParameterVerbs(Installation):
    """Verbs on what the authority sets while a programme is in use (docs/decisions/014)."""

    def propose_parameter(
        self,
        programme: str,
        key: str,
        *,
        by: Actor,
        value: Any,
        since: date,
        until: date | None = None,
        source: str = "",
        request_id: str = "",
    ) -> Noted:
        """Propose what a parameter is worth from `since` on; nothing changes until another releases it.

        `value` as typed (`57.000,00`, `ja`, `P14D`) or native; blank: not known. `source` says where it is
        written. Raises NotAllowed, Rejected, NotFound, Invalid.
        """
        with office(self.store, by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            known = parameters.parameter(desk, self.shelf, programme, key)
            wanted = Wanted(value, since, until, source)
            day = today(desk.now)
            kept, event = rules.propose_parameter(
                programme, known, wanted, by=desk.actor, now=desk.now, day=day
            )
            parameters.tell_administrators(desk, kept)
            return parameters.keep(desk, kept, event)

    def release_parameter(self, proposal: str, *, by: Actor, note: str = "", request_id: str = "") -> Noted:
        """Put a proposal of another administrator in force. Raises NotAllowed, Rejected, NotFound."""
        with office(self.store, by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            found = parameters.proposal(desk, proposal)
            kept, event = rules.release_parameter(
                found, by=desk.actor, note=note, now=desk.now, day=today(desk.now)
            )
            return parameters.keep(desk, kept, event)

    def decline_parameter(self, proposal: str, *, by: Actor, note: str, request_id: str = "") -> Noted:
        """Refuse a proposal, or take one's own back, with the reason. Raises like the release."""
        with office(self.store, by, request_id) as desk:
            if desk.earlier:
                return desk.earlier
            found = parameters.proposal(desk, proposal)
            kept, event = rules.decline_parameter(
                found, by=desk.actor, note=note, now=desk.now, day=today(desk.now)
            )
            return parameters.keep(desk, kept, event)
