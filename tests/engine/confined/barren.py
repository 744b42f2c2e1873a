"""A work at which Python cannot be forked, for the tests of the door; loaded by the nursery only."""

from __future__ import annotations

import errno
import os
from typing import NoReturn

FORK = os.fork
FAILED: list[bool] = []
"""How often it failed."""


def hello(content: bytes) -> str:
    return content.decode()


def loaded(content: bytes) -> bool:
    return FAILED == [True]


def warm() -> None:
    """What the system says when memory or processes run out: once, then never again."""
    os.fork = _none  # type: ignore[assignment]


def _none() -> NoReturn:
    os.fork = FORK
    FAILED.append(True)
    raise OSError(errno.ENOMEM, "Cannot allocate memory")
