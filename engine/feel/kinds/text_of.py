"""The FEEL text of a value, as `string()` gives it. Not JSON (`writing`)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.kinds.calendar_text import write_date, write_date_time, write_time
from engine.feel.kinds.durations import write_duration
from engine.feel.kinds.far import FarDate, FarDateTime
from engine.feel.kinds.fine import FineDateTime, FineTime
from engine.feel.kinds.records import Function, Range, YearsMonths


def write_number(value: Decimal) -> str:
    """All digits, no exponent, no zeros behind the last digit of a fraction."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_of(value: Any, *, inside: bool = False) -> str:
    """The value as text; strings stand in quotes only `inside` lists and contexts."""
    if type(value) is str:
        return quote(value) if inside else value
    return str(_WRITERS[type(value)](value))


def quote(text: str) -> str:
    """The text as a FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _list(value: list[Any]) -> str:
    return f"[{', '.join(text_of(item, inside=True) for item in value)}]"


def _context(value: dict[str, Any]) -> str:
    entries = (f"{_key(name)}: {text_of(item, inside=True)}" for name, item in value.items())
    return "{" + ", ".join(entries) + "}"


def _key(name: str) -> str:
    plain = name.replace(" ", "").replace("_", "")
    return name if plain.isalnum() and not plain[0].isdigit() else quote(name)


def _range(value: Range) -> str:
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    if value.relation:
        return f"({value.relation} {text_of(value.end if value.start is None else value.start, inside=True)})"
    return f"{opening}{text_of(value.start, inside=True)}..{text_of(value.end, inside=True)}{closing}"


def _function(value: Function) -> str:
    return f"function({', '.join(value.signatures[0].names)})"


_WRITERS: dict[type, Any] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: write_number,
    date: write_date,
    FarDate: write_date,
    time: write_time,
    FineTime: write_time,
    datetime: write_date_time,
    FineDateTime: write_date_time,
    FarDateTime: write_date_time,
    timedelta: write_duration,
    YearsMonths: write_duration,
    list: _list,
    dict: _context,
    Range: _range,
    Function: _function,
}
