"""The command for owners whose cases shall go on in the new version: what would happen, then the deed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from engine.cli import printing
from engine.cli.opening import installed
from engine.cli.printing import refusals
from engine.cli.running import person
from engine.commands import Engine
from engine.errors import EngineError, NotFound, Reason
from engine.people import Actor
from engine.queries.migration import MigrationRow


@click.command()
@click.argument("process")
@click.option("--case", "numbers", multiple=True, help="Only this case (number); may be given several times.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--accept", is_flag=True, help="Move those that need a decision too: it has been decided.")
@click.option("--by", "login", required=True, help="Login of the process owner.")
@click.option("--reason", default="", help="Why; it stands in the history of every case.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON list.")
@refusals
def migrate(
    process: str,
    numbers: tuple[str, ...],
    dry_run: bool,
    accept: bool,
    login: str,
    reason: str,
    json_wanted: bool,
) -> None:
    """Move running cases of PROCESS (or of a whole programme) to the current version, each as an event."""
    if not dry_run and not reason.strip():
        raise click.UsageError("Ohne --dry-run ist ein Grund nötig: --reason TEXT")
    engine = installed()
    by = Actor(person(engine, login))
    found = []
    for runs in _chosen(engine.migration(process, by=by), numbers):
        found.append(_told(runs, accept=accept))
        if not dry_run and found[-1]["moves"]:
            _move(engine, found[-1], by=by, reason=reason, accept=accept)
    printing.as_json(found) if json_wanted else _say(found, dry_run=dry_run)
    if not all(one["moves"] for one in found):
        raise SystemExit(1)


def _chosen(rows: tuple[MigrationRow, ...], numbers: tuple[str, ...]) -> list[list[MigrationRow]]:
    """The runs by case. Raises NotFound for a number that is not among them."""
    cases = [list(runs) for _, runs in groupby(rows, key=lambda row: row.case)]
    missing = set(numbers) - {runs[0].number for runs in cases}
    if missing:
        raise NotFound("migration_not_waiting", number=", ".join(sorted(missing)))
    return [runs for runs in cases if not numbers or runs[0].number in numbers]


def _told(runs: list[MigrationRow], *, accept: bool) -> dict[str, Any]:
    """A case with its runs; `moves`: whether it goes over as things stand."""
    easy = {"clean", "decision"} if accept else {"clean"}
    return {
        "case": runs[0].case,
        "number": runs[0].number,
        "title": runs[0].title,
        "moves": all(one.ease in easy for one in runs),
        "moved": False,
        "runs": [
            {
                "run": one.run,
                "process": one.process,
                "name": one.process_name,
                "from_version": one.from_version,
                "to_version": one.to_version,
                "verdict": one.ease,
                "reasons": [each.sentence(printing.language()) for each in one.reasons],
            }
            for one in runs
        ],
    }


def _move(engine: Engine, told: dict[str, Any], *, by: Actor, reason: str, accept: bool) -> None:
    """What changed since the look a moment ago is a reason, not the end of the list."""
    try:
        engine.migrate(told["case"], by=by, reason=reason, accept=accept)
        told["moved"] = True
    except EngineError as refused:
        told["moves"] = False
        told["refused"] = refused.reason.sentence(printing.language())


def _say(found: list[dict[str, Any]], *, dry_run: bool) -> None:
    for one in found:
        click.echo(f"{one['number']}  {one['title']}")
        for run in one["runs"]:
            ease = Reason(f"migration_ease_{run['verdict']}").sentence(printing.language())
            click.echo(f"  {run['name']}: {ease}  ({run['from_version'][:12]} → {run['to_version'][:12]})")
            for reason in run["reasons"]:
                click.echo(f"    – {reason}")
        if one.get("refused"):
            click.echo(f"  {one['refused']}")
    ready, moved = sum(one["moves"] for one in found), sum(one["moved"] for one in found)
    if not found:
        click.echo("Alle laufenden Vorgänge arbeiten nach der aktuellen Fassung.")
    elif dry_run:
        click.echo(f"{ready} von {len(found)} Vorgängen würden umgestellt; geändert ist nichts.")
    else:
        click.echo(f"{moved} von {len(found)} Vorgängen umgestellt.")
