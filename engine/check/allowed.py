"""Walks a .bpmn file along the allow-lists of `language`. Not whether what is allowed fits together.

An unknown place is refused, not ignored: what the engine does not execute exactly as drawn must not pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import xml
from engine.bpmn.reading_elements import CAMUNDA, etree_name
from engine.check.language import ATTRIBUTES, CHILDREN, CODE, INPUTS, LANGUAGES, ONLY_VALUES, SETTINGS
from engine.errors import Finding

_DRAWING = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_UNUSED_LANGUAGES = ("http://www.w3.org/1999/XPath", "http://www.w3.org/2001/XMLSchema")
"""What modelling tools write into `definitions` without any expression meaning it."""


def refused(data: bytes, file: str) -> Iterator[Finding]:
    """Findings for everything in the file that is not on the lists. `data` has been read before."""
    root = xml.parse(data, file)
    for child in root:
        if isinstance(child.tag, str) and not etree_name(child) and not _is_drawing(child):
            yield _finding(child, file, "element", what=_prefixed(child.tag, child))
    yield from _element(root, file)


def _element(node: Any, file: str) -> Iterator[Finding]:
    kind = etree_name(node)
    yield from _attributes(node, kind, file)
    allowed = CHILDREN.get(kind, frozenset())
    for child in node:
        name = etree_name(child)
        if not name:
            if isinstance(child.tag, str) and kind != "definitions":
                yield _finding(child, file, "element", what=_prefixed(child.tag, child))
        elif name not in allowed:
            rule = "code" if name in CODE else "element"
            yield _finding(child, file, rule, what=name)
        elif name == "extensionElements":
            yield from _extensions(child, kind, file)
        else:
            yield from _element(child, file)


def _is_drawing(node: Any) -> bool:
    return any(node.tag.startswith(f"{{{namespace}}}") for namespace in _DRAWING)


def _attributes(node: Any, kind: str, file: str) -> Iterator[Finding]:
    for key, value in node.attrib.items():
        namespace, _, name = key[1:].rpartition("}") if key.startswith("{") else ("", "", key)
        if namespace == CAMUNDA:
            yield from _setting(node, kind, name, value, file)
        elif namespace == "":
            yield from _plain(node, kind, name, value, file)
        elif namespace == _XSI and name == "type":
            if value.rsplit(":", 1)[-1] not in ("tFormalExpression", "tExpression"):
                yield _finding(node, file, "attribute", what="xsi:type", value=value)
        elif kind != "definitions" and namespace not in (_XSI, _XML):
            yield _finding(node, file, "attribute", what=_prefixed(key, node), value=value)


def _plain(node: Any, kind: str, name: str, value: str, file: str) -> Iterator[Finding]:
    if name == "id":
        return
    if name == "language" and value.strip() not in LANGUAGES:
        yield _finding(node, file, "language", what=value)
    elif name not in ATTRIBUTES.get(kind, frozenset()) or name in ("isClosed", "implementation", "behavior"):
        if value not in ONLY_VALUES.get(name, frozenset()):
            yield _finding(node, file, "attribute", what=f'{name}="{value[:80]}"', value=value)
    elif name == "expressionLanguage" and value not in LANGUAGES.union(_UNUSED_LANGUAGES):
        yield _finding(node, file, "language", what=value)


def _setting(node: Any, kind: str, name: str, value: str, file: str) -> Iterator[Finding]:
    if name not in SETTINGS.get(kind, frozenset()):
        rule = "code" if name in CODE else "setting"
        yield _finding(node, file, rule, what=f"camunda:{name}", value=value)


def _extensions(node: Any, kind: str, file: str) -> Iterator[Finding]:
    """The settings inside `extensionElements`: properties and, for tasks and calls, input parameters."""
    for child in node:
        name = _camunda(child)
        if name == "properties":
            yield from _only(child, "property", frozenset({"name", "value", "id"}), file)
        elif name == "inputOutput" and kind in INPUTS:
            yield from _only(child, "inputParameter", frozenset({"name"}), file)
        elif isinstance(child.tag, str):
            rule = "code" if name in CODE or not name else "setting"
            yield _finding(child, file, rule, what=_prefixed(child.tag, child))


def _only(box: Any, name: str, attributes: frozenset[str], file: str) -> Iterator[Finding]:
    for child in box:
        if not isinstance(child.tag, str):
            continue
        if _camunda(child) != name:
            rule = "code" if _camunda(child) in CODE else "setting"
            yield _finding(child, file, rule, what=_prefixed(child.tag, child))
            continue
        for inner in child:
            if isinstance(inner.tag, str):
                yield _finding(inner, file, "code", what=_prefixed(inner.tag, inner))
        for key, value in child.attrib.items():
            if key not in attributes:
                yield _finding(child, file, "attribute", what=_prefixed(key, child), value=value)


def _camunda(node: Any) -> str:
    prefix = f"{{{CAMUNDA}}}"
    return node.tag[len(prefix) :] if isinstance(node.tag, str) and node.tag.startswith(prefix) else ""


def _prefixed(tag: str, node: Any) -> str:
    """A tag or attribute the way the file writes it: `camunda:class`."""
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].rpartition("}")
    prefix = next((key for key, uri in node.nsmap.items() if uri == namespace and key), None)
    return f"{prefix}:{name}" if prefix else name


def _finding(node: Any, file: str, rule: str, **facts: Any) -> Finding:
    """A finding at the nearest element that has a name, for an owner looks for names, not for tags."""
    owner = node
    while owner is not None and owner.getparent() is not None and not owner.get("id"):
        owner = owner.getparent()
    facts = {"line": node.sourceline or 0, "kind": etree_name(owner), **facts}
    if "value" in facts:
        facts["value"] = str(facts["value"])[:80]
    named = (owner.get("id") or "", owner.get("name") or "")
    return Finding(file, f"allowed.{rule}", *named, facts=facts)
