"""Which files may be kept, and of what type they are: by their bytes, never by the browser's word for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.confined import Upload
from engine.documents import WORD
from engine.errors import Rejected
from engine.forms.workbook import EXCEL

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
MOST = 20
"""Files that are added at once."""

KINDS = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": (WORD, (b"PK\x03\x04",)),
    "xlsx": (EXCEL, (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
"""What may be attached: the ending, its type, and how such a file begins. Never the browser's word for it."""
_PACKED = frozenset({"docx", "xlsx", "odt", "ods"})


def checked(upload: Upload) -> str:
    """The type of a file that may be kept. Raises Rejected naming file, cause and remedy."""
    ending = _ending(upload)
    if ending not in KINDS or "." not in upload.name:
        raise Rejected("file_kind", file=upload.name, kinds=", ".join(sorted(KINDS)))
    mime, beginnings = KINDS[ending]
    if not upload.content:
        raise Rejected("file_empty", file=upload.name)
    if len(upload.content) > LARGEST:
        raise Rejected("file_large", file=upload.name, size=_megabytes(len(upload.content)), limit=5)
    text = not beginnings
    if (text and b"\x00" in upload.content) or (not text and not upload.content.startswith(beginnings)):
        raise Rejected("file_disguised", file=upload.name, kind=ending)
    if ending in _PACKED and _has_program(upload):
        raise Rejected("file_program", file=upload.name)
    return mime


def packed(uploads: Sequence[Upload]) -> list[Upload]:
    """Those to `look_into`, by name, size and beginning. Raises Rejected where there are too many files."""
    if len(uploads) > MOST:
        raise Rejected("files_too_many", limit=MOST, count=len(uploads))
    return [one for one in uploads if _is_packed(one)]


def look_into(uploads: Iterable[Upload]) -> None:
    """Unpack these, before anything is locked; what is wrong with them is told by `checked`."""
    for one in uploads:
        _ = one.parts


def _is_packed(upload: Upload) -> bool:
    ending = _ending(upload)
    if ending not in _PACKED or len(upload.content) > LARGEST:
        return False
    return upload.content.startswith(KINDS[ending][1])


def _has_program(upload: Upload) -> bool:
    """Whether an office file carries macros or something embedded that could be started, or is damaged."""
    if upload.parts is None:
        return True
    names = [one.lower() for one in upload.parts]
    return any("vbaproject" in one or "activex" in one or one.startswith("basic/") for one in names)


def _ending(upload: Upload) -> str:
    return upload.name.rpartition(".")[2].lower()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".replace(".", ",")
