"""The parent's side of the door: one Python that has loaded what is needed, and a fork of it per question."""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.confined import lines
from engine.confined.telling import heard
from engine.errors import EngineError, TransientError

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""What a child sees of the surroundings: no address of a database, no key."""
_STARTING = 60.0
"""Seconds that the first question may wait for Python to load its modules, and each for its turn."""
_PLACES = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
"""How many files are read at once: each may take the memory of its `Bounds`."""


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
    limit or says too much, `file_unreadable` where the file broke its reader, TransientError where there was
    no child: that is not the fault of the file.
    """
    limits = [bounds.seconds, bounds.clock, bounds.megabytes]
    told = {"module": work.__module__, "work": work.__name__, "limits": limits, "question": question}
    with _place(file), _born({**told, "contents": len(contents)}, file) as child:
        try:
            child.settimeout(bounds.clock + _STARTING)
            for one in contents:
                lines.send(child, one)
            answer = lines.receive_value(child)
        except (OSError, EOFError):
            raise EngineError("file_too_costly", file=file) from None
    if "refused" in answer:
        raise heard(answer["refused"])
    if "broken" in answer:
        raise EngineError("file_unreadable", file=file, cause=answer["broken"])
    return answer["answer"]


def begin(*modules: str) -> None:
    """Load these modules in the background, with their `warm`, so that the first file need not wait."""

    def load() -> None:
        for module in modules:
            told = {"module": module, "work": "warm", "limits": [], "question": {}, "contents": 1}
            with contextlib.suppress(OSError, EOFError, RuntimeError):  # the first file will tell
                _NURSERY.child(told).close()  # a child that is given nothing ends

    threading.Thread(target=load, name="laufmappe-readers", daemon=True).start()


@contextlib.contextmanager
def _place(file: str) -> Iterator[None]:
    if not _PLACES.acquire(timeout=_STARTING):
        raise TransientError("reader_down", file=file)
    try:
        yield
    finally:
        _PLACES.release()


def _born(told: Mapping[str, Any], file: str) -> socket.socket:
    """The line to a child; where none comes into being, the second try has a Python of its own."""
    for _ in range(2):
        with contextlib.suppress(OSError, EOFError):
            return _NURSERY.child(told)
    raise TransientError("reader_down", file=file)


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

    def child(self, told: Mapping[str, Any]) -> socket.socket:
        """The line to a new child that has been told what to do and waits for its contents.

        Raises OSError or EOFError where none was born; RuntimeError for what cannot be done at all.
        """
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as until_born:
            until_born.enter_context(ours)
            ours.settimeout(_STARTING)
            with theirs:
                program = self._hand_over(theirs)
            self._await_birth(ours, told, program)
            until_born.pop_all()
        return ours

    def _await_birth(self, line: socket.socket, told: Mapping[str, Any], program: Any) -> None:
        try:
            lines.send_value(line, told)
            answer = lines.receive_value(line)
        except (OSError, EOFError):
            self._replace(program)
            raise
        if "failed" in answer:
            raise RuntimeError(answer["failed"])  # our own fault, not that of the file
        if "unborn" in answer:
            raise OSError(answer["unborn"])
        with self._lock:
            self.born += 1

    def _hand_over(self, line: socket.socket) -> subprocess.Popen[bytes] | None:
        with self._lock:
            try:
                socket.send_fds(self._reached(), [b"."], [line.fileno()])
            except OSError:  # it was ended from outside: a second one is as good
                self._end()
                socket.send_fds(self._reached(), [b"."], [line.fileno()])
            return self._program

    def _replace(self, program: Any) -> None:
        """End the Python that bore nothing, unless somebody else has replaced it."""
        with self._lock:
            if self._program is program:
                self._end()

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
                self._program.kill()  # it may be stopped; its children are processes of their own
                self._program.wait()
        self._control = self._program = None


_NURSERY = Nursery()
atexit.register(_NURSERY._end)
