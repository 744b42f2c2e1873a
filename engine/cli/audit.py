"""Commands for auditors: trace a case, export it, verify an export."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import click

from engine.cli import printing
from engine.cli.opening import installed
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.errors import NotFound
from engine.ledger import verify
from engine.people import Person

_BY = click.option("--by", metavar="LOGIN", help="Who reads it; without, no personal values are shown.")


def _reader(engine: Engine, login: str | None) -> Person | None:
    """The person with this login. Raises NotFound."""
    if login is None:
        return None
    found = engine.queries.by_login(login)
    if found is None:
        raise NotFound("person_unknown")
    return found


@click.command()
@click.argument("number")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON value with everything.")
@_BY
@refusals
def trace(number: str, json_wanted: bool, by: str | None) -> None:
    """Everything that happened in a case, in order, with actor, version and hash of each step.

    Personal values (data classes C and D) are withheld from whoever may not read them.
    """
    engine = installed()
    found = engine.queries.trace(number, engine.clock.now(), _reader(engine, by))
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
@_BY
@refusals
def export(number: str, output: Path, by: str | None) -> None:
    """Write a case with events, documents, versions and proofs into one ZIP.

    What is personal (data classes C and D) is left out, and named, for whoever may not read it.
    """
    engine = installed()
    output.write_bytes(engine.queries.package(number, engine.clock.now(), _reader(engine, by)))
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
