"""Commands for owners about single files and expressions: check, decide, feel, arrange. Nothing is stored."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine import arrange as drawing
from engine import check as checking
from engine import decisions
from engine import feel as language_of_rules
from engine.check.contents import Contents
from engine.cli import printing
from engine.cli.printing import refusals
from engine.clock import SystemClock, today
from engine.tree import from_json

PATH = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
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


@click.command()
@click.argument("file", type=PATH)
@click.argument("decision")
@click.option("--input", "inputs", default="{}", help="The inputs as a JSON object.")
@refusals
def decide(file: Path, decision: str, inputs: str) -> None:
    """Evaluate a decision of a .dmn file; prints result and rule numbers.

    In a programme's folder the table reads `parameter` as it is worth today, unless the inputs give it.
    """
    beside = {one.name: one.read_bytes() for one in file.parent.glob("*.dmn") if one != file}
    model = decisions.read(file.read_bytes(), file.name, imports=beside)
    given = {"parameter": _parameters(file.parent.parent), **json_object(inputs, "--input")}
    outcome = model.decide(decision, given)
    plain = language_of_rules.to_plain(outcome.result)
    printing.as_json({"result": plain, "rules": list(outcome.rules)})


def _parameters(programme: Path) -> dict[str, Any]:
    """What each parameter of the programme is worth today; nothing where there is no parameters.yaml."""
    file = programme / "parameters.yaml"
    files = {file.name: file.read_bytes()} if file.is_file() else {}
    day = today(SystemClock().now())
    known = Contents(checking.Bundle(files, str(programme), complete=False)).parameters
    return {key: one.on(day) for key, one in known.items()}


@click.command()
@click.argument("expression")
@click.option("--context", default="{}", help="The names the expression can read, as a JSON object.")
@refusals
def feel(expression: str, context: str) -> None:
    """Evaluate a FEEL expression; prints the value as JSON."""
    known = json_object(context, "--context")
    compiled = language_of_rules.compile(expression, names=tuple(known))
    value, notes = compiled.explain(known)
    printing.as_json(language_of_rules.to_plain(value))
    for note in notes if value is None else ():
        click.echo(str(note), err=True)


@click.command("arrange")
@click.argument("files", nargs=-1, required=True, type=PATH)
@refusals
def arrange(files: tuple[Path, ...]) -> None:
    """Lay out diagrams anew: main path in one line, lanes, no flow through a shape."""
    for file in files:
        file.write_bytes(drawing.arrange(file.read_bytes(), file.name))
        click.echo(f"geordnet: {file.name}")


def json_object(text: str, option: str) -> dict[str, Any]:
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
