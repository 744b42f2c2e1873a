"""The values that the authority sets, and what it still has to confirm. Not their use in expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import feel, forms
from engine.check.settings import OpenPoint, Parameter, ParameterValue
from engine.errors import NotFound
from engine.library import Version
from engine.parameters import Proposal, last_on
from engine.schema import parameter_proposal, process
from engine.shelf import Shelf, proposal_of
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
    set_by: Proposal | None = None
    """The release that the value of the day comes from; None where it stands in the version's files."""
    proposals: tuple[Proposal, ...] = ()
    """What waits for a second administrator, and what was released, the latest first."""

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
    id: str = ""
    """What `Engine.propose_parameter` calls the programme."""

    @property
    def to_confirm(self) -> int:
        """How many open points nobody has confirmed."""
        return sum(point.status != CONFIRMED for point in self.points)


def parameters(connection: Connection, shelf: Shelf, day: date) -> tuple[ProgrammeParameters, ...]:
    """Of each programme, as in its newest published version, with the values of `day`."""
    published: dict[str, list[Version]] = {}
    columns = (process.c.published_at.desc(), process.c.opens_cases.desc(), process.c.id)
    for version_id in connection.scalars(sa.select(process.c.version_id).order_by(*columns)):
        version = shelf.version(connection, version_id)
        published.setdefault(version.sheet.id, []).append(version)
    made = proposals(connection)
    return tuple(
        _programme(versions, day, [one for one in made if one.programme == programme])
        for programme, versions in sorted(published.items())
    )


def proposals(connection: Connection) -> tuple[Proposal, ...]:
    """Every proposal ever made, the latest first."""
    order = (parameter_proposal.c.proposed_at.desc(), parameter_proposal.c.id)
    rows = connection.execute(sa.select(parameter_proposal).order_by(*order))
    return tuple(proposal_of(row) for row in rows)


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


def _programme(versions: Sequence[Version], day: date, made: Sequence[Proposal]) -> ProgrammeParameters:
    version = versions[0]
    points = sorted(version.open_points, key=lambda one: one.number)
    return ProgrammeParameters(
        version.sheet.name,
        tuple(_row(one, day, points, made) for one in version.parameters.values()),
        tuple(_point(one, versions) for one in points),
        version.sheet.id,
    )


def _row(
    parameter: Parameter, day: date, points: Sequence[OpenPoint], made: Sequence[Proposal]
) -> ParameterRow:
    here = next((one for one in parameter.values if one.on(day)), ParameterValue(None))
    own = tuple(one for one in made if one.key == parameter.key and one.state != "declined")
    holding = last_on(own, day)
    if holding is not None:
        here = ParameterValue(holding.value, holding.since, holding.until, holding.source)
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
        set_by=holding,
        proposals=own,
    )


def _point(point: OpenPoint, versions: Sequence[Version]) -> PointRow:
    return PointRow(
        number=point.number,
        question=point.question,
        status=point.status,
        remark=point.remark,
        parameters=tuple(_labels(point, versions[0])),
        decisions=tuple(_decision(one, versions) for one in point.decisions),
    )


def _labels(point: OpenPoint, version: Version) -> Iterator[tuple[str, str]]:
    for key in point.parameters:
        known = version.parameters.get(key)
        yield key, known.label if known else key


def _decision(reference: str, versions: Sequence[Version]) -> str:
    """What people call a table; not every process needs it, so its version is looked for."""
    for version in versions:
        try:
            model, identifier = version.decision(reference)
        except NotFound:
            continue
        return model.decisions[identifier].name
    return reference
