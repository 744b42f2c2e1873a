"""PDFs by LibreOffice, where it is installed, and a clear word where it is not."""

from __future__ import annotations

import pytest

from engine import documents
from engine.documents import office
from engine.errors import EngineError
from tests.engine.documents.word_files import letter

needs_office = pytest.mark.skipif(not documents.pdf_available(), reason="LibreOffice is not installed")


@pytest.mark.office
@needs_office
def test_a_letter_becomes_a_tagged_pdf_a() -> None:
    """PDF/A-2b with tags and a title, from a document that LibreOffice opens without complaint."""
    made = documents.render(letter("{{ name }}"), {"name": "Köln"}, title="Bescheid", draft=True)
    pdf = documents.to_pdf(made.docx)
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf or b'pdfaid:part="2"' in pdf


@pytest.mark.office
@needs_office
def test_a_conversion_that_takes_too_long_is_ended() -> None:
    """The caller gets its answer, and no process is left behind."""
    with pytest.raises(EngineError, match="nicht fertig"):
        documents.to_pdf(letter("x"), seconds=0.01)


def test_without_libreoffice_the_answer_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a Word file and a sentence why there is no PDF."""
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    assert not documents.pdf_available()
    with pytest.raises(EngineError, match="LibreOffice"):
        documents.to_pdf(letter("x"))
