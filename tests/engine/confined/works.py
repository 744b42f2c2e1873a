"""Works that a file could drive its reader to, for the tests of the door."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.errors import BrokenProcess, EngineError, FieldProblem, Finding, Invalid, NotOpen, Reason

LOADED = os.getpid()
"""Who loaded this module: the nursery, whose children are forks."""


def length(content: bytes, factor: Decimal) -> dict[str, Any]:
    return {"length": len(content) * factor}


def whose(content: bytes) -> list[Any]:
    return [os.getpid(), os.getppid(), LOADED, sorted(os.environ)]


def loop(content: bytes) -> None:
    while True:
        pass


def sleep(content: bytes) -> None:
    import time

    time.sleep(60)


def grow(content: bytes) -> int:
    return len(bytearray(2_000_000_000))


def recurse(content: bytes) -> None:
    recurse(content)


def end(content: bytes) -> None:
    os.abort()


def flood(content: bytes) -> str:
    return "x" * (int(content or 150) * 1_000_000)


def reach(content: bytes) -> None:
    socket.create_connection(("127.0.0.1", 9))


def start(content: bytes) -> None:
    subprocess.run(["true"], check=False)


def write(content: bytes) -> None:
    Path(content.decode()).write_bytes(b"x")


def read(content: bytes) -> str:
    return Path(content.decode()).read_text("utf-8")


def opened(content: bytes) -> int:
    return os.open(content.decode(), os.O_RDONLY)


def listed(content: bytes) -> list[str]:
    return os.listdir(Path(content.decode()).parent)


def remove(content: bytes) -> None:
    Path(content.decode()).unlink()


def rename(content: bytes) -> None:
    Path(content.decode()).rename(content.decode() + ".moved")


def linked(content: bytes) -> None:
    Path(content.decode() + ".linked").symlink_to(content.decode())


def make(content: bytes) -> None:
    Path(content.decode() + ".made").mkdir()


def hide(content: bytes) -> None:
    Path(content.decode()).chmod(0)


def kill(content: bytes) -> None:
    os.kill(os.getppid(), signal.SIGTERM)


def refuse(content: bytes, how: str) -> None:
    cause = Reason("forms.missing", {"label": "Ort"})
    raise {
        "plain": EngineError("spreadsheet_broken", file="a.xlsx", cause="x"),
        "rejected": NotOpen("document_final", title="Bescheid"),
        "invalid": Invalid([FieldProblem("ort", cause)]),
        "broken": BrokenProcess([Finding("a.docx", "xml.doctype", facts={"cause": cause})], file="a.docx"),
    }[how]
