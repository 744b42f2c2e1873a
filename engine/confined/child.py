"""The child's side of the door: a Python that forks for each question, and what a fork may not do.

Not for import by anything else: `nursery` starts it.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib
import os
import resource
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.confined import lines
from engine.confined.telling import told
from engine.errors import EngineError
from engine.wording import catalogue_of

_NEVER = (
    *(
        "socket.",
        "subprocess.",
        "os.exec",
        "os.fork",
        "os.posix_spawn",
        "os.system",
        "os.startfile",
        "ctypes.",
    ),
    *("open", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate", "os.mkdir", "os.rmdir"),
    *("os.chmod", "os.chown", "os.utime", "os.listdir", "os.scandir", "os.walk", "os.chdir", "os.setxattr"),
    *("os.removexattr", "os.kill", "signal.pthread_kill", "shutil.", "tempfile.", "sqlite3.", "mmap."),
    *("resource.", "pty."),
)
"""What a fork has no use for (Python's audit events). The system forbids opening anything as well."""
_CODECS = ("ascii", "cp437", "cp1252", "idna", "latin_1", "iso8859_15", "utf_8_sig", "utf_16", "utf_32")
"""What a file may be written in, loaded before: a fork opens nothing, not even a module."""
_WARM: set[str] = set()
"""The modules that have loaded what they load late."""


def serve(control: int) -> None:
    """Fork a child for each line that comes over `control`, until the parent is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    _warm()
    with socket.socket(fileno=control) as parent:
        while True:
            came, handed, _, _ = socket.recv_fds(parent, 1, 1)
            if not came:
                return
            with socket.socket(fileno=handed[0]) as line:
                _answer(line, parent)


def _warm() -> None:
    """What every reader may need late: codecs, the calendar, the words of refusals."""
    warnings.simplefilter("ignore")  # to tell one, Python would open its own source
    time.strptime("2021", "%Y")
    for codec in _CODECS:
        codecs.lookup(codec)
    for catalogue in ("reasons", "findings"):
        catalogue_of(catalogue, "de")


def _answer(line: socket.socket, parent: socket.socket) -> None:
    """Load what the question needs, then leave it to a fork, which says that it is born."""
    try:
        asked = lines.receive_value(line)
    except (OSError, EOFError):
        return  # whoever asked is gone
    try:
        work = _loaded(asked["module"], asked["work"])
        child = os.fork()
    except OSError as fault:  # no memory, too many processes: another time it may go
        _tell(line, {"unborn": str(fault)})
    except Exception as fault:
        _tell(line, {"failed": f"{type(fault).__name__}: {fault}"})
    else:
        if child == 0:
            _live(line, parent, work, asked)


def _tell(line: socket.socket, answer: dict[str, str]) -> None:
    with contextlib.suppress(OSError):  # whoever asked may be gone
        lines.send_value(line, answer)


def _loaded(module: str, name: str) -> Callable[..., Any]:
    found = importlib.import_module(module)
    if module not in _WARM:
        getattr(found, "warm", _nothing)()
        _WARM.add(module)
    return getattr(found, name)  # type: ignore[no-any-return]


def _nothing() -> None:
    """How a module is warmed that loads nothing late."""


def _live(
    line: socket.socket, parent: socket.socket, work: Callable[..., Any], asked: dict[str, Any]
) -> None:
    """The life of a child."""
    try:
        parent.close()
        lines.send_value(line, {"born": True})
        _work(line, work, asked)
    finally:
        os._exit(0)


def _work(line: socket.socket, work: Callable[..., Any], asked: dict[str, Any]) -> None:
    contents = [lines.receive(line) for _ in range(asked["contents"])]
    _confine(*asked["limits"])
    try:
        answer = {"answer": work(*contents, **asked["question"])}
    except EngineError as error:
        answer = {"refused": told(error)}
    except MemoryError:
        return
    except Exception as error:  # whatever a broken file provokes in its reader
        answer = {"broken": type(error).__name__}
    lines.send_value(line, answer)


def _confine(seconds: int, clock: int, megabytes: int) -> None:
    """Limits counted from here: the modules are loaded, the file is there."""
    limits = {
        resource.RLIMIT_CPU: int(time.process_time()) + 1 + seconds,
        resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    if (size := _address_space()) is not None:
        limits[resource.RLIMIT_AS] = size + megabytes * 1024 * 1024
    for what, limit in limits.items():
        resource.setrlimit(what, (limit, limit))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, clock)
    sys.addaudithook(_forbid)


def _address_space() -> int | None:
    """Bytes that this process has reserved; None where the system does not say (macOS)."""
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return None
    return int(statistics.read_text("ascii").split()[0]) * resource.getpagesize()


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_NEVER):
        raise PermissionError(event)
