"""What would become of every running case in the version that is current now. Reads only.

A process means every case in which it can come to work, whoever opened it: its runs carry the version of the
process with which the case was opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.clock import today
from engine.errors import NotFound, Reason
from engine.people import Actor, Person
from engine.rules import CaseState, Crossing, Ease, crossings, require_owner
from engine.rules.due import OWNER
from engine.schema import case, member, process, run
from engine.shelf import Shelf
from engine.store import rows


@dataclass(frozen=True)
class MigrationRow:
    """One live run that is not in the current version, and whether it can go over."""

    case: str
    number: str
    title: str
    run: str
    process: str
    process_name: str
    from_version: str
    to_version: str
    ease: Ease
    reasons: tuple[Reason, ...]


def owns_processes(who: Person, day: date) -> bool:
    """Whether somebody may look at what a new version means for running cases."""
    return any(one.role == OWNER for one in who.roles_on(day))


def migration(
    connection: Connection, shelf: Shelf, wanted: str, by: Actor, now: datetime
) -> tuple[MigrationRow, ...]:
    """The runs of a process or programme, by case. Raises NotAllowed, and NotFound for an unknown name."""
    require_owner(None, by, today(now))
    current = _current(connection, shelf, wanted)
    places = {str(one.organisation) for one in by.person.roles_on(today(now)) if one.role == OWNER}
    found: list[MigrationRow] = []
    for state in _cases(connection, shelf, current, places):
        target = shelf.version(connection, current[state.process])
        if _concerns(state, wanted, target.sheet.id):
            found.extend(_row(state, one, target.id) for one in crossings(state, target, now))
    return tuple(found)


def _current(connection: Connection, shelf: Shelf, wanted: str) -> dict[str, str]:
    """Process → current version, of the programme meant. Raises NotFound."""
    drawn = connection.execute(sa.select(process.c.id, process.c.version_id, process.c.programme)).all()
    programmes = {row.programme for row in drawn if wanted in (row.id, row.programme)}
    if not programmes:
        raise NotFound("migration_unknown", name=wanted)
    return {row.id: row.version_id for row in drawn if row.programme in programmes}


def _cases(
    connection: Connection, shelf: Shelf, current: dict[str, str], places: set[str]
) -> Iterator[CaseState]:
    """The running cases with a run in another version, as the rules see them, one after the other."""
    own = sa.exists().where(member.c.case_id == case.c.id, member.c.organisation_id.in_(places))
    live = sa.and_(run.c.case_id == case.c.id, run.c.state == "running")
    statement = (
        sa.select(
            *(column for column in case.c),
            *(column.label(f"run_{column.name}") for column in run.c),
        )
        .join(run, live)
        .where(case.c.state == "running", case.c.process_id.in_(list(current)), own)
        .order_by(case.c.opened_at, case.c.number, case.c.id, run.c.started_at, run.c.id)
    )
    directory = shelf.directory(connection)
    streamed = connection.execution_options(yield_per=200).execute(statement)
    for _, group in groupby(streamed, key=lambda row: row.id):
        several: list[Any] = list(group)
        if all(row.run_version_id == current[row.process_id] for row in several):
            continue
        runs = {
            row.run_id: rows.run_state(row, shelf.version(connection, row.run_version_id)) for row in several
        }
        yield rows.case_state(several[0], runs, directory)


def _concerns(state: CaseState, wanted: str, programme: str) -> bool:
    """Whether the process can come to work in this case."""
    return wanted == programme or any(wanted in one.version.processes for one in state.runs.values())


def _row(state: CaseState, one: Crossing, target: str) -> MigrationRow:
    before = one.before
    return MigrationRow(
        case=state.id,
        number=state.number,
        title=state.title,
        run=before.id,
        process=before.process,
        process_name=before.version.process(before.process).name,
        from_version=before.version.id,
        to_version=target,
        ease=one.ease,
        reasons=one.reasons,
    )
