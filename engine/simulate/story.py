"""A scenario as its owner wrote it: who does what, when, what must be true in the end. Not its playing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from engine.check import yamlfile
from engine.clock import BERLIN
from engine.errors import BrokenProcess, Finding
from engine.simulate.continuing import continued

VERBS = ("aufgabe", "signal", "warte", "kommentar", "zurueck")


@dataclass(frozen=True)
class Act:
    """One step of a story."""

    verb: str
    what: str
    by: str = ""
    represents: str = ""
    at: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    """Which of several open tasks is meant: name visible there → value."""
    to: str = ""
    reason: str = ""
    refused: str = ""
    """The code of the reason with which this must be refused."""


@dataclass(frozen=True)
class Story:
    """A scenario."""

    name: str
    title: str
    process: str
    begin: datetime
    opened_by: str
    answers: Mapping[str, Any]
    participants: Mapping[str, str]
    acts: tuple[Act, ...]
    expected: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Values of the programme that are others in this story, from its beginning on."""
    shown_until: str = ""
    """The task before which the demo stops, so that a visitor goes on from there."""


def read(content: bytes, file: str, others: Mapping[str, bytes] | None = None) -> Story:
    """The scenario in a YAML file. Raises BrokenProcess with what is wrong, in plain words.

    `others` are the scenario files beside it by path: a story may go on from one of them.
    """

    def other(name: str) -> Mapping[str, Any]:
        for path, beside in (others or {}).items():
            if path.rpartition("/")[2].removesuffix(".yaml") == name and path != file:
                return _yaml(beside, path)
        raise _wrong(file, "scenario.no_such_story", name=name)

    told = continued(_yaml(content, file), other)
    for key in ("name", "prozess", "beginn", "schritte"):
        if key not in told:
            raise _wrong(file, "scenario.missing", key=key)
    opened = told.get("eroeffnung") or {}
    return Story(
        name=str(told["name"]),
        title=str(told.get("titel") or told["name"]),
        process=str(told["prozess"]),
        begin=_instant(told["beginn"], file),
        opened_by=str(opened.get("als", "")),
        answers=dict(opened.get("antworten") or {}),
        participants={str(key): str(value) for key, value in (told.get("beteiligte") or {}).items()},
        acts=tuple(_act(row, index, file) for index, row in enumerate(told["schritte"], start=1)),
        expected=dict(told.get("erwartet") or {}),
        parameters=dict(told.get("parameter") or {}),
        shown_until=str(told.get("vorfuehrung_bis", "")),
    )


def _yaml(content: bytes, file: str) -> dict[str, Any]:
    told, problems = yamlfile.read(content, file)
    if problems:
        raise BrokenProcess(problems, "broken_file", file=file)
    if not isinstance(told, dict):
        raise _wrong(file, "scenario.not_yaml", cause="–")
    return told


def _act(row: Any, index: int, file: str) -> Act:
    verbs = [verb for verb in VERBS if isinstance(row, dict) and verb in row]
    if len(verbs) != 1:
        raise _wrong(file, "scenario.unclear_step", number=index, verbs=", ".join(VERBS))
    return Act(
        verb=verbs[0],
        what=str(row[verbs[0]]),
        by=str(row.get("als", "")),
        represents=str(row.get("fuer", "")),
        at=_instant(row["am"], file) if row.get("am") else None,
        answers=dict(row.get("antworten") or {}),
        where=dict(row.get("bei") or {}),
        to=str(row.get("an", "")),
        reason=str(row.get("grund", "")),
        refused=str(row.get("abgelehnt", "")),
    )


def _instant(told: Any, file: str) -> datetime:
    """A day (then nine in the morning in Berlin) or a point in time."""
    if isinstance(told, str):
        try:
            told = datetime.fromisoformat(told)
        except ValueError:
            raise _wrong(file, "scenario.no_day", text=told) from None
    if isinstance(told, datetime):
        return told if told.tzinfo else told.replace(tzinfo=BERLIN)
    if isinstance(told, date):
        return datetime.combine(told, time(9), BERLIN)
    raise _wrong(file, "scenario.no_day", text=str(told))


def _wrong(file: str, rule: str, **facts: Any) -> BrokenProcess:
    return BrokenProcess([Finding(file=file, rule=rule, facts=facts)], "broken_file", file=file)
