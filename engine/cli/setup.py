"""Commands for the database of an installation: upgrade, backup, restore. Not those for people."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import click
from sqlalchemy.engine import make_url

from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config


@click.group()
def db() -> None:
    """The database: upgrade, backup, restore."""


@db.command()
@refusals
def upgrade() -> None:
    """Bring the tables to the state this program needs."""
    engine = Engine(Config.from_environment())
    engine.prepare()
    click.echo("Die Tabellen sind auf dem neuesten Stand.")


@db.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@refusals
def backup(target: Path) -> None:
    """Copy an SQLite database while it is in use. PostgreSQL has pg_dump."""
    source = _sqlite_file()
    if not source.is_file():
        raise click.ClickException(f"Die Datenbank {source} gibt es nicht; es ist nichts zu sichern.")
    if target.exists():
        raise click.ClickException(f"{target} gibt es schon; eine Sicherung überschreibt nichts.")
    _sound(source)
    _copy(source, target)
    click.echo(f"Gesichert nach {target}")


@db.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@refusals
def restore(source: Path) -> None:
    """Put a backup in the place of the SQLite database; the old one is kept beside it."""
    target = _sqlite_file()
    if target.exists() and source.samefile(target):
        raise click.ClickException("Die Sicherung ist die Datenbank selbst.")
    _sound(source)
    if target.exists():
        kept = _free(target)
        _copy(target, kept)
        click.echo(f"Der bisherige Stand liegt in {kept}")
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, target)
    click.echo(f"Wiederhergestellt aus {source}")


def _sound(file: Path) -> None:
    """Refuse a file that is no whole database of this program."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as copy:
            (state,) = copy.execute("PRAGMA integrity_check").fetchone()
            known = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone()
    except sqlite3.Error as error:
        raise click.ClickException(f"{file} lässt sich nicht als Datenbank lesen: {error}") from None
    if state != "ok":
        raise click.ClickException(f"{file} ist beschädigt: {state}")
    if known is None:
        raise click.ClickException(f"{file} ist keine Datenbank der Laufmappe.")


def _copy(source: Path, target: Path) -> None:
    """All that was committed in `source`, also what still lies in its write-ahead log, in one step.

    A program that has `target` open sees the new content with its next transaction.
    """
    try:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as copy:
            there.backup(copy)
    except sqlite3.Error as error:
        raise click.ClickException(f"{target} lässt sich nicht schreiben: {error}") from None


def _free(target: Path) -> Path:
    """A name beside the database that is not taken."""
    numbers = ("", *(f"-{number}" for number in range(2, 10_000)))
    names = (target.with_suffix(f".vorher{number}.db") for number in numbers)
    return next(name for name in names if not name.exists())


def _sqlite_file() -> Path:
    address = make_url(Config.from_environment().database_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise click.ClickException("Das gilt nur für SQLite; für PostgreSQL gibt es pg_dump und pg_restore.")
    return Path(address.database)
