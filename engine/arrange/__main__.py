"""`python -m engine.arrange FILE.bpmn ...`: arrange files in place. Not the command of the program."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.arrange import arrange
from engine.errors import BrokenProcess


def main(names: list[str]) -> int:
    """Exit status 0 when every file was arranged, 1 when one could not be read, 2 without files."""
    broken = 0
    for path in map(Path, names):
        try:
            path.write_bytes(arrange(path.read_bytes(), path.name))
        except BrokenProcess as error:
            broken = 1
            sys.stderr.writelines(f"{finding.as_json()['message']}\n" for finding in error.findings)
    return broken if names else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
