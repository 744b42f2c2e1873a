"""Who acts for whom, and who could take a task: what the dialogs among people show. Not the lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa

from engine import ledger, permissions, rules
from engine.clock import today
from engine.errors import Reason
from engine.people import Actor, Deputy, Directory, Person
from engine.permissions import TaskFacts, Verdict
from engine.queries.asides import request_rows
from engine.queries.desk_views import DeputyRow, PersonRow, RequestRow
from engine.queries.nearest import is_open
from engine.queries.reader import Reader
from engine.queries.timeline import entry
from engine.queries.views import Entry
from engine.queries.work import task_and_case
from engine.schema import directory_event, process, request, task

Purpose = Literal["delegate", "prepare", "reassign", "sign", "ask"]

DIRECTORY_EVENT = (
    *directory_event.c,
    sa.literal("directory").label("case_id"),
    *(
        sa.null().label(name)
        for name in ("represented_id", "represented_name", "run_id", "element", "version_id")
    ),
)
"""A row as the leaf of a chain and a line of a timeline want it."""


class TeamQueries(Reader):
    """Questions about colleagues."""

    def represented(self, who: Person, now: datetime) -> tuple[PersonRow, ...]:
        """For whom `who` may act today, by name: the choices of "Vertretung für …"."""
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
        arranged = directory.represented_by(who.id, today(now))
        absent = {one.absent: directory.persons.get(one.absent) for one in arranged}
        found = [PersonRow(one.id, one.name) for one in absent.values() if one is not None and one.active]
        return tuple(sorted(found, key=lambda row: row.name))

    def deputies(self, who: Person, now: datetime) -> tuple[DeputyRow, ...]:
        """Arrangements, present and planned, that concern `who` or that `who` may end; the next first."""
        with self._reading() as connection:
            directory, above = self._shelf.directory(connection), self._shelf.superiors(connection)
            names, processes = self._names(connection), self._processes(connection)
        day = today(now)
        rows = []
        for one in directory.deputies:
            absent = directory.persons.get(one.absent)
            if absent is None or (one.until is not None and one.until < day):
                continue
            may_end = permissions.may_arrange(Actor(who), absent, None, above, day)
            if may_end.allowed or who.id in (one.absent, one.deputy):
                rows.append(_row(one, directory, who, may_end, {**names, **processes}, day))
        return tuple(sorted(rows, key=lambda row: (row.since, row.absent.name, row.deputy.name)))

    def requests(self, who: Person, now: datetime) -> tuple[RequestRow, ...]:
        """What others ask of `who` and still wait for, the oldest first."""
        lives = sa.exists().where(task.c.id == request.c.task_id, is_open(task)).correlate(request)
        mine = sa.and_(request.c.asked_of == who.id, request.c.state == "open", lives)
        with self._reading() as connection:
            return request_rows(connection, self._shelf.directory(connection), mine)

    def receivers(
        self, task_id: str, who: Person, now: datetime, *, purpose: Purpose
    ) -> tuple[tuple[PersonRow, Verdict], ...]:
        """Colleagues at the task's organisation, each with the answer whether the task may be given to them.

        `purpose`: `delegate` (completes it), `prepare` (delegated with return), `reassign`, `sign`
        (co-signs), `ask`. Raises NotFound where there is no such task or the asker may not know of it.
        """
        with self._reading() as connection:
            directory = self._shelf.directory(connection)
            found_task, case = task_and_case(connection, self._shelf, task_id, Actor(who), now)
        facts, day = rules.receiver_facts(case, found_task), today(now)
        found = []
        for one in directory.persons.values():
            if one.active and any(held.organisation == found_task.organisation for held in one.roles_on(day)):
                verdict = _may(purpose, one, Actor(who), facts, directory, day)
                found.append((PersonRow(one.id, one.name), verdict))
        return tuple(sorted(found, key=lambda pair: (not pair[1].allowed, pair[0].name)))

    def roles_of(self, absent: Person, now: datetime) -> tuple[tuple[str, str], ...]:
        """The roles that `absent` holds today, as (id, name), by name: for what a deputy may be arranged."""
        with self._reading() as connection:
            names = self._names(connection)
        held = {one.role: names.get(one.role, one.role) for one in absent.roles_on(today(now))}
        return tuple(sorted(held.items(), key=lambda pair: pair[1]))

    def processes_of(self, absent: Person, now: datetime) -> tuple[tuple[str, str], ...]:
        """The published processes in which a role of `absent` has something to do, as (id, name), by name."""
        held = {one.role for one in absent.roles_on(today(now))}
        with self._reading() as connection:
            rows = connection.execute(sa.select(process.c.id, process.c.name, process.c.version_id)).all()
            drawn = [(row, self._shelf.version(connection, row.version_id).process(row.id)) for row in rows]
        found = [(row.id, row.name) for row, one in drawn if held & set(one.lanes)]
        return tuple(sorted(found, key=lambda pair: pair[1]))

    def directory_history(self) -> tuple[Entry, ...]:
        """What was arranged and ended, the latest first."""
        with self._reading() as connection:
            directory, names = self._shelf.directory(connection), self._names(connection)
            rows = connection.execute(sa.select(*DIRECTORY_EVENT).order_by(directory_event.c.seq.desc()))
            return tuple(entry(row, directory, names) for row in rows)

    def directory_chain_holds(self) -> bool:
        """Whether every leaf of the directory's chain follows from its event and the leaf before it."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(*DIRECTORY_EVENT).order_by(directory_event.c.seq)).all()
        previous = ledger.START
        for row in rows:
            facts = {name: getattr(row, name) for name in ledger.LEAF}
            hashed = row.payload is None or ledger.payload_hash(row.salt, row.payload) == row.payload_hash
            leaf_holds = ledger.leaf_hash(ledger.leaf(facts)) == row.leaf_hash
            if not (hashed and leaf_holds and row.previous_hash == previous):
                return False
            previous = row.leaf_hash
        return True

    def absentees(self, who: Person, now: datetime) -> tuple[PersonRow, ...]:
        """For whom `who` may arrange a deputy: oneself first, then by name."""
        with self._reading() as connection:
            directory, above = self._shelf.directory(connection), self._shelf.superiors(connection)
        day = today(now)
        found = [
            PersonRow(one.id, one.name)
            for one in directory.persons.values()
            if one.active and permissions.may_arrange(Actor(who), one, None, above, day).allowed
        ]
        return tuple(sorted(found, key=lambda row: (row.id != who.id, row.name)))


def _may(
    purpose: Purpose, one: Person, by: Actor, facts: TaskFacts, directory: Directory, day: date
) -> Verdict:
    if purpose == "sign":
        return permissions.may_sign(one, by, facts, directory, day)
    if one.personnel_id in by.persons and purpose != "reassign":
        return Verdict(False, Reason("delegate_self"))
    if purpose == "ask":
        return permissions.YES
    return permissions.may_receive(one, facts, directory, day, prepares=purpose == "prepare")


def _row(
    one: Deputy,
    directory: Directory,
    who: Person,
    may_end: permissions.Verdict,
    names: dict[str, str],
    day: object,
) -> DeputyRow:
    absent, deputy = directory.persons[one.absent], directory.persons.get(one.deputy)
    return DeputyRow(
        id=one.id,
        absent=PersonRow(absent.id, absent.name),
        deputy=PersonRow(one.deputy, deputy.name if deputy else "–"),
        since=one.since,
        until=one.until,
        reason=one.reason,
        roles=tuple(names.get(role, role) for role in sorted(one.roles)),
        processes=tuple(names.get(process, process) for process in sorted(one.processes)),
        state="planned" if one.since > day else "active",  # type: ignore[operator]
        arranged_by=one.arranged_by,
        is_mine=who.id == one.absent,
        may_end=may_end,
    )
