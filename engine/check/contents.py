"""A bundle with its files read, each once and only when asked for. Not the judgement on them.

What cannot be read is missing here and stands in `findings`; reading never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import Any, TypeVar

from engine.bpmn import reading
from engine.bpmn.model import Diagram, Element, Process
from engine.check import settings_overviews, settings_reading, yamlfile
from engine.check.bundles import Bundle
from engine.check.settings import Demo, Messages, OpenPoint, Overview, Parameter, Roles, Sheet
from engine.decisions import Model
from engine.decisions import read as read_model
from engine.documents import confined
from engine.documents.allowed import Fields
from engine.errors import BrokenProcess, EngineError, Finding
from engine.forms import Form
from engine.forms import load as load_form

Read = TypeVar("Read")
Letter = tuple[tuple[Finding, ...], Fields]


class Contents:
    """The processes, forms, decisions and settings of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.findings: list[Finding] = []

    @cached_property
    def diagrams(self) -> dict[str, Diagram]:
        """All .bpmn files that could be read, by path."""
        return dict(self._each(self.bundle.named(".bpmn"), reading.read))

    @cached_property
    def processes(self) -> dict[str, Process]:
        """All processes by id; the first one counts where two files have the same."""
        found: dict[str, Process] = {}
        for diagram in self.diagrams.values():
            for id, process in diagram.processes.items():
                first = found.setdefault(id, process)
                if first is not process:
                    facts = {"other": first.file}
                    twice = Finding(process.file, "check.process_twice", id, process.name, facts=facts)
                    self.findings.append(twice)
        return found

    @cached_property
    def forms(self) -> dict[str, Form]:
        """All forms that could be read, by path."""
        return dict(self._each(self.bundle.named(".json", under="forms/"), load_form))

    @cached_property
    def models(self) -> dict[str, Model]:
        """All decision models that could be read, by path; they may import each other."""
        paths = self.bundle.named(".dmn", under="decisions/")
        imports = {path.rsplit("/", 1)[-1]: self.bundle.files[path] for path in paths}
        return dict(self._each(paths, lambda data, file: read_model(data, file, imports)))

    @cached_property
    def decisions(self) -> dict[str, tuple[Model, str]]:
        """Model and id of every decision, by its id."""
        found: dict[str, tuple[Model, str]] = {}
        for path in self.models:
            found |= self._attempt(path, partial(self._outputs, path)) or {}
        return found

    @cached_property
    def sheet(self) -> Sheet:
        return self._setting("programme.yaml", settings_reading.read_sheet) or Sheet()

    @cached_property
    def roles(self) -> Roles:
        return self._setting("roles.yaml", settings_reading.read_roles) or Roles()

    @cached_property
    def messages(self) -> Messages:
        return self._setting("messages.yaml", settings_reading.read_messages) or Messages()

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._setting("parameters.yaml", settings_reading.read_parameters) or {}

    @cached_property
    def demo(self) -> Demo:
        return self._setting("demo.yaml", settings_reading.read_demo) or Demo()

    @cached_property
    def overviews(self) -> Mapping[str, Overview]:
        return self._setting("uebersichten.yaml", settings_overviews.read_overviews) or {}

    @cached_property
    def open_points(self) -> tuple[OpenPoint, ...]:
        return self._setting("offene_punkte.yaml", settings_overviews.read_open_points) or ()

    @cached_property
    def templates(self) -> dict[str, bytes]:
        """The Word templates by name without `.docx`."""
        paths = self.bundle.named(".docx", under="templates/")
        return {template_name(path): self.bundle.files[path] for path in paths}

    @cached_property
    def letters(self) -> dict[str, Letter]:
        """What is wrong with each template, and what it reads, by its name."""
        return {
            name: _letter(docx, self.bundle.shown(f"templates/{name}.docx"))
            for name, docx in self.templates.items()
        }

    def read_all(self) -> None:
        """Read every file, so that `findings` is complete."""
        settings = ("sheet", "roles", "messages", "parameters", "overviews", "open_points", "demo")
        for part in ("processes", "forms", "decisions", *settings):
            getattr(self, part)

    def form_path(self, process: str, element: Element) -> str | None:
        """Path of the form of a task or start event: its `formKey`, else the convention; None if absent."""
        candidates = form_candidates(process, element)
        return next((path for path in candidates if path in self.bundle.files), None)

    def form(self, process: str, element: Element) -> Form | None:
        """The form of a task or start event, None where there is none (or none that can be read)."""
        return self.forms.get(self.form_path(process, element) or "")

    def _outputs(self, path: str, _: bytes, __: str) -> dict[str, tuple[Model, str]]:
        model = self.models[path]
        return {id: (model, id) for id in model.decisions}

    def _each(self, paths: tuple[str, ...], read: Callable[[bytes, str], Read]) -> Iterator[tuple[str, Read]]:
        for path in paths:
            result = self._attempt(path, read)
            if result is not None:
                yield path, result

    def _attempt(self, path: str, read: Callable[[bytes, str], Read]) -> Read | None:
        file = self.bundle.shown(path)
        try:
            return read(self.bundle.files[path], file)
        except BrokenProcess as broken:
            self.findings.extend(broken.findings)
        except Exception as error:  # whatever a hostile file provokes becomes a finding, never a traceback
            self.findings.append(Finding(file, "check.unreadable", facts={"cause": type(error).__name__}))
        return None

    def _setting(self, path: str, read: Callable[[Any, str, list[Finding]], Read]) -> Read | None:
        if path not in self.bundle.files:
            return None

        def strictly(data: bytes, file: str) -> Read | None:
            found, problems = _settings(data, file, read)
            self.findings.extend(problems)
            return found

        return self._attempt(path, strictly)


def _letter(docx: bytes, file: str) -> Letter:
    """A template is read in a child process: it may be made to be slow."""
    try:
        return _read_letter(docx, file)
    except EngineError as fault:
        return (Finding(file, "documents.unreadable", facts={"cause": fault.reason}),), frozenset()


@lru_cache(maxsize=256)
def _read_letter(docx: bytes, file: str) -> Letter:
    """Once for each template. What fails is not kept: on a busy machine a sound one may take too long."""
    findings, fields = confined.check(docx, file)
    return tuple(findings), fields


@lru_cache(maxsize=128)
def _settings(
    data: bytes, file: str, read: Callable[[Any, str, list[Finding]], Read]
) -> tuple[Read | None, tuple[Finding, ...]]:
    """What a settings file says. Every version of a programme carries the same few: each is read once."""
    value, problems = yamlfile.read(data, file)
    found = None if problems else read(value, file, problems)
    return found, tuple(problems)


def form_candidates(process: str, element: Element) -> tuple[str, ...]:
    """Where the form of an element may lie."""
    key = element.attributes.get("formKey", "").strip()
    if not key:
        return (f"forms/{process}/{element.id}.json",)
    stem = key.removeprefix("forms/").removesuffix(".json")
    return (f"forms/{stem}.json", f"forms/{process}/{stem}.json")


def template_name(path: str) -> str:
    """`templates/D04_zuwendungsbescheid.docx` as `D04_zuwendungsbescheid`."""
    return path.rsplit("/", 1)[-1].removesuffix(".docx")
