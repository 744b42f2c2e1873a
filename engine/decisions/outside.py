"""Values from outside as their declared types want them: dates written as text. Not FEEL's own conversions.

JSON has no dates. A text where the model declares a date, a time or a duration is read as one (ISO 8601);
anything else stays as it is and is judged by `types`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.decisions.types import Later, Many, Narrowed, Simple, Structure, Type

_READ_BY = {
    "date": "date(text)",
    "time": "time(text)",
    "date and time": "date and time(text)",
    "days and time duration": "duration(text)",
    "years and months duration": "duration(text)",
}


def from_outside(value: Any, kind: Type) -> Any:
    """The value with every text that should be a date, time or duration read as one."""
    while isinstance(kind, Later | Narrowed):
        kind = kind.meant if isinstance(kind, Later) else kind.wide
    if isinstance(kind, Many):
        item = kind.item
        return [from_outside(one, item) for one in value] if isinstance(value, list) else value
    if isinstance(kind, Structure) and isinstance(value, Mapping):
        read = {name: from_outside(value[name], part) for name, part in kind.components if name in value}
        return {**value, **read}
    if isinstance(value, str) and isinstance(kind, Simple) and kind.name in _READ_BY:
        return _read(value, _READ_BY[kind.name])
    return value


def _read(text: str, source: str) -> Any:
    found = feel.evaluate(source, {"text": text})
    return text if found is None else found
