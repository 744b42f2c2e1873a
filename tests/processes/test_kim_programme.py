"""The KIM programme as a whole: it passes the check, and its scenarios end as their owner says."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import yaml

from engine import bpmn, check
from engine.bpmn.model import Element

ROOT = Path(__file__).parents[2]
KIM = ROOT / "processes" / "kim"
LANES = {
    "ki_sachbearbeitung", "ki_leitung", "kreis_kaemmerei", "kreis_leitung", "kreis_rpa", "kreis_kasse",
    "fb_soziales_sachbearbeitung", "fb_soziales_leitung", "stadt_personal", "stadt_kaemmerei", "beigeordnete",
    "buergermeister", "stadt_rpa", "personalrat", "gleichstellung", "sbv", "ausschuss_gf",
    "bra_sachbearbeitung",
    "bra_zweitzeichnung", "bra_abteilungsleitung", "bra_haushalt", "bra_kasse",
    "traeger_geschaeftsfuehrung", "traeger_fachkraft",
    "prozessverantwortung", "pruefung_lesend", "administration",
}  # fmt: skip


def tasks() -> list[Element]:
    """Every user task of the programme."""
    diagrams = [bpmn.read(path.read_bytes(), path.name) for path in KIM.glob("*.bpmn")]
    processes = [process for diagram in diagrams for process in diagram.processes.values()]
    return [one for process in processes for one in process.elements.values() if one.kind == "userTask"]


def settings(name: str) -> Any:
    return yaml.safe_load((KIM / name).read_text())


def test_the_programme_has_neither_errors_nor_warnings() -> None:
    """All files of the programme pass the check, without a warning."""
    found = check.bundle(check.Bundle.load(KIM, ROOT / "templates" / "kim"))
    assert [one.as_json() for one in found] == []


def test_the_roles_are_those_of_the_specification() -> None:
    """roles.yaml knows exactly the roles of the specification (2.0, and the head of department of 3.5)."""
    assert set(settings("roles.yaml")["rollen"]) == LANES


def test_every_task_says_where_it_comes_from_and_what_the_law_wants() -> None:
    """Every task names specification, RAG and data class, and has a help text and a due date.

    A task that stands ready in case of need (priority 0) has no date.
    """
    bare = [
        one.id
        for one in tasks()
        if not {"spezifikation", "rag", "datenklasse"} <= one.properties.keys()
        or not one.documentation
        or not (one.attributes.get("dueDate") or one.attributes.get("priority") == "0")
    ]
    assert bare == []


def test_every_value_of_a_parameter_names_its_source() -> None:
    """Every value names its source, every parameter its status."""
    parameters = settings("parameters.yaml")["parameter"]
    assert [key for key, one in parameters.items() if not one.get("status")] == []
    assert [
        key for key, one in parameters.items() if any(not value.get("quelle") for value in one["werte"])
    ] == []


def test_every_role_of_a_four_eyes_group_has_enough_people() -> None:
    """The demo has enough different people for every four-eyes group."""
    people = settings("demo.yaml")["personen"]
    groups: dict[tuple[str, str], dict[str, set[str]]] = {}
    for one in tasks():
        name, _, side = one.properties.get("vierAugen", "").partition(":")
        if name and not one.attributes.get("candidateGroups"):  # a role decided at run time is not the lane's
            holders = {person["personal_nr"] for person in people if one.lane in person["rollen"]}
            groups.setdefault((one.process, name), {})[side or one.id] = holders
    for group, sides in groups.items():
        assert any(len(set(chosen)) == len(sides) for chosen in product(*sides.values())), group


def test_demo_people_are_called_after_their_role() -> None:
    """No invented persons: everybody is called "Demo ..."."""
    demo = settings("demo.yaml")
    assert [one["name"] for one in demo["personen"] if not one["name"].startswith("Demo ")] == []
