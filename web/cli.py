"""The entry point `laufmappe`: the engine's commands, and `serve`. Not what they do."""

from __future__ import annotations

from engine.cli import cli

cli.modules["serve"] = "web.serve"


def main() -> None:
    """Run the command line."""
    cli()
