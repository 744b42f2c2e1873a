"""Whether work ends in time by the thread's own clock; one collection of garbage does not decide it."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import Any


def in_time(work: Callable[[], Any], seconds: float) -> bool:
    """True if one of three tries takes less than `seconds` of this thread's processor time."""
    for _ in range(3):
        started = thread_time()
        work()
        if thread_time() - started < seconds:
            return True
    return False
