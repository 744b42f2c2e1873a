"""A form as it came in, read into typed answers and the files that belong to them. Not what they cause."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import forms
from engine.confined import Upload
from engine.errors import FieldProblem, Invalid, Rejected
from engine.ids import new
from engine.people import Directory
from engine.rules.files import checked
from engine.rules.surroundings import references

Attached = list[tuple[str, Upload]]
"""Document id and file."""


@dataclass(frozen=True)
class Posted:
    """An HTML form as it was posted: every field a list of strings, and the files."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)


def uploads_of(answers: Posted | Mapping[str, Any]) -> tuple[Upload, ...]:
    """The files that came with the answers."""
    files = answers.files.values() if isinstance(answers, Posted) else ()
    return tuple(one for found in files for one in found)


def read_answers(
    form: forms.Form | None,
    answers: Posted | Mapping[str, Any],
    context: Mapping[str, Any],
    directory: Directory,
) -> tuple[dict[str, Any], Attached]:
    """The typed answers, and the files that came with them. Raises Invalid."""
    if isinstance(answers, Posted):
        return ({}, []) if form is None else _read_page(form, answers, context, directory)
    if form is None:
        if answers:
            raise Invalid([], "no_form", fields=", ".join(answers))
        return {}, []
    return form.accept(answers, context, references=references(directory)), []


def _read_page(
    form: forms.Form, posted: Posted, context: Mapping[str, Any], directory: Directory
) -> tuple[dict[str, Any], Attached]:
    """What cannot be kept is told at its field together with all else that is wrong."""
    came = {name: (new(), uploads[0]) for name, uploads in posted.files.items() if uploads}
    refused = [problem for name, (_, upload) in came.items() for problem in _refused(name, upload)]
    files = {name: _reference(*one) for name, one in came.items()}
    reading = form.look(posted.fields, context, files=files, references=references(directory))
    if refused:
        raise Invalid([*refused, *reading.problems])
    given = form.read(posted.fields, context, files=files, references=references(directory))
    return given, [one for one in came.values() if _named(given, one[0])]


def _refused(name: str, upload: Upload) -> list[FieldProblem]:
    try:
        checked(upload)
    except Rejected as fault:
        return [FieldProblem(name, fault.reason)]
    return []


def _reference(identifier: str, upload: Upload) -> dict[str, str]:
    digest = hashlib.sha256(upload.content).hexdigest()
    return {"dokument": identifier, "name": upload.name, "sha256": digest}


def _named(answer: Any, identifier: str) -> bool:
    """Whether an answer refers to this file: what came for no visible field is not kept."""
    if isinstance(answer, Mapping):
        return answer.get("dokument") == identifier or any(_named(one, identifier) for one in answer.values())
    return isinstance(answer, list | tuple) and any(_named(one, identifier) for one in answer)
