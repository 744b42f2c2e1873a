"""Running cases go over to the current version of their process: looked at first, then case by case.

A turn for each case, never one big transaction: what cannot go over stays where it is and says why.
"""

from __future__ import annotations

from engine import rules
from engine.commands.installation import Installation
from engine.database import reading
from engine.errors import Stale
from engine.people import Actor
from engine.queries.migration import MigrationRow, migration
from engine.store import Receipt


class MigrationVerbs(Installation):
    """Verbs of process owners on running cases."""

    def migration(self, name: str, *, by: Actor) -> tuple[MigrationRow, ...]:
        """What would become of every running case of a process or programme. Changes nothing.

        Only cases in which the owner's organisation takes part. Raises NotAllowed, NotFound.
        """
        with reading(self.database).connect() as connection:
            return migration(connection, self.shelf, name, by, self.clock.now())

    def migrate(
        self,
        case_id: str,
        *,
        by: Actor,
        reason: str,
        accept: bool = False,
        shown: str = "",
        request_id: str = "",
    ) -> Receipt:
        """All runs of a case go over to the current version, or none. Raises Rejected with the reason.

        `accept` says that what the dry run laid before a person has been decided; `shown` is the id of the
        version in that dry run, and Stale is raised where another has been published since.
        """
        with self.store.turn(case_id=case_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            target = turn.shelf.current(turn.connection, turn.case.process)
            if shown and shown != target.id:
                raise Stale("migration_moved_on")
            return turn.record(
                rules.migrate(turn.case, target, by=turn.actor, reason=reason, accept=accept, now=turn.now)
            )
