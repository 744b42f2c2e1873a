"""Every template of the programme hangs on a service task of a process."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_template_is_named_by_a_process() -> None:
    """A letter that nobody can issue would be dead text."""
    diagrams = (path.read_text(encoding="utf-8") for path in (ROOT / "processes/kim").glob("*.bpmn"))
    named = {one for text in diagrams for one in re.findall(r'name="vorlage" value="([^"]+)"', text)}
    templates = {path.stem for path in (ROOT / "templates/kim").glob("*.docx")}
    assert templates == named
