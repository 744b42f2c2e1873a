"""The word ENTWURF across every page until the letter is signed. Nothing else of the letter is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml

_ID = "LaufmappeWaterMarkObject"
_SHAPE = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w10="urn:schemas-microsoft-com:office:word"><w:rPr><w:noProof/></w:rPr><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="{id}{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136" alt="Wasserzeichen: ENTWURF"'
    ' style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:110pt;rotation:315;'
    "z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f"'
    ' fillcolor="#c8c8c8"'
    ' stroked="f"><v:fill opacity=".45"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt"'
    ' string="ENTWURF"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
)


def mark(document: Any) -> None:
    """Put the mark into every header that is printed, making headers where a section has none."""
    document.core_properties.content_status = "Entwurf"
    for number, header in enumerate(_headers(document), start=1):
        if not header.paragraphs:
            header.add_paragraph()
        shape = _SHAPE.format(id=_ID, number=number, spid=2048 + number)
        header.paragraphs[0]._p.append(parse_xml(shape))


def unmark(document: Any) -> None:
    """Take away draft marks that a template brought along, ours and Word's own."""
    for header in _headers(document, make=False):
        for shape in header._element.iter("{urn:schemas-microsoft-com:vml}shape"):
            if "WaterMarkObject" in shape.get("id", ""):
                picture = shape.getparent()
                picture.getparent().remove(picture)
                break


def _headers(document: Any, *, make: bool = True) -> Iterator[Any]:
    for position, section in enumerate(document.sections):
        kinds = [section.header]
        if section.different_first_page_header_footer:
            kinds.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            kinds.append(section.even_page_header)
        for header in kinds:
            if header.is_linked_to_previous and make and position == 0:
                header.is_linked_to_previous = False
            if not header.is_linked_to_previous:
                yield header
