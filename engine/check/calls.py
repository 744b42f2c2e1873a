"""Which process calls which, and what a called process lets out. Not what happens inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Element, Process
from engine.check.anatomy import Anatomy
from engine.check.net import Outside
from engine.check.report import at
from engine.errors import Finding


def callers(processes: Mapping[str, Process]) -> dict[str, list[tuple[Process, Element]]]:
    """For each called process: who calls it, and where."""
    found: dict[str, list[tuple[Process, Element]]] = {}
    for process in processes.values():
        for element in process.elements.values():
            if element.called:
                found.setdefault(element.called, []).append((process, element))
    return found


def innermost_first(processes: Mapping[str, Process]) -> list[Process]:
    """Every process after those it calls; processes that call themselves are in no particular place."""
    order: dict[str, Process] = {}
    for root in processes.values():
        todo, open_ones = [root.id], set[str]()
        while todo:
            here = processes[todo[-1]]
            called = [e.called for e in here.elements.values() if e.called and e.called in processes]
            missing = [id for id in called if id not in order and id not in open_ones]
            open_ones.add(here.id)
            if missing:
                todo.append(missing[0])
            else:
                order.setdefault(here.id, here)
                todo.pop()
    return list(order.values())


def what_gets_out(processes: Mapping[str, Process]) -> dict[str, Outside]:
    """For each process: the codes of errors and escalations that it does not catch itself."""
    found: dict[str, Outside] = {}
    for process in innermost_first(processes):
        parts = Anatomy(process)
        found[process.id] = Outside(
            frozenset(code for _, code in _thrown(process, parts, "error", found)),
            frozenset(code for _, code in _thrown(process, parts, "escalation", found)),
        )
    return found


def uncaught(process: Process, outside: Mapping[str, Outside], *, called: bool) -> Iterator[Finding]:
    """Errors that would stop a run, because nothing around them catches them.

    An error at the top of a process ends it: that is allowed where nobody calls the process. Where somebody
    does, it goes on outwards, and the outermost process that calls is told.
    """
    for element, code in _thrown(process, Anatomy(process), "error", outside):
        if not called and (element.kind == "callActivity" or element.parent is not None):
            yield at(process, element, "references.error_not_caught", code=code or "")


def _thrown(
    process: Process, parts: Anatomy, kind: str, outside: Mapping[str, Outside]
) -> Iterator[tuple[Element, str | None]]:
    """What leaves the process, and at which element it leaves."""
    for element in process.elements.values():
        if element.kind == "callActivity":
            inner = outside.get(element.called or "", Outside())
            for code in inner.errors if kind == "error" else inner.escalations:
                if parts.catch(element, kind, code, own=True) is None:
                    yield element, code
        elif _throws(element, kind):
            code = element.trigger.reference if element.trigger else None
            if parts.catch(element, kind, code) is None:
                yield element, code


def _throws(element: Element, kind: str) -> bool:
    throwing = element.kind in ("endEvent", "intermediateThrowEvent")
    return throwing and element.trigger is not None and element.trigger.kind == kind
