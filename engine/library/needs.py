"""What a process needs to run: the files of everything it calls, asks, decides, prints, sends and starts.

Not whether all of it is there; that is for `check`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Process
from engine.check.bundles import SETTINGS
from engine.check.contents import Contents, form_candidates, template_name
from engine.check.references import throws

_TRAVELLING = tuple(name for name in SETTINGS if name != "demo.yaml")


def needed_by(contents: Contents, process: str) -> frozenset[str]:
    """Paths of all files that `process` needs, directly or through others."""
    paths = {name for name in _TRAVELLING if name in contents.bundle.files}
    for id in _processes_from(contents, process):
        paths.update(_of_process(contents, contents.processes[id]))
    return frozenset(paths)


def starts(process: Process) -> Iterator[Element]:
    """The start events at the top of a process."""
    for element in process.elements.values():
        if element.kind == "startEvent" and element.parent is None:
            yield element


def _processes_from(contents: Contents, process: str) -> set[str]:
    """The process, those it calls, and those that its messages and signals start."""
    found: set[str] = set()
    open_ends = [process]
    while open_ends:
        here = open_ends.pop()
        if here not in found and here in contents.processes:
            found.add(here)
            open_ends.extend(_next(contents, contents.processes[here]))
    return found


def _next(contents: Contents, process: Process) -> Iterator[str]:
    thrown = set()
    for element in process.elements.values():
        if element.called:
            yield element.called
        if element.trigger and element.trigger.reference and throws(element):
            thrown.add((element.trigger.kind, element.trigger.reference))
    for other in contents.processes.values():
        for start in starts(other):
            if start.trigger and (start.trigger.kind, start.trigger.reference) in thrown:
                yield other.id


def _of_process(contents: Contents, process: Process) -> Iterator[str]:
    files = contents.bundle.files
    yield from (path for path, diagram in contents.diagrams.items() if process.id in diagram.processes)
    for element in process.elements.values():
        yield from (path for path in form_candidates(process.id, element) if path in files)
        if element.kind == "businessRuleTask":
            yield from _models(contents, element.attributes.get("decisionRef", ""))
        template = element.properties.get("vorlage")
        if template and f"templates/{template_name(template)}.docx" in files:
            yield f"templates/{template_name(template)}.docx"


def _models(contents: Contents, decision: str) -> Iterator[str]:
    """The file of a decision; where models import each other, all of them travel together."""
    if decision in contents.decisions:
        yield from contents.bundle.named(".dmn", under="decisions/")
