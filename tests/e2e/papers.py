"""Looks at finished letters as their readers would, in LibreOffice. Not at how they were made."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import docx

SECONDS = 120
LEFT_OVER = re.compile(r"\{[{%#]|[%}]\}|\bNone\b|\bUndefined\b|\bTrue\b|\bFalse\b|Decimal\(|\(, |: ,")
"""What stands in a letter whose field came out empty, or came out as the program writes it for itself."""


def to_pdf(papers: Sequence[Path]) -> list[Path]:
    """All of them through one LibreOffice; the PDFs lie beside them."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed"
    folder = papers[0].parent
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, papers)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return [paper.with_suffix(".pdf") for paper in papers]


def pages(pdf: Path) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


def left_over(paper: Path) -> list[str]:
    """Lines of a Word file in which a field was not filled: its name, nothing, or a word of the program."""
    wrong = [line for line in _lines(paper) if LEFT_OVER.search(line)]
    for table in docx.Document(str(paper)).tables:
        for row in table.rows:
            cells = [cell.text.strip() for cell in row.cells]
            wrong += [cells[0]] if len(cells) == 2 and cells[0] and not cells[1] else []
    return wrong


def _lines(paper: Path) -> list[str]:
    body = docx.Document(str(paper)).element.body
    return ["".join(node.itertext()) for node in body.iter() if node.tag.endswith("}p")]
