"""Values on their way into a letter, each knowing where it came from. Not how they look (that is `formats`).

A template never touches a bare value: it sees `Traced` ones, which remember their path, know that unknown
is not zero, and write down what was shown and what was missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as fresh
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.tree import Path, format_path

STEPS = 50_000
ABSENT = object()
"""The value of a name that nobody supplied at all; None is supplied and unknown."""


@dataclass(frozen=True)
class Problem:
    """Something a letter cannot be written with: which field, why, in which line of which part."""

    field: str
    code: str
    facts: Mapping[str, Any] = fresh(default_factory=dict)
    line: int = 0


@dataclass
class Record:
    """What one rendering showed (path → text) and what it lacked."""

    used: dict[str, str] = fresh(default_factory=dict)
    problems: list[Problem] = fresh(default_factory=list)
    steps: int = 0

    def show(self, paths: tuple[Path, ...], text: str) -> None:
        """A value stands in the letter; a path shown in two ways keeps both, as in 1,00 € / ein Euro."""
        plain = text.replace("\N{NO-BREAK SPACE}", " ")
        for path in paths:
            name = format_path(path)
            before = self.used.get(name)
            self.used[name] = plain if before in (None, plain) else _both(str(before), plain)

    def lack(self, code: str, paths: tuple[Path, ...], **facts: Any) -> None:
        name = ", ".join(format_path(path) for path in paths)
        self.problems.append(Problem(name, code, facts))

    def locate(self, line: int) -> None:
        """The problems found since the last call belong to this line."""
        for index in range(len(self.problems) - 1, -1, -1):
            if self.problems[index].line:
                break
            one = self.problems[index]
            self.problems[index] = Problem(one.field, one.code, one.facts, line)

    def step(self, count: int) -> None:
        self.steps += count
        if self.steps > STEPS:
            raise TooLong


class TooLong(Exception):
    """Loops inside loops came to more rounds than a letter can have."""


class Traced:
    """A value, the paths it was made from, and the record that watches it."""

    __slots__ = ("paths", "record", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any, paths: tuple[Path, ...], record: Record) -> None:
        self.value, self.paths, self.record = value, paths, record

    @property
    def unknown(self) -> bool:
        """Nothing is known: not supplied, null, or an empty text."""
        return self.value is None or self.value is ABSENT or self.value == ""

    def child(self, key: str | int) -> Traced:
        """The value inside at `key`; inside of unknown everything is unknown."""
        path = (*self.paths[0], key) if self.paths else (key,)
        inside = None
        if isinstance(self.value, Mapping):
            inside = self.value.get(key)
        elif isinstance(self.value, list | tuple) and isinstance(key, int):
            inside = self.value[key] if -len(self.value) <= key < len(self.value) else None
        elif not self.unknown:
            self.record.lack("documents.not_a_group", self.paths, key=str(key))
        return Traced(inside, (path,), self.record)

    def items(self) -> list[Traced]:
        """The items of a list; unknown has none and is noted."""
        if not isinstance(self.value, list | tuple):
            self.record.lack(
                "documents.not_a_list" if not self.unknown else "documents.missing_field", self.paths
            )
            return []
        self.record.step(len(self.value))
        return [self.child(index) for index in range(len(self.value))]

    def made(self, value: Any) -> Traced:
        """Another value made from this one."""
        return Traced(value, self.paths, self.record)

    def __bool__(self) -> bool:
        if self.value is ABSENT:
            self.record.lack("documents.missing_field", self.paths)
            return False
        return bool(self.value)

    def __contains__(self, item: Any) -> bool:
        return any(one == item for one in self.items())

    def __iter__(self) -> Iterator[Traced]:
        return iter(self.items())

    def __eq__(self, other: object) -> bool:
        return self._compared(other, lambda one, two: one == two)

    def __ne__(self, other: object) -> bool:
        return self._compared(other, lambda one, two: one != two)

    def __lt__(self, other: Any) -> bool:
        return self._compared(other, lambda one, two: one < two)

    def __le__(self, other: Any) -> bool:
        return self._compared(other, lambda one, two: one <= two)

    def __gt__(self, other: Any) -> bool:
        return self._compared(other, lambda one, two: one > two)

    def __ge__(self, other: Any) -> bool:
        return self._compared(other, lambda one, two: one >= two)

    def _compared(self, other: Any, holds: Any) -> bool:
        for one in (self, other):
            if isinstance(one, Traced) and one.unknown:
                self.record.lack("documents.unknown_in_condition", one.paths)
                return False
        value = other.value if isinstance(other, Traced) else other
        if kind(self.value) != kind(value) or kind(value) == "group":
            self.record.lack("documents.not_comparable", self.paths, one=kind(self.value), two=kind(value))
            return False
        return bool(holds(self.value, value))


def kind(value: Any) -> str:
    """What sort of value it is, as conditions see it: only equal sorts can be compared."""
    sorts: tuple[tuple[str, Any], ...] = (
        ("bool", bool),
        ("number", int | Decimal),
        ("text", str),
        ("instant", datetime),
        ("date", date),
    )
    return next((name for name, types in sorts if isinstance(value, types)), "group")


def _both(before: str, text: str) -> str:
    return before if text in before.split(" / ") else f"{before} / {text}"
