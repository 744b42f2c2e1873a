"""A form: read once from its file, then asked for answers, defaults and texts. Not its look on a page."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import jsonschema

from engine.errors import EngineError, FieldProblem, Finding, Invalid, Reason
from engine.forms import page, strict
from engine.forms.answers import Place, Reading, References, Source, conform, from_machine, from_page
from engine.forms.fields import Comparison, Field, Rule, Section, Sheet
from engine.forms.reading import Reader
from engine.forms.values import Refused


@dataclass(frozen=True, eq=False)
class Form:
    """What one task asks. Expressions see the answers of the form first, then the names of the context."""

    file: str
    title: str
    help: str
    sheet: Sheet
    sections: tuple[Section, ...]
    schema: Mapping[str, Any]
    """The JSON Schema of the file, without `required` (which depends on what is shown)."""
    comparisons: tuple[Comparison, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order of the file."""
        return self.sheet.fields

    def field(self, path: str) -> Field:
        """The field at `betrag`, `kosten[].betrag` or `kosten[2].betrag`. Raises KeyError."""
        head, _, column = path.partition(".")
        table = self.sheet.by_name[head.partition("[")[0]]
        return table.column(column) if column else table

    def findings(self) -> list[Finding]:
        """What is allowed but probably not meant; errors never get this far."""
        return list(self.warnings)

    @property
    def writes(self) -> dict[str, Any]:
        """The names a completed task leaves behind, with their kinds; tables have their columns inside."""
        return {
            field.name: {column.name: column.kind for column in field.columns} if field.sheet else field.kind
            for field in self.fields
        }

    @property
    def reads(self) -> frozenset[tuple[str, ...]]:
        """Paths that expressions read and that are not asked in this form."""
        return frozenset(path for rule, own in self.rules() for path in _reads(rule) if path[0] not in own)

    def rules(self) -> Iterator[tuple[Rule, frozenset[str]]]:
        """Every expression with the names that mean fields of this form where it stands."""
        top = frozenset(self.sheet.by_name)
        for sheet, own in (
            (self.sheet, top),
            *((one.sheet, top | set(one.sheet.by_name)) for one in self._tables),
        ):
            yield from ((rule, frozenset(own)) for rule in sheet.checks)
            for field in sheet.fields:
                yield from ((rule, _own(rule, field, own)) for rule in field.rules)
        yield from ((rule, top) for one in self.comparisons for rule in one.sides)

    @property
    def _tables(self) -> list[Any]:
        return [field for field in self.fields if field.sheet]

    def look(
        self, raw: page.Raw, context: Mapping[str, Any], *, files: Mapping[str, Any] | None = None,
        references: References | None = None,
    ) -> Reading:  # fmt: skip
        """What a page with these texts shows, requires, computes and has wrong; refuses nothing."""
        return self._read(from_page(files or {}), page.nest(raw, self.sheet), context, references)

    def read(
        self, raw: page.Raw, context: Mapping[str, Any], *, files: Mapping[str, Any] | None = None,
        references: References | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Typed answers of an HTML form. Raises Invalid with every problem at once."""
        return self._sound(self.look(raw, context, files=files, references=references))

    def accept(
        self, answers: Mapping[str, Any], context: Mapping[str, Any], *, references: References | None = None
    ) -> dict[str, Any]:
        """Typed answers of a scenario or of the JSON door (texts or native values). Raises Invalid."""
        return self._sound(self._read(from_machine(), answers, context, references))

    def raw(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """Typed answers (or defaults) as the texts of a page."""
        return page.flatten(answers, self.sheet)

    def defaults(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The values that `x-vorgabe` proposes; expressions see the context only."""
        return _defaults(self.sheet, context)

    def from_last_year(self, before: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        """What `x-vorjahr` proposes of the answers `before` of the same task a year ago.

        Of a table's row only the columns are taken that say so themselves, all where none does.
        """
        found = {one.name: _again(one, before.get(one.name), context) for one in self.fields if one.last_year}
        return {name: value for name, value in found.items() if value not in (None, [])}

    def row_defaults(self, table: str, context: Mapping[str, Any]) -> dict[str, Any]:
        """The same for a new row of the table `table`."""
        sheet = self.sheet.by_name[table].sheet
        return _defaults(sheet, context) if sheet else {}

    def _read(
        self,
        source: Source,
        entered: Mapping[str, Any],
        context: Mapping[str, Any],
        references: References | None,
    ) -> Reading:
        reading = Reading(source, context, references or {})
        reading.answers = reading.fill(self.sheet, entered, context, Place())
        reading.problems.sort(key=lambda problem: self._position(problem.path))
        return reading

    def _position(self, path: str) -> tuple[int, int, int]:
        """Where a field stands on the page: problems are told from top to bottom, unknown names last."""
        names = [field.name for section in self.sections for field in section.fields]
        head, _, column = path.partition(".")
        name, _, row = head.rstrip("]").partition("[")
        if name not in names:
            return len(names), 0, 0
        columns = [field.name for field in self.sheet.by_name[name].columns]
        return names.index(name), int(row or -1), columns.index(column) if column in columns else -1

    def _sound(self, reading: Reading) -> dict[str, Any]:
        problems = reading.problems or list(self._second_lock(reading.answers))
        if problems:
            raise Invalid(problems, title=self.title, count=len(problems))
        return reading.answers

    def _second_lock(self, answers: Mapping[str, Any]) -> Iterator[FieldProblem]:
        """The same answers against the JSON Schema itself, by an independent library."""
        checker = jsonschema.Draft202012Validator(self.schema)
        for error in checker.iter_errors(_plain(answers)):
            path = ".".join(str(part) for part in error.absolute_path)
            yield FieldProblem(path, Reason("forms.against_schema", {"label": path, "word": error.validator}))


def load(data: bytes, file: str) -> Form:
    """The form in `data`. Raises BrokenProcess with all findings; `file` is the name they mention."""
    document = strict.parse(data, file)
    reader = Reader(file)
    sheet, sections, comparisons = reader.form(document)
    schema = _without_required(document)
    help_ = str(document.get("description", ""))
    return Form(file, document["title"], help_, sheet, sections, schema, comparisons, tuple(reader.findings))


def _own(rule: Rule, field: Field, own: Collection[str]) -> frozenset[str]:
    """Names that are no reading of the case: a proposal sees no answers, one from last year only its own."""
    if rule is field.last_year:
        return frozenset({"wert"})
    return frozenset() if rule is field.default else frozenset(own)


def _reads(rule: Rule) -> Iterator[tuple[str, ...]]:
    yield from rule.expression.reads
    for part in rule.message:
        if not isinstance(part, str):
            yield from part.reads


def _defaults(sheet: Sheet, context: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in sheet.fields:
        if field.default and not field.computed:
            try:
                values[field.name] = conform(field, field.default.expression.evaluate(context))
            except Refused:  # a proposal that does not fit is no proposal; the person fills the field
                values[field.name] = None
    return values


def _again(field: Field, value: Any, context: Mapping[str, Any]) -> Any:
    """The value of last year as a proposal, or None; never a file or what the form works out."""
    if value is None or field.computed or field.kind == "file":
        return None
    try:
        rule = field.last_year
        said = rule.expression.evaluate({**context, "wert": value}) if rule else value
        if field.sheet and isinstance(said, list):
            said = [_row_again(field.sheet, row, context) for row in said if isinstance(row, Mapping)]
        return conform(field, said)
    except (Refused, EngineError):  # what no longer fits is no proposal
        return None


def _row_again(sheet: Sheet, row: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    chosen = [one for one in sheet.fields if one.last_year] or list(sheet.fields)
    return {one.name: _again(one, row.get(one.name), context) for one in chosen}


def _without_required(document: Mapping[str, Any]) -> dict[str, Any]:
    schema = copy.deepcopy(dict(document))
    schema.pop("required", None)
    for field in schema["properties"].values():
        _loosen(field)
        for column in field.get("items", {}).get("properties", {}).values():
            _loosen(column)
    return schema


def _loosen(field: dict[str, Any]) -> None:
    """Amounts are kept as Decimals (numbers, whatever the file calls them), files as what the store knows."""
    field.get("items", {}).pop("required", None)
    if field.pop("format", None) in ("money", "decimal"):
        field["type"] = "number"
    if field.get("type") == "string" and "enum" not in field:
        field["type"] = ["string", "object"]


def _plain(value: Any) -> Any:
    """Answers as JSON values for the schema: what is unknown is absent, dates are texts."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return str(value)
    return value
