"""Word files of strangers, opened in a child process (`engine.confined`) only. What is done there is done by
`checking`, `comparing`, `carrying` and `preview`; this says what travels.

Not for templates of a published version, nor for letters made from them: those are our own.
"""

from __future__ import annotations

import base64
import io
from dataclasses import astuple
from typing import Any

import docx as word

from engine.confined import SLOW, Bounds, ask
from engine.confined.telling import finding_of, plain_finding
from engine.documents import carrying, checking, comparing
from engine.documents.allowed import Fields
from engine.documents.comparing import Difference
from engine.documents.preview import as_html
from engine.documents.rendering import render
from engine.errors import Finding

_CHECKED = Bounds(seconds=1, clock=15)
"""A template; on the clock as much as a busy machine may need for a second of work."""


def check(docx: bytes, file: str) -> tuple[list[Finding], Fields]:
    """What is wrong with a template, and every path it reads (`documents.check`, `documents.fields`).

    Raises EngineError `file_too_costly`.
    """
    answer = ask(_check, docx, file=file, bounds=_CHECKED, name=file)
    return [finding_of(one) for one in answer["findings"]], frozenset(map(tuple, answer["fields"]))


def compare(old: bytes, new: bytes, file: str) -> tuple[Difference, ...]:
    """What a person changed in a letter that came back: `comparing.compare`. Raises the same, or as `ask`."""
    answer = ask(_compare, old, new, file=file, bounds=SLOW, name=file)
    return tuple(Difference(*one) for one in answer)


def carry(base: bytes, edited: bytes, fresh: bytes, file: str) -> tuple[bytes, str]:
    """An issued letter with the changes of its draft: `carrying.carry`. Raises the same, or as `ask`."""
    made, sha256 = ask(_carry, base, edited, fresh, file=file, bounds=SLOW, name=file)
    return base64.b64decode(made), sha256


def preview(docx: bytes, file: str) -> str:
    """A letter as harmless HTML: `preview.as_html`. Raises the same, or as `ask`."""
    return str(ask(_preview, docx, file=file, bounds=SLOW, name=file))


def _check(docx: bytes, name: str) -> dict[str, Any]:
    findings = [plain_finding(one) for one in checking.check(docx, name)]
    return {"findings": findings, "fields": sorted(checking.fields(docx))}


def _compare(old: bytes, new: bytes, name: str) -> list[Any]:
    return [astuple(one) for one in comparing.compare(old, new, name)]


def _carry(base: bytes, edited: bytes, fresh: bytes, name: str) -> list[str]:
    made, sha256 = carrying.carry(base, edited, fresh, name)
    return [base64.b64encode(made).decode(), sha256]


def _preview(docx: bytes, name: str) -> str:
    return as_html(docx, name)


def warm() -> None:
    """What Python loads at first use, it loads before the limits are set."""
    sample = io.BytesIO()
    document = word.Document()
    document.add_paragraph("{{ text | oder('-') }}")
    document.save(sample)
    made = render(sample.getvalue(), {"text": None}, title="", draft=True).docx
    _check(made, "")
    _compare(made, made, "")
    _preview(made, "")
