"""Word files of strangers are read in a child process that can neither linger nor grow."""

from __future__ import annotations

import pytest

from engine import documents
from engine.documents import confined
from engine.errors import BrokenProcess, EngineError
from tests.engine.documents.word_files import in_body, letter


def test_the_child_answers_as_the_parent_would() -> None:
    """Findings and fields are the same, whether computed inside or outside."""
    template = letter("{{ tag | datum }}", table=[["x"], ["y"]])
    findings, fields = confined.check(template, "D99.docx")
    assert findings == documents.check(template, "D99.docx")
    assert fields == documents.fields(template)


def test_a_refusal_comes_back_with_its_place() -> None:
    """A finding reads the same as without the child, and names the file."""
    with pytest.raises(BrokenProcess) as broken:
        documents.preview(b"PK no letter", "Bescheid.docx")
    assert "Bescheid.docx" in broken.value.reason.sentence()
    assert broken.value.findings[0].rule == "documents.not_a_word_file"


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>" + "{" * 1_900_000 + "</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>" + "{{x" * 600_000 + "</w:t></w:r></w:p>",
        "<w:p>" + "<w:r><w:t>{%tr if x</w:t></w:r>" * 12_000 + "</w:p>",
        "<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>{{tr a</w:t></w:r></w:p></w:tc></w:tr>" * 5_900 + "</w:tbl>",
        "<w:p>" + "<w:r><w:t>{% vm %}</w:t></w:r>" * 9_000 + "</w:p>",
    ],
    ids=["braces", "unclosed", "rows", "table", "merge"],
)
def test_a_template_made_to_be_slow_is_refused(body: str) -> None:
    """By a finding or by the child's processor time, whatever the file does to the patterns that read it."""
    assert _refused(in_body(body))


def _refused(file: bytes) -> bool:
    try:
        return bool(confined.check(file, "slow.docx")[0])
    except EngineError as error:
        return error.reason.code == "file_too_costly"
