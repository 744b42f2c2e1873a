"""Whether a four-eyes group can be kept at all. That different persons act is enforced when they act."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.bpmn.model import Element, Process
from engine.check.contents import Contents
from engine.check.expressions import attempt
from engine.check.report import at
from engine.errors import Finding

_PERFORMER = "erledigt_durch"


def groups(process: Process, contents: Contents) -> Iterator[Finding]:
    """Groups with one member only, groups at tasks nobody does, and groups bound to one and the same person.

    A group may be spread over a process and those it calls. `bescheid:erstellung` and `bescheid:freigabe` are
    two sides of the group `bescheid`: persons within a side may be the same, over the sides they differ.
    """
    members = _members(contents)
    for element in process.elements.values():
        value = element.properties.get("vierAugen", "")
        if not value:
            continue
        if element.kind not in ("userTask", "task", "manualTask"):
            yield at(process, element, "four_eyes.nobody_acts", group=value)
            continue
        others = members[value.partition(":")[0]]
        if len(_sides(others)) < 2:
            yield at(process, element, "four_eyes.alone", group=value.partition(":")[0])
        else:
            yield from _same_person(process, element, value, others)


def _members(contents: Contents) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for process in contents.processes.values():
        for element in process.elements.values():
            group = element.properties.get("vierAugen", "").partition(":")[0]
            if group:
                found.setdefault(group, []).append(element)
    return found


def _sides(members: list[Element]) -> set[str]:
    """What must differ: the sides of a group, or its tasks; several approvers in one task count as two."""
    sides: set[str] = set()
    for element in members:
        _, colon, side = element.properties["vierAugen"].partition(":")
        sides.add(side if colon else element.id)
        if element.repetition is not None and element.repetition.kind != "loop":
            sides.add(f"{element.id} again")
    return sides


def _same_person(process: Process, element: Element, group: str, members: list[Element]) -> Iterator[Finding]:
    """A task given to the very person who did, or must do, another task of the group."""
    wanted = element.attributes.get("assignee", "")
    compiled = attempt(wanted) if wanted else None
    if not isinstance(compiled, feel.Expression):
        return
    side = group.partition(":")[2]
    for other in members:
        if other.id == element.id or (side and other.properties["vierAugen"].partition(":")[2] == side):
            continue
        done_by = (other.id, _PERFORMER) in {path[-2:] for path in compiled.reads}
        fixed = not compiled.reads and other.attributes.get("assignee") == wanted
        if done_by or fixed:
            yield at(process, element, "four_eyes.same_person", group=group, other=other.title)
            return
