"""A programme as its owners keep it: a folder from which versions are made. Nothing is published here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from engine import check
from engine.check import yamlfile
from engine.check.bundles import Bundle
from engine.check.contents import Contents
from engine.check.settings import Demo, Sheet
from engine.errors import BrokenProcess, Finding, NotFound
from engine.library.needs import needed_by
from engine.library.version import Version

_PARAMETERS = "parameters.yaml"


@dataclass(frozen=True)
class Programme:
    """All processes of one programme with their forms, decisions, templates and settings."""

    bundle: Bundle

    @classmethod
    def load(cls, folder: Path, templates: Path | None = None) -> Programme:
        """Read the folder of a programme (`processes/kim`) and of its Word templates (`templates/kim`).

        Raises NotFound if there is no such folder; what is wrong inside is for `findings`.
        """
        if not folder.is_dir():
            raise NotFound("programme_unknown", programme=folder.name)
        return cls(Bundle.load(folder, templates))

    @cached_property
    def contents(self) -> Contents:
        return Contents(self.bundle)

    @property
    def sheet(self) -> Sheet:
        """Name, numbering and opening processes."""
        return self.contents.sheet

    @property
    def demo(self) -> Demo:
        """Organisations and people to try the programme with."""
        return self.contents.demo

    @property
    def processes(self) -> tuple[str, ...]:
        """The ids of all executable processes, sorted."""
        return tuple(sorted(id for id, process in self.contents.processes.items() if process.executable))

    @property
    def scenarios(self) -> dict[str, bytes]:
        """The scenario files by path."""
        return {path: self.bundle.files[path] for path in self.bundle.named(".yaml", under="scenarios/")}

    def findings(self) -> list[Finding]:
        """Everything that is wrong with the programme, errors first."""
        return check.bundle(self.bundle)

    def require_readable(self) -> None:
        """Raises BrokenProcess where a file cannot be read: what is in it would be missing without a word."""
        self.contents.read_all()
        broken = [one for one in self.contents.findings if one.severity == "error"]
        if broken:
            raise BrokenProcess(broken, "programme_broken", count=len(broken), folder=self.sheet.id)

    def with_parameters(self, values: Mapping[str, Any]) -> Programme:
        """The same programme where these parameters have always had these values: to try something out.

        Raises NotFound for a parameter that there is not.
        """
        sheet = yamlfile.read(self.bundle.files[_PARAMETERS], _PARAMETERS)[0]
        for key, value in values.items():
            if key not in sheet["parameter"]:
                raise NotFound("parameter_unknown", name=key)
            tried = {"gueltig_von": date(1900, 1, 1), "wert": value, "quelle": "–"}
            sheet["parameter"][key]["werte"] = [tried]
        return Programme(Bundle({**self.bundle.files, _PARAMETERS: yamlfile.write(sheet)}))

    def version(self, process: str) -> Version:
        """The version of one process with everything it needs, made once. Same files, same version.

        Raises NotFound for an unknown process, BrokenProcess where its file cannot be read.
        """
        if process not in self._versions:
            self._versions[process] = self._made(process)
        return self._versions[process]

    @cached_property
    def _versions(self) -> dict[str, Version]:
        return {}

    def _made(self, process: str) -> Version:
        if process not in self.contents.processes:
            broken = [finding for finding in self.contents.findings if finding.severity == "error"]
            if broken:
                raise BrokenProcess(broken, process=process)
            raise NotFound("process_unknown", process=process)
        paths = needed_by(self.contents, process)
        return Version.from_files({path: self.bundle.files[path] for path in sorted(paths)})
