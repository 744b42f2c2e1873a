"""The memory and surroundings of the server, closed to its other programs. Not the limits of children."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def keep_to_myself() -> None:
    """No other program of this user may look into this process (`/proc/<id>/environ`, ptrace, core dumps).

    Linux only (prctl(2), PR_SET_DUMPABLE); elsewhere nothing happens. Programs started from here are not
    closed, as they begin anew.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
