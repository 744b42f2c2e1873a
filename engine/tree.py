"""The data tree of a run: every answer under the element that asked for it. Not the tokens.

A tree is nested dicts and lists of plain values (`str`, `bool`, `int`, `Decimal`, `date`, `datetime`,
`time`, durations, `None`). A *scope* is the path of the surroundings in which something is asked: `()` at
the top of a run, `("stellen", 2)` inside the third round of a multi-instance, `("stelle_besetzen",)`
inside a called process. Names are looked up from the inner scope outwards.

Values travel as JSON. What JSON has no word for is written as an object with one key, the type:
`{"$decimal": "45833.33"}`, `{"$date": "2021-03-01"}`; so a tree, a payload or an answer can be read back
without its form (docs/decisions).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

Path = tuple[str | int, ...]

TOP = "/"
"""In a scope: what follows is counted from the top of the run, what goes before is where it was begun."""

_PLAIN = "$context"
"""Marks a context that only looks like a typed value, because an expression named its one entry `$date`."""

_WRITERS: dict[type, tuple[str, Any]] = {}
_READERS: dict[str, Any] = {}


def register(kind: type, tag: str, write: Any, read: Any) -> None:
    """Teach the codec a type of value: `write` makes a string of it, `read` brings it back."""
    _WRITERS[kind] = (tag, write)
    _READERS[tag] = read


register(Decimal, "$decimal", str, Decimal)
register(datetime, "$datetime", datetime.isoformat, datetime.fromisoformat)
register(date, "$date", date.isoformat, date.fromisoformat)
register(time, "$time", time.isoformat, time.fromisoformat)


def to_json(value: Any) -> Any:
    """The value as JSON-ready objects with typed tags. Raises TypeError for a type nobody registered."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        plain = {str(key): to_json(item) for key, item in value.items()}
        return {_PLAIN: plain} if len(plain) == 1 and _looks_typed(plain) else plain
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    tag, write = _WRITERS.get(type(value)) or _unknown(value)
    return {tag: write(value)}


def from_json(value: Any) -> Any:
    """The reverse of `to_json`."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (tag, text), *_ = value.items()
        if tag == _PLAIN:
            return {key: from_json(item) for key, item in text.items()}
        if tag in _READERS:
            return _READERS[tag](text)
    return {key: from_json(item) for key, item in value.items()}


def _looks_typed(plain: Mapping[str, Any]) -> bool:
    return any(key == _PLAIN or key in _READERS for key in plain)


def dumps(value: Any) -> str:
    """Canonical JSON text: sorted keys, no spaces, umlauts as they are. The same value, the same bytes."""
    return json.dumps(to_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def loads(text: str | bytes) -> Any:
    """The reverse of `dumps`."""
    return from_json(json.loads(text))


def parse_path(text: str) -> Path:
    """`stellen[2].dienstantritt.datum` as `("stellen", 2, "dienstantritt", "datum")`."""
    parts: list[str | int] = []
    for name in text.split(".") if text else []:
        head, *indices = name.replace("]", "").split("[")
        parts.append(head)
        parts.extend(int(index) for index in indices)
    return tuple(parts)


def format_path(path: Path) -> str:
    """The reverse of `parse_path`."""
    text = ""
    for part in located(path):
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


def located(path: Path) -> Path:
    """Where the path lies, without where it was begun."""
    return path[len(path) - path[::-1].index(TOP) :] if TOP in path else path


def outwards(scope: Path) -> Iterator[Path]:
    """The scope and everything around it, the innermost first, the top of the run last."""
    while scope:
        if scope[-1] != TOP:
            yield scope
        scope = scope[:-1]
    yield ()


class Tree:
    """One run's data, with lookup from the inside out and writing at a path."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})

    def at(self, path: Path) -> Any:
        """The value at `path`, or None where nothing was written (unknown is not zero)."""
        here: Any = self.values
        for part in located(path):
            if isinstance(part, int):
                here = here[part] if isinstance(here, list) and 0 <= part < len(here) else None
            else:
                here = here.get(part) if isinstance(here, dict) else None
            if here is None:
                return None
        return here

    def write(self, path: Path, value: Any) -> None:
        """Put `value` at `path`, making the contexts on the way; rework overwrites the same place."""
        path = located(path)
        if not path:
            raise ValueError("a value needs a place")
        here: Any = self.values
        for part, following in pairwise(path):
            here = _step(here, part, [] if isinstance(following, int) else {})
        _put(here, path[-1], value)

    def scopes(self, scope: Path) -> Iterator[dict[str, Any]]:
        """The contexts that can be seen from `scope`, the innermost first, the top of the run last."""
        for place in outwards(scope):
            found = self.at(place) if place else self.values
            if isinstance(found, dict):
                yield found

    def visible(self, scope: Path) -> dict[str, Any]:
        """All names that can be seen from `scope` as one dict; inner names hide outer ones."""
        merged: dict[str, Any] = {}
        for context in self.scopes(scope):
            for name, value in context.items():
                merged.setdefault(name, value)
        return merged

    def copy(self) -> Tree:
        return Tree(copy.deepcopy(self.values))


def _step(here: Any, part: str | int, empty: Any) -> Any:
    inside = here[part] if isinstance(part, int) and part < len(here) else None
    if isinstance(part, str):
        inside = here.get(part)
    if not isinstance(inside, dict | list):
        inside = empty
        _put(here, part, inside)
    return inside


def _put(here: Any, part: str | int, value: Any) -> None:
    if isinstance(part, int):
        here.extend([None] * (part + 1 - len(here)))
    here[part] = value


def _unknown(value: Any) -> Any:
    raise TypeError(f"a value of type {type(value).__name__} cannot be kept in a case")
