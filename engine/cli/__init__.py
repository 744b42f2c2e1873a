"""The command line, all commands but `serve` (`web.cli` adds that one and is the entry point).

`--json` prints one JSON value on stdout and nothing else. Exit status: 0 done, 1 findings or refusal,
2 wrong usage. A command's module is loaded when it is asked for: an expression needs no database.
"""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["Commands", "cli"]

MODULES = {
    "arrange": "engine.cli.files",
    "check": "engine.cli.files",
    "decide": "engine.cli.files",
    "feel": "engine.cli.files",
    "publish": "engine.cli.programme",
    "simulate": "engine.cli.programme",
    "migrate": "engine.cli.migration",
    "cases": "engine.cli.running",
    "signal": "engine.cli.running",
    "worker": "engine.cli.running",
    "audit": "engine.cli.audit",
    "trace": "engine.cli.audit",
    "db": "engine.cli.setup",
    "organisation": "engine.cli.people",
    "user": "engine.cli.people",
    "bench": "engine.cli.measure",
}
"""Command → the module in which it stands under its name (with `_` behind it where the name is taken)."""


class Commands(click.Group):
    """A group whose commands are imported one by one, when they are called or listed."""

    modules: dict[str, str]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names in alphabetical order."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.modules:
            return None
        module = import_module(self.modules[cmd_name])
        found = getattr(module, f"{cmd_name}_", None) or getattr(module, cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Laufmappe: approvals and documents of public grants."""


cli.modules = dict(MODULES)
