"""What a played scenario came to, beside what its owner expected. Not the playing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel, tree
from engine.errors import Reason
from engine.queries.whole import Told, Whole
from engine.simulate.story import Story
from engine.tree import Tree

_TOLD = ("TaskCompleted", "TaskHandedBack", "DecisionMade", "DocumentIssued", "MessageSent", "SignalReceived",
         "TimerFired", "ErrorRaised", "PeopleNotified")  # fmt: skip


def result(story: Story, whole: Whole, problems: list[str]) -> dict[str, Any]:
    """The scenario as `simulate --json` prints it; `problems` is there only when something was wrong."""
    status = "incident" if whole.incidents else "completed" if whole.ended else "waiting"
    wrong = [*problems, *_unexpected(story.expected, status, whole), *_incidents(story.expected, whole)]
    found = {
        "process": story.process,
        "scenario": story.name,
        "passed": not wrong,
        "status": status,
        "steps": [_step(one) for one in whole.events if one.kind in _TOLD],
        "documents": [{"template": template, "file": name} for template, name, _ in whole.papers if template],
        "waiting": [
            {"element": one.element, "name": one.title, "role": one.role} for one in whole.open_tasks
        ],
    }
    return {**found, "problems": wrong} if wrong else found


def same(found: Any, value: Any) -> bool:
    """Whether a value of the data tree is the one that YAML told; amounts compare as numbers."""
    if isinstance(found, Decimal | int) and not isinstance(found, bool):
        try:
            return Decimal(str(value)) == Decimal(found)
        except ArithmeticError:
            return False
    return bool(found == value) or str(found) == str(value)


def matches(where: Mapping[str, Any], visible: Mapping[str, Any]) -> bool:
    """Whether every expression of `where` has its value here."""
    return all(same(feel.evaluate(name, visible), value) for name, value in where.items())


def _step(told: Told) -> dict[str, Any]:
    absent = f" für {told.represented} (i. V.)" if told.represented else ""
    return {
        "at": told.at.isoformat(),
        "element": told.element,
        "name": told.payload.get("title", ""),
        "kind": told.kind,
        "by": f"{told.actor}{absent}",
        "role": told.role,
    }


def _unexpected(expected: Mapping[str, Any], status: str, whole: Whole) -> list[str]:
    wrong = []
    if expected.get("status") and expected["status"] != status:
        wrong.append(f"erwartet war der Stand {expected['status']}, es ist {status}")
    made = [template for template, _, _ in whole.papers if template]
    for wanted in expected.get("dokumente") or ():
        if not any(name == wanted or name.startswith(f"{wanted}_") for name in made):
            wrong.append(f"das Dokument {wanted} fehlt (erstellt: {', '.join(made) or '–'})")
    for path, value in (expected.get("werte") or {}).items():
        wrong.extend(_wrong_value(str(path), value, whole.trees))
    return wrong


def _wrong_value(path: str, value: Any, trees: tuple[tuple[str, Tree], ...]) -> list[str]:
    """`prozess:pfad` looks into the runs of that process, a bare path into every run that knows it."""
    process, _, inside = path.rpartition(":")
    found = [one.at(tree.parse_path(inside)) for name, one in trees if not process or name == process]
    known = [one for one in found if one is not None]
    if any(same(one, value) for one in known or [None]):
        return []
    return [f"{path}: erwartet {value}, gefunden {', '.join(str(one) for one in known) or 'nichts'}"]


def _incidents(expected: Mapping[str, Any], whole: Whole) -> list[str]:
    """Incidents that are not the one (`stoerung`: part of its sentence) with which the story ends."""
    told = [(row["title"], Reason(row["code"], row["facts"]).sentence()) for row in whole.incidents]
    wanted = str(expected.get("stoerung", ""))
    missing = [f"erwartet war die Störung „{wanted}“"] if wanted and not told else []
    unforeseen = [one for one in told if not wanted or wanted not in one[1]]
    return missing + [f"Störung bei „{title}“: {sentence}" for title, sentence in unforeseen]
