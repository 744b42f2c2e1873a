"""Which ways lead where inside one process: for inclusive joins, links and handing back. Moves no token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.bpmn.model import Element, Process


class Ways:
    """The sequence flows of a process as a graph, with links and boundary events as further ways."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.before: dict[str, set[str]] = {id: set() for id in process.elements}
        self.after: dict[str, set[str]] = {id: set() for id in process.elements}
        for flow in process.flows.values():
            self._add(flow.source, flow.target)
        for element in process.elements.values():
            if element.attached_to:
                self._add(element.attached_to, element.id)
            if _is_link(element, "intermediateThrowEvent"):
                self._add(element.id, self.link_target(element))

    def _add(self, source: str, target: str) -> None:
        self.after[source].add(target)
        self.before[target].add(source)

    def link_target(self, throwing: Element) -> str:
        """Id of the catching link event of the same name in the same scope, "" if there is none."""
        for element in self.process.elements.values():
            same = element.parent == throwing.parent and _is_link(element, "intermediateCatchEvent")
            if same and _link(element) == _link(throwing):
                return element.id
        return ""

    def reaching(self, join: Element) -> Mapping[str, frozenset[str]]:
        """For each incoming flow of a join: from where a token can get onto it without passing the join."""
        return {
            flow: frozenset(self.spread([self.process.flows[flow].source], self.before.__getitem__, join.id))
            for flow in join.incoming
        }

    def spread(self, starts: Iterable[str], step: Callable[[str], Iterable[str]], *barred: str) -> set[str]:
        """Everything that can be reached from `starts` by `step` without entering what is barred."""
        seen: set[str] = set()
        todo = [start for start in starts if start not in barred]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo.extend(there for there in step(here) if there not in barred)
        return seen


def _is_link(element: Element, kind: str) -> bool:
    return element.kind == kind and element.trigger is not None and element.trigger.kind == "link"


def _link(element: Element) -> str | None:
    return element.trigger.reference if element.trigger else None
