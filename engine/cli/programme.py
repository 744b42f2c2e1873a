"""Commands for owners of a programme: simulate, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine import simulate
from engine.cli import printing
from engine.cli.files import PATH, json_object
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config


@click.command("simulate")
@click.argument("path", type=PATH)
@click.option("--scenario", help="Name of a scenario of the programme.")
@click.option("--auto", is_flag=True, help="Drive a single diagram by itself, without forms and roles.")
@click.option("--seed", type=int, help="With --auto: which open task comes next (default: the oldest).")
@click.option("--data", default="{}", help="With --auto: the data tree at the start, as JSON.")
@click.option("--steps", default=1000, show_default=True, help="With --auto: stop after so many steps.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the documents of a scenario.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON value.")
@refusals
def simulate_(
    path: Path,
    scenario: str | None,
    auto: bool,
    seed: int | None,
    data: str,
    steps: int,
    out: Path | None,
    json_wanted: bool,
) -> None:
    """Run a process in memory with a clock of its own."""
    if auto:
        found = simulate.auto(path, seed=seed, data=json_object(data, "--data"), steps=steps)
        printing.as_json(found) if json_wanted else click.echo(_told_auto(found))
        raise SystemExit(0 if found["status"] != "incident" else 1)
    runs = simulate.scenarios(path, scenario, out=out, progress=None if json_wanted else click.echo)
    results = list(runs)
    if json_wanted:
        printing.as_json(results[0] if scenario else results)
    if not results or any(not one["passed"] for one in results):
        raise SystemExit(1)


@click.command()
@click.argument("path", type=PATH)
@click.option("--by", required=True, help="Who publishes.")
@click.option("--released-by", required=True, help="The second person, who has read it too.")
@refusals
def publish(path: Path, by: str, released_by: str) -> None:
    """Make a programme the current one for new runs; running ones stay on their version."""
    if by.strip().casefold() == released_by.strip().casefold():
        raise click.UsageError("Veröffentlichen braucht zwei verschiedene Personen.")
    engine = Engine(Config.from_environment())
    engine.prepare()
    changed = engine.publish(path, by=by, released_by=released_by)
    for process in changed:
        click.echo(f"neue Fassung: {process}")
    if not changed:
        click.echo("Nichts hat sich geändert.")


def _told_auto(found: dict[str, Any]) -> str:
    lines = [f"{step['did']:40} offen: {', '.join(step['open']) or '–'}" for step in found["steps"]]
    return "\n".join([*lines, found["status"]])
