"""Draws small diagrams and programmes for the tests of the check, one line for each element or way.

    start s
    user pruefen camunda:dueDate="P5D"
    xor g
    sub t | <startEvent id="inner"/>
    s > pruefen > g
    g > e [pruefen.ergebnis = "ja"]
    g > f *

`[...]` is a condition, `*` the default way; what follows `|` is XML inside the element.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from xml.sax.saxutils import escape

from engine import check
from engine.check import Bundle
from engine.errors import Finding

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
KINDS = {
    "start": "startEvent", "end": "endEvent", "user": "userTask", "service": "serviceTask",
    "rule": "businessRuleTask", "send": "sendTask", "receive": "receiveTask", "call": "callActivity",
    "sub": "subProcess", "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
    "race": "eventBasedGateway", "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent", "manual": "manualTask", "script": "scriptTask",
}  # fmt: skip
DECLARED = (
    "".join(
        f'<{kind} id="{kind}_{name}" name="{name}"/>'
        for kind, names in (("message", ("post", "antwort")), ("signal", ("los",)))
        for name in names
    )
    + '<error id="error_E1" errorCode="E1"/><escalation id="escalation_X1" escalationCode="X1"/>'
)
ROLES = """
beteiligte: {kreis: Kreis, bezreg: Bezirksregierung}
rollen:
  sb: {name: Sachbearbeitung, beteiligter: kreis}
  pruefer: {name: Prüfung, beteiligter: bezreg}
"""
PROGRAMME = """
programm: {id: probe, name: Probe}
aktenzeichen: {muster: "P-{laufende_nummer}"}
eroeffnende_prozesse: [{prozess: p, rolle: sb}]
"""
MESSAGES = """
nachrichten:
  post: {titel: Post, von: [kreis], an: bezreg, nutzlast: {betrag: {wert: pruefen.betrag, art: betrag}}}
  antwort: {titel: Antwort, von: [bezreg], an: kreis, nutzlast: {zugesagt: {wert: "true", art: ja_nein}}}
signale: {los: Los}
"""


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def event(kind: str, name: str = "") -> str:
    """The definition of a message, signal, error or escalation event that `DECLARED` knows."""
    reference = f' {kind}Ref="{kind}_{name}"' if name else ""
    return f"<{kind}EventDefinition{reference}/>"


def settings(**properties: str) -> str:
    inside = "".join(f'<camunda:property name="{k}" value="{v}"/>' for k, v in properties.items())
    return f"<extensionElements><camunda:properties>{inside}</camunda:properties></extensionElements>"


def inputs(**parameters: str) -> str:
    inside = "".join(
        f'<camunda:inputParameter name="{k}">{escape(v)}</camunda:inputParameter>'
        for k, v in parameters.items()
    )
    return f"<extensionElements><camunda:inputOutput>{inside}</camunda:inputOutput></extensionElements>"


def body(text: str, prefix: str = "f") -> str:
    """The elements and flows of a process or subprocess, on one line."""
    elements: list[tuple[str, str, str, str]] = []
    flows: list[tuple[str, str, str]] = []
    for line in (line.strip() for line in text.strip().splitlines()):
        head, _, inside = line.partition("|")
        words = head.split(maxsplit=2)
        if words and words[0] in KINDS:
            elements.append((KINDS[words[0]], words[1], words[2] if len(words) > 2 else "", inside.strip()))
        elif line:
            way, mark = re.fullmatch(r"([^\[*]*?)\s*(\[.*\]|\*)?", line).groups()
            nodes = [node.strip() for node in way.split(">")]
            flows.extend((a, b, mark or "") for a, b in pairwise(nodes))
    return "".join(_elements(elements, flows, prefix)) + "".join(_flows(flows, prefix))


def _elements(elements, flows, prefix):
    defaults = {a: f"{prefix}{n}" for n, (a, _, mark) in enumerate(flows) if mark == "*"}
    for kind, id, more, inside in elements:
        default = f' default="{defaults[id]}"' if id in defaults else ""
        name = "" if "name=" in more else f' name="{id.capitalize()}"'
        yield f'<{kind} id="{id}"{name}{default} {more}>{inside}</{kind}>'


def _flows(flows, prefix):
    for number, (source, target, mark) in enumerate(flows):
        condition = f"<conditionExpression>{escape(mark[1:-1])}</conditionExpression>" if "[" in mark else ""
        yield (
            f'<sequenceFlow id="{prefix}{number}" name="weiter {number}" sourceRef="{source}" '
            f'targetRef="{target}">{condition}</sequenceFlow>'
        )


def diagram(text: str, *, id: str = "p", pool: str = "kreis", lane: str = "sb") -> bytes:
    """A .bpmn file with one process in one pool and one lane."""
    drawn = body(text, f"{id}_f")
    top = re.sub(r"<subProcess .*?</subProcess>", lambda found: found[0].split(">")[0] + ">", drawn)
    ids = re.findall(rf'<(?:{"|".join(KINDS.values())}) id="([^"]+)"', top)
    refs = "".join(f"<flowNodeRef>{ref}</flowNodeRef>" for ref in ids)
    lanes = f'<laneSet id="{id}_lanes"><lane id="{lane}" name="{lane}">{refs}</lane></laneSet>'
    party = f'<participant id="{pool}" name="{pool}" processRef="{id}"/>'
    return (
        f'{HEAD}<collaboration id="{id}_c">{party}</collaboration>{DECLARED}'
        f'<process id="{id}" name="Prozess {id}" isExecutable="true">{lanes}{drawn}</process></definitions>'
    ).encode()


def form(**fields: str) -> bytes:
    """A form; a field is `string`, `money`, `date`, or `rows: a b` for a table with these columns."""
    return json.dumps({"title": "Formular", "type": "object", "properties": _fields(fields)}).encode()


def _fields(fields):
    shapes = {"string": {"type": "string"}, "boolean": {"type": "boolean"}}
    for format in ("money", "date"):
        shapes[format] = {"type": "string", "format": format}
    found = {}
    for name, kind in fields.items():
        if kind.startswith("rows:"):
            columns = _fields(dict.fromkeys(kind[5:].split(), "string"))
            found[name] = {"title": name, "type": "array", "items": {"type": "object", "properties": columns}}
        else:
            found[name] = {"title": name, **shapes[kind]}
    return found


def programme(text: str, files: dict[str, bytes | str] | None = None) -> Bundle:
    """A whole programme around the process `p`."""
    found: dict[str, bytes | str] = {
        "programme.yaml": PROGRAMME, "roles.yaml": ROLES, "messages.yaml": MESSAGES,
        "p.bpmn": diagram(text), **(files or {}),
    }  # fmt: skip
    return Bundle({k: v.encode() if isinstance(v, str) else v for k, v in found.items()})


def alone(text: str) -> list[Finding]:
    """The findings of a single diagram."""
    return check.bundle(Bundle({"p.bpmn": diagram(text)}, complete=False))


def told(findings: list[Finding], *areas: str) -> list[tuple[str, str]]:
    """Rule and element of the findings, of some areas only if given."""
    return [
        (finding.rule, finding.element) for finding in findings if not areas or finding.rule.startswith(areas)
    ]
