"""A form on a page: what stands in each box, what is shown, required or wrong. Not the reading of answers.

The rules are those of `engine.forms`; here are only names, ids and texts for the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from werkzeug.datastructures import MultiDict

from engine import forms
from engine.commands import Posted, Upload
from engine.errors import FieldProblem
from engine.forms import Field, Form, Raw, Reading, Section
from engine.queries.task_views import TaskPage
from engine.queries.views import OpeningPage
from web.desk import language

References = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Said:
    """An answer for reading: a text, or the rows of a table with (column, shown) for each."""

    label: str
    shown: str = ""
    rows: Sequence[Sequence[tuple[str, str]]] = ()


@dataclass(frozen=True)
class Sheet:
    """One form as the templates see it. Paths are those of the boxes: `betrag`, `kosten[0].betrag`."""

    form: Form
    raw: Raw
    reading: Reading
    references: References = field(default_factory=dict)
    problems: Sequence[FieldProblem] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    """Field → where the value comes from that stands there as proposed."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Field whose data class keeps it from the reader → the words in place of its value."""

    def text(self, path: str) -> str:
        """What stands in a box with one line (or the last of several of the same name)."""
        return (list(self.raw.get(path, ())) or [""])[-1]

    def texts(self, path: str) -> Sequence[str]:
        """Everything that stands in boxes of this name."""
        return self.raw.get(path, ())

    def rows(self, table: Field) -> list[int]:
        """The rows of a table on this page; one that must not stay empty begins with a blank row."""
        return forms.rows(self.raw, table.name) or ([0] if table.required or table.fewest else [])

    def shown(self, path: str) -> bool:
        """Whether the box is to be seen. A row in which nothing stands yet shows all its boxes."""
        row = path.rpartition(".")[0]
        blank_row = bool(row) and not any(one.startswith(f"{row}.") for one in self.reading.shown)
        return path in self.reading.shown or blank_row

    def required(self, path: str, one: Field) -> bool:
        return path in self.reading.required or one.required

    def problem(self, path: str) -> str:
        """What is wrong with this box, or nothing."""
        return " ".join(each.reason.sentence(language()) for each in self.problems if each.path == path)

    def computed(self, path: str, one: Field) -> str:
        """The value that the form works out by itself, as people read it."""
        value: Any = self.reading.answers
        for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
            value = value.get(name) if isinstance(value, dict) else None
            if index:
                place = self._place(name, int(index))
                value = value[place] if isinstance(value, list) and place < len(value) else None
        return forms.show(value, one, language())

    def _place(self, table: str, index: int) -> int:
        """Which of the answered rows stands in row `index` of the page: blank rows are no answers."""
        known = {one.partition("].")[0] for one in self.reading.shown if one.startswith(f"{table}[")}
        filled = sorted(int(one.removeprefix(f"{table}[")) for one in known if "[" in one)
        return filled.index(index) if index in filled else len(filled)

    @staticmethod
    def listed(section: Section) -> set[str]:
        """The questions of a checklist: three or more in a row that are answered with the same few words."""
        found: set[str] = set()
        for _, run in groupby(section.fields, _answers_of):
            questions = list(run)
            if len(questions) >= LIST and _answers_of(questions[0]):
                found |= {one.name for one in questions}
        return found

    def totals(self, table: Field) -> Mapping[str, str]:
        """What stands below the columns of a table: `kosten[].betrag` → its sum."""
        found = forms.totals(table, self.reading.answers.get(table.name))
        return {f"{table.name}[].{name}": total.shown(language()) for name, total in found.items()}

    def balances(self, below: str = "") -> Mapping[str, tuple[str, str]]:
        """The amounts side by side (below one field, or all): name → (state, sentence)."""
        found: dict[str, tuple[str, str]] = {}
        for number, one in enumerate(self.form.comparisons):
            if below in ("", one.below):
                told = forms.balance(self.form, one, self.reading)
                found[f"balance {number}"] = (told.state, told.reason.sentence(language()))
        return found

    def options(self, one: Field) -> Sequence[tuple[str, str]]:
        """What may be chosen, as (value, name); the known organisations and persons of a reference."""
        known = self.references.get(one.reference, {}) if one.reference else {}
        return one.options or sorted(known.items(), key=lambda item: item[1].casefold())

    def answered(self) -> list[Said]:
        """Everything that was answered, for reading; what was left empty is left out."""
        return [said for one in self.form.fields if (said := self._said(one))]

    def _said(self, one: Field) -> Said | None:
        if one.name in self.withheld:
            return Said(one.label, self.withheld[one.name])
        if one.sheet is None:
            shown = self._shown(one, self.reading.answers.get(one.name))
            return Said(one.label, shown) if shown != "–" else None
        rows = [self._row(one, row) for row in self.reading.answers.get(one.name) or []]
        return Said(one.label, rows=rows) if rows else None

    def _row(self, table: Field, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """One row of a table as (column, shown), without what was left empty."""
        told = [(column.label, self._shown(column, row.get(column.name))) for column in table.columns]
        return [pair for pair in told if pair[1] != "–"]

    def _shown(self, one: Field, value: Any) -> str:
        return forms.show(value, one, language(), names=self.references.get(one.reference, {}))

    def label(self, path: str) -> str:
        """The name of a box as its owner wrote it; the path itself for a box that no longer exists."""
        try:
            return self.form.field(path).label
        except KeyError:
            return path

    def boxes(self) -> Iterator[tuple[str, Field]]:
        """Every box on the page with its path; those of a table once for each row."""
        for one in self.form.fields:
            yield one.name, one
            for index in self.rows(one) if one.sheet else ():
                yield from ((f"{one.name}[{index}].{column.name}", column) for column in one.columns)

    def conditional_shown(self) -> list[str]:
        """The boxes with a condition that are to be seen now."""
        return [path for path, one in self.boxes() if one.shown_if and self.shown(path)]

    def state(self, line: str = "") -> dict[str, Any]:
        """What a script needs after a change: a line to say, the boxes to be seen, the computed values."""
        balances = self.balances()
        return {
            "line": line,
            "visible": self.conditional_shown(),
            "computed": self.all_computed() | {name: said for name, (_, said) in balances.items()},
            "states": {name: state for name, (state, _) in balances.items()},
        }

    def all_computed(self) -> dict[str, str]:
        """What the form works out by itself, by path."""
        found = {path: self.computed(path, one) for path, one in self.boxes() if one.computed}
        for one in self.form.fields:
            found |= self.totals(one)
        return found

    @property
    def has_conditions(self) -> bool:
        """Whether some boxes appear or are worked out only after others are filled."""
        moving = any(one.shown_if or one.computed for _, one in self.boxes())
        summed = any(column.summed for one in self.form.fields for column in one.columns)
        return moving or summed or bool(self.form.comparisons)


LIST = 3
"""Questions that make a checklist."""


def _answers_of(one: Field) -> tuple[tuple[str, str], ...]:
    """The words with which a question is answered, if they are few and short; else nothing."""
    if one.kind == "boolean" and not one.confirm:
        return (("ja", "Ja"), ("nein", "Nein"))
    short = one.kind == "choice" and len(one.options) <= 4 and all(len(name) <= 12 for _, name in one.options)
    return one.options if short else ()


def sheet_of(
    page: TaskPage | OpeningPage, raw: Raw | None = None, problems: Sequence[FieldProblem] = ()
) -> Sheet | None:
    """The form of a task or an opening, filled with `raw` (just typed) or with what is proposed."""
    if page.form is None:
        return None
    texts = page.values if raw is None else raw
    reading = page.form.look(texts, page.context, references=page.references)
    hidden = {name: why.sentence(language()) for name, why in page.withheld.items()}
    origins = _origins(page, page.form, texts)
    return Sheet(page.form, texts, reading, page.references, problems, origins, hidden)


def _origins(page: TaskPage | OpeningPage, form: Form, raw: Raw) -> dict[str, str]:
    """Field → the words beside it, as long as the proposal stands there unchanged."""
    proposed = form.raw({name: page.proposal.get(name) for name in page.origins})
    said = {name: reason.sentence(language()) for name, reason in page.origins.items()}
    return {name: text for name, text in said.items() if _part(raw, name) == _part(proposed, name)}


def _part(raw: Raw, name: str) -> dict[str, list[str]]:
    """What stands in the boxes of one field, without blank ones."""
    own = (one for one in raw if one == name or one.startswith(f"{name}["))
    return {one: list(raw[one]) for one in own if any(raw[one])}


def typed(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """The texts of the process's own fields. Names of our own machinery contain a hyphen; theirs cannot."""
    return {name: form.getlist(name) for name in form if "-" not in name}


def posted(form: MultiDict[str, str], files: MultiDict[str, Any]) -> Posted:
    """An HTML form with its uploads, as the engine takes it. Empty file boxes are left out."""
    uploads = {
        name: [Upload(one.filename, one.read()) for one in files.getlist(name) if one.filename]
        for name in files
        if "-" not in name
    }
    return Posted(typed(form), {name: found for name, found in uploads.items() if found})


def rows_changed(
    form: Form, raw: Raw, change: str, context: Mapping[str, Any]
) -> tuple[dict[str, list[str]], str]:
    """The page after `add:kosten`, `copy:kosten:2` or `remove:kosten:2`, and where to go on.

    Raises KeyError or ValueError for a change that this form does not know.
    """
    verb, name, *rest = change.split(":")
    table = form.sheet.by_name[name]
    if verb in ("remove", "copy"):
        index = int(rest[0])
        if verb == "remove":
            return forms.remove_row(raw, table, index), f"{name}[{max(index - 1, 0)}]"
        return forms.copy_row(raw, table, index), f"{name}[{index + 1}]"
    if verb != "add" or table.sheet is None:
        raise ValueError(change)
    grown = forms.add_row(raw, table, form.row_defaults(name, context))
    return grown, f"{name}[{forms.rows(grown, name)[-1]}]"


def box_id(path: str) -> str:
    """The id of a box in the page: `f-kosten-0-betrag`."""
    return "f-" + re.sub(r"\W+", "-", path).strip("-")
