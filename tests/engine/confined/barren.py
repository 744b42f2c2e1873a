"""A work at which Python cannot be forked, for the tests of the door; loaded by the nursery only."""

from __future__ import annotations

import errno
import os
from typing import NoReturn

FORK, MODULE = os.fork, "tests.engine.confined.barren"


def hello(content: bytes) -> str:
    return content.decode()


def warm() -> None:
    """What the system says when memory or processes run out: once, then never again."""
    os.fork = _none  # type: ignore[assignment]


def _none() -> NoReturn:
    os.fork = FORK
    raise OSError(errno.ENOMEM, "Cannot allocate memory")
