"""How large an expression and its values may be. Not the errors themselves (`errors`).

The figures are those of the security rules: a text from outside can cost 100,000 steps or 50 ms, no more.
"""

from __future__ import annotations

from engine.feel.errors import LimitExceeded

SOURCE = 4_000
NODES = 2_000
NESTING = 60
STEPS = 100_000
STRING = 100_000
LIST = 10_000
MILLISECONDS = 50
STEPS_BETWEEN_LOOKS = 500
"""How many steps may pass between two looks at the stopwatch."""


def checked_text(text: str) -> str:
    """The text itself, if it is not too long. Raises LimitExceeded."""
    if len(text) > STRING:
        raise LimitExceeded("string", STRING)
    return text


def checked_length(length: int) -> int:
    """The number of items, if a list may have so many. Raises LimitExceeded."""
    if length > LIST:
        raise LimitExceeded("list", LIST)
    return length


def checked_depth(depth: int) -> int:
    """The depth of a nested value, if it may be so deep. Raises LimitExceeded."""
    if depth > NESTING:
        raise LimitExceeded("nesting", NESTING)
    return depth
