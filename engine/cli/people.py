"""Commands for the people of an installation and where they work. Not what they do.

Everything here is for the operator at the machine; there is no history of it but the shell's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import click
from pwdlib import PasswordHash

from engine.cli.opening import installed
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.ids import OrganisationId
from engine.people import Assignment, Organisation
from engine.store import directory


@click.group()
def user() -> None:
    """People: add, password, roles, off, list."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--personnel-id", required=True, help="Same person, two accounts: same id.")
@click.option("--role", "roles", multiple=True, help="ROLE@ORGANISATION-ID, may be given several times.")
@click.password_option()
@refusals
def add(login: str, name: str, personnel_id: str, roles: tuple[str, ...], password: str) -> None:
    """Add or change a person."""
    engine = installed()
    assignments = _assignments(engine, roles)
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


@user.command("password")
@click.argument("login")
@click.password_option()
@refusals
def password_(login: str, password: str) -> None:
    """A new password for a person."""
    engine = installed()
    with engine.store.transaction() as connection:
        found = directory.set_password(connection, login, PasswordHash.recommended().hash(password))
        _known(found, login)
    click.echo("Das Passwort ist geändert.")


@user.command("roles")
@click.argument("login")
@click.option("--role", "roles", multiple=True, help="ROLE@ORGANISATION-ID; these replace the ones before.")
@refusals
def roles_(login: str, roles: tuple[str, ...]) -> None:
    """What a person may do and where, from now on."""
    engine = installed()
    assignments = _assignments(engine, roles)
    with engine.store.transaction() as connection:
        _known(directory.set_roles(connection, login, assignments), login)
    click.echo(f"{login} hat jetzt {len(assignments)} Rollen.")


@user.command("off")
@click.argument("login")
@refusals
def off(login: str) -> None:
    """The person can no longer sign in; what they did stays."""
    engine = installed()
    with engine.store.transaction() as connection:
        _known(directory.deactivate(connection, login), login)
    click.echo("Das Konto ist stillgelegt.")


@user.command("list")
@refusals
def list_() -> None:
    """Everybody with roles."""
    known = installed().queries.directory()
    for person in sorted(known.persons.values(), key=lambda one: one.name):
        roles = ", ".join(f"{one.role}@{one.organisation}" for one in person.assignments)
        click.echo(f"{person.name:40} {'' if person.active else '(stillgelegt) '}{roles}")


@click.group()
def organisation() -> None:
    """Authorities and associations: add, list."""


@organisation.command("add")
@click.argument("identifier")
@click.option("--name", required=True)
@click.option(
    "--kind", required=True, help="Which participant of a programme it can be (`art` in roles.yaml)."
)
@click.option("--detail", "details", multiple=True, help="KEY=VALUE for letters, e.g. anschrift=…")
@refusals
def add_organisation(identifier: str, name: str, kind: str, details: tuple[str, ...]) -> None:
    """Add or change an organisation."""
    pairs = [one.partition("=") for one in details]
    if any(not sign or not key for key, sign, _ in pairs):
        raise click.UsageError("--detail: erwartet wird NAME=WERT.")
    made = Organisation(OrganisationId(identifier), name, kind, {key: value for key, _, value in pairs})
    with installed().store.transaction() as connection:
        directory.put_organisation(connection, made)
    click.echo(f"{name} ist eingetragen.")


@organisation.command("list")
@refusals
def list_organisations() -> None:
    """Every organisation with its kind."""
    known = installed().queries.directory().organisations.values()
    for one in sorted(known, key=lambda one: one.name):
        click.echo(f"{one.id:24} {one.kind:16} {one.name}")


def _assignments(engine: Engine, texts: Sequence[str]) -> list[Assignment]:
    known = engine.queries.directory().organisations
    return [_assignment(text, known) for text in texts]


def _assignment(text: str, known: Collection[str]) -> Assignment:
    role, at, organisation = text.partition("@")
    if not at or not role or not organisation:
        raise click.UsageError(f"„{text}“: erwartet wird ROLLE@ORGANISATION.")
    if organisation not in known:
        listed = ", ".join(sorted(known)) or "noch keine (laufmappe organisation add)"
        raise click.ClickException(f"Die Organisation „{organisation}“ gibt es nicht. Bekannt: {listed}")
    return Assignment(role, OrganisationId(organisation))


def _known(found: bool, login: str) -> None:
    if not found:
        raise click.ClickException(f"Eine Person mit der Kennung „{login}“ gibt es nicht.")
