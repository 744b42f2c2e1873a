"""A file as it came in: its name, its bytes, and what is packed in it. Not whether it may be kept."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property

from engine.confined.nursery import ask
from engine.errors import EngineError, TransientError

PARTS = 2_000
"""Entries of a packed file; an Office document has a few dozen."""


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its name and its bytes."""

    name: str
    content: bytes

    @cached_property
    def parts(self) -> tuple[str, ...] | None:
        """The names of what is packed in it, read once and confined; None where it cannot be unpacked.

        Raises TransientError where it could not be looked into, through no fault of its own.
        """
        try:
            return tuple(ask(names, self.content, file=self.name))
        except TransientError:
            raise
        except EngineError:
            return None


def names(content: bytes) -> list[str]:
    """The work: the names in a ZIP archive. Raises EngineError `file_unreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError) as error:
        raise EngineError("file_unreadable", file="", cause=type(error).__name__) from None
    if len(found) > PARTS:
        raise EngineError("file_unreadable", file="", cause="parts")
    return found
