"""The names and texts of an HTML form: `kosten[0].betrag`, and rows that come and go. Not their meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.forms.fields import LISTS, Field, Sheet
from engine.forms.showing import entry

Raw = Mapping[str, Sequence[str]]
"""What a browser posts: each name with its texts. Drafts keep this, wrong entries included."""

_NAME = re.compile(r"(\w+)(?:\[(\d{1,4})\](?:\.(\w+))?)?\Z")


def nest(raw: Raw, sheet: Sheet) -> dict[str, Any]:
    """Entries by field; those of tables by row and column. Names that fit no field stay as they are."""
    entered: dict[str, Any] = {}
    for name, texts in raw.items():
        found = _NAME.match(name)
        head, row, column = found.groups() if found else (name, None, None)
        field = sheet.by_name.get(head)
        if field and field.kind == "table" and row and column:
            entered.setdefault(head, {}).setdefault(int(row), {})[column] = list(texts)
        elif field and field.kind in LISTS - {"table"} and not column:
            entered.setdefault(head, []).extend(texts)
        elif not (field and field.kind == "table" and not any(texts)):
            entered[name] = list(texts)
    return entered


def is_blank(row: Mapping[str, Sequence[str]]) -> bool:
    """Nobody wrote anything into this row of a table."""
    return not any(text.strip() for texts in row.values() for text in texts)


def flatten(answers: Mapping[str, Any], sheet: Sheet, prefix: str = "") -> dict[str, list[str]]:
    """Typed answers as the texts of a page; the reverse of reading them."""
    raw: dict[str, list[str]] = {}
    for field in sheet.fields:
        value = answers.get(field.name)
        if field.sheet:
            for index, row in enumerate(value or ()):
                raw.update(flatten(row, field.sheet, f"{prefix}{field.name}[{index}]."))
        elif field.kind in LISTS:
            raw[prefix + field.name] = [entry(field, one) for one in value or ()]
        elif field.name in answers:
            raw[prefix + field.name] = [entry(field, value)]
    return raw


def rows(raw: Raw, name: str) -> list[int]:
    """The row numbers of the table `name` that stand on the page, in order."""
    found = (_NAME.match(one) for one in raw)
    return sorted({int(one[2]) for one in found if one and one[1] == name and one[2]})


def add_row(raw: Raw, table: Field, defaults: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """The page with one more row at the end of `table`, filled with `defaults`."""
    index = max(rows(raw, table.name), default=-1) + 1
    blank: dict[str, list[str]] = {f"{table.name}[{index}].{column.name}": [""] for column in table.columns}
    filled = flatten(defaults or {}, table.sheet, f"{table.name}[{index}].") if table.sheet else {}
    return {**{name: list(texts) for name, texts in raw.items()}, **blank, **filled}


def copy_row(raw: Raw, table: Field, index: int) -> dict[str, list[str]]:
    """The page with a second row like `index` right below it; the rows below move down."""
    copied: dict[str, list[str]] = {}
    for name, texts in raw.items():
        found = _NAME.match(name)
        row = int(found[2]) if found and found[1] == table.name and found[2] else None
        if found is None or row is None or row < index:
            copied[name] = list(texts)
            continue
        if row == index:
            copied[name] = list(texts)
        copied[f"{table.name}[{row + 1}].{found[3]}"] = list(texts)
    return copied


def remove_row(raw: Raw, table: Field, index: int) -> dict[str, list[str]]:
    """The page without row `index` of `table`; the rows below move up."""
    kept: dict[str, list[str]] = {}
    for name, texts in raw.items():
        found = _NAME.match(name)
        row = int(found[2]) if found and found[1] == table.name and found[2] else None
        if row is not None and row > index:
            name = f"{table.name}[{row - 1}].{found[3]}" if found else name
        if row != index:
            kept[name] = list(texts)
    return kept
