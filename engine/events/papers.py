"""What happened to the papers of a case: issued, added, edited outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from engine.events.fact import InRun


@dataclass(frozen=True)
class DocumentIssued(InRun):
    document: str = ""
    document_title: str = ""
    template: str = ""
    template_sha256: str = ""
    sha256: str = ""
    inputs_sha256: str = ""
    number: int = 1
    draft: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)
    """Field of the letter → where its value came from: a path of the data tree, an input parameter."""


@dataclass(frozen=True)
class FileAttached(InRun):
    by_person: ClassVar[bool] = True
    document: str = ""
    file_name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class DocumentRevised(InRun):
    """A person edited a letter outside and brought it back: a new version, with what it was made from."""

    by_person: ClassVar[bool] = True
    task: str = ""
    document: str = ""
    document_title: str = ""
    sha256: str = ""
    based_on: str = ""
    based_on_sha256: str = ""
    changed: int = 0
    """Paragraphs that differ."""
