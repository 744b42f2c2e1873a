"""The tokens of a run in another version of its process, and what speaks against it. Moves nothing.

Ids decide: a token stays at the element of the same id in the same surroundings, with its key and all that
it remembers (until when a timer runs, which instance it is). Whether the tokens can still come to an end
from there is not seen here, but from `standing` (`check.onward`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn import tokens
from engine.bpmn.activities import Activity
from engine.bpmn.compiling import Plan
from engine.bpmn.gateways import Join
from engine.bpmn.nodes import ScopeSpec
from engine.bpmn.standing import Scope, standing
from engine.errors import Reason


@dataclass(frozen=True)
class Obstacle:
    """Why a run does not simply go over: a person must decide, or it is impossible."""

    reason: Reason
    impossible: bool = False


@dataclass(frozen=True)
class Migration:
    """What becomes of the tokens; None where they cannot go over."""

    tokens: bytes | None
    obstacles: tuple[Obstacle, ...]
    standing: tuple[tuple[str, tuple[str, ...]], ...]
    """Process and the places of its tokens in the new version, as `check.anatomy` writes them."""


def migrated(text: bytes, old: Plan, new: Plan) -> Migration:
    """The tokens `text` of `old` in the version `new` of the same process."""
    document = tokens.unpack(text)
    crossing = _Crossing(old, new)
    scopes = [one for row in document[4] for one in crossing.scope(*row)]
    if any(one.impossible for one in crossing.obstacles):
        return Migration(None, tuple(crossing.obstacles), ())
    rows = [[one.host, one.spec.name, one.rows] for one in scopes]
    packed = tokens.pack([*document[:1], new.process, *document[2:4], rows])
    return Migration(packed, tuple(crossing.obstacles), tuple(standing(scopes, new)))


class _Crossing:
    """Goes over the tokens, outer scopes first, and notes what stands in the way."""

    def __init__(self, old: Plan, new: Plan) -> None:
        self.old = old
        self.new = new
        self.obstacles: list[Obstacle] = []
        self.hosts: dict[str, Any] = {}
        """Key of an open activity → its node in the new version, None where it has none."""

    def scope(self, host: str, name: str, rows: list[Any]) -> Iterator[Scope]:
        """The scope with the tokens that stay in it; nothing where what it lies in is gone."""
        around = self.hosts.get(host)
        if host and around is None:
            return
        before, after = self.old.scopes[name], self.new.scopes.get(name)
        if after is None or (host and getattr(around, "inside", name) != name):
            title = around.element.title if around is not None else name
            self._impossible("inside", title=title)
            return
        kept = [row for row in rows if self._token(before, after, row)]
        self._new_events(before.rising, after.rising)
        self._joins(after, kept)
        yield Scope(host, after, kept)

    def _token(self, before: ScopeSpec, after: ScopeSpec, row: list[Any]) -> bool:
        """Whether the token stays. A timer or event that is gone falls away with its token."""
        key, name, state, notes = row
        was, now = before.task_specs[name], after.task_specs.get(name)
        self.hosts[key] = now
        if now is None:
            return self._gone(was, after, notes)
        self._compare(was, now, notes)
        if state == TaskState.STARTED and isinstance(was, Activity) and isinstance(now, Activity):
            self._new_events(was.boundaries, now.boundaries, at=now.element.title)
        if state == TaskState.WAITING and not self._same_way(before, now, notes["flow"]):
            self._impossible("flow", title=now.element.title)
        elif state != TaskState.WAITING:
            notes.pop("flow", None)  # only a join needs to know
        return True

    def _same_way(self, before: ScopeSpec, now: Any, flow: str) -> bool:
        """Whether what arrived on a flow came from where this flow comes from now."""
        was = self.old.processes[before.process].flows[flow]
        there = self.new.processes[before.process].flows.get(flow)
        return flow in now.element.incoming and there is not None and there.source == was.source

    def _gone(self, was: Any, after: ScopeSpec, notes: dict[str, Any]) -> bool:
        element = was.element
        if "on" in notes or "idle" in notes:
            self._decide("event_gone", title=element.title)
            return False
        if was.name != element.id:  # one of several instances: told once, at the whole
            return False
        there = self.new.processes[after.process].elements
        self._impossible("moved" if element.id in there else "gone", title=element.title)
        return False

    def _compare(self, was: Any, now: Any, notes: dict[str, Any]) -> None:
        one, other = was.element, now.element
        if was.name != one.id:
            return
        if (one.kind, _topic(one), _waits(one)) != (other.kind, _topic(other), _waits(other)):
            self._impossible("kind", title=other.title, was=_called(one), now=_called(other))
        elif type(was) is not type(now) or _shape(one) != _shape(other):
            self._impossible("repetition", title=other.title)
        elif one.attached_to != other.attached_to:
            self._impossible("moved", title=other.title)
        else:
            self._settings(one, other, notes)

    def _settings(self, one: Any, other: Any, notes: dict[str, Any]) -> None:
        """What goes over as it was begun, though it would begin otherwise now."""
        if one.trigger and other.trigger and one.trigger.reference != other.trigger.reference:
            names = {"was": one.trigger.reference or "–", "now": other.trigger.reference or "–"}
            self._decide("reference", title=other.title, **names)
        if "due" in notes and (one.trigger.timer, one.trigger.expression) != (
            other.trigger.timer,
            other.trigger.expression,
        ):
            self._decide("timer", title=other.title)
        if _list(one) != _list(other):
            self._decide("list", title=other.title)

    def _new_events(self, before: list[Any], after: list[Any], at: str = "") -> None:
        known = {one.name for one in before}
        for one in after:
            if one.name not in known:
                self._decide("event_new", title=one.element.title, at=at or one.element.process)

    def _joins(self, after: ScopeSpec, rows: list[Any]) -> None:
        """A join at which nobody is awaited any more would never be looked at again."""
        arrived: dict[str, set[str]] = {}
        for _, name, state, notes in rows:
            if state == TaskState.WAITING:
                arrived.setdefault(name, set()).add(notes["flow"])
        for name, flows in arrived.items():
            join = after.task_specs[name]
            if isinstance(join, Join) and flows >= set(join.element.incoming):
                self._impossible("join", title=join.element.title)

    def _impossible(self, code: str, **facts: str) -> None:
        self._note(Obstacle(Reason(f"migration_{code}", facts), impossible=True))

    def _decide(self, code: str, **facts: str) -> None:
        self._note(Obstacle(Reason(f"migration_{code}", facts)))

    def _note(self, obstacle: Obstacle) -> None:
        if obstacle not in self.obstacles:
            self.obstacles.append(obstacle)


def _waits(element: Any) -> str:
    return element.trigger.kind if element.trigger else ""


def _topic(element: Any) -> str:
    return element.attributes.get("topic", "") if element.kind == "serviceTask" else ""


def _called(element: Any) -> str:
    """How a diagram's owner knows the kind: `userTask`, `boundaryEvent timer`, `serviceTask dokument`."""
    return " ".join(
        part for part in (element.kind, _waits(element), _topic(element)) if part != "none" and part
    )


def _shape(element: Any) -> Any:
    several = element.repetition
    return several and (several.kind, several.item, several.collection is None)


def _list(element: Any) -> Any:
    several = element.repetition
    return several and (several.collection, several.cardinality)
