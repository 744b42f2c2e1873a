"""Values on their way out: as FEEL text and as plain JSON. Not the codec of the data tree (`engine.tree`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.kinds.kind import adopt
from engine.feel.kinds.text_of import text_of


def format(value: Any) -> str:
    """The FEEL text of a value: `"a"`, `12.5`, `2021-03-01`, `[1, 2]`; a string without quotes."""
    return text_of(adopt(value))


def to_plain(value: Any) -> Any:
    """The value for JSON: numbers as numbers, dates, times, durations, ranges and functions as FEEL text."""
    value = adopt(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**34 else float(value)
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: to_plain(item) for name, item in value.items()}
    return text_of(value)
