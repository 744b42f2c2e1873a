"""One document with its versions, the origin of every field, and what a person changed. Not its bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import documents as letters
from engine import tree
from engine.errors import EngineError, NotFound
from engine.library import origins
from engine.people import Person
from engine.queries.case_views import DocumentPage, Origin
from engine.queries.files import OF_CASE, document_row, judge_of, latest_number, seen_by
from engine.queries.timeline import signed
from engine.queries.views import DocumentRow
from engine.schema import case, content, document, event, run
from engine.shelf import Shelf

MOST = 200


def document_page(
    connection: Connection, shelf: Shelf, document_id: str, who: Person, now: datetime
) -> DocumentPage:
    """Raises NotFound where there is no such document or the asker may not see it; NotAllowed for whom its
    data class keeps it from.
    """
    directory = shelf.directory(connection)
    columns = (latest_number().label("latest"), case.c.number.label("case_number"), *OF_CASE)
    chosen = sa.select(document, *columns)
    chosen = chosen.join(case, case.c.id == document.c.case_id).where(document.c.id == document_id)
    row = connection.execute(chosen).one_or_none()
    if row is None or not _is_seen(connection, row, who, now):
        raise NotFound("document_unknown")
    judge = judge_of(connection, shelf, row, who, now)
    judge.require(row)

    def shown(one: Row[Any]) -> DocumentRow:
        return document_row(one, directory, judge)

    differences = _differences(connection, row)
    return DocumentPage(
        document=shown(row),
        case_id=row.case_id,
        number=row.case_number,
        versions=_versions(connection, row, seen_by(row.case_id, who, now), shown),
        origins=_origins(connection, shelf, row),
        differences=differences or (),
        compared=differences is not None,
        template_sha256=row.template_sha256,
        inputs_sha256=row.inputs_sha256,
    )


def _is_seen(connection: Connection, row: Row[Any], who: Person, now: datetime) -> bool:
    mine = sa.select(document.c.id).where(*seen_by(row.case_id, who, now), document.c.id == row.id)
    return connection.scalar(mine) is not None


def _versions(
    connection: Connection, row: Row[Any], seen: list[Any], shown: Callable[[Row[Any]], DocumentRow]
) -> tuple[DocumentRow, ...]:
    if not row.template:
        return (shown(row),)
    same = sa.select(document, latest_number().label("latest"))
    same = same.where(*seen, document.c.template == row.template)
    found = connection.execute(same.order_by(document.c.number.desc()).limit(MOST))
    return tuple(shown(one) for one in found)


def _origins(connection: Connection, shelf: Shelf, row: Row[Any]) -> tuple[Origin, ...]:
    """Each field of the letter, where its value came from, and who entered it last before it was made.

    An edited version has the origins of the version it was made from.
    """
    told = _told(connection, row)
    elements = {name for source in told.values() for name in _names(source)}
    entered = _entered(connection, row, elements)
    asked = _asked(connection, shelf, row, told)
    found = []
    for field, source in told.items():
        label, step = asked.get(field, ("", ""))
        title, by, at = next((entered[one] for one in _names(source) if one in entered), (step, "", None))
        found.append(Origin(field, source, label, title, by, at))
    return tuple(found)


def _asked(
    connection: Connection, shelf: Shelf, row: Row[Any], told: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Field → what it is called by the task, decision or message that supplies it, and the title of that."""
    chosen = sa.select(run.c.version_id, run.c.process_id).where(run.c.id == row.run_id)
    here = connection.execute(chosen).one_or_none()
    if here is None:
        return {}
    version = shelf.version(connection, here.version_id)
    inside = (one.id for one in version.processes.values() if row.element in one.elements)
    process = next(inside, here.process_id)
    found = {}
    for field, source in told.items():
        known = (origins.asked(version, process, path) for path in origins.sources(field, source))
        found[field] = next(((one.label, one.step) for one in known if one.step), ("", ""))
    return found


def _told(connection: Connection, row: Row[Any]) -> dict[str, str]:
    origins, before = row.origins, row.based_on
    while before and origins == "{}":
        chosen = sa.select(document.c.origins, document.c.based_on).where(document.c.id == before)
        found = connection.execute(chosen).one_or_none()
        origins, before = (found.origins, found.based_on) if found is not None else ("{}", None)
    return dict(sorted(json.loads(origins).items()))


def _names(source: str) -> list[str]:
    return re.findall(r"[A-Za-z_ÄÖÜäöüß]\w*", source)


def _entered(
    connection: Connection, row: Row[Any], elements: Iterable[str]
) -> dict[str, tuple[str, str, datetime]]:
    """Element → title, person and time of its last completion before the letter was made."""
    done = sa.and_(event.c.run_id == row.run_id, event.c.kind == "TaskCompleted", event.c.at <= row.issued_at)
    chosen = sa.select(event).where(done, event.c.element.in_(sorted(elements)))
    found: dict[str, tuple[str, str, datetime]] = {}
    for one in connection.execute(chosen.order_by(event.c.seq.desc()).limit(MOST)):
        title = tree.loads(one.payload).get("title", "") if one.payload else ""
        by = signed(one.actor_name, one.represented_name)
        found.setdefault(one.element, (title, by, one.at))
    return found


def _differences(connection: Connection, row: Row[Any]) -> tuple[letters.Difference, ...] | None:
    """What was changed outside, against the version it was made from; None where that failed."""
    if not row.based_on:
        return ()
    joined = sa.select(content.c.bytes).join(document, document.c.sha256 == content.c.sha256)
    old, new = (connection.scalar(joined.where(document.c.id == one)) for one in (row.based_on, row.id))
    if old is None or new is None:
        return None
    try:
        return letters.compare(bytes(old), bytes(new), row.file_name)
    except EngineError:
        return None
