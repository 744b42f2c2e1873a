"""From the JSON of a form file to its fields, all findings at once. Not the reading of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import BrokenProcess, EngineError, Finding
from engine.forms import words
from engine.forms.fields import Comparison, Field, Kind, Rule, Section, Sheet

_FORMATS: dict[str | None, Kind] = {
    None: "text", "date": "date", "month": "month", "money": "money", "decimal": "decimal", "email": "email",
    "iban": "iban", "file": "file",
}  # fmt: skip
_TYPES: dict[str, Kind] = {"integer": "integer", "number": "decimal", "boolean": "boolean", "array": "texts"}
_LISTS: dict[Kind, Kind] = {"text": "texts", "choice": "choices", "reference": "references"}
_LONGEST = {"text": 500, "textarea": 10_000, "texts": 500, "email": 254, "iban": 42}
_BRACES = re.compile(r"\{([^{}]+)\}")
_RULES = {
    "x-vorgabe": "default", "x-wenn": "shown_if", "x-pflicht-wenn": "required_if", "x-berechnet": "computed",
    "x-fruehestens": "earliest", "x-spaetestens": "latest", "x-vorjahr": "last_year",
}  # fmt: skip


@dataclass
class Reader:
    """Reads one file and collects what is wrong with it."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def form(self, document: Any) -> tuple[Sheet, tuple[Section, ...], tuple[Comparison, ...]]:
        """Fields, sections and comparisons of the whole form. Raises BrokenProcess with every finding."""
        if not isinstance(document, dict) or document.get("type", "object") != "object":
            self.find("not_an_object")
            raise BrokenProcess(self.findings, code="broken_file", file=self.file)
        self.labels[""] = str(document.get("title") or self.file)
        self.check_words(document, words.FORM, "")
        if "title" not in document:
            self.find("no_title")
        sheet = self.sheet(document, "")
        sections = self.sections(document, sheet)
        comparisons = self.comparisons(document, sheet)
        if any(finding.severity == "error" for finding in self.findings):
            raise BrokenProcess(self.findings, code="broken_file", file=self.file)
        return sheet, sections, comparisons

    def sheet(self, document: Mapping[str, Any], prefix: str) -> Sheet:
        """The fields of a form or of a table's row."""
        asked = _dict(document.get("properties"))
        if not asked:
            self.find("no_fields", prefix)
        required = _list(document.get("required"))
        self.known(required, asked, "required", prefix)
        fields = tuple(
            self.field(name, prefix, _dict(schema), required=name in required)
            for name, schema in asked.items()
            if self.named(name, schema, prefix)
        )
        checks = tuple(self.checks(document, prefix, asked))
        return Sheet(fields, self.ordered(fields, prefix), checks, {one.name: one for one in fields})

    def field(self, name: str, prefix: str, schema: Mapping[str, Any], *, required: bool) -> Field:
        """One field with everything its file says about it."""
        path = prefix + name
        self.labels[path] = str(schema.get("title", name))
        kind = self.kind(path, schema)
        self.check_words(schema, words.OF_KIND[kind], path, kind)
        items = _dict(schema.get("items"))
        if kind in words.ITEMS:
            self.check_words(items, words.ITEMS[kind], path, kind)
        source = items if kind in ("texts", "choices", "references") else schema
        if "title" not in schema:
            self.find("no_label", path)
        return Field(
            name=name,
            path=path,
            label=str(schema.get("title", name)),
            kind=kind,
            required=required,
            help=str(schema.get("description", "")),
            options=self.options(source, path),
            whole=_is_whole(source),
            sheet=self.sheet(items, f"{path}[].") if kind == "table" else None,
            pattern=self.pattern(source, path),
            confirm=schema.get("const") is True,
            reference=str(source.get("x-verweis", "")),
            participant=str(schema.get("x-beteiligter", "")),
            summed=schema.get("x-summe") is True,
            checks=tuple(self.checks(schema, path, {})),
            **self.rules(schema, path),
            **self.limits(schema, source, path, kind),
        )

    def kind(self, path: str, schema: Mapping[str, Any]) -> Kind:
        """What is asked, from type, format and items; a kind that does not exist is a finding."""
        kind, type_, format_ = _scalar(schema), schema.get("type"), schema.get("format")
        if type_ == "array":
            items = _dict(schema.get("items"))
            rows = items.get("type") == "object" and "[]" not in path
            kind = "table" if rows else _LISTS.get(_scalar(items) or "table")
        if kind is None:
            self.find("unknown_type", path, type=type_ or "–", format=format_ or "–")
        return kind or "text"

    def limits(
        self, schema: Mapping[str, Any], source: Mapping[str, Any], path: str, kind: Kind
    ) -> dict[str, Any]:
        """The numbers of a field: bounds of its value, its length, its entries, its places."""
        found: dict[str, Any] = {
            "minimum": _number(schema.get("minimum")),
            "maximum": _number(schema.get("maximum")),
            "shortest": _count(source.get("minLength"), 0),
            "longest": _count(source.get("maxLength"), _LONGEST.get(kind, 500)),
            "fewest": _count(schema.get("minItems"), 0),
            "most": _count(schema.get("maxItems"), 200),
            "decimals": 2
            if kind == "money"
            else _count(schema.get("x-stellen"), 2)
            if kind == "decimal"
            else 0,
            "unit": "€" if kind == "money" else str(schema.get("x-einheit", "")),
            "lines": _count(schema.get("x-zeilen"), 1),
            "data_class": str(schema.get("x-datenklasse", "A")),
        }
        for low, high in (("minimum", "maximum"), ("shortest", "longest"), ("fewest", "most")):
            if found[low] is not None and found[high] is not None and found[low] > found[high]:
                self.find("empty_range", path, low=found[low], high=found[high])
        if found["most"] > 1000 or found["longest"] > 100_000 or found["decimals"] > 10:
            self.find("too_generous", path)
        return found

    def options(self, schema: Mapping[str, Any], path: str) -> tuple[tuple[str, str], ...]:
        """Values and names of a choice; a name for a value that does not exist is a finding."""
        values = [str(value) for value in _list(schema.get("enum"))]
        names = _dict(schema.get("x-namen"))
        for value in names:
            if value not in values:
                self.find("name_without_value", path, value=value)
        return tuple((value, str(names.get(value, value))) for value in values)

    def pattern(self, schema: Mapping[str, Any], path: str) -> str:
        pattern = schema.get("pattern", "")
        if pattern and not words.is_safe_pattern(str(pattern)):
            self.find("unsafe_pattern", path, pattern=pattern)
            return ""
        return str(pattern)

    def rules(self, schema: Mapping[str, Any], path: str) -> dict[str, Any]:
        return {name: self.rule(schema.get(word), path, word) for word, name in _RULES.items()}

    def rule(self, source: Any, path: str, word: str) -> Rule | None:
        """The expression, compiled; a syntax error is a finding with its place."""
        compiled = self.compiled(source, path, word) if isinstance(source, str) else None
        return Rule(source, compiled) if compiled else None

    def compiled(self, source: str, path: str, word: str) -> feel.Expression | None:
        try:
            return feel.compile(source)
        except EngineError as error:
            self.find("bad_expression", path, word=word, source=source, cause=error.reason)
            return None

    def message(self, text: str, path: str) -> tuple[str | feel.Expression, ...]:
        """The words of a check, cut at its braces: `liegt vor dem Bescheid ({bescheid.datum})`."""
        parts = [
            self.compiled(part, path, "meldung") if place % 2 else part
            for place, part in enumerate(_BRACES.split(text))
        ]
        return tuple(part for part in parts if part)

    def checks(self, schema: Mapping[str, Any], path: str, asked: Mapping[str, Any]) -> Iterable[Rule]:
        for entry in _list(schema.get("x-pruefung")):
            if not isinstance(entry, dict) or not {"regel", "meldung"} <= entry.keys():
                self.find("bad_check", path)
                continue
            self.check_words(entry, words.CHECK, path)
            blames = str(entry.get("feld", ""))
            self.known([blames] if blames else [], asked, "feld", path)
            rule = self.rule(entry["regel"], path, "regel")
            message = self.message(str(entry["meldung"]), path)
            if rule:
                yield replace(rule, message=message, blames=blames)

    def comparisons(self, document: Mapping[str, Any], sheet: Sheet) -> tuple[Comparison, ...]:
        """The amounts that are shown side by side."""
        return tuple(
            found
            for entry in _list(document.get("x-vergleich"))
            if (found := self.comparison(_dict(entry), sheet))
        )

    def comparison(self, entry: Mapping[str, Any], sheet: Sheet) -> Comparison | None:
        if not entry.keys() >= words.COMPARISON:
            self.find("bad_comparison")
            return None
        self.check_words(entry, words.COMPARISON | {"art", "einheit"}, "")
        below = str(entry["feld"])
        self.known([below], sheet.by_name, "x-vergleich", "")
        left, right = (self.rule(entry[word], below, word) for word in ("linke_seite", "rechte_seite"))
        if left is None or right is None:
            return None
        names = str(entry["links"]), str(entry["rechts"])
        at_most = entry.get("art") == "hoechstens"
        return Comparison(names, (left, right), below, at_most, str(entry.get("einheit", "€")))

    def sections(self, document: Mapping[str, Any], sheet: Sheet) -> tuple[Section, ...]:
        """The declared sections; fields that stand in none follow at the end, with a warning."""
        sections: list[Section] = []
        left = dict(sheet.by_name)
        for entry in _list(document.get("x-abschnitte")):
            self.check_words(_dict(entry), words.SECTION, "")
            names = self.known(_list(_dict(entry).get("felder")), sheet.by_name, "x-abschnitte", "")
            for twice in (name for name in names if name not in left):
                self.find("in_two_sections", twice)
            fields = tuple(left.pop(name) for name in names if name in left)
            sections.append(Section(str(_dict(entry).get("titel", "")), fields))
        for name in left if sections else ():
            self.find("in_no_section", name, severity="warning")
        return (*sections, Section("", tuple(left.values()))) if left else tuple(sections)

    def ordered(self, fields: tuple[Field, ...], prefix: str) -> tuple[Field, ...]:
        """Fields after those their own visibility, obligation or value depends on; a circle is a finding."""
        placed: dict[str, Field] = {}
        waiting = list(fields)
        while waiting:
            missing = {one.name for one in waiting}
            ready = next((one for one in waiting if not _needs(one) & missing), None)
            if ready is None:
                self.find("circular", prefix, names=", ".join(one.label for one in waiting))
                return fields
            placed[ready.name] = ready
            waiting.remove(ready)
        return tuple(placed.values())

    def named(self, name: str, schema: Any, prefix: str) -> bool:
        if not words.NAME.match(name) or name in words.RESERVED:
            self.find("bad_name", prefix + name)
            return False
        if not isinstance(schema, dict):
            self.find("needs_object", prefix + name, word=name)
        return isinstance(schema, dict)

    def known(self, names: Iterable[Any], asked: Mapping[str, Any], word: str, path: str) -> list[str]:
        """Those of the names that are fields; a finding for each other one, whatever it is."""
        found = []
        for name in names:
            if isinstance(name, str) and name in asked:
                found.append(name)
            else:
                self.find("unknown_field_listed", path, word=word, field=str(name)[:60])
        return found

    def check_words(
        self, schema: Mapping[str, Any], allowed: frozenset[str], path: str, kind: str = ""
    ) -> None:
        """Refuse words that are not allowed here, and values that a word cannot hold."""
        for word, value in schema.items():
            if word not in allowed:
                known = word in words.HOLDS
                self.find("word_not_here" if known else "unknown_keyword", path, word=word, kind=kind or "–")
            elif word in words.HOLDS and not words.HOLDS[word][1](value):
                self.find(words.HOLDS[word][0], path, word=word)

    def find(self, rule: str, path: str = "", *, severity: Any = "error", **facts: Any) -> None:
        element = path.removesuffix(".").removesuffix("[]")
        self.findings.append(
            Finding(self.file, f"forms.{rule}", element, self.labels.get(element, element), severity, facts)
        )


def _scalar(schema: Mapping[str, Any]) -> Kind | None:
    type_, format_ = schema.get("type"), schema.get("format")
    if "enum" in schema:
        return "choice" if type_ in ("string", "integer") and format_ is None else None
    if "x-verweis" in schema:
        return "reference" if type_ == "string" and format_ is None else None
    if type_ == "string" and isinstance(format_, str | None):
        return "textarea" if "x-zeilen" in schema and format_ is None else _FORMATS.get(format_)
    if type_ == "number" and format_ in ("decimal", "money"):
        return _FORMATS[format_]
    return _TYPES.get(str(type_)) if format_ is None and type_ != "array" else None


def _needs(one: Field) -> set[str]:
    rules = (one.shown_if, one.required_if, one.computed, one.earliest, one.latest)
    reads = {path[0] for rule in rules if rule for path in rule.expression.reads}
    return reads if one.computed else reads - {one.name}


def _is_whole(schema: Mapping[str, Any]) -> bool:
    return "enum" in schema and schema.get("type") == "integer"


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
