"""What the house rules say about the code, held by machine: one writer, one clock, no eval, small files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("engine", "web")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
]


def _found(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    places = []
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(but):
            places += [
                f"{name}: {line}"
                for line in path.read_text(encoding="utf-8").splitlines()
                if re.search(pattern, line)
            ]
    return places


def test_only_the_store_writes() -> None:
    """INSERT, UPDATE and DELETE stand in the store and the jobs table alone; all else only reads."""
    writing = r"sa\.(insert|update|delete)\(|\.commit\(|\bput\(connection"
    assert (
        _found(
            writing, but=("engine/store/", "engine/jobs.py", "engine/cli/measure.py", "engine/database.py")
        )
        == []
    )


def test_only_the_clock_asks_the_time() -> None:
    """Every other function is told what time it is."""
    asking = r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\("
    assert _found(asking, but=("engine/clock.py",)) == []


def test_nothing_is_ever_evaluated_as_python() -> None:
    """No eval, no exec: what owners write is FEEL."""
    assert _found(r"(?<![\w.])(eval|exec)\(") == []


def test_the_project_speaks_only_of_itself() -> None:
    """No machine's path and no package registry's host in a committed text."""
    texts = [
        ROOT / name
        for name in ("README.md", "pyproject.toml", "Makefile", "requirements.lock", "requirements-test.lock")
    ]
    texts += [*ROOT.glob("docs/**/*.md"), *ROOT.glob("web/frontend/package*.json"), *SOURCES]
    hosts = re.compile(rf"pypi\.org|pythonhosted|registry\.npmjs|/home/\w+/|{re.escape(str(ROOT))}/")
    assert [
        path.name for path in texts if path.exists() and hosts.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is(path: Path) -> None:
    """Each module opens with a docstring, and stays readable in one sitting."""
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or path.name == "__init__.py" or text.lstrip().startswith('"""')
    assert text.count("\n") <= 400
