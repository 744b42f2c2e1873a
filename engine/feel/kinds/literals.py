"""The value of a text such as `2021-03-01` or `P14D`, whichever kind it is. Not numbers or strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.feel.kinds.calendar_text import read_date, read_date_time, read_time
from engine.feel.kinds.durations import read_duration

_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"-?P"), read_duration),
    (re.compile(r"\d\d:"), read_time),
    (re.compile(r"-?\d+-\d\d-\d\dT"), read_date_time),
    (re.compile(r"-?\d+-\d\d-\d\d\Z"), read_date),
)


def read_literal(text: str) -> Any:
    """The date, time, date and time or duration that `text` writes; null if it writes none.

    DMN 1.5, rule 62: the literal `@"..."`.
    """
    for pattern, read in _KINDS:
        if pattern.match(text):
            try:
                return read(text)
            except (ValueError, OverflowError):
                return None
    return None
