"""Word letters: what a template reads, whether it is harmless, and the finished document. Not who signs it,
when it is made or where it is kept.

    fields(docx)            every path the template reads
    check(docx, file)       findings; an empty list is a usable template
    render(docx, context)   the finished Word file, the same bytes for the same values
    to_pdf(docx)            PDF/A through LibreOffice, where it is installed
    compare(old, new)       the differences of two versions, paragraph by paragraph
    carry(base, edited, fresh)  what was changed in a draft, in the letter that is issued
    preview(docx)           harmless HTML for reading beside a form

The last three read what people bring, so they do it in a child process that cannot grow or linger.

Templates are ordinary .docx files with marks of docxtpl: `{{ betrag | eur }}` in text, `{%p if ... %}` and
`{%tr for ... %}` in a paragraph or table row of their own.
"""

from engine.documents.checking import check, fields
from engine.documents.comparing import Difference
from engine.documents.confined import carry, compare, preview
from engine.documents.office import pdf_available, to_pdf
from engine.documents.package import WORD
from engine.documents.rendering import Properties, Rendered, render

__all__ = [
    "WORD",
    "Difference",
    "Properties",
    "Rendered",
    "carry",
    "check",
    "compare",
    "fields",
    "pdf_available",
    "preview",
    "render",
    "to_pdf",
]
