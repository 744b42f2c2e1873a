"""The list of cases and the page of one case. Not its proof (`trace`)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import feel, forms, permissions, tree
from engine.clock import today
from engine.errors import NotFound, Reason
from engine.library import classes
from engine.people import Directory, Person
from engine.queries.case_views import CaseWish
from engine.queries.changes import changes
from engine.queries.files import documents, how_many
from engine.queries.inbox import open_in_case
from engine.queries.people_of import past_deadlines, people_of
from engine.queries.reading import INCIDENTS, Names, case_head, may_write, own_places
from engine.queries.timeline import entries
from engine.queries.views import CasePage, CaseRow, Cases, Diagram, IncidentRow
from engine.queries.withheld import Eyes, Judge, organisations_of
from engine.queries.work import diagram
from engine.rules import RunState
from engine.schema import case, member, run, task
from engine.shelf import Shelf
from engine.store.rows import run_state

RECENT = 6
"""Entries of the history beside an overview."""
RUNS = 40


def cases(
    connection: Connection,
    who: Person | None,
    directory: Directory,
    now: datetime,
    *,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Cases:
    """A page of the cases that `who` may know of, the newest first; `text` is part of number or title."""
    tasks = sa.select(sa.func.count()).where(
        task.c.case_id == case.c.id, task.c.state.in_(("open", "claimed"))
    )
    statement = sa.select(case, INCIDENTS, tasks.scalar_subquery().label("open_tasks"))
    places = own_places(who, now) if who is not None else None
    if places is not None:
        mine = sa.select(member.c.case_id).where(member.c.organisation_id.in_(places))
        statement = statement.where(case.c.id.in_(mine))
    if text.strip():
        pattern = f"%{text.strip()}%"
        statement = statement.where(sa.or_(case.c.number.ilike(pattern), case.c.title.ilike(pattern)))
    if after:
        at, _, identifier = after.partition("|")
        opened = datetime.fromisoformat(at)
        same = sa.and_(case.c.opened_at == opened, case.c.id < identifier)
        statement = statement.where(sa.or_(case.c.opened_at < opened, same))
    statement = statement.order_by(case.c.opened_at.desc(), case.c.id.desc()).limit(limit + 1)
    rows = connection.execute(statement).all()
    found = tuple(CaseRow(case_head(row, directory), row.open_tasks) for row in rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Cases(found, f"{last.opened_at.isoformat()}|{last.id}" if last is not None else None)


def case_page(
    connection: Connection,
    shelf: Shelf,
    case_id: str,
    who: Person,
    now: datetime,
    names: Names,
    wish: CaseWish,
) -> CasePage:
    """Raises NotFound where there is no such case or the asker may not know of it.

    Only what the wished part of the page shows is read, a page of each list: an old case costs what a new
    one does.
    """
    directory = shelf.directory(connection)
    row = find_case(connection, case_id, who, now)
    places = own_places(who, now)
    runs = _runs(connection, shelf, row.id, places)
    whole = wish.part in ("print", "all")
    eyes = Eyes.of(who, directory, now, organisations_of(row.participants))
    judge = Judge.of(eyes, shelf.version(connection, row.version_id), row.participants)
    history = wish.span if wish.part == "history" or whole else replace(wish.span, limit=RECENT)
    notes = replace(wish.span, group="notes")
    return CasePage(
        head=case_head(row, directory),
        participants=_participants(row, judge.version, directory),
        open_tasks=open_in_case(connection, row.id, who, directory, now, names, places),
        elsewhere=_elsewhere(connection, row.id, places, directory),
        history=entries(connection, row.id, places, directory, names, history),
        notes=entries(connection, row.id, places, directory, names, notes)
        if wish.part == "notes" or whole
        else (),
        documents=documents(connection, row.id, who, directory, now, judge, skip=wish.skip)
        if wish.part == "documents" or whole
        else (),
        document_count=how_many(connection, row.id, who, now),
        diagrams=tuple(one for run_ in runs for one in _diagrams(connection, run_))
        if wish.part in ("overview", "all")
        else (),
        incidents=tuple(one for run_ in runs for one in _incidents(run_)),
        figures=_figures(runs, row, eyes),
        people=people_of(connection, row, directory, names, places) if wish.part == "people" or whole else (),
        deadlines=past_deadlines(connection, row.id, places, skip=wish.skip)
        if wish.part == "deadlines" or whole
        else (),
        changes=changes(connection, shelf, row.id, who, eyes, places, now, names)
        if wish.part in ("overview", "all")
        else None,
        last_event=row.events,
        may_write=may_write(row.participants, who, now),
        may_export=permissions.may_export(who, today(now)).allowed,
    )


def find_case(connection: Connection, case_id: str, who: Person | None, now: datetime) -> Row[Any]:
    """A case by id or number. Raises NotFound; `who` None may know of all (command line)."""
    statement = sa.select(case, INCIDENTS).where(sa.or_(case.c.id == case_id, case.c.number == case_id))
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound("case_unknown", number=case_id)
    if who is not None:
        members = sa.select(member.c.organisation_id).where(member.c.case_id == row.id)
        if not permissions.knows(who, frozenset(connection.scalars(members)), today(now)):
            raise NotFound("case_unknown", number=case_id)
    return row


def _elsewhere(
    connection: Connection, case_id: str, places: frozenset[str] | None, directory: Directory
) -> tuple[str, ...]:
    """Where else something waits: the organisation's name, and nothing of what it is."""
    statement = sa.select(task.c.organisation_id).distinct().join(run, run.c.id == task.c.run_id)
    statement = statement.where(task.c.case_id == case_id, task.c.state.in_(("open", "claimed")))
    if places is None:
        return ()
    hidden = sa.and_(task.c.organisation_id.not_in(places), run.c.organisation_id.not_in(places))
    found = (directory.organisations.get(one) for one in connection.scalars(statement.where(hidden)))
    return tuple(sorted(one.name for one in found if one is not None))


def _runs(
    connection: Connection, shelf: Shelf, case_id: str, places: frozenset[str] | None
) -> list[RunState]:
    """The runs one may know of, in the order they began; of very many the first and the living ones."""
    labelled = sa.select(*(column.label(f"run_{column.name}") for column in run.c))
    statement = labelled.where(run.c.case_id == case_id).order_by(run.c.state.desc(), run.c.started_at)
    if places is not None:
        statement = statement.where(run.c.organisation_id.in_(places))
    statement = statement.order_by(run.c.id).limit(RUNS)
    return [
        run_state(row, shelf.version(connection, row.run_version_id))
        for row in sorted(
            connection.execute(statement).all(), key=lambda row: (row.run_started_at, row.run_id)
        )
    ]


def _diagrams(connection: Connection, here: RunState) -> list[Diagram]:
    """The run's own process and those called by it that the case is in or has been in."""
    own = diagram(connection, here, here.process)
    called = [
        element.called
        for element in here.version.process(here.process).elements.values()
        if element.called and (element.id in own.current or element.id in own.done)
    ]
    inside = {
        point.process
        for point in (
            here.version.executable(here.process).waiting(here.tokens) if here.state == "running" else ()
        )
    }
    others = [name for name in dict.fromkeys([*sorted(inside), *called]) if name != here.process]
    return [own, *(diagram(connection, here, name) for name in others)]


def _incidents(here: RunState) -> list[IncidentRow]:
    return [
        IncidentRow(here.id, row["element"], row["title"], Reason(row["code"], row["facts"]))
        for row in here.incidents.values()
    ]


def _participants(row: Row[Any], version: Any, directory: Directory) -> tuple[tuple[str, str], ...]:
    chosen = json.loads(row.participants)
    found = []
    for participant in version.roles.participants.values():
        place = directory.organisations.get(chosen.get(participant.id))
        found.append((participant.name, place.name if place else ""))
    return tuple(found)


def _figures(runs: list[RunState], row: Row[Any], eyes: Eyes) -> tuple[tuple[str, str], ...]:
    """The programme's figures of this case, as far as they are known and may be read."""
    first = next((one for one in runs if one.process == row.process_id), None)
    if first is None:
        return ()
    data = tree.Tree(tree.loads(first.tree)).visible(())
    shown = []
    for figure in first.version.sheet.figures:
        value = feel.evaluate(figure.expression, data)
        if value is None:
            continue
        needed = classes.of_reading(first.version, first.process, figure.label, figure.expression)
        readable = eyes.reads(first.version, first.process, needed)
        why = classes.why_withheld(first.version, None, needed)
        shown.append((figure.label, forms.show(value, figure.kind) if readable else why.sentence("de")))
    return tuple(shown)
