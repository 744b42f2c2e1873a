"""Values as people read them: `45.833,33 €`, `01.03.2021`, `Ja`, `März 2021`. Not HTML.

Also the way back into the boxes of a page (`entry`): the same German notation without units.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.clock import local
from engine.forms.fields import Field
from engine.forms.values import MONTHS
from engine.wording import Language

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def show(
    value: Any, what: Field | str = "", language: Language = "de", *, names: Mapping[str, str] | None = None
) -> str:
    """The value as a person reads it, "–" for nothing; `what` is its field or kind, `names` of references."""
    kind = what.kind if isinstance(what, Field) else what
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list | tuple):
        if kind == "table" or any(isinstance(one, Mapping) for one in value):
            return _count_rows(len(value), language)
        return ", ".join(show(one, what, language, names=names) for one in value)
    if isinstance(value, Mapping):
        return str(value.get("name") or "–")
    if isinstance(value, bool):
        return {("de", True): "Ja", ("de", False): "Nein", ("en", True): "Yes", ("en", False): "No"}[
            language, value
        ]
    if isinstance(what, Field) and what.options:
        return dict(what.options).get(str(value), str(value))
    if isinstance(value, int | Decimal):
        return _with_unit(value, what, kind, language)
    if isinstance(value, date):
        return _day(value, kind, language)
    if kind == "iban":
        return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
    return (names or {}).get(str(value), str(value))


def entry(field: Field, value: Any) -> str:
    """The value as it stands in the box of a page; a blank box for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Mapping):
        return str(value.get("id", ""))
    if isinstance(value, Decimal):
        return number(value, field.decimals)
    if isinstance(value, date):
        return value.isoformat()[: 7 if field.kind == "month" else 10]
    return str(value)


def number(value: int | Decimal, decimals: int | None = None, language: Language = "de") -> str:
    """With separators of thousands and `decimals` places (as many as the value has where None)."""
    text = f"{value:,}" if decimals is None else f"{Decimal(value):,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _with_unit(value: int | Decimal, what: Field | str, kind: str, language: Language) -> str:
    field = what if isinstance(what, Field) else None
    if kind == "money":
        text = number(value, 2, language)
        return f"{text} €" if language == "de" else f"€{text}"
    decimals = field.decimals if field and kind == "decimal" else None
    is_year = isinstance(value, int) and -10_000 < value < 10_000
    text = str(value) if is_year and kind != "decimal" else number(value, decimals, language)
    return f"{text} {field.unit}" if field and field.unit else text


def _day(value: date, kind: str, language: Language) -> str:
    if kind == "month":
        return f"{(MONTHS if language == 'de' else _MONTHS_EN)[value.month - 1]} {value.year}"
    if isinstance(value, datetime):
        clock = local(value) if value.tzinfo else value
        return clock.strftime("%d.%m.%Y, %H:%M Uhr" if language == "de" else "%d/%m/%Y, %H:%M")
    return value.strftime("%d.%m.%Y" if language == "de" else "%d/%m/%Y")


def _count_rows(count: int, language: Language) -> str:
    if language == "en":
        return f"{count} row" if count == 1 else f"{count} rows"
    return f"{count} Zeile" if count == 1 else f"{count} Zeilen"
