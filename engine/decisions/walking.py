"""Everything inside a drawn element, however deep. Not its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def inside(drawn: Any) -> Iterator[Any]:
    """All records of `model` in `drawn`, itself included."""
    waiting = [drawn]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting.extend(found)
        elif is_dataclass(found):
            yield found
            waiting.extend(getattr(found, field.name) for field in fields(found))
