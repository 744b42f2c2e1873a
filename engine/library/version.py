"""A version (Fassung): an immutable snapshot of a process with everything it needs. Not its publication."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from engine import bpmn, decisions, forms
from engine.bpmn.model import Element, Process
from engine.check.bundles import Bundle
from engine.check.calls import what_gets_out
from engine.check.contents import Contents, template_name
from engine.check.net import Outside
from engine.check.onward import onward
from engine.check.settings import Messages, Opening, OpenPoint, Overview, Parameter, Roles, Sheet
from engine.errors import Finding, NotFound
from engine.ids import VersionId
from engine.library.needs import starts
from engine.parameters import Proposal, over

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry in a packed version: the same content must give the same bytes."""


@dataclass(frozen=True)
class Version:
    """Everything a run needs, by content; parts are read and compiled when first asked for."""

    id: VersionId
    files: Mapping[str, bytes] = field(hash=False, compare=False, repr=False)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Version:
        """The version made of these files; its id is their hash."""
        ordered = {path: files[path] for path in sorted(files)}
        return cls(content_hash(ordered), ordered)

    @classmethod
    def unpack(cls, packed: bytes) -> Version:
        """The reverse of `packed`."""
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return cls.from_files({name: archive.read(name) for name in archive.namelist()})

    @cached_property
    def packed(self) -> bytes:
        """All files in one ZIP, for keeping; the same version gives the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in self.files.items():
                archive.writestr(zipfile.ZipInfo(path, _EPOCH), content, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    @cached_property
    def _contents(self) -> Contents:
        return Contents(Bundle(self.files))

    @cached_property
    def _executables(self) -> dict[str, bpmn.Executable]:
        return {}

    @property
    def processes(self) -> Mapping[str, Process]:
        """All processes of this version by id."""
        return self._contents.processes

    def process(self, process_id: str) -> Process:
        """One process as drawn. Raises NotFound."""
        try:
            return self._contents.processes[process_id]
        except KeyError:
            raise NotFound("process_unknown", process=process_id) from None

    def element(self, process_id: str, element_id: str) -> Element:
        """An element of the process, or of whichever process of this version has one of that id."""
        for process in (self.process(process_id), *self.processes.values()):
            if element_id in process.elements:
                return process.elements[element_id]
        raise NotFound("element_unknown", element=element_id, process=process_id)

    def opening(self, process_id: str) -> Opening | None:
        """How a person opens a case with this process, None where nobody does."""
        return next((one for one in self.sheet.openings if one.process == process_id), None)

    def executable(self, process_id: str) -> bpmn.Executable:
        """The process compiled for execution, once for each version."""
        self.process(process_id)
        if process_id not in self._executables:
            self._executables[process_id] = bpmn.compile(self._contents.diagrams, process_id)
        return self._executables[process_id]

    def onward(self, process_id: str, places: tuple[str, ...]) -> tuple[Finding, ...]:
        """What goes wrong with tokens in these places of a process (`check.onward`), found once for each."""
        known = self._seen_onward
        if (process_id, places) not in known:
            found = onward(self.process(process_id), self._outside, places)
            known[process_id, places] = tuple(found)
        return known[process_id, places]

    @cached_property
    def _seen_onward(self) -> dict[tuple[str, tuple[str, ...]], tuple[Finding, ...]]:
        return {}

    @cached_property
    def _outside(self) -> Mapping[str, Outside]:
        return what_gets_out(self.processes)

    def diagram_xml(self, process_id: str) -> bytes:
        """The .bpmn file that contains the process. Raises NotFound."""
        for diagram in self._contents.diagrams.values():
            if process_id in diagram.processes:
                return diagram.source
        raise NotFound("process_unknown", process=process_id)

    def form(self, process_id: str, element_id: str) -> forms.Form | None:
        """The form of a task or start event, None where it asks nothing."""
        element = self.process(process_id).elements.get(element_id)
        return None if element is None else self._contents.form(process_id, element)

    def decision(self, reference: str) -> tuple[decisions.Model, str]:
        """The model that contains the decision with this id, and the id. Raises NotFound."""
        try:
            return self._contents.decisions[reference]
        except KeyError:
            raise NotFound("decision_unknown", decision=reference) from None

    def template(self, name: str) -> bytes:
        """The Word template by its name, with or without `.docx`. Raises NotFound."""
        try:
            return self._contents.templates[template_name(name)]
        except KeyError:
            raise NotFound("template_unknown", template=name) from None

    @property
    def sheet(self) -> Sheet:
        """Name of the programme, numbering, opening processes, figures."""
        return self._contents.sheet

    @property
    def roles(self) -> Roles:
        return self._contents.roles

    @property
    def messages(self) -> Messages:
        return self._contents.messages

    @property
    def overviews(self) -> Mapping[str, Overview]:
        """The lists over many cases that the programme offers."""
        return self._contents.overviews

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """What the authority has to confirm before real use."""
        return self._contents.open_points

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """All parameters with all their periods."""
        return self._contents.parameters

    def parameters_on(self, day: date, released: Iterable[Proposal] = ()) -> dict[str, Any]:
        """What every parameter is worth on `day`; None where no value is set for that day.

        `released` are the values that administrators set; they count before those of this version's files.
        """
        own = {key: parameter.on(day) for key, parameter in self._contents.parameters.items()}
        return over(own, released, self.sheet.id, day)

    def started_by_message(self, message: str, to: str) -> tuple[str, str] | None:
        """Process and start event that a message to this participant begins, or None."""
        return next(iter(self._started("message", message, to)), None)

    def started_by_signal(self, name: str) -> tuple[tuple[str, str], ...]:
        """Processes and start events that a signal begins."""
        return tuple(self._started("signal", name, ""))

    def _started(self, kind: str, name: str, participant: str) -> list[tuple[str, str]]:
        return [
            (process.id, start.id)
            for process in self._contents.processes.values()
            for start in starts(process)
            if start.trigger is not None
            and (start.trigger.kind, start.trigger.reference) == (kind, name)
            and (not participant or process.participant in (participant, None))
        ]


def content_hash(files: Mapping[str, bytes]) -> VersionId:
    """SHA-256 over the sorted paths and contents, each with its length so that nothing can be shifted."""
    digest = sha256(b"laufmappe version 1\n")
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return VersionId(digest.hexdigest())
