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

_Needs = frozenset[tuple[str, str]]
"""What must be readable to read a column: process and class of all that it reads."""


def withheld_columns(version: Version, overview: Overview, eyes: Iterable[Eyes]) -> dict[str, Reason]:
    """Column → who may read it instead, for each that one of the `eyes` may not read."""
    all_eyes, found = list(eyes), dict[str, _Needs]()
    for column in overview.columns:
        paths = _paths(column.expressions, overview)
        found[column.id] = frozenset(
            need
            for path in paths
            for need in (found[str(path[1])] if path[0] == "spalten" else [_need(version, overview, path)])
        )
    return {
        column: classes.why_withheld(version, None, max(needed for _, needed in needs))
        for column, needs in found.items()
        if not all(one.reads(version, *need) for one in all_eyes for need in needs)
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


def _need(version: Version, overview: Overview, path: Path) -> tuple[str, str]:
    process, *inner = path[1:] if path[0] == "laeufe" else path
    if not isinstance(process, str) or process not in version.processes or not inner:
        return overview.process, INTERNAL
    return process, classes.of_path(version, process, tuple(inner))
