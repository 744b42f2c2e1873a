"""The documents of a case for those who may see them, and their bytes. Not their making."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine import documents as letters
from engine.clock import today
from engine.errors import NotFound
from engine.people import Directory, Person
from engine.permissions import AUDIT
from engine.queries.views import DocumentFile, DocumentRow
from engine.schema import content, document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def documents(
    connection: Connection, case_id: str, who: Person, directory: Directory, now: datetime
) -> tuple[DocumentRow, ...]:
    """What `who` may see of the papers of a case, the newest first."""
    statement = sa.select(document).where(document.c.case_id == case_id)
    rows = connection.execute(statement.order_by(document.c.issued_at.desc(), document.c.number.desc()))
    return tuple(_document(row, directory) for row in rows if _visible(row, who, now))


def document_file(
    connection: Connection,
    document_id: str,
    who: Person,
    now: datetime,
    form: Literal["docx", "pdf", "preview"],
) -> DocumentFile:
    """The bytes of a document as Word, PDF or HTML. Raises NotFound; EngineError where no PDF can be made."""
    statement = sa.select(document, content.c.bytes).join(content, content.c.sha256 == document.c.sha256)
    row = connection.execute(statement.where(document.c.id == document_id)).one_or_none()
    if row is None or not _visible(row, who, now):
        raise NotFound("document_unknown")
    stem = row.file_name.rsplit(".", 1)[0]
    if row.mime != WORD and form != "docx":
        raise NotFound("document_unknown")
    if form == "docx":
        return DocumentFile(row.file_name, row.mime, row.bytes)
    if form == "pdf":
        return DocumentFile(f"{stem}.pdf", PDF, letters.to_pdf(row.bytes))
    return DocumentFile(f"{stem}.html", "text/html", letters.preview(row.bytes).encode())


def _visible(row: Row[Any], who: Person, now: datetime) -> bool:
    held = list(who.roles_on(today(now)))
    places = {str(one.organisation) for one in held}
    shared = set(json.loads(row.shared_with))
    return any(one.role == AUDIT for one in held) or row.organisation_id in places or bool(shared & places)


def _document(row: Row[Any], directory: Directory) -> DocumentRow:
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
    )
