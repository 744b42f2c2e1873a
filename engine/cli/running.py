"""Commands for operators: cases, worker, signal."""

from __future__ import annotations

import time

import click

from engine.cli import printing
from engine.cli.opening import installed
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.confined import keep_to_myself
from engine.people import Actor, Person
from engine.worker import Worker


@click.command()
@click.option("--json", "json_wanted", is_flag=True, help="One JSON list.")
@click.option("--text", default="", help="Only cases whose number or title contains this.")
@refusals
def cases(json_wanted: bool, text: str) -> None:
    """List the cases with their state."""
    engine = installed()
    rows = engine.queries.cases(None, engine.clock.now(), text=text, limit=100_000).rows
    found = [
        {
            "number": row.head.number,
            "title": row.head.title,
            "state": row.head.state,
            "parties": row.head.parties,
            "open_tasks": row.open_tasks,
            "opened_at": row.head.opened_at.isoformat(),
        }
        for row in rows
    ]
    if json_wanted:
        printing.as_json(found)
        return
    for one in found:
        click.echo(f"{one['number']:24} {one['state']:10} {one['open_tasks']:3} offen  {one['title']}")
    if not found:
        click.echo("Es gibt noch keine Vorgänge.")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@refusals
def worker(once: bool) -> None:
    """Do what is due: timers, documents, signals."""
    working = Worker(installed())
    keep_to_myself()
    if once:
        click.echo(f"{working.work_off()} Aufträge erledigt")
        return
    click.echo("Der Auftragsdienst läuft; beenden mit Strg+C.")
    working.run_in_background()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        working.stop()


@click.command()
@click.argument("name")
@click.option("--by", "login", required=True, help="Login of the process owner or administrator.")
@refusals
def signal(name: str, login: str) -> None:
    """Send a signal to every case that waits for it (e.g. sig_haushalt_verabschiedet)."""
    engine = installed()
    reached = engine.signal(name, by=Actor(person(engine, login)))
    click.echo(f"{reached} Vorgänge warten darauf.")


def person(engine: Engine, login: str) -> Person:
    """The person with this login. Raises UsageError."""
    found = engine.queries.by_login(login)
    if found is None:
        raise click.UsageError(f"Eine Person mit der Kennung „{login}“ gibt es nicht.")
    return found
