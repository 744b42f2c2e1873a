"""A Word file as the parts inside it: opened with suspicion, written so that equal parts give equal bytes.
Not what the letter says: marks and values are the business of `source` and `letter`.

Everything is an allow-list: a kind of part, a relationship, a field that is not on it is refused, because
Word files carry programs, links to other machines and data sources in places nobody looks at.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.image.image import Image

from engine import xml
from engine.errors import BrokenProcess, Finding

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""The type of a Word file."""

FILE_BYTES = 5_000_000
UNPACKED_BYTES = 20_000_000
PARTS = 200
PIXELS = 40_000_000
"""Of one picture: a page at 600 dpi. A file of a few kilobytes may say it has billions of them."""
BOUNDS = xml.Bounds(size=2_000_000, elements=30_000, depth=120)

MAIN = _WORD + "document.main+xml"
MARKED = frozenset({MAIN} | {f"{_WORD}{kind}+xml" for kind in ("header", "footer", "footnotes", "endnotes")})
"""Kinds of parts in which a template may carry marks."""

ALLOWED = MARKED | {
    f"{_WORD}{kind}+xml" for kind in ("styles", "settings", "webSettings", "fontTable", "numbering")
}
ALLOWED |= {
    _OFFICE + "theme+xml",
    _OFFICE + "extended-properties+xml",
    _OFFICE + "custom-properties+xml",
    _OFFICE + "customXmlProperties+xml",
    "application/vnd.ms-word.stylesWithEffects+xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-package.relationships+xml",
    "application/xml",
    "image/png",
    "image/jpeg",
}
_MACROS = ("macroEnabled", "vbaProject", "vbaData")
_FORBIDDEN = frozenset(
    [
        "altChunk",
        "object",
        "OLEObject",
        "control",
        "subDoc",
        "mailMerge",
        "attachedTemplate",
        "dataBinding",
        "entryMacro",
        "exitMacro",
        "movie",
        "frameset",
    ]
)
_TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo"})
_FIELDS = frozenset(
    [
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "REF",
        "PAGEREF",
        "NOTEREF",
        "STYLEREF",
        "SEQ",
        "TOC",
        "TITLE",
    ]
)


@dataclass
class Package:
    """The opened file: its parts by name, their kinds (content types) and the trees of the XML ones."""

    parts: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    trees: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def marked(self) -> Iterator[tuple[str, Any]]:
        """The parts that may carry marks, the letter's body first: name and tree."""
        names = [name for name in self.trees if self.kinds.get(name) in MARKED]
        for name in sorted(names, key=lambda name: (self.kinds[name] != MAIN, name)):
            yield name, self.trees[name]

    def refuse(self, rule: str, part: str = "", **facts: Any) -> None:
        self.findings.append(Finding("", f"documents.{rule}", element=part, facts={"part": part, **facts}))


def unpack(docx: bytes) -> Package:
    """Open `docx`. Whatever is wrong with it stands in `.findings` (their file is still empty)."""
    package = Package()
    if len(docx) > FILE_BYTES:
        package.refuse("file_too_large", size=len(docx), limit=FILE_BYTES)
        return package
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            if _sound(archive, package):
                _read(archive, package)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        package.refuse("not_a_word_file", cause=type(error).__name__)
    except Exception as error:  # zlib.error and struct.error have no common family
        package.refuse("not_a_word_file", cause=type(error).__name__)
    return package


def pack(parts: Mapping[str, bytes], *, small: bool = True) -> bytes:
    """The parts as a Word file: fixed dates, fixed order, so the same parts give the same bytes.

    `small=False` saves the time for compressing what is read again at once.
    """
    first = ("[Content_Types].xml", "_rels/.rels")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda name: (name not in first, name)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = (
                zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED,
                0,
            )
            archive.writestr(entry, parts[name])
    return target.getvalue()


def _sound(archive: zipfile.ZipFile, package: Package) -> bool:
    entries = archive.infolist()
    twice = [name for name, count in Counter(one.filename.lower() for one in entries).items() if count > 1]
    for name in twice:
        package.refuse("duplicate_part", name)
    if len(entries) > PARTS:
        package.refuse("too_many_parts", count=len(entries), limit=PARTS)
    if sum(one.file_size for one in entries) > UNPACKED_BYTES:
        package.refuse("unpacked_too_large", limit=UNPACKED_BYTES)
    for one in entries:
        if one.flag_bits & 1:
            package.refuse("encrypted", one.filename)
        if one.filename.startswith("/") or ".." in one.filename.split("/") or "\\" in one.filename:
            package.refuse("part_not_allowed", one.filename, kind="?")
    return not package.findings


def _read(archive: zipfile.ZipFile, package: Package) -> None:
    package.parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    types = _tree(package, "[Content_Types].xml")
    if types is None:
        package.refuse("not_a_word_file", cause="[Content_Types].xml")
        return
    _kinds(package, types)
    for name, kind in package.kinds.items():
        if kind.startswith("image/"):
            _picture(package, name)
        elif kind in ALLOWED:
            tree = _tree(package, name)
            if tree is not None:
                package.trees[name] = tree
                _content(package, name, tree)
    if MAIN not in package.kinds.values() and not package.findings:
        package.refuse("not_a_word_file", cause="document.xml")


def _tree(package: Package, name: str) -> Any:
    try:
        return xml.parse(package.parts[name], name, BOUNDS) if name in package.parts else None
    except BrokenProcess as error:
        rule = error.findings[0].rule
        known = {"xml.too_large": "part_too_large", "xml.too_many_elements": "part_too_many_elements"}
        limits = {"size": BOUNDS.size, "elements": BOUNDS.elements}
        package.refuse(known.get(rule, "part_unreadable"), name, **limits)
        return None


def _kinds(package: Package, types: Any) -> None:
    namespace = _PACKAGE + "content-types}"
    ending = {
        one.get("Extension", "").lower(): one.get("ContentType", "")
        for one in types.iter(namespace + "Default")
    }
    named = {
        one.get("PartName", "").lower(): one.get("ContentType", "")
        for one in types.iter(namespace + "Override")
    }
    for name in package.parts:
        if name == "[Content_Types].xml":
            continue
        kind = named.get("/" + name.lower(), ending.get(name.rpartition(".")[2].lower(), ""))
        package.kinds[name] = kind
        if any(macro in kind for macro in _MACROS) or "vba" in name.lower():
            package.refuse("macros", name)
        elif kind not in ALLOWED:
            package.refuse("part_not_allowed", name, kind=kind or "?")


def _picture(package: Package, name: str) -> None:
    """Whoever shows or prints the letter unpacks its pictures: how large they get is read from their head."""
    try:
        picture = Image.from_blob(package.parts[name])
        pixels = picture.px_width * picture.px_height
    except Exception:  # python-docx has no common error for broken pictures
        package.refuse("picture_broken", name)
        return
    if pixels > PIXELS:
        package.refuse("picture_too_large", name, limit=PIXELS // 1_000_000)


def _content(package: Package, name: str, tree: Any) -> None:
    if name.endswith(".rels"):
        for one in tree.iter(_PACKAGE + "relationships}Relationship"):
            if one.get("TargetMode") == "External":
                package.refuse("external_link", name, target=one.get("Target", "")[:200])
        return
    local = {_local(tag) for tag in {element.tag for element in tree.iter()}}
    for forbidden in sorted(_FORBIDDEN & local):
        package.refuse("element_not_allowed", name, what=forbidden)
    if _TRACKED & local and package.kinds[name] in MARKED:
        package.refuse("tracked_changes", name)
    for instruction in _instructions(tree):
        word = instruction.split()[0].upper() if instruction.split() else ""
        if word not in _FIELDS:
            package.refuse("field_not_allowed", name, what=instruction.strip()[:80])


def _instructions(tree: Any) -> Iterator[str]:
    """What every field of the part does (`PAGE`, `DDEAUTO ...`), even if spread over several runs."""
    parts: list[str] = []
    for element in tree.iter(W + "fldSimple", W + "fldChar", W + "instrText"):
        if element.tag == W + "fldSimple":
            yield element.get(W + "instr", "")
        elif element.tag == W + "instrText":
            parts.append(element.text or "")
        elif parts:
            yield "".join(parts)
            parts = []
    if parts:
        yield "".join(parts)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
