"""The command line, as other programs see it: one JSON value on stdout, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from engine.cli import cli
from engine.clock import SystemClock
from engine.commands import Engine
from engine.config import Config
from tests.conftest import ROOT
from tests.engine.shell.house import furnish

HERE = Path(__file__).parent
KIM = ROOT / "processes" / "kim"


def run(*words: str | Path, env: dict[str, str] | None = None) -> Result:
    """One command."""
    return CliRunner().invoke(cli, [str(word) for word in words], env=env)


def answered(*words: str | Path, env: dict[str, str] | None = None) -> Any:
    """The one JSON value that a successful command prints."""
    result = run(*words, env=env)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_feel_prints_the_value() -> None:
    """Numbers as JSON numbers, dates as ISO text, null where something is unknown."""
    assert answered("feel", "betrag * 10 / 12", "--context", '{"betrag": 55000}') == pytest.approx(
        45833.33, abs=0.01
    )
    assert answered("feel", 'date("2021-01-31") + duration("P1M")') == "2021-02-28"
    assert answered("feel", "betrag + 1") is None


def test_a_wrong_expression_ends_with_one_and_says_where() -> None:
    """The position stands in the sentence; nothing is printed on stdout."""
    result = run("feel", "1 +")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Spalte 4" in result.stderr


def test_decide_names_the_rule() -> None:
    """Rent is not fundable, by rule 1."""
    given = '{"kostenart": "miete", "baustein": 2, "foerderjahr": 2021}'
    said = answered(
        "decide", KIM / "decisions" / "dmn_foerderfaehigkeit.dmn", "dmn_foerderfaehigkeit", "--input", given
    )
    assert (said["result"]["foerderfaehig"], said["rules"]) == ("nein", [1])


def test_auto_drives_a_diagram_to_its_end() -> None:
    """With x = 7 the parallel way is taken; the timer of two days is waited for."""
    said = answered("simulate", HERE / "drive.bpmn", "--auto", "--data", '{"x": 7}', "--json")
    assert said["status"] == "completed"
    assert said["completed"] == ["s", "a", "b", "w", "e"]
    assert said["steps"][0] == {"did": None, "open": ["a", "b"]}


def test_check_prints_a_list_of_findings(tmp_path: Path) -> None:
    """A broken file: one error with file, element, rule, message and remedy; exit 1."""
    broken = tmp_path / "broken.bpmn"
    text = (HERE / "drive.bpmn").read_text(encoding="utf-8")
    broken.write_text(
        text.replace('userTask id="c"', 'scriptTask id="c"').replace("</bpmn:process>", "</bpmn:process>"),
        encoding="utf-8",
    )
    result = run("check", broken, "--json")
    errors = [one for one in json.loads(result.stdout) if one["severity"] == "error"]
    assert result.exit_code == 1
    assert {"file", "element", "name", "rule", "severity", "message", "remedy"} == set(errors[0])
    assert any(one["element"] == "c" for one in errors)


def test_a_refusal_with_json_is_json_too(tmp_path: Path) -> None:
    """A file that is no XML: one JSON value with the sentence and the findings, exit 1."""
    (tmp_path / "no.bpmn").write_text("<a><b></a>", encoding="utf-8")
    result = run("simulate", tmp_path / "no.bpmn", "--auto", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"][0]["rule"] == "xml.not_well_formed"


def test_wrong_usage_ends_with_two() -> None:
    """A context that is no JSON is wrong usage."""
    assert run("feel", "1", "--context", "{").exit_code == 2


def test_cases_and_trace_tell_what_happened(tmp_path: Path) -> None:
    """A case is listed by its number, and traced event by event with hashes and versions."""
    env = {"LAUFMAPPE_DATABASE_URL": f"sqlite:///{tmp_path / 'c.db'}", "LAUFMAPPE_VAR": str(tmp_path)}
    engine = Engine(Config.from_environment(env), SystemClock())
    engine.prepare()
    people = furnish(engine)
    number = engine.open_case("freigabe", by=people["clerk"]).number
    assert [one["number"] for one in answered("cases", "--json", env=env)] == [number]
    told = answered("trace", number, "--json", env=env)
    assert [event["seq"] for event in told["events"]] == [1, 2, 3]
    assert all(len(event["leaf_hash"]) == 64 for event in told["events"])
    assert run("audit", "export", number, "-o", tmp_path / "e.zip", env=env).exit_code == 0
    assert run("audit", "verify", tmp_path / "e.zip").exit_code == 0


def test_bench_step_prints_its_five_figures(tmp_path: Path) -> None:
    """Rates, ratio, statements and bytes, on the configured database, leaving nothing behind."""
    env = {"LAUFMAPPE_DATABASE_URL": f"sqlite:///{tmp_path / 'b.db'}"}
    said = answered("bench", "step", "--json", env=env)
    assert set(said) == {"raw_commits_per_s", "steps_per_s", "ratio", "statements_per_step", "blob_bytes"}
    assert said["statements_per_step"] <= 8
    assert list(tmp_path.iterdir()) == []


def test_a_command_loads_only_what_it_needs() -> None:
    """An expression is evaluated without a database, a web server or Word."""
    told = (
        "import sys, web.cli, engine.cli.files; print(sorted({'sqlalchemy', 'flask'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_is_found_under_its_name() -> None:
    """What the help lists can be called, and says what it is for."""
    context = click.Context(cli)
    found = [cli.get_command(context, name) for name in cli.list_commands(context)]
    assert all(one is not None and one.help for one in found)
