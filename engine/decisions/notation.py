"""The XML of DMN 1.1 to 1.5: namespaces, attributes, references, names of types. Not what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.decisions.model import Reference

MODEL_NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
FEEL_NAMESPACES = {
    "http://www.omg.org/spec/FEEL/20140401",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
}


def kind(node: Any) -> str:
    """The local name of a DMN element; empty for comments and for elements of other namespaces."""
    tag = node.tag
    if not isinstance(tag, str) or not tag.startswith("{"):
        return ""
    namespace, _, local = tag[1:].partition("}")
    return local if namespace in MODEL_NAMESPACES else ""


def children(node: Any, *kinds: str) -> Iterator[Any]:
    """The DMN children of `node`, all or those of the given kinds."""
    for child in node:
        local = kind(child)
        if local and (not kinds or local in kinds):
            yield child


def child(node: Any, name: str) -> Any | None:
    """The first DMN child of that kind, or None."""
    return next(children(node, name), None)


def text_of(node: Any | None) -> str:
    """The `<text>` inside `node` without surrounding space; empty where there is none."""
    inner = child(node, "text") if node is not None else None
    return "".join(inner.itertext()).strip() if inner is not None else ""


def attribute(node: Any, name: str) -> str:
    """An attribute without a namespace, with white space put in order."""
    return " ".join((node.get(name) or "").split())


def reference(node: Any, own_namespace: str) -> Reference:
    """The `href` of a requirement: `#id`, `namespace#id`, or an id alone."""
    namespace, separator, identifier = attribute(node, "href").rpartition("#")
    if not separator:
        return Reference("", identifier)
    return Reference("" if namespace == own_namespace else namespace, identifier)


def references(node: Any, own_namespace: str, *kinds: str) -> tuple[Reference, ...]:
    """The references of all children of these kinds."""
    return tuple(reference(item, own_namespace) for item in children(node, *kinds))


def type_name(node: Any, imports: Mapping[str, str], own_namespace: str, attr: str = "typeRef") -> str:
    """The type that `node` names, by attribute or (item definitions) as a child `<typeRef>`.

    DMN 1.1 writes qualified names (`feel:string`, `ns1:tPerson`); they become `string` and
    `name of the import.tPerson`, the way later versions write them.
    """
    text = attribute(node, attr)
    holder = node
    inner = child(node, attr)
    if not text and inner is not None:
        text, holder = " ".join("".join(inner.itertext()).split()), inner
    prefix, separator, local = text.partition(":")
    if text.startswith("{"):
        namespace, _, local = text[1:].partition("}")
    elif separator and prefix in holder.nsmap:
        namespace = holder.nsmap[prefix]
    else:
        return text
    if namespace in FEEL_NAMESPACES or namespace == own_namespace:
        return local.strip()
    alias = imports.get(namespace, "")
    return f"{alias}.{local.strip()}" if alias else local.strip()


def foreign_language(node: Any) -> str:
    """The expression language of `node` when it is not FEEL (`juel`, `groovy` ...), else empty."""
    language = attribute(node, "expressionLanguage")
    if not language or language in FEEL_NAMESPACES or "feel" in language.lower():
        return ""
    return language
