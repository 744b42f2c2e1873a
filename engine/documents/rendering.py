"""The finished letter: a template filled with values, named, dated and the same bytes every time.

Not how a value looks (`formats`), what a template may do (`allowed`) or the draft mark (`draft`).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx as word
from lxml import etree

from engine.documents.draft import mark, unmark
from engine.documents.letter import Letter, read
from engine.documents.package import W, pack
from engine.documents.source import Source, put_into
from engine.documents.traced import Problem, Record, TooLong
from engine.errors import BrokenProcess, EngineError, FieldProblem, Finding, Invalid, Reason


@dataclass(frozen=True)
class Properties:
    """What the file says about itself (File › Properties in Word). The template's hash is added to it."""

    template: str = ""
    version: str = ""
    author: str = ""
    subject: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Rendered:
    """A finished letter: its bytes, their SHA-256, and each value in it as path → shown text."""

    docx: bytes
    sha256: str
    used: Mapping[str, str]


def render(
    docx: bytes,
    context: Mapping[str, Any],
    *,
    title: str,
    draft: bool = False,
    language: str = "de-DE",
    properties: Properties | None = None,
) -> Rendered:
    """Fill the template. `draft` marks every page with ENTWURF. The same arguments give the same bytes.

    Raises Invalid with one problem for each value that is missing or does not fit (field, reason, place);
    BrokenProcess if the template itself is refused; EngineError if its loops never end.
    """
    letter = read(docx)
    if letter.findings:
        raise BrokenProcess(letter.findings, code="broken_file", file=(properties or Properties()).template)
    record = Record()
    parts = {**letter.package.parts, **_filled(letter, context, record)}
    finished = _finish(
        pack(parts, small=False), title, draft, language, _about(docx, properties or Properties())
    )
    return Rendered(finished, hashlib.sha256(finished).hexdigest(), dict(sorted(record.used.items())))


def _filled(letter: Letter, context: Mapping[str, Any], record: Record) -> dict[str, bytes]:
    problems: list[FieldProblem] = []
    parts: dict[str, bytes] = {}
    try:
        for source, text in letter.fill(context, record):
            problems += [_located(one, source) for one in record.problems]
            record.problems.clear()
            parts[source.part] = _whole(source, text)
    except TooLong:
        raise EngineError("documents.too_long") from None
    if problems:
        first = _first_of_each(problems)
        raise Invalid(first, code="documents.cannot_write", count=len(first))
    return parts


def _first_of_each(problems: list[FieldProblem]) -> list[FieldProblem]:
    seen: dict[tuple[str, str], FieldProblem] = {}
    for one in problems:
        seen.setdefault((one.path, one.reason.code), one)
    return list(seen.values())


def _located(problem: Problem, source: Source) -> FieldProblem:
    facts = {**problem.facts, "field": problem.field, "place": source.place(problem.line)}
    return FieldProblem(problem.field, Reason(problem.code, facts))


def _whole(source: Source, text: str) -> bytes:
    try:
        return put_into(source, text)
    except etree.XMLSyntaxError as error:
        facts = {"place": source.place(1), "cause": str(error)[:100]}
        finding = Finding("", "documents.torn", element=source.part, facts=facts)
        raise BrokenProcess([finding], code="broken_file", file=source.part) from None


def _about(docx: bytes, properties: Properties) -> dict[str, Any]:
    created = properties.created or datetime(1980, 1, 1, tzinfo=UTC)
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return {
        "author": properties.author,
        "subject": properties.subject,
        "category": properties.template,
        "version": properties.version,
        "identifier": f"sha256:{hashlib.sha256(docx).hexdigest()}",
        "created": moment,
        "modified": moment,
        "last_modified_by": properties.author,
        "revision": 1,
        "comments": "",
        "keywords": "",
    }


def _finish(packed: bytes, title: str, draft: bool, language: str, about: Mapping[str, Any]) -> bytes:
    document = word.Document(io.BytesIO(packed))
    own = {"title": title, "language": language, "content_status": "Entwurf" if draft else "Ausfertigung"}
    for name, value in {**about, **own}.items():
        setattr(document.core_properties, name, value)
    for default in document.styles.element.iter(W + "lang"):
        default.set(W + "val", language)
        break
    unmark(document)
    if draft:
        mark(document)
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
