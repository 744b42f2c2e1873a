"""The command of a process owner: what would happen, then the deed; the exit status tells of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.commands import Engine
from engine.config import Config
from tests.engine.cli.test_commands import answered, run
from tests.engine.shell.migrating import checked, publish, scene

OWNER = ("--by", "Demo prozessverantwortung haus")
WHY = ("--reason", "Neue Dienstanweisung")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation with one case at its second task."""
    known = {"LAUFMAPPE_DATABASE_URL": f"sqlite:///{tmp_path}/haus.db", "LAUFMAPPE_VAR": str(tmp_path)}
    engine = Engine(Config.from_environment(known))
    engine.prepare()
    scene(engine)
    engine.database.dispose()
    return known


def _published(env: dict[str, str], drawn: bytes) -> None:
    engine = Engine(Config.from_environment(env))
    publish(engine, drawn)
    engine.database.dispose()


def test_a_dry_run_tells_and_the_deed_does(env: dict[str, str]) -> None:
    """The same case: would move, has moved, nothing left to move; the trace shows the event."""
    _published(env, checked())
    (seen,) = answered("migrate", "freigabe", *OWNER, "--dry-run", "--json", env=env)
    assert (seen["moves"], seen["moved"], seen["runs"][0]["verdict"]) == (True, False, "clean")
    (done,) = answered("migrate", "freigabe", *OWNER, *WHY, "--case", seen["number"], "--json", env=env)
    assert done["moved"]
    assert "RunMigrated" in run("trace", seen["number"], env=env).stdout
    assert "aktuellen Fassung" in run("migrate", "freigabe", *OWNER, *WHY, env=env).stdout


def test_what_cannot_move_ends_with_one_and_says_why(env: dict[str, str]) -> None:
    """In the dry run and in the deed; the case stays."""
    _published(env, checked("antrag>buchen buchen>ende"))
    for words in (["--dry-run"], WHY):
        result = run("migrate", "freigabe", *OWNER, *words, env=env)
        assert result.exit_code == 1
        assert "kann nicht umgestellt werden" in result.stdout
        assert "„Antrag prüfen“" in result.stdout
    assert "RunMigrated" not in run("trace", "H-2021-001", env=env).stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("freigabe", *OWNER), 2, "--reason"),
        (("freigabe", "--by", "niemand", *WHY), 2, "niemand"),
        (("freigabe", "--by", "clerk", *WHY), 1, "Prozessverantwortung"),
        (("nirgends", *OWNER, *WHY), 1, "nirgends"),
        (("freigabe", *OWNER, *WHY, "--case", "X-1"), 1, "X-1"),
    ],
)
def test_a_refusal_is_a_sentence(env: dict[str, str], words: tuple[str, ...], status: int, said: str) -> None:
    """Wrong usage is two, a refusal one, never a traceback."""
    _published(env, checked())
    result = run("migrate", *words, env=env)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
