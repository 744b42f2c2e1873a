"""What a template reads and what is wrong with it, for `laufmappe check` and uploads. Writes no letter."""

from __future__ import annotations

from dataclasses import replace

from engine.documents.accessible import accessibility
from engine.documents.allowed import Fields
from engine.documents.letter import read
from engine.errors import Finding


def fields(docx: bytes) -> Fields:
    """Every path the template reads, conditions included.

    A path is a tuple of names; `[]` stands for each item of a list: `("stellen", "[]", "vzae")`. A list that
    is walked is itself a path: `("stellen",)`. Names come as the author of the letter supplies them
    (input parameters of the service task, or the data tree). Empty for a file that `check` refuses to open.
    """
    return read(docx).fields


def check(docx: bytes, file: str) -> list[Finding]:
    """Everything wrong with the template `file`; errors make it unusable, warnings less accessible."""
    letter = read(docx)
    found = list(letter.findings)
    if not found:
        found += accessibility(letter.package)
    return [replace(one, file=file, name=one.name or one.element) for one in found]
