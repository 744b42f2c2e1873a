"""A Word file as plain HTML to read beside a form. Not a faithful picture of the page, and never active."""

from __future__ import annotations

import html
import io
from html.parser import HTMLParser

import mammoth

from engine.documents.package import unpack
from engine.errors import BrokenProcess

_TAGS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "s",
        "u",
        "br",
        "sup",
        "sub",
    ]
)
_SPANS = frozenset({"colspan", "rowspan"})


def as_html(docx: bytes, file: str) -> str:
    """The text of the body as HTML of headings, paragraphs, lists and tables; everything else is dropped.

    Raises BrokenProcess for a file that cannot be opened safely.
    """
    package = unpack(docx)
    if package.findings:
        raise BrokenProcess(package.findings, code="broken_file", file=file)
    made = mammoth.convert_to_html(
        io.BytesIO(docx), convert_image=mammoth.images.img_element(lambda image: {})
    )
    cleaned = _Cleaner()
    cleaned.feed(made.value)
    cleaned.close()
    return "".join(cleaned.parts)


class _Cleaner(HTMLParser):
    """Lets through the tags of a letter without attributes; text is escaped anew."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _TAGS:
            spans = "".join(
                f' {name}="{value}"' for name, value in attrs if name in _SPANS and (value or "").isdigit()
            )
            self.parts.append(f"<{tag}{spans}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _TAGS and tag != "br":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data))
