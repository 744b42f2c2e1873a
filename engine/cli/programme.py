"""Commands for owners: check, simulate, decide, feel, publish, arrange."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine import arrange as drawing
from engine import check as checking
from engine import decisions, simulate
from engine import feel as language_of_rules
from engine.cli import printing
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config
from engine.tree import from_json

_PATH = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option("--json", "json_wanted", is_flag=True, help="One JSON list of findings.")
@refusals
def check(paths: tuple[Path, ...], json_wanted: bool) -> None:
    """Look at processes, tables, forms and letters; say what is wrong and what to do."""
    found = checking.paths(paths)
    if json_wanted:
        printing.as_json([one.as_json(printing.language()) for one in found])
    else:
        printing.findings(found)
        errors = sum(one.severity == "error" for one in found)
        click.echo(f"{errors} Fehler, {len(found) - errors} Hinweise" if found else "Nichts zu beanstanden.")
    if any(one.severity == "error" for one in found):
        raise SystemExit(1)


@click.command("simulate")
@click.argument("path", type=_PATH)
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
        found = simulate.auto(path, seed=seed, data=_json_object(data, "--data"), steps=steps)
        printing.as_json(found) if json_wanted else click.echo(_told_auto(found))
        raise SystemExit(0 if found["status"] != "incident" else 1)
    runs = simulate.scenarios(path, scenario, out=out, progress=None if json_wanted else click.echo)
    results = list(runs)
    if json_wanted:
        printing.as_json(results[0] if scenario else results)
    if not results or any(not one["passed"] for one in results):
        raise SystemExit(1)


@click.command()
@click.argument("file", type=_PATH)
@click.argument("decision")
@click.option("--input", "inputs", default="{}", help="The inputs as a JSON object.")
@refusals
def decide(file: Path, decision: str, inputs: str) -> None:
    """Evaluate a decision of a .dmn file; prints result and rule numbers."""
    beside = {one.name: one.read_bytes() for one in file.parent.glob("*.dmn") if one != file}
    model = decisions.read(file.read_bytes(), file.name, imports=beside)
    outcome = model.decide(decision, _json_object(inputs, "--input"))
    plain = language_of_rules.to_plain(outcome.result)
    printing.as_json({"result": plain, "rules": list(outcome.rules)})


@click.command()
@click.argument("expression")
@click.option("--context", default="{}", help="The names the expression can read, as a JSON object.")
@refusals
def feel(expression: str, context: str) -> None:
    """Evaluate a FEEL expression; prints the value as JSON."""
    known = _json_object(context, "--context")
    compiled = language_of_rules.compile(expression, names=tuple(known))
    value, notes = compiled.explain(known)
    printing.as_json(language_of_rules.to_plain(value))
    for note in notes if value is None else ():
        click.echo(str(note), err=True)


@click.command()
@click.argument("path", type=_PATH)
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


@click.command("arrange")
@click.argument("files", nargs=-1, required=True, type=_PATH)
@refusals
def arrange(files: tuple[Path, ...]) -> None:
    """Lay out diagrams anew: main path in one line, lanes, no flow through a shape."""
    for file in files:
        file.write_bytes(drawing.arrange(file.read_bytes(), file.name))
        click.echo(f"geordnet: {file.name}")


COMMANDS: Sequence[click.Command] = (check, simulate_, decide, feel, publish, arrange)


def _json_object(text: str, option: str) -> dict[str, Any]:
    """The object in `text`; numbers with a point as Decimal, values with a type as they are meant."""
    try:
        value = from_json(json.loads(text, parse_float=Decimal, parse_constant=_no_number))
    except (ValueError, ArithmeticError, TypeError) as error:
        raise click.UsageError(f"{option} ist kein JSON: {error}") from None
    except RecursionError:
        raise click.UsageError(f"{option} ist zu tief verschachtelt.") from None
    if not isinstance(value, dict):
        raise click.UsageError(f"{option} muss ein JSON-Objekt sein.")
    return value


def _no_number(text: str) -> None:
    raise ValueError(f"{text} gibt es in JSON nicht")


def _told_auto(found: dict[str, Any]) -> str:
    lines = [f"{step['did']:40} offen: {', '.join(step['open']) or '–'}" for step in found["steps"]]
    return "\n".join([*lines, found["status"]])
