"""Commands for the installation: db upgrade|backup|restore, user add|password|roles|off|list."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import click
from pwdlib import PasswordHash
from sqlalchemy.engine import make_url

from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config
from engine.ids import OrganisationId
from engine.people import Assignment
from engine.store import directory


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
@click.argument("target", type=click.Path(path_type=Path))
@refusals
def backup(target: Path) -> None:
    """Copy an SQLite database while it is in use. PostgreSQL has pg_dump."""
    source = _sqlite_file()
    with sqlite3.connect(source) as there, sqlite3.connect(target) as copy:
        there.backup(copy)
    click.echo(f"Gesichert nach {target}")


@db.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@refusals
def restore(source: Path) -> None:
    """Put a backup in the place of the SQLite database; the old one is kept beside it."""
    target = _sqlite_file()
    with sqlite3.connect(source) as copy:
        (state,) = copy.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise click.ClickException(f"Die Sicherung ist beschädigt: {state}")
    if target.exists():
        shutil.move(target, target.with_suffix(".vorher.db"))
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copy2(source, target)
    click.echo(f"Wiederhergestellt aus {source}")


@click.group()
def user() -> None:
    """People: add, password, off, list."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--personnel-id", required=True, help="Same person, two accounts: same id.")
@click.option("--role", "roles", multiple=True, help="ROLE@ORGANISATION-ID, may be given several times.")
@click.password_option()
@refusals
def add(login: str, name: str, personnel_id: str, roles: tuple[str, ...], password: str) -> None:
    """Add or change a person."""
    assignments = [_assignment(one) for one in roles]
    engine = Engine(Config.from_environment())
    with engine.store.transaction() as connection:
        directory.put_person(
            connection,
            login=login,
            name=name,
            personnel_id=personnel_id,
            assignments=assignments,
            password_hash=PasswordHash.recommended().hash(password),
        )
    click.echo(f"{name} ist angelegt.")


@user.command("off")
@click.argument("login")
@refusals
def off(login: str) -> None:
    """The person can no longer sign in; what they did stays."""
    engine = Engine(Config.from_environment())
    with engine.store.transaction() as connection:
        if not directory.deactivate(connection, login):
            raise click.ClickException(f"Eine Person mit der Kennung „{login}“ gibt es nicht.")
    click.echo("Das Konto ist stillgelegt.")


@user.command("list")
@refusals
def list_() -> None:
    """Everybody with roles."""
    known = Engine(Config.from_environment()).queries.directory()
    for person in sorted(known.persons.values(), key=lambda one: one.name):
        roles = ", ".join(f"{one.role}@{one.organisation}" for one in person.assignments)
        click.echo(f"{person.name:40} {'' if person.active else '(stillgelegt) '}{roles}")


def _assignment(text: str) -> Assignment:
    role, at, organisation = text.partition("@")
    if not at or not role or not organisation:
        raise click.UsageError(f"„{text}“: erwartet wird ROLLE@ORGANISATION.")
    return Assignment(role, OrganisationId(organisation))


def _sqlite_file() -> Path:
    address = make_url(Config.from_environment().database_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise click.ClickException("Das gilt nur für SQLite; für PostgreSQL gibt es pg_dump und pg_restore.")
    return Path(address.database)


COMMANDS: Sequence[click.Command] = (db, user)
