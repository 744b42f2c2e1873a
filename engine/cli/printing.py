"""How commands answer: one JSON value, or lines for a person; and refusals as a sentence with status 1."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import click

from engine.errors import BrokenProcess, EngineError, Finding, Invalid
from engine.wording import Language

P = ParamSpec("P")


def language() -> Language:
    """German, unless the environment asks for English (`LAUFMAPPE_LANGUAGE=en`)."""
    return "en" if os.environ.get("LAUFMAPPE_LANGUAGE") == "en" else "de"


def as_json(value: Any) -> None:
    """One JSON value on stdout, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def findings(found: Sequence[Finding]) -> None:
    """Findings for a person: where, what is wrong, what to do."""
    for one in found:
        said = one.as_json(language())
        where = f"{said['file']}: „{said['name'] or said['element']}“" if said["element"] else said["file"]
        mark = (
            click.style("Fehler", fg="red")
            if one.severity == "error"
            else click.style("Hinweis", fg="yellow")
        )
        click.echo(f"{mark} {where}\n  {said['message']}\n  → {said['remedy']}  [{said['rule']}]")


def refusals(command: Callable[P, None]) -> Callable[P, None]:
    """What the engine says no to becomes a sentence and exit status 1, never a traceback.

    With `--json` stdout still gets one JSON value: the sentence, and the findings if there are any.
    """

    @wraps(command)
    def careful(*args: P.args, **options: P.kwargs) -> None:
        try:
            command(*args, **options)
        except EngineError as error:
            if options.get("json_wanted"):
                found = error.findings if isinstance(error, BrokenProcess) else ()
                as_json({"error": str(error), "findings": [one.as_json(language()) for one in found]})
            click.echo(error.reason.sentence(language()), err=True)
            if isinstance(error, BrokenProcess):
                _tell(error.findings)
            if isinstance(error, Invalid):
                for problem in error.problems:
                    click.echo(f"  {problem.path}: {problem.reason.sentence(language())}", err=True)
            raise SystemExit(1) from None
        except OSError as problem:  # a full disk, a folder that is not there, no right to write
            raise click.ClickException(f"{problem.filename or 'Datei'}: {problem.strerror}") from None

    return careful


def _tell(found: Sequence[Finding]) -> None:
    for one in found:
        said = one.as_json(language())
        click.echo(f"  {said['file']} {said['element']}: {said['message']} → {said['remedy']}", err=True)
