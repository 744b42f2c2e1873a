"""Whether everything a process refers to exists: roles, forms, decisions, templates, messages, signals.

Needs the whole programme; a single file is not judged by these rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine import feel
from engine.bpmn.model import Element, Process
from engine.check.contents import Contents, form_candidates, template_name
from engine.check.entry import similar
from engine.check.expressions import attempt
from engine.check.language import PROPERTIES, TOPICS
from engine.check.report import at, warning
from engine.check.settings import INTERNAL
from engine.errors import Finding

_PEOPLE = frozenset({"userTask", "task", "manualTask"})
_THROWING = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})


def references(process: Process, contents: Contents) -> Iterator[Finding]:
    """Everything that a process names and that is not there."""
    yield from _pool(process, contents)
    for element in process.elements.values():
        yield from _properties(process, element)
        if element.kind in _PEOPLE:
            yield from _role(process, element, contents)
        if element.kind == "userTask" or element.attributes.get("formKey"):
            yield from _form(process, element, contents)
        elif element.kind == "businessRuleTask":
            yield from _decision(process, element, contents)
        elif element.kind == "serviceTask":
            yield from _service(process, element, contents)
        if element.trigger and element.trigger.kind in ("message", "signal"):
            yield from _event(process, element, contents)


def throws(element: Element) -> bool:
    """Whether the element sends what its trigger names (else it waits for it)."""
    return element.kind in _THROWING


def _pool(process: Process, contents: Contents) -> Iterator[Finding]:
    known = contents.roles.participants
    pool = process.participant
    if pool is not None and pool not in known:
        yield at(process, None, "references.pool_unknown", pool=pool, meant=similar(pool, known))
    called = any(
        element.called == process.id
        for other in contents.processes.values()
        for element in other.elements.values()
    )
    if pool is None and not called:
        yield at(process, None, "references.pool_missing", known=_listed(known))


def _properties(process: Process, element: Element) -> Iterator[Finding]:
    for name, value in element.properties.items():
        facts = {"property": name, "value": value}
        if name not in PROPERTIES:
            yield at(process, element, "references.property", meant=similar(name, PROPERTIES), **facts)
        elif PROPERTIES[name] and value not in PROPERTIES[name]:
            yield at(process, element, "references.property_value", known=_listed(PROPERTIES[name]), **facts)


def _role(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    roles = contents.roles.roles
    lane = element.lane
    if lane is not None and lane in roles:
        at_home = roles[lane].participant
        if process.participant and at_home and at_home != process.participant:
            facts = {"role": roles[lane].name, "pool": process.participant, "belongs": at_home}
            yield at(process, element, "references.role_elsewhere", **facts)
        yield from _class(process, element, contents)
    elif lane is not None:
        yield at(process, element, "references.role_unknown", role=lane, meant=similar(lane, roles))
    elif not element.attributes.get("candidateGroups"):
        yield at(process, element, "references.role_missing")
    groups = element.attributes.get("candidateGroups", "")
    if groups:
        yield from _groups(process, element, groups, roles)


def _class(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    """Who works on a task reads what it asks: roles.yaml must say so, or nobody decided it."""
    role, form = contents.roles.roles[str(element.lane)], contents.form(process.id, element)
    fields = [each for one in (form.fields if form else ()) for each in (one, *one.columns)]
    needed = max((element.properties.get("datenklasse", INTERNAL), *(one.data_class for one in fields)))
    if needed > max(role.data_class, INTERNAL):
        facts = {"role": role.name, "needed": needed, "has": role.data_class}
        yield at(process, element, "references.role_reads_less", **facts)


def _groups(process: Process, element: Element, source: str, roles: Iterable[str]) -> Iterator[Finding]:
    """A role written out must exist; a bare name would be read as a field."""
    compiled = attempt(source)
    if source in roles:
        yield at(process, element, "references.role_unquoted", role=source)
    elif isinstance(compiled, feel.Expression) and not compiled.reads:
        named = compiled.evaluate({})
        for role in named if isinstance(named, list) else [named]:
            if role not in roles:
                facts = {"role": str(role), "meant": similar(str(role), roles)}
                yield at(process, element, "references.role_unknown", **facts)


def _form(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    if contents.form_path(process.id, element) is not None:
        return
    wanted = form_candidates(process.id, element)[0]
    forms = contents.bundle.named(".json", under="forms/")
    if element.attributes.get("formKey"):
        yield at(process, element, "references.form_unknown", form=wanted, meant=similar(wanted, forms))
    else:
        yield warning(process, element, "references.form_missing", form=wanted)


def _decision(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    wanted = element.attributes.get("decisionRef", "")
    if not wanted:
        yield at(process, element, "references.decision_missing", known=_listed(contents.decisions))
    elif wanted not in contents.decisions:
        meant = similar(wanted, contents.decisions)
        yield at(process, element, "references.decision_unknown", decision=wanted, meant=meant)
    else:
        yield from _required_outputs(process, element, contents, wanted)


def _required_outputs(
    process: Process, element: Element, contents: Contents, decision: str
) -> Iterator[Finding]:
    """`pflichtausgabe` names outputs that must not be unknown."""
    model, id = contents.decisions[decision]
    outputs = model.decisions[id].outputs
    for name in _names(element.properties.get("pflichtausgabe", "")):
        if outputs and name not in outputs:
            facts = {"output": name, "meant": similar(name, outputs), "decision": decision}
            yield at(process, element, "references.output_unknown", **facts)


def _service(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    topic = element.attributes.get("topic", "")
    if element.attributes.get("type") != "external" or topic not in TOPICS:
        yield at(process, element, "references.topic", topic=topic, known=_listed(TOPICS))
        return
    if topic == "dokument":
        yield from _template(process, element, contents)
    addressee = element.properties.get("an")
    if topic == "mitteilung" and addressee and addressee not in contents.roles.roles:
        meant = similar(addressee, contents.roles.roles)
        yield at(process, element, "references.role_unknown", role=addressee, meant=meant)
    party = element.properties.get("beteiligter")
    if party and party not in contents.roles.participants:
        meant = similar(party, contents.roles.participants)
        yield at(process, element, "references.pool_unknown", pool=party, meant=meant)
    for name in _names(element.properties.get("gezeichnet_von", "")):
        if not _is_task(name.split("."), process, contents):
            meant = similar(name, process.elements)
            yield at(process, element, "references.signer_unknown", task=name, meant=meant)


def _is_task(path: list[str], process: Process, contents: Contents) -> bool:
    """Whether the path leads to an element here, or through calls to one of a called process."""
    first = process.elements.get(path[0])
    if first is None or len(path) == 1:
        return first is not None
    called = contents.processes.get(first.called or "")
    return called is not None and _is_task(path[1:], called, contents)


def _template(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    wanted = template_name(element.properties.get("vorlage", ""))
    if not wanted:
        yield at(process, element, "references.template_missing", known=_listed(contents.templates))
    elif wanted not in contents.templates:
        meant = similar(wanted, contents.templates)
        yield at(process, element, "references.template_unknown", template=wanted, meant=meant)


def _event(process: Process, element: Element, contents: Contents) -> Iterator[Finding]:
    trigger = element.trigger
    name = trigger.reference if trigger else None
    if trigger is None or name is None:
        return
    if trigger.kind == "signal":
        if name not in contents.messages.signals:
            meant = similar(name, contents.messages.signals)
            yield at(process, element, "references.signal_unknown", signal=name, meant=meant)
        return
    message = contents.messages.get(name)
    if message is None:
        meant = similar(name, contents.messages.messages)
        yield at(process, element, "references.message_unknown", message=name, meant=meant)
    elif process.participant is not None:
        own = process.participant
        if throws(element) and message.senders and own not in message.senders:
            facts = {"message": name, "pool": own, "known": _listed(message.senders)}
            yield at(process, element, "references.message_sender", **facts)
        elif not throws(element) and own != message.to:
            facts = {"message": name, "pool": own, "known": message.to}
            yield at(process, element, "references.message_receiver", **facts)


def between(contents: Contents) -> Iterator[Finding]:
    """Messages and signals that nobody sends or nobody waits for, and starts that compete."""
    sent: dict[tuple[str, str], tuple[Process, Element]] = {}
    awaited: dict[tuple[str, str], tuple[Process, Element]] = {}
    starting: dict[tuple[str, str], tuple[Process, Element]] = {}
    for process in contents.processes.values():
        for element in process.elements.values():
            trigger = element.trigger
            if trigger is None or trigger.kind not in ("message", "signal") or not trigger.reference:
                continue
            key = (str(trigger.kind), trigger.reference)
            (sent if throws(element) else awaited).setdefault(key, (process, element))
            if element.kind == "startEvent" and element.parent is None and trigger.kind == "message":
                first = starting.setdefault(
                    (trigger.reference, process.participant or ""), (process, element)
                )
                if first[1] is not element:
                    facts = {"message": trigger.reference, "other": first[0].name}
                    yield at(process, element, "references.message_starts_two", **facts)
    for (kind, name), (process, element) in sent.items():
        if (kind, name) not in awaited:
            yield warning(process, element, f"references.{kind}_unheard", named=name)
    for (kind, name), (process, element) in awaited.items():
        if kind == "message" and (kind, name) not in sent:
            yield warning(process, element, "references.message_unsent", named=name)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _listed(names: Iterable[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "") or "–"
