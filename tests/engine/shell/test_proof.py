"""An export proves itself to a stranger: with Python alone, any change to it is seen."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.commands import Engine
from tests.engine.shell.house import furnish, open_task


@pytest.fixture
def export(engine: Engine, tmp_path: Path) -> Path:
    """The unpacked export of a finished case."""
    people = furnish(engine)
    number = engine.open_case("freigabe", by=people["clerk"]).number
    for who, title, answers in (
        ("clerk", "Antrag erfassen", {"betrag": "1"}),
        ("second", "Antrag prüfen", {"ergebnis": "ja"}),
    ):
        engine.complete(open_task(engine, people[who], title), by=people[who], answers=answers)
    packed = tmp_path / "export.zip"
    packed.write_bytes(engine.queries.package(number, engine.clock.now()))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "export")
    return tmp_path / "export"


def _verify(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


def test_an_untouched_export_verifies(export: Path) -> None:
    """The script in the ZIP needs nothing but Python and says that all is as it was."""
    assert _verify(export)[0] == 0


def test_cutting_off_the_newest_events_is_seen(export: Path) -> None:
    """The case names its last event; a shorter history does not reach it."""
    events = (export / "events.jsonl").read_text(encoding="utf-8").splitlines()
    (export / "events.jsonl").write_text("\n".join(events[:-2]), encoding="utf-8")
    assert "events are missing" in _verify(export)[1]


def test_a_changed_answer_is_seen(export: Path) -> None:
    """Another amount in an old answer no longer fits its hash."""
    text = (export / "events.jsonl").read_text(encoding="utf-8")
    (export / "events.jsonl").write_text(text.replace('\\"1.00\\"', '\\"9.00\\"'), encoding="utf-8")
    assert "content was changed" in _verify(export)[1]


def test_an_invented_withheld_document_is_seen(export: Path) -> None:
    """Who withholds a paper must have had it: the history names its hash; and the last line counts it."""
    invented = {"title": "Erfunden", "sha256": "0" * 64, "by": "Demo", "withheld": "nur für Leitung"}
    (export / "documents.json").write_text(json.dumps([invented]), encoding="utf-8")
    status, said = _verify(export)
    assert (status, "Erfunden: withheld, and no event names it" in said) == (1, True)
    assert "1 documents (1 withheld): NOT AS IT WAS" in said


def test_an_erased_payload_leaves_the_proof_whole(export: Path) -> None:
    """What the law demands to be erased can go; the chain still verifies."""
    lines = [json.loads(line) for line in (export / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[3]["payload"] = None
    (export / "events.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    status, said = _verify(export)
    assert (status, "payload erased" in said) == (0, True)


def test_random_tampering_with_the_history_is_seen(export: Path) -> None:
    """Two hundred random changes of one character in leaves and payloads: every one is noticed."""
    from engine.ledger import verify

    original = (export / "events.jsonl").read_text(encoding="utf-8")
    dice = random.Random(7)
    for _ in range(200):
        lines = [json.loads(line) for line in original.splitlines()]
        line = dice.choice(lines)
        part = dice.choice(["leaf_hash", "payload", "seq", "kind", "at"])
        if part in ("leaf_hash", "payload"):
            place = dice.randrange(len(line[part]))
            line[part] = line[part][:place] + chr(ord(line[part][place]) ^ 1) + line[part][place + 1 :]
        else:
            line["leaf"][part] = "0"
        (export / "events.jsonl").write_text("\n".join(json.dumps(one) for one in lines), encoding="utf-8")
        problems: list[str] = []
        case = json.loads((export / "case.json").read_text(encoding="utf-8"))
        verify.check_events(lines, case, problems)
        assert problems, part
