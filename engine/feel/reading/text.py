"""The text of a FEEL string literal. Not the functions on strings."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unquote(literal: str) -> str:
    """`"a\\nb"` with its quotes as the text it means (DMN 1.5, rule 35: string literal)."""
    text = _ESCAPE.sub(_unescape, literal[1:-1])
    # Two halves of a character beyond the 16 bits may be written one after the other.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(found: re.Match[str]) -> str:
    escape = found.group(1)
    if escape[0] in "uU" and len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code <= 0x10FFFF else "�"
    return _SHORT.get(escape, found.group())
