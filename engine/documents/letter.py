"""A template that was read and found harmless, ready to be filled with values. Not the finished document.

The same text is parsed, checked, compiled and run; the environment knows no functions, only the filters of
`formats`, and values reach it as `Traced` ones that have no attributes of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.documents import allowed
from engine.documents.formats import FILTERS, TESTS, WrongKind, plain
from engine.documents.package import Package, unpack
from engine.documents.source import Source, sources
from engine.documents.traced import ABSENT, Record, Traced
from engine.errors import Finding

_RECORD = "_record"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Letter:
    """One template: its parts, its marked parts compiled, the fields it reads, what is wrong with it."""

    package: Package
    compiled: tuple[tuple[Source, Template], ...]
    fields: allowed.Fields
    findings: tuple[Finding, ...]

    def fill(self, context: Mapping[str, Any], record: Record) -> list[tuple[Source, str]]:
        """The rendered text of every marked part; shown values and problems go into `record`."""
        return [(source, _run(template, context, record, self.names)) for source, template in self.compiled]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(path[0] for path in self.fields)


@lru_cache(maxsize=32)
def read(docx: bytes) -> Letter:
    """Read a template; findings (with an empty file name) instead of exceptions."""
    package = unpack(docx)
    marked = sources(package) if not package.findings else []
    findings = list(package.findings)
    fields: set[tuple[str, ...]] = set()
    compiled = []
    for source in marked:
        found, template, read_fields = _compile(source)
        findings += found
        fields |= read_fields
        if template is not None:
            compiled.append((source, template))
    return Letter(package, tuple(compiled), frozenset(fields), tuple(findings))


class _Sandbox(ImmutableSandboxedEnvironment):
    """Attributes of values are fields of the case; there are no others."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj.child(attribute) if isinstance(obj, Traced) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return obj.child(argument) if isinstance(obj, Traced) else super().getitem(obj, argument)


def _environment() -> _Sandbox:
    sandbox = _Sandbox(
        autoescape=True, undefined=StrictUndefined, optimized=False, keep_trailing_newline=True
    )
    sandbox.globals.clear()
    sandbox.filters = {**FILTERS, "_show": _show, "_items": _items, "_holds": _holds}
    sandbox.tests = dict(TESTS)
    return sandbox


def _compile(source: Source) -> tuple[list[Finding], Template | None, set[tuple[str, ...]]]:
    sandbox = _environment()
    try:
        tree = sandbox.parse(source.text)
        findings = _misplaced(sandbox, source)
    except TemplateSyntaxError as error:
        facts = {"place": source.place(error.lineno), "cause": str(error.message)[:200]}
        return [Finding("", "documents.syntax", element=source.part, facts=facts)], None, set()
    except RecursionError:
        return [Finding("", "documents.too_deep", facts={"place": source.place(1), "limit": 0})], None, set()
    reading = allowed.read(tree, source, FILTERS, TESTS)
    findings += reading.findings
    if findings:
        return findings, None, reading.fields
    _watch(tree)
    tree.set_environment(sandbox)
    return [], sandbox.from_string(tree), reading.fields


def _misplaced(sandbox: _Sandbox, source: Source) -> list[Finding]:
    """Marks inside of tags or values outside of text would write markup; `raw` would hide marks."""
    findings, last = [], ""
    for line, kind, text in sandbox.lex(source.text):
        if kind == "data":
            opened = text.rfind("<")
            last = text[opened:] if opened >= 0 else last + text
        wrong = kind == "variable_begin" and not re.match(r"<w:t[ >]", last)
        wrong |= kind in ("variable_begin", "block_begin") and ">" not in last
        if wrong or kind == "raw_begin":
            facts = {"place": source.place(line), "what": text}
            findings.append(Finding("", "documents.mark_not_in_text", element=source.part, facts=facts))
    return findings


def _watch(tree: nodes.Template) -> None:
    """Let every value shown, list walked and condition asked pass the record, with its line."""
    for output in tree.find_all(nodes.Output):
        output.nodes = [
            one if isinstance(one, nodes.TemplateData) else _through("_show", one) for one in output.nodes
        ]
    for loop in tree.find_all(nodes.For):
        loop.iter = _through("_items", loop.iter)
    conditions: Any = tree.find_all((nodes.If, nodes.CondExpr))
    for condition in conditions:
        condition.test = _through("_holds", condition.test)


def _through(name: str, node: Any) -> nodes.Expr:
    line = nodes.Const(node.lineno, lineno=node.lineno)
    return nodes.Filter(node, name, [line], [], None, None, lineno=node.lineno)


def _run(template: Template, context: Mapping[str, Any], record: Record, names: Iterable[str]) -> str:
    traced = {name: Traced(context.get(name, ABSENT), ((name,),), record) for name in names}
    return template.render({**traced, _RECORD: record})


def _show(value: Any, line: int) -> str:
    if not isinstance(value, Traced):
        return _CONTROL.sub("", plain(value))
    text = ""
    if value.unknown:
        value.record.lack("documents.missing_field", value.paths)
    else:
        try:
            text = _CONTROL.sub("", plain(value.value).replace("\r\n", "\n"))
        except WrongKind:
            value.record.lack("documents.not_text", value.paths)
        value.record.show(value.paths, text)
    value.record.locate(line)
    return text


def _items(value: Any, line: int) -> list[Any]:
    found = value.items()
    value.record.locate(line)
    return list(found)


@pass_context
def _holds(context: Context, value: Any, line: int) -> bool:
    held = bool(value)
    context[_RECORD].locate(line)
    return held
