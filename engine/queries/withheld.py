"""What of a case a reader may not see because of its data class, and the words that stand there instead.

Not whose cases one may know of (`reading`), nor which class something is (`library.classes`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from engine.clock import today
from engine.errors import NotAllowed, Reason
from engine.library import Version, classes
from engine.people import Assignment, Deputy, Directory, Person
from engine.permissions import AUDIT, covers
from engine.wording import Language


@dataclass(frozen=True)
class Eyes:
    """The roles with which somebody reads, their own and those they stand in for today."""

    own: frozenset[str] = frozenset()
    lent: tuple[tuple[str, Deputy], ...] = ()
    """Role and the arrangement that lends it: in the processes it is made for."""

    @classmethod
    def of(
        cls, who: Person, directory: Directory, now: datetime, places: Collection[str] | None = None
    ) -> Eyes:
        """The eyes of a person in a case of these organisations; None: wherever they hold a role."""
        day = today(now)
        lent = (
            (role, arranged)
            for arranged in directory.represented_by(who.id, day)
            if (absent := directory.persons.get(arranged.absent)) is not None and absent.active
            for role in _held(absent.roles_on(day), places)
        )
        return cls(frozenset(_held(who.roles_on(day), places)), tuple(lent))

    def roles(self, process: str) -> frozenset[str]:
        """With which roles they read what a process asks."""
        return self.own | {role for role, arranged in self.lent if covers(arranged, role, process)}

    def reads(self, version: Version, process: str, data_class: str) -> bool:
        return data_class <= classes.read_by(version, self.roles(process))

    def hidden(self, version: Version, process: str, found: Mapping[str, str]) -> dict[str, Reason]:
        """Of fields with their classes those that must not be read, each with the words in its place."""
        highest = classes.read_by(version, self.roles(process))
        place = version.process(process).participant
        return {
            name: classes.why_withheld(version, place, each) for name, each in found.items() if each > highest
        }

    def hidden_answers(self, version: Version, process: str, element: str) -> dict[str, Reason]:
        """The same for the answers of a task, or for what a message brought."""
        return self.hidden(version, process, classes.of_fields(version, process, element))


def _held(assignments: Iterable[Assignment], places: Collection[str] | None) -> Iterator[str]:
    """The roles held at one of the places; who audits does so everywhere."""
    for one in assignments:
        if places is None or one.role == AUDIT or one.organisation in places:
            yield one.role


def organisations_of(participants: str) -> frozenset[str]:
    """The organisations of a case, from its row."""
    return frozenset(json.loads(participants).values())


@dataclass(frozen=True)
class Judge:
    """Whether a reader may open the documents of one case, and who may instead."""

    eyes: Eyes
    version: Version
    participants: Mapping[str, str]
    """Participant → id of the organisation that fills it."""

    @classmethod
    def of(cls, eyes: Eyes, version: Version, participants: str) -> Judge:
        return cls(eyes, version, json.loads(participants))

    def withheld(self, row: Row[Any]) -> Reason | None:
        """None where the document may be opened."""
        inside = classes.home(self.version, row.element)
        if self.eyes.reads(self.version, inside.id if inside else "", row.data_class):
            return None
        filled = {place: one for one, place in self.participants.items()}
        return classes.why_withheld(self.version, filled.get(row.organisation_id), row.data_class)

    def require(self, row: Row[Any]) -> None:
        """Raises NotAllowed."""
        why = self.withheld(row)
        if why is not None:
            raise NotAllowed("document_withheld", title=row.title, **why.facts)


NOBODY = Eyes()
"""The command line where it names no reader: what is internal may be read, nothing personal."""


def without(raw: Mapping[str, Any], hidden: Iterable[str]) -> dict[str, Any]:
    """The texts of a form without those of hidden fields and of the rows of hidden tables."""
    gone = frozenset(hidden)
    return {
        name: texts for name, texts in raw.items() if name.partition("[")[0].partition(".")[0] not in gone
    }


Facts = Mapping[str, Any]


def withheld_facts(
    payload: Facts, version: Version | None, element: str | None, eyes: Eyes
) -> Mapping[str, dict[str, Reason]]:
    """Part of an event's payload → its fields that must not be read. Empty where all may be."""
    if version is None:
        return {}
    if element is None and payload.get("path") and payload.get("process") in version.processes:
        hidden = eyes.hidden_answers(version, payload["process"], payload["path"])
        return {"answers": hidden} if hidden and "answers" in payload else {}
    process = classes.home(version, element)
    if process is None or element is None:
        return {}
    found: dict[str, dict[str, Reason]] = {}
    if "answers" in payload:
        found["answers"] = eyes.hidden_answers(version, process.id, element)
    for part in ("payload_sent", "payload_received"):
        if part in payload:
            given = classes.of_message(version, str(payload.get("message", "")))
            found[part] = eyes.hidden(version, process.id, given)
    if "decision" in payload:
        asked = classes.of_inputs(version, process.id, element, payload.get("inputs") or {})
        found["inputs"] = eyes.hidden(version, process.id, asked)
    return {part: hidden for part, hidden in found.items() if hidden}


def masked(payload: Facts, hidden: Mapping[str, Mapping[str, Reason]], language: Language = "de") -> Facts:
    """The payload with a sentence in place of each value that must not be read; what is unknown stays so."""
    told: dict[str, Any] = dict(payload)
    for part, fields in hidden.items():
        told[part] = {
            name: fields[name].sentence(language) if name in fields and value is not None else value
            for name, value in payload[part].items()
        }
    if "inputs" in hidden and told.get("tables"):
        told["tables"] = []
    return told
