"""Everything that must hold, in one command: format, lint, types, layers, tests. Stops at nothing.

Runs each in turn, prints what each said, and ends with 1 if any of them failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent

COMMANDS: tuple[tuple[str, list[str]], ...] = (
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("types", [str(BIN / "mypy"), "--no-error-summary"]),
    ("layers", [str(BIN / "lint-imports"), "--no-cache"]),
    ("tests", [str(BIN / "pytest"), "-q", "-m", "not soak", "-n", "2", "--dist", "loadgroup", *sys.argv[1:]]),
)


def main() -> int:
    """Run all commands; returns the exit status."""
    _say_what_is_missing()
    failed = []
    for name, command in COMMANDS:
        begin = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(
            f"== {name}: {'ok' if status == 0 else 'FAILED'} ({time.monotonic() - begin:.0f} s)", flush=True
        )
        if status:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all is well")
    return 1 if failed else 0


def _say_what_is_missing() -> None:
    """Without a browser or LibreOffice some tests cannot run; under CI that is a failure."""
    for program, what in (("chromium", "browser tests"), ("soffice", "PDF and LibreOffice tests")):
        if shutil.which(program) is None:
            print(f"== NOT RUN: {what}, because {program} is not installed", flush=True)
            if os.environ.get("CI") == "true":
                raise SystemExit(f"{program} is missing, and under CI nothing may be skipped")
    if not (ROOT / "tests/e2e/provider/node_modules/oidc-provider").is_dir():
        print("== NOT RUN: sign-in at an OpenID provider (npm ci --prefix tests/e2e/provider)", flush=True)
        if os.environ.get("CI") == "true":
            raise SystemExit("the OpenID provider is missing, and under CI nothing may be skipped")


if __name__ == "__main__":
    raise SystemExit(main())
