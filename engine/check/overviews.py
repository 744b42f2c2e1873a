"""Whether overviews and open points name what there is: processes, roles, runs, fields, parameters.

The names that a row can read are fixed here and filled by `engine.queries.overview_rows`. Not their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.bpmn.model import Process
from engine.check.calls import callers
from engine.check.contents import Contents
from engine.check.entry import hinted, similar
from engine.check.expressions import attempt
from engine.check.known import ANYTHING, Known, context, merged
from engine.check.scopes import Scopes, everywhere
from engine.check.settings import Overview
from engine.check.walking import Names, walk
from engine.errors import EngineError, Finding
from engine.permissions import ADMINISTRATION, AUDIT

CASE_FIELDS = ("nummer", "titel", "eroeffnet_am", "abgeschlossen")
"""What can be read of `vorgang` in an overview."""
DEADLINE_FIELDS = ("aufgabe", "rolle", "organisation", "person", "faellig_am", "art")
"""What can be read of each item of `fristen`: the open tasks of the case that have a deadline."""


def overviews(contents: Contents, processes: Mapping[str, Process], scopes: Scopes) -> Iterator[Finding]:
    """What is wrong with uebersichten.yaml; `processes` are those whose names are in `scopes`."""
    file = contents.bundle.shown("uebersichten.yaml")
    names = _names(contents, processes, scopes)
    called = callers(processes)
    for one in contents.overviews.values():
        yield from _references(one, contents, file)
        yield from _Reader(file, one, names, called).findings()


def open_points(contents: Contents) -> Iterator[Finding]:
    """What is wrong with offene_punkte.yaml."""
    file = contents.bundle.shown("offene_punkte.yaml")
    for point in contents.open_points:
        where = f"Nr. {point.number}"
        yield from _unknown(file, where, point.parameters, contents.parameters, "parameter")
        yield from _unknown(file, where, point.decisions, contents.decisions, "entscheidungen")


def _references(overview: Overview, contents: Contents, file: str) -> Iterator[Finding]:
    opening = {one.process for one in contents.sheet.openings}
    yield from _unknown(file, overview.id, [overview.process], opening, "prozess")
    roles = {*contents.roles.roles, AUDIT, ADMINISTRATION}
    yield from _unknown(file, overview.id, overview.roles, roles, "rollen")


def _unknown(
    file: str, where: str, given: Iterable[str], known: Iterable[str], what: str
) -> Iterator[Finding]:
    known = set(known)
    for name in given:
        if name and name not in known:
            facts = hinted({"value": name, "what": what, "meant": similar(name, known)})
            yield Finding(file, "settings.unknown_value", where, where, facts=facts)


def _names(contents: Contents, processes: Mapping[str, Process], scopes: Scopes) -> dict[str, Known]:
    """What a row can read: runs by their process, all runs of each, and what every expression knows."""
    opening = {one.process for one in contents.sheet.openings}
    runs = {
        id: scopes.of[id].names if id in processes else ANYTHING
        for id, process in contents.processes.items()
        if process.executable and (id in opening or _started_by_others(process))
    }
    return {
        **runs,
        "laeufe": Known({id: replace(known, rows=True) for id, known in runs.items()}),
        "fristen": replace(context(DEADLINE_FIELDS), rows=True),
        **everywhere(contents),
        "vorgang": context(CASE_FIELDS),
    }


def _started_by_others(process: Process) -> bool:
    """Whether a message or signal begins a run of the process."""
    starts = [one for one in process.elements.values() if one.kind == "startEvent" and one.parent is None]
    return any(one.trigger is not None and one.trigger.kind in ("message", "signal") for one in starts)


class _Reader:
    """Judges the expressions of one overview."""

    def __init__(
        self, file: str, overview: Overview, names: Mapping[str, Known], called: Mapping[str, object]
    ) -> None:
        self.file, self.overview, self.called = file, overview, called
        self.names = dict(names)
        self.open = False
        """Whether a row may hold names that nobody can foresee."""

    def findings(self) -> Iterator[Finding]:
        for source in self.overview.rows:
            yield from self._judge("zeile", source)
        self._enter_row()
        for source in self.overview.year:
            yield from self._judge("jahr", source)
        for number, column in enumerate(self.overview.columns):
            before = [one.id for one in self.overview.columns[:number]]
            self.names["spalten"] = context(before)
            for source in column.expressions:
                yield from self._judge(column.label or column.id, source)
        self.names["spalten"] = context([one.id for one in self.overview.columns])
        yield from self._judge("bedingung", self.overview.condition)

    def _enter_row(self) -> None:
        """From here on the fields of a row can be read by their own names; the case's names stay on top."""
        shapes = [walk(source, self._lookup)[1].item() for source in self.overview.rows]
        row: Known | None = None
        for shape in shapes:
            row = merged(row, shape)
        if row is not None:
            self.names = {**row.inner, **self.names, "zeile": row}
            self.open = row.open

    def _judge(self, place: str, source: str) -> Iterator[Finding]:
        where = f"{self.overview.title} › {place}"
        compiled = attempt(source) if source else None
        if isinstance(compiled, EngineError):
            facts = {"source": source, "cause": compiled.reason}
            yield Finding(self.file, "settings.expression", self.overview.id, where, facts=facts)
        elif compiled is not None:
            for read in walk(source, self._lookup)[0].reads:
                if self._lookup(read) is None:
                    yield self._nothing_there(where, read)

    def _lookup(self, path: Names) -> Known | None:
        here = self.names.get(path[0])
        if here is None:
            return ANYTHING if self.open else None
        for name in path[1:]:
            here = here.inner.get(name) or (ANYTHING if here.open else None)
            if here is None:
                return None
        return here

    def _nothing_there(self, where: str, read: Names) -> Finding:
        """The first name of the path that does not exist, with what was probably meant."""
        depth = next(end for end in range(1, len(read) + 1) if self._lookup(read[:end]) is None)
        name, owner = read[depth - 1], ".".join(read[: depth - 1])
        if depth == 1 and name in self.called:
            return Finding(self.file, "overviews.called", self.overview.id, where, facts={"process": name})
        around = self._lookup(read[: depth - 1]) if depth > 1 else Known(self.names)
        meant = similar(name, around.inner if around else ())
        facts = hinted({"path": ".".join(read), "field": name, "owner": owner or "–", "meant": meant})
        return Finding(self.file, "overviews.unknown_name", self.overview.id, where, facts=facts)
