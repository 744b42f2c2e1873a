"""The parent's side of the door: one Python that has loaded what is needed, and a fork of it per question."""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.confined import lines
from engine.confined.telling import heard
from engine.errors import EngineError

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""What a child sees of the surroundings: no address of a database, no key."""
_STARTING = 60.0
"""Seconds that the first question may wait for Python to load its modules."""


@dataclass(frozen=True)
class Bounds:
    """What a child may use: seconds of processor time, seconds on the clock, MB above what Python needs."""

    seconds: int = 1
    clock: int = 5
    megabytes: int = 256


QUICK = Bounds()
"""To look at a file and say what it is."""
SLOW = Bounds(seconds=4, clock=30)
"""To read it whole and compare or rewrite it."""


def ask(
    work: Callable[..., Any], *contents: bytes, file: str, bounds: Bounds = QUICK, **question: Any
) -> Any:
    """What `work(*contents, **question)` answers, computed in a child.

    `work` is a function of a module; a module may have a function `warm` for what is to be loaded before the
    limits are set. Raises what the work raises of EngineError; `file_too_costly` where the child ran into a
    limit, `file_unreadable` where the file broke its reader.
    """
    limits = [bounds.seconds, bounds.clock, bounds.megabytes]
    told = {"module": work.__module__, "work": work.__name__, "limits": limits, "question": question}
    with _NURSERY.child(bounds.clock + _STARTING) as child:
        try:
            lines.send_value(child, {**told, "contents": len(contents)})
            for one in contents:
                lines.send(child, one)
            answer = lines.receive_value(child)
        except (OSError, EOFError):
            raise EngineError("file_too_costly", file=file) from None
    if "refused" in answer:
        raise heard(answer["refused"])
    if "broken" in answer:
        raise EngineError("file_unreadable", file=file, cause=answer["broken"])
    if "failed" in answer:
        raise RuntimeError(answer["failed"])  # our own fault, not that of the file
    return answer["answer"]


class Nursery:
    """Keeps the Python from which children are forked; starts it at the first question, and again if it died.

    Safe to use from many threads. `started` counts the starts of Python, `born` the children.
    """

    def __init__(self) -> None:
        self.started = self.born = 0
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._program: subprocess.Popen[bytes] | None = None
        self._owner = 0

    @contextlib.contextmanager
    def child(self, seconds: float) -> Iterator[socket.socket]:
        """The line to a new child; whoever asks waits `seconds` at most for each answer."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ours.settimeout(seconds)
            yield ours

    def _hand_over(self, line: socket.socket) -> None:
        with self._lock:
            try:
                socket.send_fds(self._reached(), [b"."], [line.fileno()])
            except OSError:  # it was ended from outside: a second one is as good
                self._end()
                socket.send_fds(self._reached(), [b"."], [line.fileno()])
            self.born += 1

    def _reached(self) -> socket.socket:
        if self._control is None or self._owner != os.getpid():
            self._control, theirs = socket.socketpair()
            with theirs:
                self._program = self._start(theirs.fileno())
            self._owner = os.getpid()
            self.started += 1
        return self._control

    @staticmethod
    def _start(control: int) -> subprocess.Popen[bytes]:
        serve = f"from engine.confined import child; child.serve({control})"
        nothing = subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, "-I", "-c", f"import sys; sys.path[:] = {sys.path!r}; {serve}"],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            pass_fds=(control,),
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,  # Ctrl-C ends the server, which then ends this
        )

    def _end(self) -> None:
        if self._control is not None and self._owner == os.getpid():
            self._control.close()
            if self._program is not None:
                self._program.wait()
        self._control = self._program = None


_NURSERY = Nursery()
atexit.register(_NURSERY._end)
