"""The documents of a case for those who may see them, and their bytes. Not their making."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import documents as letters
from engine.clock import today
from engine.errors import EngineError, NotFound, TransientError
from engine.people import Directory, Person
from engine.permissions import AUDIT
from engine.queries.reading import own_places
from engine.queries.views import DocumentFile, DocumentRow
from engine.queries.withheld import Eyes, Judge, organisations_of
from engine.schema import case, content, document
from engine.shelf import Shelf

KEPT = 24
"""PDFs, and previews, that are kept in memory."""
AGAIN = 60.0
"""Seconds after which is tried again what was refused."""
OF_CASE = (case.c.version_id.label("case_version_id"), case.c.participants.label("case_participants"))
"""What is read with a document to judge whether its data class keeps it from somebody."""
Shape = Literal["docx", "pdf", "preview", "view"]
PDF = "application/pdf"


def documents(
    connection: Connection,
    case_id: str,
    who: Person,
    directory: Directory,
    now: datetime,
    judge: Judge,
    *,
    limit: int = 50,
    skip: int = 0,
) -> tuple[DocumentRow, ...]:
    """What `who` may see of the papers of a case, the newest first; `skip` begins a later page."""
    statement = sa.select(document, latest_number().label("latest")).where(*seen_by(case_id, who, now))
    order = (document.c.issued_at.desc(), document.c.number.desc(), document.c.id)
    rows = connection.execute(statement.order_by(*order).limit(limit).offset(skip))
    return tuple(document_row(row, directory, judge) for row in rows)


def how_many(connection: Connection, case_id: str, who: Person, now: datetime) -> int:
    """How many papers of a case `who` may see."""
    counted = sa.select(sa.func.count()).select_from(document).where(*seen_by(case_id, who, now))
    return int(connection.scalar(counted) or 0)


def latest_number() -> Any:
    """The number of the newest version of the same letter in the same case."""
    other = document.alias("other")
    same = sa.and_(other.c.case_id == document.c.case_id, other.c.template == document.c.template)
    return sa.select(sa.func.max(other.c.number)).where(same).correlate(document).scalar_subquery()


def seen_by(case_id: str, who: Person, now: datetime) -> list[Any]:
    """The conditions under which `who` may see a document: their own house's, or shared with it."""
    here = [document.c.case_id == case_id]
    places = own_places(who, now)
    if places is None:
        return here
    shared = (document.c.shared_with.contains(f'"{one}"', autoescape=True) for one in sorted(places))
    return [*here, sa.or_(document.c.organisation_id.in_(places), *shared)]


def stored(connection: Connection, shelf: Shelf, document_id: str, who: Person, now: datetime) -> Row[Any]:
    """A document with its bytes. Raises NotFound; NotAllowed for whom its data class keeps it from."""
    statement = sa.select(document, content.c.bytes, *OF_CASE).where(document.c.id == document_id)
    joined = statement.join(content, content.c.sha256 == document.c.sha256)
    row = connection.execute(joined.join(case, case.c.id == document.c.case_id)).one_or_none()
    if row is None or not visible(row, who, now):
        raise NotFound("document_unknown")
    judge_of(connection, shelf, row, who, now).require(row)
    return row


def shaped(row: Row[Any], form: Shape) -> DocumentFile:
    """The bytes of a document as it is, as PDF or HTML, or (`view`) as a browser may show it.

    It may take seconds: not for while a connection is held. Raises NotFound; EngineError where none is made.
    """
    stem = row.file_name.rsplit(".", 1)[0]
    if form == "docx":
        return DocumentFile(row.file_name, row.mime, row.bytes)
    if form == "view" and (shown := viewable(bytes(row.bytes))):
        return DocumentFile(row.file_name, shown, row.bytes)
    if row.mime != letters.WORD:
        raise NotFound("document_unknown")
    if form in ("pdf", "view"):
        return DocumentFile(f"{stem}.pdf", PDF, _printed(row))
    return DocumentFile(f"{stem}.html", "text/html", _shown(row))


def judge_of(connection: Connection, shelf: Shelf, row: Row[Any], who: Person, now: datetime) -> Judge:
    """Who judges a document that was read with `OF_CASE`."""
    eyes = Eyes.of(who, shelf.directory(connection), now, organisations_of(row.case_participants))
    return Judge.of(eyes, shelf.version(connection, row.case_version_id), row.case_participants)


def viewable(beginning: bytes) -> str:
    """The type under which a browser may show these bytes, by how they begin; "" where it may not."""
    known = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
    return next((mime for start, mime in known.items() if beginning.startswith(start)), "")


@dataclass
class _Made:
    """What was made of one document, or why it could not be."""

    making: threading.Lock = field(default_factory=threading.Lock)
    content: bytes | None = None
    refusal: EngineError | None = None
    refused_at: float = 0.0


class _Last:
    """What was made of the last few documents, by their hash: each once, several documents at a time."""

    def __init__(self) -> None:
        self._known: dict[str, _Made] = {}
        self._lock = threading.Lock()

    def of(self, sha256: str, make: Callable[[], bytes]) -> bytes:
        """Raises what `make` raises; a refusal stands for a minute, unless it may pass by itself."""
        with self._lock:
            one = self._known.setdefault(sha256, _Made())
            while len(self._known) > KEPT:
                self._known.pop(next(iter(self._known)))
        with one.making:
            if one.refusal is not None and time.monotonic() - one.refused_at < AGAIN:
                raise one.refusal.with_traceback(None)
            if one.content is None:
                one.content = self._tried(one, make)
            return one.content

    @staticmethod
    def _tried(one: _Made, make: Callable[[], bytes]) -> bytes:
        try:
            return make()
        except TransientError:
            raise
        except EngineError as refusal:
            one.refusal, one.refused_at = refusal, time.monotonic()
            raise


_PRINTED, _SHOWN = _Last(), _Last()


def _printed(row: Row[Any]) -> bytes:
    """The PDF of a letter: LibreOffice takes seconds for each."""
    return _PRINTED.of(row.sha256, lambda: letters.to_pdf(bytes(row.bytes)))


def _shown(row: Row[Any]) -> bytes:
    """The preview of a letter: it is read in a child process."""
    return _SHOWN.of(row.sha256, lambda: letters.preview(bytes(row.bytes), row.file_name).encode())


def visible(row: Row[Any], who: Person, now: datetime) -> bool:
    """Whether `who` may see a document: of one's own house, shared with it, or as an auditor."""
    held = list(who.roles_on(today(now)))
    places = {str(one.organisation) for one in held}
    shared = set(json.loads(row.shared_with))
    return any(one.role == AUDIT for one in held) or row.organisation_id in places or bool(shared & places)


def document_row(row: Row[Any], directory: Directory, judge: Judge) -> DocumentRow:
    """A document from its row with `latest` (`latest_number`)."""
    place = directory.organisations.get(row.organisation_id)
    return DocumentRow(
        id=row.id,
        title=row.title,
        file_name=row.file_name,
        template=row.template,
        issued_at=row.issued_at,
        state=row.kind,
        by=row.issued_by,
        sha256=row.sha256,
        version_number=row.number,
        organisation=place.name if place else "",
        mime=row.mime,
        edited=row.based_on is not None,
        replaceable=row.kind == "draft" and bool(row.template) and row.number == row.latest,
        run=row.run_id or "",
        withheld=judge.withheld(row),
    )
