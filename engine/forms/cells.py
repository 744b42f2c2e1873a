"""A cell of a file or of the clipboard as what a person would have typed into a form. Not which row it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.forms import workbook
from engine.forms.fields import LISTS, Field
from engine.forms.headings import SEPARATOR, plain
from engine.forms.showing import number
from engine.forms.values import Refused
from engine.forms.workbook import Cell


def texts(column: Field, cell: Cell, names: Mapping[str, str]) -> list[str]:
    """A cell as what a person would have typed or chosen. Raises Refused for formulas and failed ones."""
    if cell.data_type == "f":
        raise Refused("in_formula", label=column.label)
    if cell.data_type == "e":
        raise Refused("in_error", label=column.label, value=str(cell.value)[:20])
    text = _text(column, cell.value)
    values = {plain(name): value for value, name in names.items()}
    if column.kind in LISTS:
        parts = [part.strip() for part in text.split(SEPARATOR.strip()) if part.strip()]
        return [values.get(plain(part), part) for part in parts]
    return [values.get(plain(text), text)]


def _text(column: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat() if column.kind in ("date", "month") else value.strftime("%d.%m.%Y")
    if isinstance(value, int | Decimal):
        exact = Decimal(value)
        return (
            number(exact)
            if column.kind in ("money", "decimal", "integer")
            else f"{exact:f}".replace(".", ",")
        )
    return workbook.plain(str(value)).strip()
