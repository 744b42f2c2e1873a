"""The database of one installation, as the place where turns happen. Not what happens in one (`turn`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from engine import database
from engine.clock import Clock
from engine.database import is_full, is_transient, is_unreachable
from engine.errors import NotFound, Rejected, TransientError
from engine.people import Actor
from engine.rules import Edition, JobWanted
from engine.schema import content, document, follow_up, job, request, run, task
from engine.shelf import Shelf
from engine.store import rows
from engine.store.turn import Turn, earlier_receipt
from engine.store.visits import put_visit


class Store:
    """The database of one installation, as the place where turns happen."""

    def __init__(self, engine: Engine, shelf: Shelf, clock: Clock) -> None:
        self.engine = engine
        self.shelf = shelf
        self.clock = clock

    @contextmanager
    def turn(
        self,
        *,
        case_id: str | None = None,
        task: str | None = None,
        run: str | None = None,
        by: Actor | None = None,
        request_id: str = "",
    ) -> Iterator[Turn]:
        """One transaction on one case; without case, task and run it is the turn that opens a new one."""
        with self.transaction() as connection:
            turn = Turn(connection, self.shelf, by=by, now=self.clock.now())
            turn.request_id = request_id
            if case_id or task or run:
                turn.lock(case_id=case_id, task_id=task, run_id=run)
            elif request_id:
                turn.receipt = earlier_receipt(connection, request_id, by)
            yield turn

    def kinds_of(self, tasks: Sequence[str]) -> set[tuple[str, str]]:
        """Process and element of each of these tasks: one kind of task is one of them."""
        chosen = sa.select(task.c.process_id, task.c.element).distinct().where(task.c.id.in_(tasks))
        with database.reading(self.engine).connect() as connection:
            return {(row.process_id, row.element) for row in connection.execute(chosen)}

    def case_of(self, identifier: str) -> str:
        """The case of a follow-up. Raises NotFound."""
        with database.reading(self.engine).connect() as connection:
            found = connection.scalar(sa.select(follow_up.c.case_id).where(follow_up.c.id == identifier))
        if found is None:
            raise NotFound("follow_up_unknown")
        return str(found)

    def content_of(self, document_id: str) -> bytes:
        """The bytes of a letter. Raises NotFound, also for what is no letter of a template."""
        joined = sa.select(content.c.bytes).join(document, document.c.sha256 == content.c.sha256)
        with database.reading(self.engine).connect() as connection:
            found = connection.scalar(joined.where(document.c.id == document_id, document.c.template != ""))
        if found is None:
            raise NotFound("document_unknown")
        return bytes(found)

    def edition(self, case_id: str, run_id: str, template: str) -> Edition | None:
        """The newest draft of a letter if a person edited it, with the rendered one it goes back to."""
        columns = (document.c.id, document.c.based_on, document.c.kind, content.c.bytes)
        joined = sa.select(*columns).join(content, content.c.sha256 == document.c.sha256)
        same = sa.and_(document.c.case_id == case_id, document.c.run_id == run_id)
        with database.reading(self.engine).connect() as connection:
            drafts = joined.where(same, document.c.template == template, document.c.template != "")
            newest = connection.execute(drafts.order_by(document.c.number.desc()).limit(1)).one_or_none()
            if newest is None or newest.kind != "draft" or newest.based_on is None:
                return None
            root = newest
            while root.based_on is not None:
                root = connection.execute(joined.where(document.c.id == root.based_on)).one()
        return Edition(newest.id, bytes(root.bytes), bytes(newest.bytes))

    def visited(self, connection: Connection, person: str, case_id: str, seq: int) -> None:
        """Remember how far a person has read a case."""
        put_visit(connection, person, case_id, seq, self.clock.now())

    def task_of(self, request_id: str) -> str:
        """The task beside which something was asked. Raises NotFound."""
        with database.reading(self.engine).connect() as connection:
            found = connection.scalar(sa.select(request.c.task_id).where(request.c.id == request_id))
        if found is None:
            raise NotFound("request_unknown")
        return str(found)

    def spread(self, connection: Connection, signal: str, sender: str = "") -> int:
        """Within a transaction: one job for each case in which a run (not `sender`) waits for it."""
        waiting = sa.select(run.c.case_id).distinct()
        waiting = waiting.where(
            run.c.state == "running", run.c.id != sender, run.c.signals.contains(signal, autoescape=True)
        )
        wanted = JobWanted("signal", self.clock.now(), payload={"signal": signal, "sender": sender})
        found = [rows.job_row(wanted, one, self.clock.now()) for one in connection.scalars(waiting)]
        if found:
            connection.execute(sa.insert(job), found)
        return len(found)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A writing transaction; what may succeed in a moment is raised as TransientError."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise TransientError("collision") from error
        except (DataError, UnicodeEncodeError) as error:
            raise Rejected("not_storable") from error
        except DBAPIError as error:
            if is_full(error):
                raise TransientError("disk_full") from error
            if is_transient(error):
                raise TransientError("database_busy") from error
            if is_unreachable(error):
                raise TransientError("database_unreachable") from error
            raise
