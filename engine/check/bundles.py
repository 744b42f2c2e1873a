"""The files of one programme, held in memory: paths and bytes, nothing read yet. Not a published version.

Paths are relative and use `/`: `antrag_bewilligen.bpmn`, `forms/antrag_bewilligen/antrag_pruefen.json`,
`decisions/foerderbetrag.dmn`, `roles.yaml`, `templates/D04_zuwendungsbescheid.docx`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SETTINGS = (
    "programme.yaml", "roles.yaml", "messages.yaml", "parameters.yaml", "uebersichten.yaml",
    "offene_punkte.yaml", "demo.yaml",
)  # fmt: skip
_BELONGS = re.compile(
    r"[\w.-]+\.bpmn|[\w.-]+\.yaml|forms/[\w.-]+/[\w.-]+\.json|forms/[\w.-]+\.json"
    r"|decisions/[\w.-]+\.dmn|scenarios/[\w.-]+\.yaml|templates/[\w.-]+\.docx"
)
_LARGEST = 20_000_000
"""Bytes of one file; readers have tighter limits of their own."""


@dataclass(frozen=True)
class Bundle:
    """One programme as files. Whole programmes are judged in full, single files only by themselves."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    folder: str = ""
    """Where the files lie, put before their paths when a finding names them."""
    complete: bool = True
    """False for single files: what they refer to cannot be judged."""

    @classmethod
    def load(cls, folder: Path, templates: Path | None = None) -> Bundle:
        """Read a programme folder and the folder of its Word templates (absent: no templates)."""
        found = dict(_files(folder))
        if templates is not None and templates.is_dir():
            found |= {f"templates/{path.split('/')[-1]}": read for path, read in _files(templates)}
        return cls({path: found[path] for path in sorted(found) if _BELONGS.fullmatch(path)}, str(folder))

    def named(self, *suffixes: str, under: str = "") -> tuple[str, ...]:
        """Paths that end with one of `suffixes` and lie below `under`, sorted."""
        return tuple(
            path for path in sorted(self.files) if path.endswith(suffixes) and path.startswith(under)
        )

    def shown(self, path: str) -> str:
        """The path as a finding names it."""
        return str(PurePosixPath(self.folder) / path) if self.folder else path


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
