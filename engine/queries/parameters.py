"""The values that the authority sets, and what it still has to confirm. Not their use in expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import feel, forms
from engine.check.settings import OpenPoint, Parameter, ParameterValue
from engine.library import Version
from engine.schema import process
from engine.shelf import Shelf
from engine.wording import Language

CONFIRMED, OPEN = "bestätigt", "zu bestätigen"


@dataclass(frozen=True)
class ParameterRow:
    """One parameter with its value on the day."""

    key: str
    label: str
    status: str
    kind: str
    value: Any
    since: date | None
    until: date | None
    source: str
    others: tuple[ParameterValue, ...] = ()
    """The values of other periods."""
    points: tuple[int, ...] = ()
    """Numbers of the open points that decide it."""

    def shown(self, language: Language = "de") -> str:
        """The value as people read it; "–" where none is set."""
        return show(self.value, self.kind, language)


@dataclass(frozen=True)
class PointRow:
    """An open point with what depends on it, by the names that people know."""

    number: int
    question: str
    status: str
    remark: str
    parameters: tuple[tuple[str, str], ...]
    """Key and label."""
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class ProgrammeParameters:
    """The parameters and open points of one programme."""

    programme: str
    rows: tuple[ParameterRow, ...]
    points: tuple[PointRow, ...]

    @property
    def to_confirm(self) -> int:
        """How many open points nobody has confirmed."""
        return sum(point.status != CONFIRMED for point in self.points)


def parameters(connection: Connection, shelf: Shelf, day: date) -> tuple[ProgrammeParameters, ...]:
    """Of each programme, as in its newest published version, with the values of `day`."""
    newest: dict[str, Version] = {}
    statement = sa.select(process.c.version_id).order_by(process.c.published_at, process.c.id)
    for version_id in connection.scalars(statement):
        version = shelf.version(connection, version_id)
        newest[version.sheet.id] = version
    return tuple(_programme(one, day) for _, one in sorted(newest.items()))


def show(value: Any, kind: str, language: Language = "de") -> str:
    """The value of a parameter as people read it."""
    if kind == "dauer" and value is not None:
        return feel.format(value)
    if kind in ("tabelle", "liste") and isinstance(value, list):
        return "; ".join(_line(row, language) for row in value)
    if kind == "zahl" and isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return forms.show(value, {"betrag": "money"}.get(kind, ""), language)


def _line(row: Any, language: Language) -> str:
    if not isinstance(row, Mapping):
        return forms.show(row, "", language)
    return ", ".join(f"{name}: {forms.show(one, '', language)}" for name, one in row.items())


def _programme(version: Version, day: date) -> ProgrammeParameters:
    points = sorted(version.open_points, key=lambda one: one.number)
    return ProgrammeParameters(
        version.sheet.name,
        tuple(_row(one, day, points) for one in version.parameters.values()),
        tuple(_point(one, version) for one in points),
    )


def _row(parameter: Parameter, day: date, points: list[OpenPoint]) -> ParameterRow:
    here = next((one for one in parameter.values if one.on(day)), ParameterValue(None))
    return ParameterRow(
        key=parameter.key,
        label=parameter.label,
        status=parameter.status,
        kind=parameter.kind,
        value=here.value,
        since=here.since,
        until=here.until,
        source=here.source,
        others=tuple(one for one in parameter.values if one is not here),
        points=tuple(one.number for one in points if parameter.key in one.parameters),
    )


def _point(point: OpenPoint, version: Version) -> PointRow:
    return PointRow(
        number=point.number,
        question=point.question,
        status=point.status,
        remark=point.remark,
        parameters=tuple(_labels(point, version)),
        decisions=tuple(version.decision_names.get(one, one) for one in point.decisions),
    )


def _labels(point: OpenPoint, version: Version) -> Iterator[tuple[str, str]]:
    for key in point.parameters:
        known = version.parameters.get(key)
        yield key, known.label if known else key
