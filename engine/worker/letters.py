"""Makes the document a service task asks for, from the data of its run. Not its filing (`issue`)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import documents, feel, tree
from engine.bpmn import Waiting
from engine.bpmn.model import Element
from engine.ids import new
from engine.rules import CaseState, NewDocument, RunState
from engine.rules.surroundings import names, seen, value

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Order:
    """What is to be made: at which place of which run, at what time."""

    case: CaseState
    run: RunState
    point: Waiting
    element: Element
    now: datetime

    def context(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """All names the letter may read, and those of them that its input parameters gave."""
        data = tree.Tree(tree.loads(self.run.tree))
        visible = seen(data, self.point.scope, names(self.case, self.run, self.now))
        given = {name: _counted(value(text, visible)) for name, text in self.element.inputs.items()}
        known = {"zeichnung": self._signatures(visible), "auskunft": None}
        return {**known, **visible, **given}, given

    def _signatures(self, visible: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Who signed: the tasks named in `gezeichnet_von`, in that order, as far as they are done.

        A task of a called process is named with the call before it: `freigabe.zeichnen`.
        """
        signed = []
        for path in _listed(self.element.properties.get("gezeichnet_von", "")):
            *calls, name = path.split(".")
            done = _inside(visible, calls).get(name)
            if isinstance(done, dict) and done.get("erledigt_durch"):
                signed.append(self._signature(name, done))
        return signed

    def _signature(self, task: str, done: Mapping[str, Any]) -> dict[str, Any]:
        by = str(done["erledigt_durch"])
        person = by.partition(" für ")[0]
        lane = self.run.version.element(self.point.process, task).lane or ""
        role = self.run.version.roles.roles.get(lane)
        return {
            "name": person,
            "funktion": role.name if role else None,
            "zusatz": "i. V." if person != by else "",
            "datum": done.get("erledigt_am"),
        }


def _inside(visible: Mapping[str, Any], calls: list[str]) -> Mapping[str, Any]:
    for call in calls:
        inner = visible.get(call)
        visible = inner if isinstance(inner, Mapping) else {}
    return visible


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
    context, given = order.context()
    title = order.element.properties.get("titel") or order.element.title
    draft = order.element.properties.get("entwurf", "nein") in ("ja", "true")
    rendered = documents.render(
        source,
        context,
        title=f"{title} {order.case.number}",
        draft=draft,
        properties=documents.Properties(
            template=template, version=order.run.version.id[:12], created=order.now
        ),
    )
    inputs = {name: context.get(name) for name in sorted({*given, "vorgang", "beteiligte", "heute"})}
    return NewDocument(
        id=new(),
        kind="draft" if draft else "issued",
        title=title,
        file_name=_file_name(template, order.case.number, number),
        mime=WORD,
        content=rendered.docx,
        sha256=rendered.sha256,
        run=order.run.id,
        element=order.element.id,
        template=template,
        template_sha256=hashlib.sha256(source).hexdigest(),
        inputs_sha256=hashlib.sha256(_dumps(inputs).encode()).hexdigest(),
        origins={path: _origin(path, order) for path in rendered.used},
        organisation=_organisation(order),
    )


def export(order: Order) -> NewDocument:
    """The values of a task with topic `ausgabe` as a spreadsheet file (CSV, UTF-8, semicolons)."""
    _, given = order.context()
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Feld", "Wert"])
    for name, found in given.items():
        writer.writerow([name, _cell(found)])
    content = ("\ufeff" + sheet.getvalue()).encode()
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
    )


def _origin(path: str, order: Order) -> str:
    """Where a field of the letter came from: the expression of its parameter, or its place in the data."""
    top = re.split(r"[.\[]", path, maxsplit=1)[0]
    expression = order.element.inputs.get(top)
    return f"= {expression.strip().removeprefix('=').strip()}" if expression else path


def _organisation(order: Order) -> str | None:
    participant = order.run.version.process(order.point.process).participant
    return order.case.participants.get(participant or "") or order.run.organisation


def _file_name(template: str, number: str, count: int) -> str:
    again = f"_{count}" if count > 1 else ""
    return f"{_safe(template)}_{_safe(number)}{again}.docx"


def _safe(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text).strip("_")


def _cell(found: Any) -> str:
    """The value as text; what a spreadsheet would take for a formula is quoted."""
    text = found if isinstance(found, str) else feel.format(found)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _dumps(inputs: Mapping[str, Any]) -> str:
    return tree.dumps(_plain(inputs))


def _plain(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {key: _plain(item) for key, item in found.items() if not callable(item)}
    if isinstance(found, list | tuple):
        return [_plain(item) for item in found]
    return found if isinstance(found, str | bool | int | date | None) else str(found)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
