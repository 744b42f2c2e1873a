"""What the specification demands of a document stands in it: in its example and in the papers of a case."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pytest
import yaml

from tests.processes.letter_values import VALUES, body_text, written
from tests.processes.playing import NAMES, finished, whole

REQUIRED: dict[str, dict[str, Any]] = yaml.safe_load((VALUES / "required.yaml").read_text(encoding="utf-8"))
TOLD = [name for name, one in REQUIRED.items() if one["szenario"] in NAMES]
CODE = re.compile(r"\b[a-zäöü]+_[a-zäöü_]+\b|\bNone\b|\b(true|false)\b|\{\{|\{%|\.\.|„“|\(\)| [.,;:](?!\S)")


def lacking(name: str, texts: list[str]) -> list[str]:
    """The demands on a document that none of its texts fulfils."""
    demands = REQUIRED[name]["verlangt"].items()
    return [what for what, pattern in demands if not any(re.search(pattern, text) for text in texts)]


def papers(story: str) -> dict[str, bytes]:
    """File name → Word file of every letter that the scenario's case issued."""
    return {name: content for _, name, content in whole(finished(story)).papers if name.endswith(".docx")}


def test_each_of_the_sixteen_documents_has_its_demands() -> None:
    """D01 to D16, with both halves of those that have two; side letters (S01 …) may be demanded besides."""
    numbers = {name[:3] for name in REQUIRED if name.startswith("D")}
    assert numbers == {f"D{number:02}" for number in range(1, 17)}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_example_says_all_that_is_demanded(name: str) -> None:
    """Section 4: every statement of the document can be read in its example."""
    assert lacking(name, [written(name)]) == []


@pytest.mark.parametrize("name", TOLD)
def test_the_papers_of_a_case_say_all_that_is_demanded(name: str) -> None:
    """The same statements stand in what the scenario's people issued, with their values."""
    letters = papers(REQUIRED[name]["szenario"]).items()
    issued = [body_text(content) for file, content in letters if name in file]
    assert issued
    assert lacking(name, issued) == []


@pytest.mark.parametrize("story", sorted({REQUIRED[name]["szenario"] for name in TOLD}))
def test_no_paper_of_a_case_shows_a_code_or_a_gap(story: str) -> None:
    """Letters speak German: no name of a field, no empty brackets, no doubled full stop."""
    for file, content in papers(story).items():
        text = body_text(content).replace("____", "")
        assert not CODE.search(text), (file, CODE.search(text))


@pytest.mark.parametrize("story", sorted({REQUIRED[name]["szenario"] for name in TOLD}))
def test_a_draft_is_marked_until_it_is_signed(story: str) -> None:
    """ENTWURF crosses every page of a draft, and no page of what went out."""
    for file, content in papers(story).items():
        document = docx.Document(io.BytesIO(content))
        headers = [(one.header, one.first_page_header) for one in document.sections]
        marked = ["ENTWURF" in part._element.xml for pair in headers for part in pair]
        draft = document.core_properties.content_status == "Entwurf"
        assert marked == [draft] * len(marked), file
