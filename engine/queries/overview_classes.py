"""Which columns of an overview show what its reader may not see. Not who may see the overview at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine import feel
from engine.check.settings import INTERNAL, Overview
from engine.errors import Reason
from engine.library import Version, classes
from engine.queries.overview_sums import OverviewRow
from engine.queries.withheld import Eyes
from engine.tree import Path


def withheld_columns(version: Version, overview: Overview, eyes: Eyes) -> dict[str, Reason]:
    """Column → who may read it instead, for each that reads something of a class the reader may not see."""
    found: dict[str, str] = {}
    for column in overview.columns:
        paths = _paths(column.expressions, overview)
        known = (found[str(path[1])] if path[0] == "spalten" else _class(version, path) for path in paths)
        found[column.id] = max(known, default=INTERNAL)
    return {
        column: classes.why_withheld(version, None, needed)
        for column, needed in found.items()
        if not eyes.reads(version, needed)
    }


def emptied(row: OverviewRow, overview: Overview, hidden: Iterable[str]) -> OverviewRow:
    """The row without the values of hidden columns: what is not read is not sorted, found or added up."""
    gone = frozenset(hidden)
    pairs = zip(overview.columns, row.values, strict=True)
    return replace(row, values=tuple(None if column.id in gone else value for column, value in pairs))


def _paths(expressions: Iterable[str], overview: Overview) -> Iterator[Path]:
    """What the expressions read: data of a process, other columns, or the item of the row."""
    columns = {column.id for column in overview.columns}
    for path in _read(expressions):
        if path[0] != "spalten":
            yield path
            yield from ((*item, *path) for item in _read(overview.rows))
        elif len(path) > 1 and path[1] in columns:
            yield path


def _read(expressions: Iterable[str]) -> Iterator[Path]:
    for source in expressions:
        yield from sorted(feel.compile(source).reads)


def _class(version: Version, path: Path) -> str:
    process, *inner = path[1:] if path[0] == "laeufe" else path
    known = isinstance(process, str) and process in version.processes and bool(inner)
    return classes.of_path(version, str(process), tuple(inner)) if known else INTERNAL
