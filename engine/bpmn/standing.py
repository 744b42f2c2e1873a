"""Where the tokens of a run stand, as the places of the token game (`check.anatomy`). Moves nothing.

One list of places for each process at work; where an activity is repeated, one for each of its instances,
for the game plays one round of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.compiling import Plan
from engine.bpmn.model import Element
from engine.bpmn.nodes import ScopeSpec

_THROWING = ("endEvent", "intermediateThrowEvent")


@dataclass(frozen=True)
class Scope:
    """The inside of a process or subprocess with its tokens, as `tokens` writes them."""

    host: str
    spec: ScopeSpec
    rows: list[Any]


def standing(scopes: list[Scope], plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The id of each process at work, and the places of its tokens."""
    found = _Standing(scopes, plan)
    for scope in scopes:
        if scope.spec.name == scope.spec.process:
            for places in found.places(scope, []):
                yield scope.spec.process, tuple(sorted(places))


class _Standing:
    def __init__(self, scopes: list[Scope], plan: Plan) -> None:
        self.plan = plan
        self.inner = {one.host: one for one in scopes if one.host and "/" in one.spec.name}
        """By the key of the activity around; called processes are worlds of their own."""

    def places(self, scope: Scope, around: list[str]) -> Iterator[list[str]]:
        """The places in a scope together with those around it, for each instance inside apart."""
        several: list[Scope] = []
        here = [*around, *self._merged(scope, several)]
        if not several:
            yield here
        for one in several:
            yield from self.places(one, here)

    def _merged(self, scope: Scope, several: list[Scope]) -> list[str]:
        """The places in a scope and in its subprocesses; repeated ones are put into `several`."""
        found: dict[str, None] = {}
        beside: list[str] = []
        for key, name, state, notes in scope.rows:
            inner = self.inner.get(key)
            if inner is not None and "(each)" in name:
                several.append(inner)
            elif inner is not None:
                beside.extend(self._merged(inner, several))
            for place in self._place(scope.spec, name, state, notes):
                if "race" in notes:
                    found[place] = None
                else:
                    beside.append(place)
        return [*found, *beside]

    def _place(self, spec: ScopeSpec, name: str, state: int, notes: dict[str, Any]) -> Iterator[str]:
        if "on" in notes or "idle" in notes or "(each)" in name:
            return  # armed events are no tokens; a repetition is counted by its whole
        element: Element = spec.task_specs[name].element
        process = self.plan.processes[spec.process]
        if state == TaskState.WAITING:
            yield notes["flow"]
        elif "race" in notes and element.incoming:
            yield f"@{process.flows[element.incoming[0]].source}"
        else:
            yield f"{'>' if element.kind in _THROWING else '@'}{element.id}"
        began = process.elements.get(notes.get("began") or "")
        if began is not None and began.interrupting:
            yield f"!{element.parent or ''}"
