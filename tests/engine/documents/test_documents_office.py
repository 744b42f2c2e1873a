"""PDFs by LibreOffice, where it is installed, and a clear word where it is not."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from engine import documents
from engine.documents import office
from engine.errors import EngineError
from tests.engine.documents.word_files import letter, png, with_linked_picture, with_picture

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


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """The address of a server of ours, and the paths that somebody asked it for."""
    asked: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append(self.connection.recv(200).decode(errors="replace"))

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/picture.png", asked
        server.shutdown()


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "unguarded"])
def test_a_letter_makes_the_server_fetch_nothing(
    canary: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """A picture that lies elsewhere stays there; without our settings LibreOffice would ask for it."""
    address, asked = canary
    if not guarded:
        monkeypatch.setattr(office, "_SETTINGS", ())
    assert documents.to_pdf(with_linked_picture(address)).startswith(b"%PDF-")
    assert bool(asked) is not guarded


@pytest.mark.office
@needs_office
def test_a_picture_of_billions_of_dots_ends_only_its_conversion() -> None:
    """There is a PDF without it, or a sentence; the memory of the machine is not the limit."""
    with contextlib.suppress(EngineError):
        assert documents.to_pdf(with_picture(png(60_000, 60_000))).startswith(b"%PDF-")
    assert documents.to_pdf(letter("x")).startswith(b"%PDF-")


def test_without_libreoffice_the_answer_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a Word file and a sentence why there is no PDF."""
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    assert not documents.pdf_available()
    with pytest.raises(EngineError, match="LibreOffice"):
        documents.to_pdf(letter("x"))
