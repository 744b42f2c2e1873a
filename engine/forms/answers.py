"""One reading of answers against a form: what is shown, required, computed, and what is wrong. Not storage.

Fields are read in the order in which they depend on each other; a field that is not shown counts as
unknown for the others and is dropped. Unknown is not zero: a blank field is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.clock import today
from engine.errors import FieldProblem, Reason
from engine.forms import page
from engine.forms.fields import LISTS, Field, Rule, Sheet
from engine.forms.showing import show
from engine.forms.values import Refused, native, typed

References = Mapping[str, Mapping[str, str]]
"""What may be referred to: kind (`organisation`) → id → name."""


@dataclass(frozen=True)
class Source:
    """How entries become values: from a page (texts) or from a machine (native values)."""

    one: Callable[[Field, Any, str], Any]
    many: Callable[[Field, Any], Sequence[Any]]
    rows: Callable[[Any], Mapping[int, Any]]


@dataclass(frozen=True)
class Place:
    """Where the sheet lies: at the top (`""`) or in a row of a table (`kosten[2].`)."""

    prefix: str = ""
    table: str = ""
    row: int = 0

    def label(self, field: Field) -> str | Reason:
        """What people call the field; in a table with its row."""
        facts = {"label": field.label, "table": self.table, "row": self.row}
        return Reason("forms.in_row", facts) if self.table else field.label


@dataclass
class Reading:
    """The outcome; `answers` is only to be used when `problems` is empty."""

    source: Source
    context: Mapping[str, Any]
    references: References = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    """Names of the form's own fields, those of its tables too."""

    def fill(
        self, sheet: Sheet, entered: Mapping[str, Any], around: Mapping[str, Any], place: Place
    ) -> dict[str, Any]:
        """The answers of one sheet; `around` is what its expressions can see besides its own fields."""
        for name in entered.keys() - sheet.by_name.keys():
            self.problems.append(
                FieldProblem(place.prefix + name, Reason("forms.unknown_field", {"name": name}))
            )
        self.own |= sheet.by_name.keys()
        seen = {**around, **dict.fromkeys(sheet.by_name)}
        answers: dict[str, Any] = {}
        wrong: set[str] = set()
        for one in sheet.order:
            if one.shown_if and one.shown_if.expression.evaluate(seen) is not True:
                continue
            answers[one.name] = self.answer(one, entered.get(one.name), seen, place, wrong)
            seen[one.name] = answers[one.name]
        self.check(sheet, seen, place, wrong | (sheet.by_name.keys() - answers.keys()))
        return {field.name: answers[field.name] for field in sheet.fields if field.name in answers}

    def answer(self, field: Field, entry: Any, seen: dict[str, Any], place: Place, wrong: set[str]) -> Any:
        """The value of one field, or None and a problem."""
        path = place.prefix + field.name
        self.shown.add(path)
        must = field.required or bool(
            field.required_if and field.required_if.expression.evaluate(seen) is True
        )
        if must:
            self.required.add(path)
        before = len(self.problems)
        try:
            value = self.value(field, entry, seen, path)
            self.complete(field, value, must=must)
            self.in_time(field, value, seen)
        except Refused as refused:
            self.problem(path, refused.reason, place.label(field))
            value = None
        if len(self.problems) > before:
            wrong.add(field.name)
        elif value is not None:
            self.own_checks(field, {**seen, field.name: value}, path, place.label(field))
        return value

    def value(self, field: Field, entry: Any, seen: dict[str, Any], path: str) -> Any:
        """The typed value of an entry. Raises Refused."""
        if field.computed:
            return conform(field, field.computed.expression.evaluate(seen))
        if field.sheet:
            return self.table(field, entry, seen, path)
        if field.kind in LISTS:
            values = [self.single(field, one, path) for one in self.source.many(field, entry)]
            values = [one for one in values if one is not None]
            if field.kind != "texts" and len(set(values)) < len(values):
                raise Refused("twice")
            return values or (None if field.fewest else [])
        return self.single(field, entry, path)

    def single(self, field: Field, entry: Any, path: str) -> Any:
        value = self.source.one(field, entry, path)
        known = self.references.get(field.reference) if field.reference else None
        if value is not None and known is not None and value not in known:
            raise Refused("not_offered", value=str(value)[:40])
        return value

    def table(self, field: Field, entry: Any, seen: dict[str, Any], path: str) -> list[Any] | None:
        assert field.sheet
        rows = self.source.rows(entry)
        if len(rows) > field.most:
            raise Refused("too_many_rows", limit=field.most, count=len(rows))
        filled = [
            self.fill(field.sheet, row, seen, Place(f"{path}[{index}].", field.label, number))
            for number, (index, row) in enumerate(sorted(rows.items()), start=1)
        ]
        return filled or (None if field.fewest else [])

    def complete(self, field: Field, value: Any, *, must: bool) -> None:
        """Raises Refused where something is missing, or there is too little or too much of it."""
        blank = value is None or value == []
        if must and blank:
            raise Refused("confirm" if field.confirm else "no_rows" if field.sheet else "missing")
        if field.confirm and value is False:
            raise Refused("confirm")
        if blank or field.kind not in LISTS:
            return
        if len(value) < field.fewest:
            raise Refused("too_few", limit=field.fewest, count=len(value))
        if len(value) > field.most:
            raise Refused("too_many", limit=field.most, count=len(value))

    def in_time(self, field: Field, value: Any, seen: dict[str, Any]) -> None:
        """Raises Refused outside the bounds, or where a bound is unknown though every own answer is there."""
        for rule, code in ((field.earliest, "too_early"), (field.latest, "too_late")):
            if not rule or not isinstance(value, date):
                continue
            bound = rule.expression.evaluate(seen)
            if isinstance(bound, datetime):
                bound = today(bound) if bound.tzinfo else bound.date()
            if isinstance(bound, date):
                if value < bound if code == "too_early" else value > bound:
                    raise Refused(code, limit=bound)
            elif not any(path[0] in self.own and seen.get(path[0]) is None for path in rule.expression.reads):
                raise Refused("undecided", rule=rule.source)

    def own_checks(self, field: Field, seen: dict[str, Any], path: str, label: str | Reason) -> None:
        for rule in field.checks:
            verdict = rule.expression.evaluate(seen)
            if verdict is not True:
                self.problem(path, self.verdict(rule, verdict, seen), label)

    def check(self, sheet: Sheet, seen: dict[str, Any], place: Place, unusable: set[str]) -> None:
        """The rules over all fields. A rule is silent while a field it reads is blank, hidden or wrong."""
        for rule in sheet.checks:
            read = {path[0] for path in rule.expression.reads}
            own = [field.name for field in sheet.fields if field.name in read]
            if unusable & set(own):
                continue
            verdict = rule.expression.evaluate(seen)
            if verdict is True or (verdict is None and any(seen[name] is None for name in own)):
                continue
            blamed = rule.blames or next(iter(own), "")
            label = place.label(sheet.by_name[blamed]) if blamed else ""
            self.problem(place.prefix + blamed, self.verdict(rule, verdict, seen), label)

    def verdict(self, rule: Rule, verdict: Any, seen: Mapping[str, Any]) -> Reason:
        """False says the owner's words; a rule that cannot be decided refuses too, and says so."""
        if verdict is not False:
            return Reason("forms.undecided", {"rule": rule.source})
        parts = (part if isinstance(part, str) else show(part.evaluate(seen)) for part in rule.message)
        return Reason("forms.check", {"message": "".join(parts)})

    def problem(self, path: str, reason: Reason, label: str | Reason) -> None:
        self.problems.append(FieldProblem(path, Reason(reason.code, {**reason.facts, "label": label})))


def from_page(files: Mapping[str, Any]) -> Source:
    """Texts of an HTML form; `files` has what was stored for each file field, by path."""

    def one(field: Field, entry: Any, path: str) -> Any:
        if field.kind == "file":
            return files.get(path)
        text = entry if isinstance(entry, str) else entry[-1] if entry else ""
        return typed(field, text)

    def many(field: Field, entry: Any) -> Sequence[Any]:
        texts = entry or []
        return [line for text in texts for line in text.splitlines()] if field.kind == "texts" else texts

    def rows(entry: Any) -> Mapping[int, Any]:
        found = entry if isinstance(entry, dict) else {}
        return {index: row for index, row in found.items() if not page.is_blank(row)}

    return Source(one, many, rows)


def from_machine() -> Source:
    """Values of a scenario or of the JSON door."""

    def one(field: Field, entry: Any, path: str) -> Any:
        if field.kind == "file" and isinstance(entry, Mapping):
            return dict(entry)
        return native(field, entry)

    def many(field: Field, entry: Any) -> Sequence[Any]:
        if entry is not None and not isinstance(entry, list | tuple):
            raise Refused("wrong_type")
        return entry or []

    def rows(entry: Any) -> Mapping[int, Any]:
        listed = entry if isinstance(entry, list | tuple) else None
        if entry is not None and (listed is None or not all(isinstance(row, Mapping) for row in listed)):
            raise Refused("wrong_type")
        return dict(enumerate(listed or ()))

    return Source(one, many, rows)


def conform(field: Field, value: Any) -> Any:
    """A value that FEEL made, as this field keeps it: money is rounded half up to cents. Raises Refused."""
    if (
        isinstance(value, Decimal | int)
        and not isinstance(value, bool)
        and field.kind in ("money", "decimal")
    ):
        value = Decimal(value).quantize(Decimal(1).scaleb(-field.decimals), ROUND_HALF_UP)
    if isinstance(value, list | tuple):
        if field.sheet:
            return [_row(field.sheet, row) for row in value if isinstance(row, Mapping)]
        if field.kind in LISTS:
            return [native(field, one) for one in value if one is not None]
    return native(field, value)


def _row(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: conform(field, row.get(field.name)) for field in sheet.fields}
