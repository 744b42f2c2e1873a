"""Small forms for the tests. Not a fixture file: each test says what it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.errors import BrokenProcess, Finding, Invalid
from engine.forms import Form, load

CONTEXT = {"heute": date(2021, 3, 1)}

MONEY = {"title": "Betrag", "type": "string", "format": "money"}
DAY = {"title": "Beginn", "type": "string", "format": "date"}
YES = {"title": "Gesichert", "type": "boolean"}
CHOICE = {"title": "Art", "type": "string", "enum": ["anteil", "fest"], "x-namen": {"fest": "Festbetrag"}}


def form(properties: Mapping[str, Any], **words: Any) -> Form:
    """A form with these fields; `x_pruefung=...` stands for `x-pruefung`."""
    return load(document(properties, **words), "form.json")


def document(properties: Mapping[str, Any], **words: Any) -> bytes:
    extra = {name.replace("_", "-"): value for name, value in words.items()}
    return json.dumps({"title": "Probe", "type": "object", "properties": properties, **extra}).encode()


def table(columns: Mapping[str, Any], *, required: list[str] | None = None, **words: Any) -> dict[str, Any]:
    items = {"type": "object", "properties": columns, "required": required or []}
    return {"title": "Kosten", "type": "array", "items": items, **words}


def findings(data: bytes) -> list[Finding]:
    """What loading `data` complains about."""
    try:
        load(data, "form.json")
    except BrokenProcess as broken:
        return list(broken.findings)
    return []


def problems(
    form: Form, raw: Mapping[str, list[str]], context: Mapping[str, Any] = CONTEXT
) -> dict[str, str]:
    """Path and German sentence of everything wrong with a posted page."""
    try:
        form.read(raw, context)
    except Invalid as invalid:
        return {problem.path: problem.reason.sentence() for problem in invalid.problems}
    return {}
