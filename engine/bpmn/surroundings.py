"""Where a token is in the data tree and what its expressions can see. The tokens themselves hold no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task

from engine import feel
from engine.bpmn.step import Stuck
from engine.errors import EngineError
from engine.tree import Path


def path_of(token: Task) -> Path:
    """The scope of a token: its own if it is one of several instances, else that of its surroundings."""
    own = token.internal_data.get("path")
    return tuple(own) if own is not None else path_inside(token.workflow)


def path_inside(workflow: Any) -> Path:
    """The scope of everything directly inside a process, subprocess or called process."""
    host = workflow.host
    if host is None:
        return ()
    outer = path_of(host)
    return (*outer, host.task_spec.element.id) if host.task_spec.opens_scope(host) else outer


def local_names(token: Task) -> Mapping[str, int | Path]:
    """Names that only the instances of a repetition know, outer ones hidden by inner ones.

    `loopCounter` (1-based) is a number, an item's name stands for its path in the tree.
    """
    names: dict[str, int | Path] = {}
    here: Any = token
    while here is not None:
        notes = here.internal_data
        if "round" in notes:
            names.setdefault("loopCounter", notes["round"])
        if "item" in notes:
            names.setdefault(notes["item"], tuple(notes["item_path"]))
        here = here.workflow.host
    return names


def visible(token: Task, scope: Path | None = None) -> dict[str, Any]:
    """Every name an expression at this token can read."""
    around = token.workflow.top_workflow.around
    names = {
        feel.NOW: around.now,
        **around.functions,
        **around.tree.visible(path_of(token) if scope is None else scope),
    }
    for name, value in local_names(token).items():
        names[name] = value if isinstance(value, int) else around.tree.at(value)
    return names


def evaluate(token: Task, expression: feel.Expression, names: Mapping[str, Any] | None = None) -> Any:
    """The value of a FEEL expression at a token. Raises Stuck if it cannot be computed at all."""
    try:
        return expression.evaluate({**visible(token), **(names or {})})
    except EngineError as error:
        facts = {"expression": expression.source, "cause": str(error.reason)}
        raise Stuck("expression", name=token.task_spec.element.title, **facts) from error


def values_read(token: Task, expressions: list[feel.Expression]) -> str:
    """What the expressions read and found, for the sentence of an incident: `antrag.ergebnis = null`."""
    names = visible(token)
    paths = sorted({path for expression in expressions for path in expression.reads})
    found = {".".join(path): feel.format(_follow(names, path)) for path in paths}
    return ", ".join(f"{path} = {value[:80]}" for path, value in found.items()) or "–"


def _follow(names: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        names = names.get(part) if isinstance(names, Mapping) else None
    return names
