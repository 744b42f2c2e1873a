"""Commands for auditors: trace a case, export it, verify an export."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import click

from engine.cli import printing
from engine.cli.opening import installed
from engine.cli.printing import refusals
from engine.ledger import verify


@click.command()
@click.argument("number")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON value with everything.")
@refusals
def trace(number: str, json_wanted: bool) -> None:
    """Everything that happened in a case, in order, with actor, version and hash of each step."""
    engine = installed()
    found = engine.queries.trace(number, engine.clock.now())
    if json_wanted:
        printing.as_json(found)
        return
    click.echo(f"{found['case']['number']}  {found['case']['title']}  ({found['case']['state']})")
    for event in found["events"]:
        absent = f" für {event['represented']} (i. V.)" if event["represented"] else ""
        who = f"{event['actor']}{absent}"
        place = f"{event['element'] or '–':34}"
        click.echo(
            f"{event['seq']:4} {event['at'][:19]} {event['kind']:18} {place} {who}  {event['leaf_hash'][:12]}"
        )
    holds = found["case"]["chain_holds"]
    click.echo("Die Kette der Ereignisse ist unversehrt." if holds else "DIE KETTE IST VERLETZT.")
    if not holds:
        raise SystemExit(1)


@click.group()
def audit() -> None:
    """A whole case as one file, and whether such a file is as it was."""


@audit.command()
@click.argument("number")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@refusals
def export(number: str, output: Path) -> None:
    """Write a case with events, documents, versions and proofs into one ZIP."""
    engine = installed()
    output.write_bytes(engine.queries.package(number, engine.clock.now()))
    click.echo(f"Geschrieben: {output}")


@audit.command("verify")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@refusals
def verify_(file: Path) -> None:
    """Check an export with the script that lies inside every export."""
    try:
        status = verify.main(file)  # type: ignore[no-untyped-call]
    except (ValueError, KeyError, TypeError, BadZipFile) as error:
        raise click.ClickException(f"{file} ist kein Auszug der Laufmappe: {error}") from None
    raise SystemExit(status)
