"""Frames of bytes and plain values over a line between parent and child. Nothing in them is executed."""

from __future__ import annotations

import socket
import struct
from typing import Any

from engine.tree import dumps, loads

_LENGTH = struct.Struct(">I")
LARGEST = 16 * 1024 * 1024
"""Bytes of one frame: a file, or what was read in it."""


def send(line: socket.socket, content: bytes) -> None:
    """One frame. Raises OSError where nobody listens."""
    line.sendall(_LENGTH.pack(len(content)))
    if content:  # whoever gets nothing may have answered and be gone by now
        line.sendall(content)


def send_value(line: socket.socket, value: Any) -> None:
    """One frame with a value of `engine.tree`."""
    send(line, dumps(value).encode())


def receive(line: socket.socket) -> bytes:
    """The next frame. Raises EOFError where the other side ended; OSError, also for a timeout or too much."""
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    if length > LARGEST:
        raise OSError("frame too large")
    return _exactly(line, length)


def receive_value(line: socket.socket) -> Any:
    """The value of the next frame."""
    return loads(receive(line))


def _exactly(line: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        part = line.recv(min(length - len(found), 1 << 20))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
