"""Reading XML that strangers wrote: bounded, without entities, network or document types. Not BPMN or DMN.

Limits and their reasons: docs/guide on security. A byte search for DOCTYPE is not enough (UTF-7 and UTF-16
hide it), so the document type is refused after parsing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import BrokenProcess, Finding


@dataclass(frozen=True)
class Bounds:
    """How large a file may be: bytes, elements, nesting, attributes of one element."""

    size: int = 2_000_000
    elements: int = 20_000
    depth: int = 60
    attributes: int = 100


def parse(data: bytes, file: str, bounds: Bounds | None = None) -> Any:
    """The root element of `data`. Raises BrokenProcess with one finding that names `file` and the cause."""
    bounds = bounds or Bounds()
    if len(data) > bounds.size:
        raise _refused(file, "xml.too_large", size=len(data), limit=bounds.size)
    if b"\0" in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused(file, "xml.not_utf8")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 0
        raise _refused(file, "xml.not_well_formed", cause=str(error).split(" (")[0], line=line) from None
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise _refused(file, "xml.doctype")
    if (info.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        raise _refused(file, "xml.not_utf8")
    _measure(root, file, bounds)
    return root


def _measure(root: Any, file: str, bounds: Bounds) -> None:
    count, open_elements = 0, 0
    for action, element in etree.iterwalk(root, events=("start", "end")):
        if action == "end":
            open_elements -= 1
            continue
        count, open_elements = count + 1, open_elements + 1
        if count > bounds.elements:
            raise _refused(file, "xml.too_many_elements", limit=bounds.elements)
        if open_elements > bounds.depth:
            raise _refused(file, "xml.too_deep", limit=bounds.depth, line=element.sourceline)
        if len(element.attrib) > bounds.attributes:
            raise _refused(file, "xml.too_many_attributes", limit=bounds.attributes, line=element.sourceline)


def _refused(file: str, rule: str, **facts: Any) -> BrokenProcess:
    return BrokenProcess([Finding(file=file, rule=rule, facts=facts)], code="broken_file", file=file)
