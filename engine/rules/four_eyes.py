"""Where a task stands among the four eyes, and who acted elsewhere there. Not the refusal (`permissions`).

`engine.queries.barred` reads the same out of the rows, so that a list offers what the rule allows.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.rules.state import TaskState

Acted = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Group with its scope → place → personnel id → name (docs/decisions/006)."""


def barred(task: TaskState, acted: Acted) -> dict[str, str]:
    """Personnel id → name of everybody who acted at another place of the task's group and scope."""
    here, places = place_of(task), acted.get(group_of(task), {})
    return {pid: name for place, people in places.items() if place != here for pid, name in people.items()}


def group_of(task: TaskState) -> str:
    """The four-eyes group with its scope, without the side (`bescheid:freigabe@stellen.2`)."""
    name, at, scope = (task.four_eyes or "").partition("@")
    return f"{name.partition(':')[0]}{at}{scope}"


def place_of(task: TaskState) -> str:
    """Where in its group a task stands: its side, else its element, and its round where it is repeated.

    Persons within a side may be the same (who examines may draft); over the sides they differ.
    """
    side = (task.four_eyes or "").partition("@")[0].partition(":")[2]
    if side:
        return f":{side}"
    last = task.scope[-1] if task.scope else None
    return f"{task.element}[{last}]" if isinstance(last, int) else task.element
