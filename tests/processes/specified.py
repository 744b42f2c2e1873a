"""The tasks of the specification as data, and how they are found in diagrams and forms. Not the promises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.bpmn.model import Element
from engine.forms import Field
from tests.conftest import ROOT
from tests.processes.playing import programme

FOLDER = Path(__file__).parent / "specification"
_PLACES = (ROOT.parent, ROOT.parent.parent)
DOCUMENT = next(
    (one for each in _PLACES if (one := each / "shared/domain/kim-funding-lifecycle.md").exists()), None
)
"""The specification itself, where it lies beside the repository."""

_WORDS = re.compile(r"^(?:(?P<alias>.+) -> )?(?P<path>[\w.\[\]]+)(?P<must>\*?) (?P<type>\w+)(?P<rest>.*)$")
_KINDS: dict[str, set[str]] = {
    "text": {"text", "textarea", "choice", "reference"}, "textarea": {"textarea", "text"},
    "int": {"integer"}, "decimal": {"decimal"}, "money": {"money"}, "date": {"date"}, "month": {"month"},
    "bool": {"boolean"}, "enum": {"choice"}, "ref": {"reference"}, "file": {"file"}, "iban": {"iban"},
    "list": {"texts", "choices", "references"}, "tabelle": {"table"},
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One row of the specification's tables."""

    id: str
    told: dict[str, Any]

    @property
    def fields(self) -> Sequence[str]:
        return self.told.get("felder", ())

    @property
    def roles(self) -> list[str]:
        return _list(self.told.get("rolle"))

    @property
    def documents(self) -> list[str]:
        return _list(self.told.get("dokument"))

    @property
    def signatures(self) -> list[tuple[str, str]]:
        """(kind, role) of every signature."""
        signed = self.told.get("zeichnung", {})
        return [(kind, role) for kind, roles in signed.items() for role in _list(roles)]


@cache
def tasks() -> tuple[Task, ...]:
    """Every row, from the files of the folder."""
    rows = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(Task(id, told) for each in rows for id, told in each.items())


@cache
def elements(id: str, *, family: bool = False) -> tuple[Element, ...]:
    """What stands in the diagrams under this id; with `family` also under id and a letter (`T1_02a`)."""
    wanted = re.compile(rf"{id}[a-z]?" if family else id)
    found = [
        one
        for process in programme().contents.processes.values()
        for one in process.elements.values()
        if wanted.fullmatch(one.properties.get("spezifikation", ""))
    ]
    return tuple(found)


def group(element: Element) -> str:
    """The four-eyes group without its side."""
    return element.properties.get("vierAugen", "").partition(":")[0]


def place(element: Element) -> str:
    """The side in the group, or the task itself: persons of different places must differ."""
    return element.properties.get("vierAugen", "").partition(":")[2] or element.id


def missing(task: Task) -> Iterator[str]:
    """What the specification asks for and no form of the task has."""
    forms = [
        form for one in elements(task.id) if (form := programme().contents.form(one.process, one)) is not None
    ]
    if task.fields and not forms:
        yield "no form at all"
    for line in task.fields:
        words = _WORDS.match(line)
        assert words, f"{task.id}: {line}"
        found = [field for form in forms for field in _at(form.fields, words["path"])]
        if not found:
            yield f"{words['path']} is not asked"
        elif not any(_like(field, words) for field in found):
            yield f"{line} is asked as {[_told(field) for field in found]}"


def weeks_as_days(period: str) -> str:
    """P2W is P14D."""
    return re.sub(r"P(\d+)W", lambda found: f"P{7 * int(found[1])}D", period)


def _at(fields: Sequence[Field], path: str) -> list[Field]:
    """The field of this name; a column as `table[].column`."""
    table, _, column = path.partition("[].")
    found = [one for one in fields if one.name == table]
    return [each for one in found for each in one.columns if each.name == column] if column else found


def _like(field: Field, words: re.Match[str]) -> bool:
    """Whether a field is of the kind, as compulsory and as bounded as it should be."""
    if words["type"] == "computed":
        return field.computed is not None
    must = bool(field.required or field.required_if or field.computed)
    # What need not be given may still have to be in some cases, but not always.
    compulsory = must if words["must"] else not field.required
    kinds = _KINDS[words["type"]] | ({"choices"} if words["rest"] == "(enum)" else set())
    return compulsory and field.kind in kinds and _bounded(field, words["rest"])


def _bounded(field: Field, rest: str) -> bool:
    options = {value for value, _ in field.options}
    names = re.search(r"\((.*\|.*)\)", rest)
    if names and options != set(names[1].split("|")):
        return False
    if (longest := re.match(r"\((\d+)\)", rest)) and field.longest != int(longest[1]):
        return False
    if (refers := re.match(r"\(([a-z]+)\)", rest)) and field.kind == "reference":
        return field.reference == refers[1]
    if (span := re.search(r"\{([\d.]*?)\.\.([\d.]*)\}", rest)) and not _spans(field, span):
        return False
    if (shortest := re.search(r"\{min (\d+)\}", rest)) and field.shortest != int(shortest[1]):
        return False
    if (pattern := re.search(r"\{muster (.*)\}", rest)) and field.pattern != pattern[1]:
        return False
    if "{true}" in rest and not field.confirm:
        return False
    return _early(field, rest)


def _spans(field: Field, span: re.Match[str]) -> bool:
    if field.kind in ("texts", "choices", "references", "table"):
        return field.fewest == int(span[1])
    low = not span[1] or field.minimum == Decimal(span[1])
    return low and (not span[2] or field.maximum == Decimal(span[2]))


def _early(field: Field, rest: str) -> bool:
    """`>= heute + 14` is the earliest day; `>` is the day after it."""
    named = re.search(r"\{(>=?) (.+)\}", rest)
    if not named:
        return True
    if field.earliest is None:
        return False
    days = re.fullmatch(r"heute \+ (\d+)", named[2])
    if not days:
        return named[2] in field.earliest.source
    return f'heute + duration("P{int(days[1]) + (named[1] == ">")}D")' == field.earliest.source


def _told(field: Field) -> str:
    must = "*" if field.required else "(*)" if field.required_if else ""
    return f"{field.path}{must} {field.kind} {[value for value, _ in field.options] or ''}".strip()


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
