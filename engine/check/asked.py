"""Everything that reads data, and from which place of a process: expressions, forms, decisions, templates.

Only the list of readings; whether what they read was asked before is for `reads`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.model import Element, Flow, Process
from engine.check.contents import Contents, template_name
from engine.check.expressions import is_feel
from engine.check.known import ANYTHING, Known
from engine.check.references import throws
from engine.check.uses import uses
from engine.check.walking import Names
from engine.errors import Reason
from engine.forms import Form

_COUNTS = (
    "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances", "numberOfInstances",
    "numberOfCompletedInstances", "numberOfActiveInstances", "numberOfTerminatedInstances",
)  # fmt: skip
_DECIDES = frozenset({"condition", "conditional", "timer", "collection", "cardinality", "completion"})
"""Places where a value that is not there sends the run the wrong way."""


@dataclass(frozen=True)
class Asking:
    """One reading of data at one place."""

    at: Element | Flow
    where: Reason
    moment: str
    """Element at whose beginning the data is needed."""
    source: str = ""
    paths: tuple[Names, ...] = ()
    """For readings that are no expression: the paths themselves."""
    own: dict[str, Known] = field(default_factory=dict)
    """Names that mean something else here: fields of the same form, input parameters."""
    after: bool = False
    """What the element asks itself is known already."""
    grave: bool = False
    """A value that is missing leads the run, or a letter, astray."""
    proposal: bool = False
    """Only a value proposed to a person: where it is not known yet, the field stays empty."""


def askings(process: Process, contents: Contents) -> Iterator[Asking]:
    """All readings of a process."""
    for use in uses(process):
        if is_feel(use):
            counts = dict.fromkeys(_COUNTS, ANYTHING) if use.place == "completion" else {}
            yield Asking(
                use.at, use.where, use.moment, use.source, own=counts, after=use.after,
                grave=use.place in _DECIDES,
            )  # fmt: skip
    for element in process.elements.values():
        yield from _form(process, element, contents)
        yield from _decision(element, contents)
        yield from _letter(element, contents)
        yield from _payload(element, contents)


def _form(process: Process, element: Element, contents: Contents) -> Iterator[Asking]:
    form = contents.form(process.id, element)
    columns = _columns(form) if form else {}
    for rule, own in form.rules() if form else ():
        where = Reason("check.place.form", {"form": form.title if form else ""})
        fields = {name: columns.get(name, ANYTHING) for name in own}
        yield Asking(element, where, element.id, rule.source, own=fields, after=True, proposal=not own)


def _columns(form: Form) -> dict[str, Known]:
    """The tables of a form: inside a filter their columns are names of their own."""
    tables = (field for field in form.fields if field.sheet)
    return {one.name: Known({column.name: ANYTHING for column in one.columns}, rows=True) for one in tables}


def _decision(element: Element, contents: Contents) -> Iterator[Asking]:
    found = contents.decisions.get(element.attributes.get("decisionRef", ""))
    if element.kind != "businessRuleTask" or found is None:
        return
    decision = found[0].decisions[found[1]]
    where = Reason("check.place.decision", {"decision": decision.name})
    given = dict.fromkeys(element.inputs, ANYTHING)
    yield Asking(element, where, element.id, paths=tuple(sorted(decision.reads)), own=given)


def _letter(element: Element, contents: Contents) -> Iterator[Asking]:
    name = template_name(element.properties.get("vorlage", ""))
    if element.attributes.get("topic") != "dokument" or name not in contents.templates:
        return
    _, read = contents.letters[name]
    paths = sorted({tuple(part for part in path if part != "[]") for path in read})
    given = dict.fromkeys((*element.inputs, "zeichnung", "auskunft", "dokument"), ANYTHING)
    where = Reason("check.place.template", {"template": name})
    yield Asking(element, where, element.id, paths=tuple(paths), own=given, grave=True)


def _payload(element: Element, contents: Contents) -> Iterator[Asking]:
    trigger = element.trigger
    message = contents.messages.get(trigger.reference or "") if trigger and throws(element) else None
    if trigger is None or trigger.kind != "message" or message is None:
        return
    for one in message.payload.values():
        where = Reason("check.place.payload", {"message": message.title, "field": one.name})
        yield Asking(element, where, element.id, one.expression)
