"""A whole case as one ZIP for an auditor: events with proofs, documents, versions, and how to check them.

Not a backup: nothing can be read back in. `verify.py` inside needs only Python.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import ledger, permissions, tree
from engine.clock import today
from engine.errors import NotAllowed
from engine.library import Version
from engine.people import Person
from engine.queries.cases import find_case
from engine.queries.trace import eyes_on, trace, with_versions
from engine.queries.views import DocumentFile
from engine.queries.withheld import Eyes, Judge, withheld_facts
from engine.schema import content, document, event
from engine.shelf import Shelf

README = """Laufmappe export of case {number}, made {at}

case.json       the case, and the hash of its last event
events.jsonl    every event in order: leaf, salted hash, payload (or what is withheld, and who may read it)
documents/      every document and attachment, listed in documents.json
versions/       the processes, forms, tables and letters that were in force, by their hash
trace.json      the same history, easier to read
verify.py       python3 verify.py   checks that nothing was changed
"""


def package(
    connection: Connection, shelf: Shelf, number: str, now: datetime, by: Person | None = None
) -> bytes:
    """The ZIP of one case, with the eyes of `by`. Raises NotFound.

    What its data class keeps from the reader is left out, and named; the chain of hashes holds without it.
    """
    row = find_case(connection, number, by, now)
    eyes = eyes_on(connection, shelf, row, by, now)
    judge = Judge.of(eyes, shelf.version(connection, row.version_id), row.participants)
    events = connection.execute(sa.select(event).where(event.c.case_id == row.id).order_by(event.c.seq)).all()
    lines = [_line(one, version, eyes) for one, version in with_versions(connection, shelf, events)]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        head = {"number": row.number, "title": row.title, "events": row.events, "head": row.head}
        archive.writestr("case.json", _json(head))
        archive.writestr("events.jsonl", "\n".join(lines))
        archive.writestr("documents.json", _json(_documents(connection, row.id, archive, judge)))
        archive.writestr("trace.json", _json(trace(connection, shelf, number, now, by)))
        for version_id in sorted({one.version_id for one in events if one.version_id}):
            for path, found in shelf.version(connection, version_id).files.items():
                archive.writestr(f"versions/{version_id}/{path}", found)
        archive.writestr("verify.py", files("engine.ledger").joinpath("verify.py").read_bytes())
        archive.writestr("README.txt", README.format(number=row.number, at=now.isoformat(timespec="seconds")))
    return target.getvalue()


def for_auditor(
    connection: Connection, shelf: Shelf, case_id: str, who: Person, now: datetime
) -> DocumentFile:
    """The package as a file for `who` audits. Raises NotFound; NotAllowed for everybody else who knows it."""
    row = find_case(connection, case_id, who, now)
    verdict = permissions.may_export(who, today(now))
    if not verdict.allowed and verdict.reason is not None:
        raise NotAllowed(verdict.reason.code)
    made = package(connection, shelf, row.number, now, who)
    return DocumentFile(f"{row.number}.zip", "application/zip", made)


def _documents(
    connection: Connection, case_id: str, archive: zipfile.ZipFile, judge: Judge
) -> list[dict[str, Any]]:
    """What lies in `documents/`; of what is withheld only that it exists, its hash and who may read it."""
    statement = sa.select(document, content.c.bytes).join(content, content.c.sha256 == document.c.sha256)
    rows = connection.execute(statement.where(document.c.case_id == case_id).order_by(document.c.issued_at))
    listed = []
    for number, row in enumerate(rows, start=1):
        about = {"title": row.title, "sha256": row.sha256, "by": row.issued_by}
        why = judge.withheld(row)
        if why is not None:
            listed.append({**about, "withheld": why.sentence("de")})
            continue
        name = re.sub(r"[^\w.-]+", "_", row.file_name)
        path = f"documents/{number:03}_{name}"
        archive.writestr(path, row.bytes)
        listed.append({"path": path, **about})
    return listed


def _line(row: Any, version: Version | None, eyes: Eyes) -> str:
    leaf = json.loads(ledger.leaf({name: getattr(row, name) for name in ledger.LEAF}))
    names = {"actor": row.actor_name, "represented": row.represented_name}
    proof = {"leaf": leaf, "leaf_hash": row.leaf_hash, "salt": row.salt, "payload": row.payload}
    told = tree.loads(row.payload) if row.payload else {}
    hidden = withheld_facts(told, version, row.element, eyes)
    if hidden:
        fields = {name: why.sentence("de") for part in hidden.values() for name, why in part.items()}
        proof |= {"salt": None, "payload": None, "withheld": fields}
    return json.dumps({**proof, **names}, ensure_ascii=False)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
