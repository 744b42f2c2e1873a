"""Small Word files for the tests, made on the spot: good ones, and ones that somebody broke on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import docx
import docx.shared

DOCUMENT = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONSHIPS = "word/_rels/document.xml.rels"


def letter(*paragraphs: str | Sequence[str], table: Sequence[Sequence[str]] = (), header: str = "") -> bytes:
    """A Word file with these paragraphs (a list of strings is one paragraph of several runs)."""
    document = docx.Document()
    document.add_heading("Bescheid", 1)
    for paragraph in paragraphs:
        runs = [paragraph] if isinstance(paragraph, str) else paragraph
        added = document.add_paragraph()
        for run in runs:
            added.add_run(run)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return saved(document)


def saved(document: object) -> bytes:
    target = io.BytesIO()
    document.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    entries = list(parts.items()) if isinstance(parts, Mapping) else list(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], file: bytes | None = None) -> bytes:
    """The file with one part changed."""
    parts = parts_of(file or letter("Guten Tag {{ name }}"))
    parts[part] = change(parts.get(part, b""))
    return zipped(parts)


def in_body(xml: str) -> bytes:
    """A file with this markup at the beginning of its body."""
    return changed(DOCUMENT, lambda document: document.replace(b"<w:body>", b"<w:body>" + xml.encode(), 1))


def with_part(name: str, content: bytes, kind: str = "") -> bytes:
    """A file with one more part, declared as `kind`."""
    parts = parts_of(letter("Guten Tag {{ name }}"))
    parts[name] = content
    if kind:
        declared = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", declared)
    return zipped(parts)


def pointing(kind: str, target: str) -> bytes:
    """A file that has a relationship to something outside of it."""
    added = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return changed(RELATIONSHIPS, lambda rels: rels.replace(b"</Relationships>", added.encode()))


def text_of(file: bytes) -> str:
    """All text of the body, a line for each paragraph, with plain spaces."""
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = docx.Document(io.BytesIO(file)).element.body
    lines = (
        "".join(
            "\n" if one.tag == name + "br" else one.text or ""
            for one in paragraph.iter(name + "t", name + "br")
        )
        for paragraph in body.iter(name + "p")
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def png(width: int, height: int) -> bytes:
    """The head and tail of a picture of this size in pixels; of its dots only the first few are there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0" * min(width * 3 + 1, 100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def with_picture(content: bytes) -> bytes:
    """A letter with this picture in its text."""
    document = docx.Document()
    document.add_picture(io.BytesIO(content), width=docx.shared.Cm(5))
    return saved(document)


def with_linked_picture(address: str) -> bytes:
    """A letter with a picture that lies at this address."""
    parts = parts_of(with_picture(png(4, 4)))
    inside, outside = b'Target="media/image1.png"', f'Target="{address}" TargetMode="External"'.encode()
    parts[RELATIONSHIPS] = parts[RELATIONSHIPS].replace(inside, outside)
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"r:embed=", b"r:link=")
    return zipped(parts)
