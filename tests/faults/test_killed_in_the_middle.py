"""Killed at random moments: what was acknowledged is there, what is there is whole, and work goes on."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from engine.commands import Engine
from engine.schema import event
from tests.conftest import ROOT
from tests.engine.shell.house import FORMS, flows, furnish, process, user
from tests.faults.invariants import broken

PROCESS = process(
    '<startEvent id="beginn" name="Begonnen"/>'
    + user("antrag", "Antrag erfassen")
    + '<parallelGateway id="teilen" name=""/><parallelGateway id="sammeln" name=""/>'
    + user("pruefen", "Antrag prüfen")
    + '<intermediateCatchEvent id="warten" name="Warten"><timerEventDefinition>'
    "<timeDuration>PT0.05S</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    '<exclusiveGateway id="gut" name="In Ordnung?" default="f7"/><endEvent id="ende" name="Freigegeben"/>'
    + flows(
        "beginn>antrag", "antrag>teilen", "teilen>pruefen", "teilen>warten", "pruefen>sammeln",
        "warten>sammeln", "gut>antrag", 'gut>ende: pruefen.ergebnis = "ja"', "sammeln>gut",
    ),
    lanes={"sachbearbeitung": "beginn antrag teilen sammeln pruefen warten gut ende"},
)  # fmt: skip


def _toil(url: str, until: int, seed: int, folder: Path) -> list[str]:
    """Let two children at a time work and be killed until `until` requests were answered; which ones."""
    chance, answered, number = Random(seed), [], 0
    while len(answered) < until:
        children = []
        for _ in range(2):
            number += 1
            said = folder / f"said-{number}"
            with said.open("wb") as out:
                command = [sys.executable, "-m", "tests.faults.toiler", url, str(seed + number)]
                children.append((subprocess.Popen(command, cwd=ROOT, stdout=out), said))
        _wait_for_work([said for _, said in children])
        time.sleep(chance.uniform(0.05, 1.5))
        for child, said in children:
            child.kill()
            child.wait()
            answered += [line for line in said.read_text().splitlines() if len(line) > 10]
    return answered


def _wait_for_work(files: list[Path]) -> None:
    end = time.monotonic() + 60
    while not all(one.stat().st_size for one in files):
        assert time.monotonic() < end, "the children do nothing"
        time.sleep(0.02)


def _survives(engine: Engine, tmp_path: Path, completions: int) -> None:
    furnish(engine, {"freigabe.bpmn": PROCESS, **FORMS})
    seed = secrets.randbelow(10**6)
    sys.stdout.write(f"seed {seed}\n")
    url = engine.config.database_url
    answered = _toil(url, completions, seed, tmp_path)
    assert broken(engine) == []
    with engine.store.transaction() as connection:
        kept = set(connection.scalars(sa.select(event.c.request_id).where(event.c.request_id.is_not(None))))
    assert [one for one in answered if one not in kept] == []


def test_a_killed_worker_loses_tears_and_doubles_nothing(engine: Engine, tmp_path: Path) -> None:
    """Two processes work on one database and are killed in the middle, again and again."""
    _survives(engine, tmp_path, 30)


@pytest.mark.soak
def test_a_thousand_requests_and_many_killed_workers(engine: Engine, tmp_path: Path) -> None:
    """The same, longer."""
    _survives(engine, tmp_path, 1000)
