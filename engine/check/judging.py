"""The order in which everything is checked, and the two doors to it. The rules are in the other modules.

A rule that fails itself is a finding, too: whatever a file provokes, the answer is a sentence, no traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.bpmn import support
from engine.bpmn.model import Process
from engine.check import (
    allowed,
    calls,
    expressions,
    foureyes,
    loops,
    overviews,
    references,
    soundness,
    structure,
)
from engine.check.bundles import Bundle
from engine.check.contents import Contents
from engine.check.exploring import Space
from engine.check.net import Outside
from engine.check.reads import Reads
from engine.check.whole import whole
from engine.errors import BrokenProcess, Finding

_SAID_BETTER = frozenset({"execution.condition_missing"})
"""Rules of `support` for which a rule here names the very flow."""
_NEEDS_NEIGHBOURS = frozenset({"execution.called", "execution.called_start"})
"""Rules that cannot be judged on a single file."""


def bundle(files: Bundle) -> list[Finding]:
    """Everything wrong with one programme, errors before warnings, in the order of the files."""
    return _sorted(_safely(files.folder or "–", lambda: _Judge(files).findings()))


def paths(given: Sequence[Path], templates: Path | None = None) -> list[Finding]:
    """Everything wrong with the programmes and files at these paths.

    A folder is a programme; its Word templates lie in `templates/<name>` beside the folder `processes`, or in
    `templates`. A single .bpmn, .dmn, .docx or form .json that lies in a programme is judged as part of it
    (only its own findings are returned); any other is judged by itself.
    """
    found: list[Finding] = []
    for path in given:
        found.extend(_path(path, templates))
    return _sorted(found)


def alone(path: Path) -> list[Finding]:
    """Everything wrong with a single file by itself, even if it lies in a programme."""
    if not path.is_file():
        return [Finding(str(path), "check.no_such_file")]
    if path.suffix not in _PLACES:
        return [Finding(str(path), "check.unknown_kind", facts={"known": ", ".join(_PLACES)})]
    name = _PLACES[path.suffix] + path.name
    found = bundle(Bundle({name: path.read_bytes()}, complete=False))
    return [replace(finding, file=str(path)) for finding in found]


def _path(path: Path, templates: Path | None) -> list[Finding]:
    if path.is_dir():
        return bundle(Bundle.load(path, templates or _templates_of(path)))
    programme = next((one for one in path.parents[:4] if (one / "programme.yaml").is_file()), None)
    if programme is None or not path.is_file() or path.suffix not in _PLACES:
        return alone(path)
    files = Bundle.load(programme, templates or _templates_of(programme))
    own = files.shown(path.relative_to(programme).as_posix())
    return [finding for finding in bundle(files) if finding.file == own]


_PLACES = {".bpmn": "", ".dmn": "decisions/", ".docx": "templates/", ".json": "forms/"}


def _templates_of(folder: Path) -> Path:
    resolved = folder.resolve()
    return resolved.parent.parent / "templates" / resolved.name


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once; errors first."""
    once: dict[tuple[str, str, str, str, str], Finding] = {}
    for finding in findings:
        facts = str(sorted((key, str(value)) for key, value in finding.facts.items()))
        once.setdefault((finding.file, finding.rule, finding.element, finding.name, facts), finding)
    return sorted(
        once.values(), key=lambda one: (one.severity != "error", one.file, one.facts.get("line", 0))
    )


class _Judge:
    """Collects the findings of all rules over one bundle."""

    def __init__(self, files: Bundle) -> None:
        self.contents = Contents(files)
        self.complete = files.complete
        self.processes = {id: one for id, one in self._all().items() if one.executable}

    def _all(self) -> dict[str, Process]:
        self.contents.read_all()
        return self.contents.processes

    def findings(self) -> Iterator[Finding]:
        """Of the files one by one, then of what they mean together."""
        yield from self.contents.findings
        yield from self._files()
        yield from (finding for process in self.processes.values() for finding in self._drawn(process))
        if self.complete:
            yield from _safely("programme.yaml", lambda: whole(self.contents))
            yield from _safely("messages.yaml", lambda: references.between(self.contents))
            yield from _safely("offene_punkte.yaml", lambda: overviews.open_points(self.contents))
        yield from self._running()

    def _files(self) -> Iterator[Finding]:
        contents, shown = self.contents, self.contents.bundle.shown
        for path, diagram in contents.diagrams.items():
            yield from _safely(shown(path), partial(allowed.refused, diagram.source, shown(path)))
        for path, form in contents.forms.items():
            yield from _safely(shown(path), form.findings)
        for path, model in contents.models.items():
            yield from _safely(shown(path), model.findings)
        for findings, _ in contents.letters.values():
            yield from findings

    def _drawn(self, process: Process) -> Iterator[Finding]:
        """What is wrong with one diagram."""
        rules: list[Callable[[Process], Iterable[Finding]]] = [
            self._support,
            structure.structure,
            expressions.expressions,
            partial(loops.endless, known=self.processes),
        ]
        if self.complete:
            rules.append(partial(references.references, contents=self.contents))
            rules.append(partial(foureyes.groups, contents=self.contents))
        for rule in rules:
            yield from _safely(process.file, partial(rule, process))

    def _support(self, process: Process) -> Iterator[Finding]:
        for finding in support.refused(process, self.contents.processes):
            alone = not self.complete and finding.rule in _NEEDS_NEIGHBOURS
            if finding.rule not in _SAID_BETTER and not alone:
                yield finding

    def _running(self) -> Iterator[Finding]:
        """What goes wrong only when tokens move; asked of processes whose shape is right."""
        shapely = {id: one for id, one in self.processes.items() if self._executable(one)}
        outside = calls.what_gets_out(shapely)
        called = calls.callers(shapely)
        spaces: dict[str, Mapping[str | None, Space]] = {}
        for id, process in shapely.items():
            uncaught = partial(calls.uncaught, process, outside, called=id in called)
            yield from _safely(process.file, uncaught)
            yield from _safely(process.file, partial(self._sound, process, outside, spaces))
        if self.complete:
            reads = Reads(self.contents, shapely, spaces)
            for process in shapely.values():
                yield from _safely(process.file, partial(reads.findings, process))
            over = partial(overviews.overviews, self.contents, shapely, reads.scopes)
            yield from _safely("uebersichten.yaml", over)

    def _executable(self, process: Process) -> bool:
        return not any(one.severity == "error" for one in _safely("", lambda: self._support(process)))

    def _sound(
        self,
        process: Process,
        outside: Mapping[str, Outside],
        spaces: dict[str, Mapping[str | None, Space]],
    ) -> Iterator[Finding]:
        spaces[process.id] = soundness.spaces(process, outside)
        return soundness.soundness(process, spaces[process.id])


def _safely(file: str, rule: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(rule())
    except BrokenProcess as broken:
        return list(broken.findings)
    except Exception as error:  # a rule that fails must not hide what the others found
        return [Finding(file, "check.rule_failed", facts={"cause": type(error).__name__})]
