"""A18: two years later an auditor sees every step with its proof, takes it along, and can change nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.errors import Rejected
from engine.people import Actor
from engine.simulate import Play
from engine.store.event_rows import SYSTEM_ID
from tests.processes.playing import finished, play, whole

AUDITOR = "Demo Prüfung"


def _number(played: Play) -> str:
    rows = played.engine.queries.cases(None, played.clock.now(), text="", limit=10).rows
    return str(rows[0].head.number)


def _auditor(played: Play) -> Actor:
    people = played.engine.queries.directory().persons.values()
    return Actor(next(one for one in people if one.name == AUDITOR))


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    """The export of a finished case that had a deputy on every signature, taken two years later."""
    played = finished("bearbeiter_ausgefallen")
    later = played.clock.now() + timedelta(days=730)
    return zipfile.ZipFile(io.BytesIO(played.engine.queries.package(_number(played), later)))


@pytest.fixture(scope="module")
def trace(package: zipfile.ZipFile) -> dict[str, Any]:
    return dict(json.loads(package.read("trace.json")))


def _of(trace: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in trace["events"] if one["kind"] == kind]


def test_A18_every_step_says_who_for_whom_as_what_when_and_with_which_input(trace: dict[str, Any]) -> None:
    """Person, role, UTC and local time, answers and process version are never missing."""
    steps = _of(trace, "TaskCompleted")
    needed = ("actor", "role", "at", "at_local", "version")
    assert [(one["seq"], key) for one in steps for key in needed if not one[key]] == []
    assert all("answers" in one["payload"] for one in steps)
    acts = [one for one in trace["events"] if one["actor_id"] != SYSTEM_ID]
    assert {one["kind"] for one in acts} > {"TaskCompleted"}
    assert [(one["seq"], one["kind"]) for one in acts if not one["role"]] == []
    utc, local = (datetime.fromisoformat(steps[0][key]) for key in ("at", "at_local"))
    assert utc == local
    assert utc.utcoffset() == timedelta(0) != local.utcoffset()
    deputy = next(one for one in steps if one["element"] == "antrag_zeichnen")
    assert (deputy["actor"], deputy["represented"]) == ("Demo Dezernatsleitung Kreis", "Demo Landrat")
    assert trace["case"]["chain_holds"] is True


def test_A18_every_decision_lies_beside_in_its_version(
    trace: dict[str, Any], package: zipfile.ZipFile
) -> None:
    """Table and rules are told, and the export holds the very DMN file of that version."""
    files = set(package.namelist())
    made = _of(trace, "DecisionMade")
    paths = {f"versions/{one['version']}/decisions/{one['payload']['decision']}.dmn" for one in made}
    assert paths
    assert paths <= files
    assert all(one["payload"]["rules"] is not None for one in made)


def test_A18_every_document_is_there_with_its_hash(trace: dict[str, Any], package: zipfile.ZipFile) -> None:
    """The bytes in the export have the hash that the history names."""
    listed = json.loads(package.read("documents.json"))
    assert {one["sha256"] for one in listed} == {one["sha256"] for one in trace["documents"]} != set()
    for one in listed:
        assert hashlib.sha256(package.read(one["path"])).hexdigest() == one["sha256"]


def test_A18_the_auditor_changes_nothing() -> None:
    """Neither completing nor commenting: the auditor reads."""
    played = play("nachforderung")
    task = whole(played).open_tasks[0]
    with pytest.raises(Rejected):
        played.engine.complete(task.id, by=_auditor(played), answers={})
    with pytest.raises(Rejected):
        played.engine.claim(task.id, by=_auditor(played))
