"""Makes the document a service task asks for, from the data of its run. Not its filing (`issue`)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import documents, feel, tree
from engine.bpmn import Waiting
from engine.bpmn.model import Element
from engine.errors import FieldProblem, Invalid, Reason
from engine.forms import delimited
from engine.ids import new
from engine.library import classes, origins
from engine.rules import CaseState, Edition, NewDocument, RunState
from engine.rules.surroundings import names, seen, value
from engine.worker import signing

_NOTES = {
    "name": "erledigt_durch",
    "funktion": "erledigt_als",
    "zusatz": "erledigt_zusatz",
    "datum": "erledigt_am",
}


@dataclass(frozen=True)
class Order:
    """What is to be made: at which place of which run, at what time."""

    case: CaseState
    run: RunState
    point: Waiting
    element: Element
    now: datetime
    edited: Edition | None = None
    """What a person made of the draft of this letter; None where it stands as it was rendered."""

    def context(self) -> Context:
        """All names the letter may read, and those of them that its input parameters gave."""
        data = tree.Tree(tree.loads(self.run.tree))
        visible = seen(data, self.point.scope, names(self.case, self.run, self.now))
        given = {name: _counted(value(text, visible)) for name, text in self.element.inputs.items()}
        signed, origins = signing.signatures(self.element, self.point.process, self.run.version, visible)
        details = visible["beteiligte"].get(self.participant, {})
        informs, place = signing.information(self.participant, self.run.version, data.values, details)
        known = {"zeichnung": signed, "auskunft": informs}
        return Context({**known, **visible, **given}, given, {**origins, "auskunft": place})

    @property
    def participant(self) -> str | None:
        """The pool of the process that makes the letter."""
        return self.run.version.process(self.point.process).participant


@dataclass(frozen=True)
class Context:
    """What a letter may read: everything, what its input parameters gave, and where signatures come from."""

    values: Mapping[str, Any]
    given: Mapping[str, Any]
    noted: Mapping[str, str]


def _counted(found: Any) -> Any:
    """Whole numbers as they were asked (a year is 2021, not 2.021): FEEL makes every number a Decimal."""
    if isinstance(found, Decimal) and found.as_tuple().exponent == 0:
        return int(found)
    if isinstance(found, Mapping):
        return {name: _counted(inside) for name, inside in found.items()}
    return [_counted(one) for one in found] if isinstance(found, list) else found


def letter(order: Order, *, number: int) -> NewDocument:
    """The Word letter of a task with topic `dokument`. Raises Invalid naming every field that is missing."""
    template = order.element.properties.get("vorlage", "")
    source = order.run.version.template(template)
    context = order.context()
    title = order.element.properties.get("titel") or order.element.title
    draft = order.element.properties.get("entwurf", "nein") in ("ja", "true")
    about = documents.Properties(template=template, version=order.run.version.id[:12], created=order.now)
    heading = f"{title} {order.case.number}"
    values = {**context.values, "dokument": _edition(template, source, number)}
    try:
        rendered = documents.render(source, values, title=heading, draft=draft, properties=about)
    except Invalid as error:
        raise lacking(error, order, title) from None
    always = ("vorgang", "beteiligte", "heute", "zeichnung", "auskunft")
    inputs = {name: values.get(name) for name in sorted({*context.given, *always})}
    content, sha256, edition = rendered.docx, rendered.sha256, None if draft else order.edited
    if edition is not None:
        content, sha256 = documents.carry(edition.base, edition.content, rendered.docx, title)
        inputs["bearbeitet"] = hashlib.sha256(edition.content).hexdigest()
    return NewDocument(
        id=new(),
        kind="draft" if draft else "issued",
        title=title,
        file_name=_file_name(template, order.case.number, number),
        mime=documents.WORD,
        content=content,
        sha256=sha256,
        based_on=edition.id if edition is not None else None,
        run=order.run.id,
        element=order.element.id,
        template=template,
        template_sha256=hashlib.sha256(source).hexdigest(),
        inputs_sha256=hashlib.sha256(_dumps(inputs).encode()).hexdigest(),
        origins={path: _origin(path, order, context.noted) for path in rendered.used},
        organisation=_organisation(order),
        data_class=order.element.properties.get("datenklasse", classes.INTERNAL),
    )


def export(order: Order) -> NewDocument:
    """The values of a task with topic `ausgabe` as a spreadsheet file (CSV, UTF-8, semicolons)."""
    given = order.context().given
    lines = [(name, found if isinstance(found, str) else feel.format(found)) for name, found in given.items()]
    content = delimited.packed([("Feld", "Wert"), *lines])
    title = order.element.properties.get("titel") or order.element.title
    return NewDocument(
        id=new(),
        kind="attachment",
        title=title,
        file_name=f"{_safe(title)}_{_safe(order.case.number)}.csv",
        mime="text/csv",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        run=order.run.id,
        element=order.element.id,
        organisation=_organisation(order),
        data_class=order.element.properties.get("datenklasse", classes.INTERNAL),
    )


def _origin(path: str, order: Order, noted: Mapping[str, str]) -> str:
    """Where a field of the letter came from: the expression of its parameter, or its place in the data."""
    place, _, field = path.rpartition(".")
    if place in noted:
        return f"{noted[place]}.{_NOTES[field]}" if field in _NOTES else path
    expression = order.element.inputs.get(_top(path))
    return f"= {expression.strip().removeprefix('=').strip()}" if expression else path


def _top(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _edition(template: str, source: bytes, number: int) -> dict[str, Any]:
    """How the footer names the letter: `D04-2` is the second one of this template in the case."""
    return {
        "nummer": f"{template.partition('_')[0]}-{number}",
        "fassung": hashlib.sha256(source).hexdigest()[:8],
    }


def lacking(error: Invalid, order: Order, title: str) -> Invalid:
    """The same problems in the words of the person who can help: which field, and which task asks for it."""
    problems = [FieldProblem(one.path, _lacked(one, order, title)) for one in error.problems]
    return Invalid(problems, code=error.reason.code, **error.reason.facts)


def _lacked(problem: FieldProblem, order: Order, title: str) -> Reason:
    reason = problem.reason
    if reason.code not in ("documents.missing_field", "documents.unknown_in_condition"):
        return reason
    path = origins.sources(problem.path.partition(",")[0], order.element.inputs.get(_top(problem.path)))
    found = [origins.asked(order.run.version, order.point.process, one) for one in path]
    asked = next((one for one in found if one.step), None)
    if asked is None:
        return Reason(f"{reason.code}_of", {**reason.facts, "document": title})
    facts = {**reason.facts, "document": title, "label": asked.label, "step": asked.step}
    return Reason(f"documents.lacks_{asked.kind}", facts)


def _organisation(order: Order) -> str | None:
    return order.case.participants.get(order.participant or "") or order.run.organisation


def _file_name(template: str, number: str, count: int) -> str:
    again = f"_{count}" if count > 1 else ""
    return f"{_safe(template)}_{_safe(number)}{again}.docx"


def _safe(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text).strip("_")


def _dumps(inputs: Mapping[str, Any]) -> str:
    return tree.dumps(_plain(inputs))


def _plain(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {key: _plain(item) for key, item in found.items() if not callable(item)}
    if isinstance(found, list | tuple):
        return [_plain(item) for item in found]
    return found if isinstance(found, str | bool | int | date | None) else str(found)
