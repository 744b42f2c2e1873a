"""The command line, all commands but `serve` (`web.cli` adds that one and is the entry point).

`--json` prints one JSON value on stdout and nothing else. Exit status: 0 done, 1 findings or refusal,
2 wrong usage.
"""

from __future__ import annotations

import click

from engine.cli import audit, people, programme, running, setup
from engine.cli import measure as measuring

__all__ = ["cli"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Laufmappe: approvals and documents of public grants."""


for command in (
    *programme.COMMANDS,
    *running.COMMANDS,
    *audit.COMMANDS,
    *setup.COMMANDS,
    *people.COMMANDS,
    *measuring.COMMANDS,
):
    cli.add_command(command)
