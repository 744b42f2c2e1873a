"""The verbs on papers that people add: files, and letters edited outside. Not the letters of a process."""

from __future__ import annotations

from collections.abc import Sequence

from engine import documents, rules
from engine.commands.installation import Installation
from engine.confined import Upload
from engine.errors import Rejected
from engine.people import Actor
from engine.store import Receipt


class PaperVerbs(Installation):
    """Verbs on files of a case."""

    def attach(
        self,
        uploads: Sequence[Upload],
        *,
        by: Actor,
        task_id: str | None = None,
        case_id: str | None = None,
        request_id: str = "",
    ) -> Receipt:
        """Add files beside a task, or to a case. Raises Rejected naming file and cause.

        Who may not is told so first; then what is packed is looked into, with nothing locked meanwhile.
        """
        if packed := rules.packed(uploads):
            with self.store.turn(case_id=case_id, task=task_id, by=by, request_id=request_id) as turn:
                if turn.receipt:
                    return turn.receipt
                beside = turn.task if task_id else None
                rules.require_attachable(turn.case, by=turn.actor, now=turn.now, task=beside)
            rules.look_into(packed)
        with self.store.turn(case_id=case_id, task=task_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            beside = turn.task if task_id else None
            return turn.record(rules.attach(turn.case, uploads, by=turn.actor, now=turn.now, task=beside))

    def bring_back(
        self, task_id: str, document_id: str, upload: Upload, *, by: Actor, request_id: str = ""
    ) -> Receipt:
        """File a letter that was edited outside as its next version.

        Who may not, or comes too late, is told so first; then the file is opened and compared in a confined
        child process, with nothing locked meanwhile. Raises BrokenProcess for a file that cannot be
        kept, Rejected where nothing differs or it is too late.
        """
        if rules.checked(upload) != documents.WORD:
            raise Rejected("file_not_word", file=upload.name)
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            rules.require_editable(
                turn.case, turn.task, turn.edited(document_id), by=turn.actor, now=turn.now
            )
        told = documents.compare(self.store.content_of(document_id), upload.content, upload.name)
        changed = sum(one.kind != "same" for one in told)
        with self.store.turn(task=task_id, by=by, request_id=request_id) as turn:
            if turn.receipt:
                return turn.receipt
            before = turn.edited(document_id)
            outcome = rules.bring_back(
                turn.case, turn.task, before, upload, by=turn.actor, now=turn.now, changed=changed
            )
            if not changed:
                raise Rejected("file_unchanged", file=upload.name)
            return turn.record(outcome)

    def mark_visited(self, case_id: str, seq: int, *, by: Actor) -> None:
        """The person has looked at the case up to event `seq`: later that tells what is new. No event."""
        with self.store.transaction() as connection:
            self.store.visited(connection, by.person.id, case_id, seq)
