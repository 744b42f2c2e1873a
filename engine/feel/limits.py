"""How large an expression and its values may be. Not the errors themselves (`errors`).

The figures are those of the security rules: a text from outside can cost 100,000 steps or 50 ms, no more.
"""

from __future__ import annotations

from typing import Any

from engine.feel.errors import LimitExceeded

SOURCE = 4_000
NODES = 2_000
NESTING = 60
STEPS = 100_000
STRING = 100_000
LIST = 10_000
MILLISECONDS = 50
CHARACTERS_PER_STEP = 50
STEPS_BETWEEN_LOOKS = 500
"""How many steps may pass between two looks at the stopwatch."""


def checked_text(text: str) -> str:
    """The text itself, if it is not too long. Raises LimitExceeded."""
    checked_size(len(text))
    return text


def checked_size(length: int) -> None:
    """To be asked before a text of that length is made. Raises LimitExceeded."""
    if length > STRING:
        raise LimitExceeded("string", STRING)


def checked_length(length: int) -> int:
    """The number of items, if a list may have so many. Raises LimitExceeded."""
    if length > LIST:
        raise LimitExceeded("list", LIST)
    return length


def checked_value(value: Any) -> Any:
    """The value itself, if written out it is not too deep and not too large. Raises LimitExceeded.

    A list can hold another one twice, so a few lines can stand for more items than there are atoms.
    """
    if type(value) in (list, dict):
        count = 0
        waiting = [(value, 1)]
        while waiting:
            here, depth = waiting.pop()
            checked_depth(depth)
            items = list(here.values()) if type(here) is dict else here
            count += len(items) + sum(len(item) // CHARACTERS_PER_STEP for item in items if type(item) is str)
            if count > STEPS:
                raise LimitExceeded("value", STEPS)
            waiting.extend((item, depth + 1) for item in items if type(item) in (list, dict))
    return value


def checked_depth(depth: int) -> int:
    """The depth of a nested value, if it may be so deep. Raises LimitExceeded."""
    if depth > NESTING:
        raise LimitExceeded("nesting", NESTING)
    return depth
