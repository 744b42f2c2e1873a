"""PDF of a finished letter by LibreOffice, where it is installed. Nothing else depends on it being there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from engine.errors import EngineError

SECONDS = 60
MEGABYTES = 4_096
"""Of address space; LibreOffice reserves far more than it uses."""
_LIMITED = (
    "import os, resource, sys; memory, seconds = map(int, sys.argv[1:3]);"
    "resource.setrlimit(resource.RLIMIT_AS, (memory, memory));"
    "resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds));"
    "os.execv(sys.argv[3], sys.argv[3:])"
)
_EXPORT = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)


_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""A letter of strangers may name pictures and data elsewhere: nothing is fetched, nothing in it is started.
What would still go out finds no way (port 9 takes nothing)."""


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
        _furnish(Path(folder, "profile", "user"))
        _convert(program, source, seconds)
        target = source.with_suffix(".pdf")
        if not target.exists() or not target.stat().st_size:
            raise EngineError("documents.pdf_failed")
        return target.read_bytes()


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _furnish(profile: Path) -> None:
    """Write the settings of a new profile."""
    profile.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>{items}</oor:items>\n'
    Path(profile, "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _convert(program: str, source: Path, seconds: float) -> None:
    folder = source.parent
    limited = [sys.executable, "-I", "-S", "-c", _LIMITED, str(MEGABYTES << 20), str(int(seconds) + 1)]
    command = [
        *limited,
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
    ]
    command += ["--nolockcheck", "--convert-to", _EXPORT, "--outdir", str(folder), str(source)]
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    surroundings = {**known, "HOME": str(folder), "TMPDIR": str(folder), "TZ": "UTC"}
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
