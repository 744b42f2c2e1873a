"""A story that goes on from another: what happened there first, with what was different. Not its playing.

Works on the file as it was read, so that the story that comes out is checked like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

Told = Mapping[str, Any]

INHERITED = ("prozess", "beginn", "beteiligte", "eroeffnung", "parameter")


def continued(told: Told, other: Callable[[str], Told], *, after: tuple[str, ...] = ()) -> Told:
    """The story with the steps of its `vorgeschichte` before its own.

    `bis` names the task before which the other story is left, `ohne` tasks that nobody does this time,
    `anders` answers that were different, `vertretung` who did it for whom, `jahre` how many years later
    everything is. Raises what `other`
    raises where there is no such story; one that goes on from itself is none.
    """
    before = told.get("vorgeschichte")
    if not isinstance(before, Mapping):
        return told
    name = str(before.get("szenario", ""))
    first = continued(other("" if name in after else name), other, after=(*after, name))
    first = _later(first, int(before.get("jahre", 0)))
    rows = [_different(row, before.get("anders") or {}) for row in _kept(first["schritte"], before)]
    steps = [_represented(row, before.get("vertretung") or {}) for row in rows]
    opening = _joined(first.get("eroeffnung") or {}, told.get("eroeffnung") or {})
    inherited = {key: first[key] for key in INHERITED if key in first}
    own = {key: value for key, value in told.items() if key != "vorgeschichte"}
    return {
        **inherited,
        **own,
        "eroeffnung": opening,
        "schritte": [*steps, *(told.get("schritte") or [])],
    }


def _kept(steps: list[Any], before: Told) -> list[Any]:
    left_out = set(before.get("ohne") or ())
    kept = []
    for row in steps:
        if before.get("bis") and isinstance(row, Mapping) and row.get("aufgabe") == before["bis"]:
            break
        if not (isinstance(row, Mapping) and row.get("aufgabe") in left_out):
            kept.append(row)
    return kept


def _different(row: Any, answers: Told) -> Any:
    if not isinstance(row, Mapping) or row.get("aufgabe") not in answers:
        return row
    return {**row, "antworten": {**(row.get("antworten") or {}), **answers[row["aufgabe"]]}}


def _represented(row: Any, deputies: Told) -> Any:
    """The same step done by the deputy, as `B für A`."""
    if not isinstance(row, Mapping) or row.get("als") not in deputies:
        return row
    return {**row, "als": deputies[row["als"]], "fuer": row["als"]}


def _joined(first: Told, own: Told) -> dict[str, Any]:
    answers = {**(first.get("antworten") or {}), **(own.get("antworten") or {})}
    return {**first, **own, "antworten": answers}


def _later(value: Any, years: int) -> Any:
    """The same with every day so many years later (the last of February stays one)."""
    if not years:
        return value
    if isinstance(value, Mapping):
        return {key: _later(inside, years) for key, inside in value.items()}
    if isinstance(value, list):
        return [_later(inside, years) for inside in value]
    if isinstance(value, date | datetime):
        last = value.month == 2 and value.day == 29
        return value.replace(year=value.year + years, day=28 if last else value.day)
    return value
