"""PDF of a finished letter by LibreOffice, where it is installed. Nothing else depends on it being there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from engine.errors import EngineError

SECONDS = 60
_EXPORT = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)


def pdf_available() -> bool:
    """Whether this machine can make PDFs at all."""
    return _program() is not None


def to_pdf(docx: bytes, *, seconds: float = SECONDS) -> bytes:
    """The document as tagged PDF/A-2b. Raises EngineError if LibreOffice is missing, fails or takes too long.

    Every call has a profile of its own, so that two calls never wait for each other or share settings.
    """
    program = _program()
    if program is None:
        raise EngineError("documents.no_office")
    with tempfile.TemporaryDirectory(prefix="laufmappe-pdf-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "letter.docx")
        source.write_bytes(docx)
        _convert(program, source, seconds)
        target = source.with_suffix(".pdf")
        if not target.exists() or not target.stat().st_size:
            raise EngineError("documents.pdf_failed")
        return target.read_bytes()


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _convert(program: str, source: Path, seconds: float) -> None:
    folder = source.parent
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--nolockcheck", "--convert-to", _EXPORT, "--outdir", str(folder), str(source)]
    surroundings = {**os.environ, "HOME": str(folder), "TZ": "UTC"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=surroundings,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise EngineError("documents.pdf_timeout", seconds=seconds) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """LibreOffice is a script that starts a program: the whole group ends, not only the script."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
