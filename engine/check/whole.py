"""Whether the settings of a programme fit its processes: openings, messages, demo people, unused forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.check.contents import Contents, form_candidates, template_name
from engine.check.entry import hinted, similar
from engine.check.expressions import attempt
from engine.check.settings import Message
from engine.errors import EngineError, Finding


def whole(contents: Contents) -> Iterator[Finding]:
    """What is wrong between the settings files and everything else."""
    for name in ("programme.yaml", "roles.yaml"):
        if name not in contents.bundle.files:
            yield Finding(contents.bundle.shown(name), "settings.file_missing", facts={"wanted": name})
    yield from _openings(contents)
    for message in contents.messages.messages.values():
        yield from _message(message, contents)
    yield from _demo(contents)
    yield from _unused(contents)


def _openings(contents: Contents) -> Iterator[Finding]:
    file = contents.bundle.shown("programme.yaml")
    for opening in contents.sheet.openings:
        for value, known, what in (
            (opening.process, contents.processes, "prozess"),
            (opening.role, contents.roles.roles, "rolle"),
            *((party, contents.roles.participants, "beteiligte") for party in opening.participants),
        ):
            if value is not None and value not in known:
                yield _unknown(file, opening.process, value, known, what)
    sheet = contents.sheet
    sources = {**sheet.reference.values, "vorgangstitel": sheet.title}
    sources |= {figure.label: figure.expression for figure in sheet.figures}
    sources |= {f"{one.process} › vorlage": one.template for one in sheet.openings}
    yield from _expressions(file, sources)


def _message(message: Message, contents: Contents) -> Iterator[Finding]:
    file = contents.bundle.shown("messages.yaml")
    parties = contents.roles.participants
    for party in (*message.senders, message.to):
        if party and party not in parties:
            yield _unknown(file, message.name, party, parties, "beteiligter")
    for template in message.documents:
        if template_name(template) not in contents.templates:
            yield _unknown(file, message.name, template, contents.templates, "dokumente")
    sources = {f"{message.name} › {one.name}": one.expression for one in message.payload.values()}
    yield from _expressions(file, sources)


def _expressions(file: str, sources: Mapping[str, str]) -> Iterator[Finding]:
    for name, source in sources.items():
        compiled = attempt(source) if source else None
        if isinstance(compiled, EngineError):
            facts = {"source": source, "cause": compiled.reason}
            yield Finding(file, "settings.expression", name, name, facts=facts)


def _demo(contents: Contents) -> Iterator[Finding]:
    file = contents.bundle.shown("demo.yaml")
    for organisation in contents.demo.organisations:
        kinds = {one.kind for one in contents.roles.participants.values()}
        if organisation.kind and organisation.kind not in kinds:
            yield _unknown(file, organisation.name, organisation.kind, kinds, "beteiligter")
    for person in contents.demo.people:
        for held in person.assignments:
            if held.role and held.role not in contents.roles.roles:
                yield _unknown(file, person.name, held.role, contents.roles.roles, "rolle")


def _unused(contents: Contents) -> Iterator[Finding]:
    """Forms that no task asks: most often a task or a form was renamed."""
    used = {
        path
        for process in contents.processes.values()
        for element in process.elements.values()
        for path in form_candidates(process.id, element)
    }
    for path in contents.bundle.named(".json", under="forms/"):
        if path not in used:
            facts = hinted({"meant": similar(path, used)})
            shown = contents.bundle.shown(path)
            yield Finding(shown, "references.form_unused", severity="warning", facts=facts)


def _unknown(file: str, element: str, value: str, known: Any, what: str) -> Finding:
    facts = hinted({"value": value, "what": what, "meant": similar(value, known)})
    return Finding(file, "settings.unknown_value", element, element, facts=facts)
