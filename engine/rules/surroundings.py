"""What a run can see besides its own data: case, parties, parameters, today, deadlines. Not the data tree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import deadlines, feel
from engine.bpmn import Around
from engine.bpmn.model import Element
from engine.clock import today
from engine.errors import EngineError
from engine.people import Directory
from engine.rules.state import CaseState, RunState
from engine.tree import Path, Tree


def names(case: CaseState, run: RunState, now: datetime) -> dict[str, Any]:
    """The names every expression, form rule and template knows besides the tree."""
    day = today(now)
    return {
        "vorgang": {
            "nummer": case.number,
            "titel": case.title,
            "eroeffnet_am": today(case.opened_at),
            "laufende_prozesse": _running(case, run),
        },
        "beteiligte": parties(case.participants, case.directory),
        "parameter": run.version.parameters_on(day, case.directory.released),
        "heute": day,
        **deadlines.functions(deadlines.of_house(frozenset(case.directory.closed))),
    }


def _running(case: CaseState, run: RunState) -> list[str]:
    """The processes still at work in the case at the run's own party; others do not show theirs."""
    own = [one for one in case.runs.values() if one.participant == run.participant and one.id != run.id]
    return sorted({one.process for one in own if one.state == "running"})


def parties(participants: Mapping[str, str], directory: Directory) -> dict[str, Any]:
    """Participant → name and details of the organisation that fills it in this case."""
    found: dict[str, Any] = {}
    for participant, organisation_id in participants.items():
        organisation = directory.organisations.get(organisation_id)  # type: ignore[call-overload]
        if organisation is not None:
            found[participant] = {
                "id": organisation.id,
                "name": organisation.name,
                "art": organisation.kind,
                **organisation.details,
            }
    return found


def references(directory: Directory) -> dict[str, dict[str, str]]:
    """What a form may refer to: kind → id → name."""
    return {
        "organisation": {one.id: one.name for one in directory.organisations.values()},
        "person": {one.id: one.name for one in directory.persons.values() if one.active},
    }


def around(case: CaseState, run: RunState, tree: Tree, now: datetime) -> Around:
    """The surroundings in which `run` moves at `now`; `tree` is a working copy that the move writes into."""

    def decide(element: Element, visible: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        return decision(run, element, visible)

    def compose(message: str, scope: Path) -> dict[str, Any]:
        declared = run.version.messages.get(message)
        context = seen(tree, scope, names(case, run, now))
        fields = declared.payload.items() if declared is not None else ()
        return {name: value(field.expression, context) for name, field in fields}

    return Around(tree=tree, now=now, decide=decide, functions=names(case, run, now), compose=compose)


def decision(run: RunState, element: Element, visible: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Evaluate the table of a business rule task; the facts tell which table, rules and inputs.

    The table reads its inputs from the task's input parameters, else from what is visible there.

    A result that the task declares as indispensable (`pflichtausgabe`) and that is unknown stops the run:
    unknown is never zero.
    """
    reference = element.attributes.get("decisionRef", "")
    model, identifier = run.version.decision(reference)
    given = {name: value(text, visible) for name, text in element.inputs.items()}
    outcome = model.decide(identifier, {**visible, **given})
    for name in _required(element):
        known = outcome.result.get(name) if isinstance(outcome.result, dict) else outcome.result
        if known is None:
            text = element.properties.get("fehltext") or f"{element.title}: {name}"
            raise EngineError("decision_empty", decision=element.title, output=name, message=text)
    facts = {
        "decision": identifier,
        "rules": outcome.rules,
        "inputs": {hit.table: hit.inputs for hit in outcome.hits},
        "tables": tuple({"table": hit.table, "rules": hit.rules} for hit in outcome.hits),
    }
    return outcome.result, facts


def _required(element: Element) -> list[str]:
    return [name.strip() for name in element.properties.get("pflichtausgabe", "").split(",") if name.strip()]


def value(expression: str | None, seen: Mapping[str, Any]) -> Any:
    """A FEEL setting of an element (`dueDate`, `assignee` ...), or None where there is none."""
    if not expression:
        return None
    return feel.compile(expression.strip().removeprefix("=")).evaluate(seen)


def seen(tree: Tree, scope: Path, more: Mapping[str, Any]) -> dict[str, Any]:
    """All names visible at `scope`; the case's own names cannot be hidden by answers."""
    return {**tree.visible(scope), **more}
