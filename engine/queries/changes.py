"""What others did in a case since a person last looked: answers, documents, acts. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import forms, tree
from engine.errors import NotFound
from engine.library import Version, classes
from engine.people import Directory, Person
from engine.queries.case_views import Changes, FieldChange
from engine.queries.concealed import concealed_elements
from engine.queries.reading import Names
from engine.queries.timeline import entry, known_to
from engine.queries.withheld import Eyes
from engine.rules import references
from engine.schema import event, visit
from engine.shelf import Shelf
from engine.store.visits import SITTING

SHOWN = 12
"""Acts and fields of one list; what is beyond is counted."""
LOOKED_BACK = 60
"""Earlier completions in which the former answer is looked for."""
PAPERS = ("DocumentIssued", "FileAttached", "DocumentRevised")


def changes(
    connection: Connection,
    shelf: Shelf,
    case_id: str,
    who: Person,
    eyes: Eyes,
    places: frozenset[str] | None,
    now: datetime,
    names: Names,
) -> Changes | None:
    """None on the first visit. Events of `who` are no news to them."""
    before = _before(connection, case_id, who, now)
    if before is None:
        return None
    seq, since = before
    directory = shelf.directory(connection)
    foreign = sa.and_(event.c.actor_id != who.id, event.c.seq > seq, event.c.kind != "TaskOpened")
    chosen = sa.select(event).where(event.c.case_id == case_id, known_to(places), foreign)
    rows = connection.execute(chosen.order_by(event.c.seq.desc()).limit(4 * SHOWN)).all()
    reader = _Reader(directory, eyes)
    return Changes(
        since=since,
        fields=tuple(_fields(connection, shelf, rows, seq, reader))[:SHOWN],
        documents=_papers(rows),
        acts=tuple(entry(row, directory, names) for row in rows[:SHOWN]),
        more=max(len(rows) - SHOWN, 0),
    )


def _before(connection: Connection, case_id: str, who: Person, now: datetime) -> tuple[int, datetime] | None:
    """Where the visit before this one ended; within one sitting that does not change."""
    mine = sa.select(visit).where(visit.c.person_id == who.id, visit.c.case_id == case_id)
    row = connection.execute(mine).one_or_none()
    if row is None:
        return None
    if now - row.at >= SITTING:
        return row.seq, row.at
    return (row.before_seq, row.before_at) if row.before_seq is not None else None


def _papers(rows: Any) -> tuple[str, ...]:
    told = [tree.loads(row.payload) for row in rows if row.kind in PAPERS and row.payload]
    return tuple(dict.fromkeys(one.get("document_title") or one.get("file_name", "") for one in told))[:SHOWN]


_Asked = tuple[Version, str, forms.Form] | None
"""Version, process and form of an answer; None where they are not known any more."""


@dataclass(frozen=True)
class _Reader:
    """Who reads what changed, and what references are called."""

    directory: Directory
    eyes: Eyes


def _fields(
    connection: Connection, shelf: Shelf, rows: Any, seq: int, reader: _Reader
) -> Iterator[FieldChange]:
    """Every answer that is not what it was at the last visit; a first entry has no old one.

    Of what the reader may not read it says that it changed, and who may read it.
    """
    done = [(row, tree.loads(row.payload)) for row in rows if row.kind == "TaskCompleted" and row.payload]
    former = _former(connection, [row for row, _ in done], seq)
    questions = [(row, payload, _asked(connection, shelf, row)) for row, payload in done]
    silent = _concealed(connection, questions)
    told: set[str] = set()
    for row, payload, asked in questions:
        path = payload["path"]
        if asked is None or path in told or (row.run_id, row.element) in silent:
            continue
        told.add(path)
        yield from _differing(row, payload, former.get((row.run_id, path)), asked, reader)


def _concealed(connection: Connection, questions: list[tuple[Row[Any], Any, _Asked]]) -> set[tuple[str, str]]:
    """(run, element) whose answers others may not see yet."""
    marked = {
        row.element: asked[0].process(asked[1]).elements[row.element]
        for row, _, asked in questions
        if asked is not None
    }
    return concealed_elements(connection, marked, {row.run_id for row, _, _ in questions})


def _differing(
    row: Row[Any], payload: Any, before: Any, asked: tuple[Version, str, forms.Form], reader: _Reader
) -> Iterator[FieldChange]:
    version, process, form = asked
    hidden = reader.eyes.hidden_answers(version, process, row.element)
    for one in form.fields:
        old, new = (before or {}).get(one.name), payload["answers"].get(one.name)
        if old == new or one.sheet is not None:
            continue
        if one.name in hidden:
            yield FieldChange(
                payload["title"], one.label, None, hidden[one.name].sentence("de"), row.actor_name
            )
            continue
        known = references(reader.directory).get(one.reference, {})
        shown = {key: forms.show(value, one, "de", names=known) for key, value in (("o", old), ("n", new))}
        old_text = shown["o"] if before is not None else None
        yield FieldChange(payload["title"], one.label, old_text, shown["n"], row.actor_name)


def _former(connection: Connection, rows: list[Row[Any]], seq: int) -> dict[tuple[str, str], Any]:
    """The answers of before `seq` by run and path, as far as they were given lately."""
    if not rows:
        return {}
    elements = sorted({row.element for row in rows})
    same = sa.and_(event.c.run_id.in_(sorted({row.run_id for row in rows})), event.c.element.in_(elements))
    earlier = sa.and_(event.c.kind == "TaskCompleted", event.c.seq <= seq)
    chosen = sa.select(event.c.run_id, event.c.payload).where(same, earlier, event.c.payload.is_not(None))
    found: dict[tuple[str, str], Any] = {}
    for row in connection.execute(chosen.order_by(event.c.seq.desc()).limit(LOOKED_BACK)):
        payload = tree.loads(row.payload)
        found.setdefault((row.run_id, payload["path"]), payload["answers"])
    return found


def _asked(connection: Connection, shelf: Shelf, row: Row[Any]) -> _Asked:
    """Version, process and form in which something was answered."""
    try:
        version = shelf.version(connection, row.version_id)
    except NotFound:
        return None
    process = classes.home(version, row.element)
    form = version.form(process.id, row.element) if process is not None else None
    return (version, process.id, form) if process is not None and form is not None else None
