"""A small authority for tests: three people, one process, written the way an owner writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.check import Bundle
from engine.commands import Engine
from engine.ids import OrganisationId
from engine.library import Programme
from engine.people import Actor, Assignment, Organisation
from engine.store import directory, publishing

NAMES = {"clerk": "Demo Sachbearbeitung", "second": "Demo Zweite Sachbearbeitung", "head": "Demo Leitung"}
ROLES = {"clerk": ["sachbearbeitung"], "second": ["sachbearbeitung"], "head": ["leitung", "sachbearbeitung"]}

YAML = {
    "programme.yaml": b"""
programm: {id: haus, name: Haus}
aktenzeichen: {muster: "H-{jahr}-{laufende_nummer:03}"}
eroeffnende_prozesse:
  - {prozess: freigabe, rolle: sachbearbeitung, beteiligte: {haus: eigene}}
""",
    "roles.yaml": b"""
beteiligte: {haus: Haus, nachbar: Nachbarhaus}
rollen:
  sachbearbeitung: {name: Sachbearbeitung, beteiligter: haus}
  leitung: {name: Leitung, beteiligter: haus}
""",
    "messages.yaml": b"nachrichten: {}\nsignale: {}\n",
    "parameters.yaml": b"parameter: {}\n",
}


def process(body: str, *, lanes: Mapping[str, str], name: str = "freigabe", pool: str = "haus") -> bytes:
    """A .bpmn file with one pool; `lanes` gives role → ids of its elements, separated by spaces."""
    drawn = "".join(
        f'<lane id="{role}" name="{role}">'
        + "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in elements.split())
        + "</lane>"
        for role, elements in lanes.items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test" id="d"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<collaboration id="c"><participant id="{pool}" name="Haus" processRef="{name}"/></collaboration>
<process id="{name}" name="Freigabe" isExecutable="true"><laneSet id="l">{drawn}</laneSet>{body}</process>
</definitions>""".encode()


def flows(*pairs: str) -> str:
    """`flows("a>b", "b>c: x > 1")` as sequence flows; what follows the colon is the condition."""
    made = []
    for number, pair in enumerate(pairs, start=1):
        ends, _, condition = pair.partition(":")
        source, _, target = ends.strip().partition(">")
        inner = f"<conditionExpression>{_escaped(condition)}</conditionExpression>" if condition else ""
        head = f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"'
        made.append(f"{head}>{inner}</sequenceFlow>")
    return "".join(made)


def _escaped(text: str) -> str:
    return text.strip().replace("&", "&amp;").replace("<", "&lt;")


def form(**fields: Mapping[str, Any]) -> bytes:
    """A form file with these fields; all are required unless they say `"frei": True`."""
    required = [name for name, field in fields.items() if not field.get("frei")]
    shown = {
        name: {"title": name.capitalize(), **{key: value for key, value in field.items() if key != "frei"}}
        for name, field in fields.items()
    }
    return json.dumps(
        {"title": "Formular", "type": "object", "required": required, "properties": shown}
    ).encode()


def user(element: str, title: str, attributes: str = "", **properties: str) -> str:
    """A user task with `camunda:` attributes (as text) and properties."""
    listed = "".join(
        f'<camunda:property name="{name}" value="{value}"/>' for name, value in properties.items()
    )
    inside = f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"
    return f'<userTask id="{element}" name="{title}" {attributes}>{inside if listed else ""}</userTask>'


APPROVAL = process(
    '<startEvent id="beginn" name="Begonnen"/>'
    + user("antrag", "Antrag erfassen", vierAugen="freigabe")
    + user(
        "pruefen",
        "Antrag prüfen",
        'camunda:dueDate="P5D"',
        vierAugen="freigabe",
        zeichnung="schlusszeichnung",
    )
    + '<exclusiveGateway id="gut" name="In Ordnung?" default="f4"/><endEvent id="ende" name="Freigegeben"/>'
    + flows(
        "beginn>antrag", "antrag>pruefen", "pruefen>gut", "gut>antrag", 'gut>ende: pruefen.ergebnis = "ja"'
    ),
    lanes={"sachbearbeitung": "beginn antrag pruefen gut ende"},
)

FORMS = {
    "forms/freigabe/antrag.json": form(betrag={"type": "string", "format": "money"}),
    "forms/freigabe/pruefen.json": form(ergebnis={"type": "string", "enum": ["ja", "nein"]}),
}


def furnish(engine: Engine, files: Mapping[str, bytes] | None = None) -> dict[str, Actor]:
    """Publish the programme and let the people in; returns them by role."""
    files = {"freigabe.bpmn": APPROVAL, **FORMS} if files is None else files
    programme = Programme(Bundle({**YAML, **files}))
    ids = {}
    with engine.store.transaction() as connection:
        for place in ("haus", "nachbar"):
            organisation = Organisation(OrganisationId(place), f"Demo {place.capitalize()}", place)
            directory.put_organisation(connection, organisation)
        for key, name in NAMES.items():
            held = [Assignment(role, OrganisationId("haus")) for role in ROLES[key]]
            ids[key] = directory.put_person(
                connection, login=key, name=name, personnel_id=f"P-{key}", assignments=held
            )
        publishing.publish(connection, programme, by="Test", released_by="", now=engine.clock.now())
    people = engine.queries.directory().persons
    return {key: Actor(people[identifier]) for key, identifier in ids.items()}  # type: ignore[index]


def open_task(engine: Engine, who: Actor, element_title: str) -> str:
    """The id of the open task with this title that `who` can see."""
    now = engine.clock.now()
    for tab in ("mine", "groups"):
        for row in engine.queries.inbox(who.person, tab, now).rows:  # type: ignore[arg-type]
            if row.title == element_title:
                return row.task_id
    raise AssertionError(f"no open task {element_title!r}")
