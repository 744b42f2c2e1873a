"""The columns of a form's table as headings of a sheet, and what can be chosen in them. Not the cells."""

from __future__ import annotations

from engine.forms.answers import References
from engine.forms.fields import Field

ROWS = 1000
"""Rows of a file that is read or offered."""
SEPARATOR = "; "
"""Between several choices in one cell."""


def of(table: Field) -> dict[str, Field]:
    """The columns that can stand in a sheet by heading; obligatory ones have a star."""
    found: dict[str, Field] = {}
    for column in table.columns:
        if column.kind != "file" and not column.computed:
            heading = f"{column.label} *" if column.required else column.label
            twice = sum(plain(known) == plain(heading) for known in found)
            found[f"{heading} ({column.name})" if twice else heading] = column
    return found


def choices(column: Field, references: References) -> dict[str, str]:
    """What can be chosen in a column: value → name."""
    if column.kind == "boolean":
        return {"ja": "ja", "nein": "nein"}
    return dict(column.options) or dict(references.get(column.reference, {}) if column.reference else {})


def plain(text: str) -> str:
    """A heading or name as it is compared: without star, case and spaces."""
    return " ".join(text.removesuffix("*").split()).casefold().removesuffix(" *")
