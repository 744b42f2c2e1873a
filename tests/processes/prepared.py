"""A grant that stands ready: processes that send what the Fördervorgang sends, and stories played on them.

Not the Fördervorgang itself: whether that sends the same is seen in its own scenarios.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.check import Bundle
from engine.library import Programme
from engine.people import Actor
from engine.queries.whole import Told, Whole
from engine.simulate import Play, in_memory, read
from engine.tree import parse_path
from tests.conftest import ROOT
from tests.engine.shell.house import flows, form, process, user

STORIES = Path(__file__).parent / "stories"
TEXT: Mapping[str, Any] = {"type": "string"}
DAY: Mapping[str, Any] = {"type": "string", "format": "date"}
MONEY: Mapping[str, Any] = {"type": "string", "format": "money"}
NUMBER: Mapping[str, Any] = {"type": "string", "format": "decimal"}
NOTICE: Mapping[str, Any] = {"az_bra": TEXT, "bescheid_vom": DAY, "rechtsform": TEXT}

_POSITIONS = {
    "title": "Stellen",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            name: {"title": name, **kind}
            for name, kind in {
                "stelle_id": TEXT, "einsatzort": TEXT, "anstellungstraeger": TEXT, "vzae": NUMBER,
                "hoechstbetrag_jahr": MONEY, "monate": NUMBER, "betrag": MONEY,
            }.items()
        },
    },
}  # fmt: skip


def _sends(element: str, message: str) -> str:
    sending = f'<messageEventDefinition messageRef="m_{message}"/>'
    return f'<endEvent id="{element}" name="Gesendet">{sending}</endEvent>'


def _declared(drawn: bytes, *messages: str) -> bytes:
    heads = "".join(f'<message id="m_{one}" name="{one}"/>' for one in messages)
    return drawn.replace(b"<collaboration", f"{heads}<collaboration".encode())


def _files() -> dict[str, bytes]:
    granted = process(
        '<startEvent id="vorgang_eroeffnet" name="Eröffnet"/>'
        + user("foerdervorgang_anlegen", "Anlegen")
        + '<callActivity id="bescheid" name="Bescheid" calledElement="vorbereiteter_bescheid"/>'
        + user("aenderung_melden", "Änderung melden")
        + _sends("gemeldet", "msg_aenderung_angestossen")
        + flows(
            "vorgang_eroeffnet>foerdervorgang_anlegen",
            "foerdervorgang_anlegen>bescheid",
            "bescheid>aenderung_melden",
            "aenderung_melden>gemeldet",
        ),
        lanes={
            "ki_sachbearbeitung": "vorgang_eroeffnet foerdervorgang_anlegen bescheid "
            "aenderung_melden gemeldet"
        },
        name="vorbereiteter_vorgang",
        pool="kreis",
    )
    notice = process(
        '<startEvent id="beginn" name="Da"/>'
        + user("bescheid_auswerten", "Auswerten")
        + '<endEvent id="ende" name="Fertig"/>'
        + flows("beginn>bescheid_auswerten", "bescheid_auswerten>ende"),
        lanes={"ki_sachbearbeitung": "beginn bescheid_auswerten ende"},
        name="vorbereiteter_bescheid",
        pool="kreis",
    )
    proof = process(
        '<startEvent id="vn_eingegangen" name="Nachweis da"/>'
        + user("pruefungsvermerk_fertigen", "Vermerk")
        + _sends("weitergegeben", "msg_erstattung_nach_nachweis")
        + flows("vn_eingegangen>pruefungsvermerk_fertigen", "pruefungsvermerk_fertigen>weitergegeben"),
        lanes={"bra_sachbearbeitung": "vn_eingegangen pruefungsvermerk_fertigen weitergegeben"},
        name="vorbereiteter_nachweis",
        pool="bezreg",
    )
    return {
        "vorbereiteter_vorgang.bpmn": _declared(granted, "msg_aenderung_angestossen"),
        "vorbereiteter_bescheid.bpmn": notice,
        "vorbereiteter_nachweis.bpmn": _declared(proof, "msg_erstattung_nach_nachweis"),
        "forms/vorbereiteter_vorgang/vorgang_eroeffnet.json": form(foerderjahr={"type": "integer"}),
        "forms/vorbereiteter_vorgang/foerdervorgang_anlegen.json": form(bezeichnung=TEXT),
        "forms/vorbereiteter_vorgang/aenderung_melden.json": form(art=TEXT, ab=DAY, beschreibung=TEXT),
        "forms/vorbereiteter_bescheid/bescheid_auswerten.json": form(
            **NOTICE, betrag=MONEY, durchfuehrung_bis=DAY, stellen=_POSITIONS
        ),
        "forms/vorbereiteter_nachweis/vn_eingegangen.json": form(
            **NOTICE, bezeichnung=TEXT, foerderjahr={"type": "integer"}
        ),
        "forms/vorbereiteter_nachweis/pruefungsvermerk_fertigen.json": form(
            umfang=TEXT, rueckforderung=MONEY
        ),
    }


_OPENINGS = b"""
  - {prozess: vorbereiteter_vorgang, rolle: ki_sachbearbeitung, beteiligte: {kreis: eigene}}
  - {prozess: vorbereiteter_nachweis, rolle: bra_sachbearbeitung, beteiligte: {bezreg: eigene}}
"""


def programme(**parameters: Any) -> Programme:
    """The programme with the prepared processes; `parameters` replace the value that applies today."""
    files = dict(Bundle.load(ROOT / "processes/kim", ROOT / "templates/kim").files)
    sheet = files["programme.yaml"]
    files["programme.yaml"] = sheet.replace(b"eroeffnende_prozesse:", b"eroeffnende_prozesse:" + _OPENINGS)
    for key, value in parameters.items():
        files["parameters.yaml"] = _changed(files["parameters.yaml"], key, value)
    return Programme(Bundle({**files, **_files()}))


def _changed(parameters: bytes, key: str, value: Any) -> bytes:
    head, found, rest = parameters.decode().partition(f"  {key}:\n")
    assert found, f"no parameter {key}"
    before, wert, after = rest.partition("wert: ")
    return f"{head}{found}{before}{wert}{json.dumps(value)}{after[after.index(',') :]}".encode()


def story(
    name: str,
    *,
    until: str = "",
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Play:
    """Play a story of `stories/`, whole (then it must end as told) or up to the task `until`.

    `answers` (task → answers) lie over what the story tells, `parameters` over those of the programme.
    """
    told = read((STORIES / f"{name}.yaml").read_bytes(), name)
    changed = answers or {}
    acts = tuple(replace(one, answers={**one.answers, **changed.get(one.what, {})}) for one in told.acts)
    told = replace(told, acts=acts)
    play = Play(*in_memory(programme(**parameters or {}), told), told)
    result = play.to_the_end(before=until)
    assert not play.problems, play.problems
    assert until or result["passed"], result.get("problems")
    return play


def do(play: Play, element: str, by: str, **answers: Any) -> None:
    """Complete the task at `element` with its proposals and these answers; what refuses it, is raised."""
    engine, now = play.engine, play.clock.now()
    person = next(one for one in engine.queries.directory().persons.values() if one.name == by)
    task = next(one for one in whole(play).open_tasks if one.element == element)
    proposal = engine.queries.task(task.id, person, now).proposal
    engine.complete(task.id, by=Actor(person), answers={**proposal, **answers})
    play.worker.work_off()


def whole(play: Play) -> Whole:
    """Everything that has happened."""
    return play.engine.queries.whole()


def value(play: Play, process: str, path: str) -> Any:
    """A value in the data of a run of `process`, None where there is none."""
    found = [tree.at(parse_path(path)) for name, tree in whole(play).trees if name == process]
    return next((one for one in found if one is not None), None)


def told(play: Play, kind: str, element: str) -> list[Told]:
    """The events of a kind at an element."""
    return [one for one in whole(play).events if one.kind == kind and one.element == element]


def open_elements(play: Play) -> set[str]:
    """The tasks that wait."""
    return {one.element for one in whole(play).open_tasks}


def day(text: str) -> datetime:
    """Nine in the morning in Berlin, near enough."""
    return datetime.fromisoformat(f"{text}T08:00:00").replace(tzinfo=UTC)
