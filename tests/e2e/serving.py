"""A server under test in a thread of its own. Not the program it serves."""

from __future__ import annotations

import errno
from typing import Any


def run_until_closed(server: Any) -> None:
    """Serve until the test closes the server: its loop may then still be waiting on the closed socket."""
    try:
        server.run()
    except OSError as closed:
        if closed.errno != errno.EBADF:
            raise
