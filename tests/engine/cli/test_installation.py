"""The commands of an operator: setting up, people, backups; each says in a sentence what is in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from engine.commands import Engine
from engine.config import Config
from tests.engine.cli.test_commands import run
from tests.engine.shell.house import furnish


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, not set up yet."""
    return {"LAUFMAPPE_DATABASE_URL": f"sqlite:///{tmp_path}/haus.db", "LAUFMAPPE_VAR": str(tmp_path)}


def _engine(env: dict[str, str]) -> Engine:
    return Engine(Config.from_environment(env))


def _refused(result: Result, *words: str, status: int = 1) -> None:
    assert (result.exit_code, "Traceback" in result.output) == (status, False), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        "cases --json", "cases", "trace X-1 --json", "user list", "user off x", "worker --once",
        "signal x --by x", "audit export X-1 -o x.zip", "organisation list",
        "user add x --name X --personnel-id 1 --password p",
    ],
)  # fmt: skip
def test_without_tables_every_command_says_so(env: dict[str, str], words: str) -> None:
    """Whoever forgot `db upgrade` reads that, not a traceback."""
    _refused(run(*words.split(), env=env), "laufmappe db upgrade")


def test_a_database_that_nobody_answers_at_is_named(env: dict[str, str]) -> None:
    """A wrong address of PostgreSQL is a sentence."""
    env["LAUFMAPPE_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    _refused(run("cases", env=env), "nicht zu erreichen")


def test_an_installation_is_set_up_from_nothing(env: dict[str, str]) -> None:
    """Tables, an organisation, a person with a role there, another password, other roles: all by command."""
    given = ("--password", "geheim-genug")
    person = ("user", "add", "a", "--name", "A", "--personnel-id", "1", *given)
    assert run("db", "upgrade", env=env).exit_code == 0
    _refused(run(*person, "--role", "leitung@kreis", env=env), "organisation add")
    for words in (
        ("organisation", "add", "kreis", "--name", "Demo Kreis", "--kind", "kreis", "--detail", "ort=X"),
        (*person, "--role", "leitung@kreis"),
        ("user", "password", "a", "--password", "noch-geheimer"),
        ("user", "roles", "a", "--role", "sachbearbeitung@kreis"),
    ):
        result = run(*words, env=env)
        assert result.exit_code == 0, result.output
    assert "sachbearbeitung@kreis" in run("user", "list", env=env).stdout
    _refused(run("user", "roles", "b", env=env), "gibt es nicht")


def test_a_backup_is_whole_and_comes_back(env: dict[str, str], tmp_path: Path) -> None:
    """With what still lies in the write-ahead log; and the state before the restore is kept whole too."""
    engine = _engine(env)
    engine.prepare()
    clerk = furnish(engine)["clerk"]
    engine.open_case("freigabe", by=clerk)
    assert run("db", "backup", tmp_path / "b.db", env=env).exit_code == 0
    engine.open_case("freigabe", by=clerk)
    assert run("db", "restore", tmp_path / "b.db", env=env).exit_code == 0
    numbers = [one["number"] for one in json.loads(run("cases", "--json", env=env).stdout)]
    assert len(numbers) == 1
    engine.open_case("freigabe", by=clerk)  # whoever has it open goes on with the restored state
    assert len(json.loads(run("cases", "--json", env=env).stdout)) == 2
    before = {"LAUFMAPPE_DATABASE_URL": f"sqlite:///{tmp_path}/haus.vorher.db"}
    assert len(json.loads(run("cases", "--json", env=before).stdout)) == 2


def test_a_backup_of_nothing_or_over_something_is_refused(env: dict[str, str], tmp_path: Path) -> None:
    """No empty file that looks like a backup, and no backup that destroys the one before."""
    _refused(run("db", "backup", tmp_path / "b.db", env=env), "gibt es nicht")
    assert not (tmp_path / "haus.db").exists()
    _engine(env).prepare()
    assert run("db", "backup", tmp_path / "b.db", env=env).exit_code == 0
    _refused(run("db", "backup", tmp_path / "b.db", env=env), "gibt es schon")
    _refused(run("db", "backup", tmp_path / "none" / "b.db", env=env))


def test_only_a_whole_database_of_this_program_is_restored(env: dict[str, str], tmp_path: Path) -> None:
    """A text file, an empty file, the database itself: refused, and nothing is touched."""
    _engine(env).prepare()
    database = tmp_path / "haus.db"
    (tmp_path / "text").write_text("keine Datenbank, sondern ein Brief" * 100)
    (tmp_path / "leer").touch()
    for wrong in (tmp_path / "text", tmp_path / "leer", database):
        _refused(run("db", "restore", wrong, env=env))
    assert run("cases", "--json", env=env).exit_code == 0


@pytest.mark.parametrize(
    "given",
    [
        '{"a": {"$date": "nie"}}',
        '{"a": NaN}',
        "[1]",
        '{"a":' * 3000 + "1" + "}" * 3000,
        '{"a": {"$decimal": []}}',
    ],
)
def test_broken_json_is_wrong_usage(given: str) -> None:
    """Status 2 and a sentence."""
    _refused(run("feel", "a", "--context", given), "--context", status=2)


def test_an_audit_of_something_else_is_refused(tmp_path: Path) -> None:
    """A file that is no export is not called unchanged, nor a fault of the program."""
    other = tmp_path / "brief.txt"
    other.write_text("Sehr geehrte Damen und Herren")
    _refused(run("audit", "verify", other), "kein Auszug")
    _refused(run("audit", "verify", tmp_path))
