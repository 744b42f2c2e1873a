"""Every form of the programme in a real browser: no barriers, nothing wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string
from playwright.sync_api import Browser, Page

from engine.forms import Field, Form, load
from tests.conftest import ROOT
from tests.e2e.conftest import Look
from tests.web.world import World, build
from web.answers import Sheet

pytestmark = pytest.mark.browser

FORMS = sorted((ROOT / "processes" / "kim" / "forms").rglob("*.json"))
STYLE = (ROOT / "web" / "static" / "dist" / "style.css").read_text(encoding="utf-8")
PAGE = """{% from "parts/form.html" import form_fields with context %}
<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{{ sheet.form.title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{{ style|safe }}</style></head>
<body><main><h1 class="kern-heading-large">{{ sheet.form.title }}</h1>
<form class="task-form" id="task-form">{{ form_fields(sheet) }}</form></main></body></html>"""
LOOKS = ((1440, "light"), (390, "dark"))
AT_ONCE = 16
"""Forms in one test, so that workers share the walk; no form is left out."""


@dataclass(frozen=True)
class Unfolded(Sheet):
    """A form with all its boxes: those of every condition, and a row in each table."""

    def shown(self, path: str) -> bool:
        return True

    def rows(self, table: Field) -> list[int]:
        return [0]


def sample(one: Field) -> list[str]:
    """Something that could stand in a box."""
    if one.kind in ("choice", "choices") and one.options:
        return [one.options[0][0]]
    texts = {"money": "45.833,33", "date": "2021-03-01", "month": "2021-03", "integer": "12", "boolean": "ja"}
    return [texts.get(one.kind, "" if one.kind in ("file", "reference", "references") else "Beispiel")]


def entries(form: Form) -> Iterator[tuple[str, list[str]]]:
    for one in form.fields:
        for column in one.columns:
            yield f"{one.name}[0].{column.name}", sample(column)
        if not one.sheet:
            yield one.name, sample(one)


def page_of(world: World, file: Path) -> str:
    """The form as a page, with everything in it open."""
    form = load(file.read_bytes(), str(file.relative_to(ROOT)))
    raw = dict(entries(form))
    sheet = Unfolded(form, raw, form.look({}, {}), {"organisation": {"bgl": "Stadt Bergisch Gladbach"}})
    place: dict[str, Any] = {"rows_url": "#", "tables_url": "#", "style": STYLE}
    with world.app.test_request_context("/"):
        return render_template_string(PAGE, sheet=sheet, **place).replace("<details", "<details open")


def wrong_with(page: Page, html: str, barriers: Look) -> list[str]:
    page.set_content(html)
    wrong: list[str] = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wrong += [f"{width} {scheme}: {one}" for one in barriers(page)]
        wide = page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")
        wrong += [f"{wide} px wider than {width}"] if wide else []
    return wrong


@pytest.mark.parametrize("start", range(0, len(FORMS), AT_ONCE))
def test_no_form_of_the_programme_has_a_barrier(
    browser: Browser, barriers: Look, tmp_path: Path, start: int
) -> None:
    """WCAG 2.2 AA and best practice: 0 findings in any form, light at 1440 and dark at 390 pixels."""
    world = build(tmp_path)
    page = browser.new_page(locale="de-DE")
    found = {
        file.stem: wrong
        for file in FORMS[start : start + AT_ONCE]
        if (wrong := wrong_with(page, page_of(world, file), barriers))
    }
    page.close()
    assert found == {}
