"""Fills a form in a browser as a person would: types, ticks, chooses, adds rows. Not the sending."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from playwright.sync_api import Locator, Page

FORM = "#task-form"


def fill(page: Page, answers: Mapping[str, Any]) -> None:
    """Put `answers` (field name → value as in a scenario) over what the form proposes."""
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            _table(page, name, value)
        else:
            _box(page, name, value)


def _table(page: Page, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """As many rows as wanted, and each box of each row."""
    while (there := _count(page, name)) != len(rows):
        change = f"add:{name}" if there < len(rows) else f"remove:{name}:{there - 1}"
        page.locator(f'{FORM} button[value="{change}"]').click()
        page.wait_for_function(
            "([name, before]) => new Set([...document.querySelectorAll('[name]')].map(one => one.name)"
            ".filter(one => one.startsWith(name + '[')).map(one => one.split(']')[0])).size !== before",
            arg=[name, there],
        )
    for index, row in enumerate(rows):
        for column, value in row.items():
            _box(page, f"{name}[{index}].{column}", value)


def _count(page: Page, name: str) -> int:
    boxes = page.locator(f'{FORM} [name^="{name}["]')
    return len({one.split("]")[0] for one in boxes.evaluate_all("all => all.map(one => one.name)")})


def _box(page: Page, path: str, value: Any) -> None:
    boxes = page.locator(f'{FORM} [name="{path}"]')
    kind = str(boxes.first.evaluate("box => box.type || box.tagName"))
    match kind:
        case "radio":
            page.locator(f'{FORM} [name="{path}"][value="{_typed(value)}"]').check()
        case "checkbox":
            _tick(boxes, [_typed(one) for one in value] if isinstance(value, list) else [_typed(value)])
        case "select-one":
            boxes.select_option(_typed(value))
        case "date":
            boxes.fill(value.isoformat())
        case "month":
            boxes.fill(f"{value:%Y-%m}")
        case "textarea":
            boxes.fill("\n".join(value) if isinstance(value, list) else str(value))
        case _:
            boxes.fill(_typed(value))


def _tick(boxes: Locator, wanted: Sequence[str]) -> None:
    known = boxes.evaluate_all("all => all.map(one => one.value)")
    assert set(wanted) - {"nein"} <= set(known), f"{wanted} is not offered: {known}"
    for index, value in enumerate(known):
        boxes.nth(index).set_checked(value in wanted)


def _typed(value: Any) -> str:
    """A value as a person types it: 45.833,33 and 02.03.2021, ja and nein."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float | Decimal):
        return re.sub(r",0$", "", f"{value:,}".translate(str.maketrans(",.", ".,")))
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
