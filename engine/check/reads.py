"""Whether everything that is read was asked before: on every way, under that name, with that field.

A called process may read what its callers know; then every caller is asked. What an expression itself
compares with null may be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.model import Element, Process
from engine.check.asked import Asking, askings
from engine.check.before import Before
from engine.check.calls import callers
from engine.check.contents import Contents
from engine.check.entry import similar
from engine.check.exploring import Space
from engine.check.known import ANYTHING, Known, Writer
from engine.check.report import at, called, path, warning
from engine.check.scopes import Scopes, Seen
from engine.check.walking import Names, walk
from engine.errors import Finding

_DEPTH = 12
"""How many calls outwards a name is looked for."""


@dataclass(frozen=True)
class _Place:
    """Where a name is looked up: the reading process, or the call of one of its callers."""

    process: Process
    moment: str
    after: bool


class Reads:
    """The readings of all processes of a programme."""

    def __init__(
        self,
        contents: Contents,
        processes: Mapping[str, Process],
        spaces: Mapping[str, Mapping[str | None, Space]],
    ) -> None:
        self.contents = contents
        self.processes = processes
        self.scopes = Scopes(contents, processes)
        self.callers = callers(processes)
        self.before = {id: Before(processes[id], found) for id, found in spaces.items()}

    def findings(self, process: Process) -> Iterator[Finding]:
        """What a process reads and nobody asked."""
        told: set[tuple[str, ...]] = set()
        for asking in askings(process, self.contents):
            place = _Place(process, asking.moment, asking.after)
            paths, unsure = self._paths(asking, place)
            for read in paths:
                if read[0] in asking.own:
                    continue
                for key, finding in self._judge(asking, place, read, read in unsure):
                    if (finding.element, *key) not in told:
                        told.add((finding.element, *key))
                        yield finding

    def _paths(self, asking: Asking, place: _Place) -> tuple[list[Names], set[Names]]:
        if not asking.source:
            return list(asking.paths), set()

        def lookup(read: Names) -> Known | None:
            return self._see(place, read, asking.own).known

        walked, _ = walk(asking.source, lookup)
        unsure = {one for one in walked.reads for sure in walked.unsure if one[: len(sure)] == sure}
        unsure |= {one for one in walked.reads for sure in walked.unsure if one == sure[: len(one)]}
        beside = {one for one in walked.reads for sure in walked.unsure if one[:1] == sure[:1]}
        return list(walked.reads), unsure | beside

    def _see(self, place: _Place, read: Names, own: Mapping[str, Known], depth: int = 0) -> Seen:
        """What is known under a path, from the place outwards through the callers."""
        scope = self.scopes.of[place.process.id]
        seen = scope.see(place.moment, read, {**self.scopes.everywhere, **own})
        if seen.known is not None or seen.depth > 0 or depth > _DEPTH:
            return seen
        for caller, call in self.callers.get(place.process.id, ()):
            if read[0] in call.inputs:
                return Seen(ANYTHING, frozenset(), len(read))
            outer = self._see(_Place(caller, call.id, after=False), read, {}, depth + 1)
            if outer.known is not None or outer.depth > 0:
                added = scope.added(read)
                return added if outer.known is None and added.known is not None else outer
        return seen

    # -- judging ------------------------------------------------------------------------------------------

    def _judge(
        self, asking: Asking, place: _Place, read: Names, unsure: bool
    ) -> Iterator[tuple[Names, Finding]]:
        """Findings with what they are about, so that one cause is told once for each element."""
        for here, seen in self._everywhere_called(place, read, asking.own):
            if seen.known is None:
                about = ("no form",) if self._formless(seen) else read[: seen.depth + 1]
                yield about, self._unknown(asking, place.process, here, read, seen)
                return
            if unsure or asking.proposal:
                continue
            for writer in sorted(seen.writers):
                found = self._late(asking, place.process, here, read, writer)
                if found is not None:
                    yield writer, found
                    return

    def _everywhere_called(
        self, place: _Place, read: Names, own: Mapping[str, Known]
    ) -> Iterator[tuple[_Place, Seen]]:
        """The place itself if the name is known there, else each caller in its turn."""
        todo: list[tuple[_Place, Mapping[str, Known]]] = [(place, own)]
        done: set[tuple[str, str]] = set()
        while todo:
            here, more = todo.pop()
            done.add((here.process.id, here.moment))
            scope = self.scopes.of[here.process.id]
            seen = scope.see(here.moment, read, {**self.scopes.everywhere, **more})
            added = [self.scopes.of[id].added(read) for id, _ in done] if seen.depth else []
            seen = next((one for one in added if one.known is not None), seen)
            outer: list[tuple[_Place, Mapping[str, Known]]] = [
                (_Place(caller, call.id, after=False), dict.fromkeys(call.inputs, ANYTHING))
                for caller, call in self.callers.get(here.process.id, ())
            ]
            if seen.known is None and seen.depth == 0 and outer:
                todo.extend(one for one in outer if (one[0].process.id, one[0].moment) not in done)
            else:
                yield here, seen

    def _unknown(self, asking: Asking, process: Process, here: _Place, read: Names, seen: Seen) -> Finding:
        formless = self._formless(seen)
        if formless is not None:
            facts = {"where": asking.where, "reader": called(process, asking.at), "path": ".".join(read)}
            return at(formless[0], formless[1], "reads.no_form", **facts)
        near = self._near(here, read, seen)
        facts = {"where": asking.where, "path": ".".join(read), "meant": near}
        if seen.depth:
            facts["owner"] = ".".join(read[: seen.depth])
            facts["field"] = read[seen.depth]
            return at(process, asking.at, "reads.unknown_field", **facts)
        if here.process is not process:
            facts["caller"] = here.process.name
            return at(process, asking.at, "reads.unknown_to_caller", **facts)
        return at(process, asking.at, "reads.unknown", **facts)

    def _formless(self, seen: Seen) -> tuple[Process, Element] | None:
        """The task whose answers are read although it has no form at all."""
        for process, id in seen.writers if seen.depth else ():
            element = self.processes[process].elements[id]
            if element.kind == "userTask" and self.contents.form_path(process, element) is None:
                return self.processes[process], element
        return None

    def _near(self, here: _Place, read: Names, seen: Seen) -> str:
        """What was probably meant: a field of the same owner, a similar name, or the same field elsewhere."""
        owner = read[: seen.depth]
        known = seen.near.inner if seen.near else {}
        alike = similar(read[seen.depth], known)
        if alike:
            return ".".join((*owner, alike, *read[seen.depth + 1 :]))
        names = {**self.scopes.everywhere, **self.scopes.of[here.process.id].names.inner}
        holders = [name for name, one in names.items() if read[-1] in one.inner]
        return f"{holders[0]}.{read[-1]}" if holders else ""

    def _late(
        self, asking: Asking, process: Process, here: _Place, read: Names, writer: Writer
    ) -> Finding | None:
        """What is read and not asked before on every way."""
        owner, element = writer
        facts = {"where": asking.where, "path": ".".join(read)}
        if owner != here.process.id:
            return self._left_out_inside(asking, process, writer, facts)
        if here.after and self._within(here.process, element, here.moment):
            return None
        before = self.before.get(owner)
        way = before.way_around(element, here.moment) if before and here.moment else None
        if before is None or way is None:
            return None
        facts |= {"asked": here.process.elements[element].title, "way": path(here.process, way)}
        if not before.ever(element, here.moment):
            return at(process, asking.at, "reads.too_late", **facts)
        report = at if asking.grave else warning
        return report(process, asking.at, "reads.some_ways", **facts)

    def _left_out_inside(
        self, asking: Asking, process: Process, writer: Writer, facts: dict[str, object]
    ) -> Finding | None:
        """Read from a called process that can end without having asked it."""
        owner, element = writer
        before = self.before.get(owner)
        way = before.way_to_end(element) if before else None
        if before is None or way is None:
            return None
        inner = self.processes[owner]
        asked = inner.elements[element].title
        report = at if asking.grave else warning
        found = {**facts, "asked": asked, "called": inner.name, "way": path(inner, way)}
        return report(process, asking.at, "reads.some_ways_inside", **found)

    def _within(self, process: Process, element: str, host: str) -> bool:
        """Whether an element is `host` or lies inside it."""
        here: Element | None = process.elements.get(element)
        while here is not None:
            if here.id == host:
                return True
            here = process.elements.get(here.parent or "")
        return False
