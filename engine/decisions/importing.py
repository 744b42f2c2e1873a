"""Reads a model together with the files that it imports. Not the elements themselves: that is `reading`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from engine.decisions import model, reading
from engine.decisions.models import Model
from engine.errors import BrokenProcess, Finding

IMPORTS = 50
"""How many files one model may bring in, over all steps."""


def read(data: bytes, file: str, imports: Mapping[str, bytes] | None = None) -> Model:
    """The model in `data`. `imports` are the files it may import from, by file name.

    Raises BrokenProcess where the file, or one that it imports, cannot be read at all; what is wrong with
    single elements is in `Model.findings()`.
    """
    return _Reader(imports or {}).read(data, file, ())


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.count = 0
        self._namespaces: dict[str, str] | None = None

    def read(self, data: bytes, file: str, above: tuple[str, ...]) -> Model:
        drawn, findings = reading.definitions(data, file)
        imports: dict[str, Model] = {}
        for wanted in drawn.imports:
            if wanted.kind and "DMN" not in wanted.kind:
                continue
            found = self._file(wanted)
            if found is None or found in above or found == file:
                rule = "import_missing" if found is None else "import_circle"
                facts = {"namespace": wanted.namespace, "import": wanted.name}
                findings.append(Finding(file, f"decisions.{rule}", "", wanted.name, facts=facts))
                continue
            # Imports without a name are told apart by spaces, which no name of an import consists of.
            alias = wanted.name or " " * sum(not name.strip() for name in imports)
            imports[alias] = self._read_import(found, file, (*above, file))
        version = hashlib.sha256(data)
        for alias in sorted(imports):
            version.update(imports[alias].version.encode())
        return Model(drawn, findings, imports, version.hexdigest())

    def _read_import(self, found: str, file: str, above: tuple[str, ...]) -> Model:
        self.count += 1
        if self.count > IMPORTS:
            finding = Finding(file, "decisions.too_many_imports", facts={"limit": IMPORTS})
            raise BrokenProcess([finding], code="broken_file", file=file)
        return self.read(self.files[found], found, above)

    def _file(self, wanted: model.Import) -> str | None:
        """The file that an import means: the one with its namespace, else the one at its place."""
        if self._namespaces is None:
            self._namespaces = {}
            for name, data in self.files.items():
                self._namespaces.setdefault(_namespace(data, name), name)
        by_place = wanted.location.rpartition("/")[2]
        return self._namespaces.get(wanted.namespace) or (by_place if by_place in self.files else None)


def _namespace(data: bytes, file: str) -> str:
    try:
        return reading.heading(data, file)
    except BrokenProcess:
        return ""
