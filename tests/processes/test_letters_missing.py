"""A value that is missing is named, in every letter, whichever it is, and so is who can supply it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from engine import documents
from engine.documents import letter
from engine.documents.traced import Record
from engine.library import Version, origins
from engine.tree import Path, format_path
from tests.processes.letter_values import NAMES, template, values
from tests.processes.playing import programme

HOLE = re.compile(r"\{\{|\{%|\bNone\b|„“|\(\)")


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every single value, in lists that of the first row."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from leaves(inside, (*path, name))
    elif isinstance(value, list) and value:
        yield from leaves(value[0], (*path, 0))
    elif value is not None:
        yield path


def without(found: dict[str, Any], path: Path) -> dict[str, Any]:
    """The same values, one of them unknown."""
    changed: Any = copy.deepcopy(found)
    here = changed
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = None
    return dict(changed)


def attempt(name: str, found: dict[str, Any]) -> tuple[str, list[str]]:
    """What the letter reads like with these values, and the fields it names as missing."""
    record = Record()
    parts = letter.read(template(name)).fill(found, record)
    text = re.sub(r"<[^>]+>", "", "\n".join(text for _, text in parts))
    return text, [one.field for one in record.problems]


@pytest.mark.parametrize("name", NAMES)
def test_whichever_value_is_missing_it_is_named_or_has_words_of_its_own(name: str) -> None:
    """Each value of the example is taken away in turn: never a gap, and the finding names exactly it."""
    example = values(name)
    for path in leaves(example):
        text, problems = attempt(name, without(example, path))
        assert problems or not HOLE.search(text), path
        field = format_path(path[:-1] if isinstance(path[-1], int) else path)
        assert all(field in one for one in problems), (path, problems)


@pytest.mark.parametrize("name", NAMES)
def test_most_values_are_indispensable(name: str) -> None:
    """A letter that could do without nearly everything would prove nothing above."""
    own = {top for path in documents.fields(template(name)) for top in path[:1]} - {"auskunft", "zeichnung"}
    example = values(name)
    refused = {path[0] for path in leaves(example) if attempt(name, without(example, path))[1]}
    assert len(refused & own) > len(own) / 2


def printed(version: Version) -> Iterator[tuple[str, str, str]]:
    """Process, field and expression of everything that a letter of the programme is given."""
    for process in version.processes.values():
        for element in process.elements.values():
            if element.attributes.get("topic") == "dokument":
                read = documents.fields(version.template(element.properties["vorlage"]))
                for path in sorted(read):
                    if path[0] in element.inputs:
                        yield process.id, ".".join(path).replace(".[]", "[0]"), element.inputs[path[0]]


def test_every_field_of_every_letter_leads_to_somebody_who_knows_it() -> None:
    """It comes from a task, a decision, a message, a step, or is known anyway (case, parties, parameters)."""
    version = programme().version("kim_foerderlebenszyklus")
    known = {"vorgang", "beteiligte", "parameter", "heute"}
    nowhere = []
    for process, field, expression in printed(version):
        paths = origins.sources(field, expression)
        steps = [path[0] in known or origins.asked(version, process, path).step for path in paths]
        if steps and not any(steps):
            nowhere.append((process, field, expression[:80]))
    assert nowhere == []


def test_a_field_is_called_what_the_form_calls_it() -> None:
    """The amount of the notice: its words and its task, not its path."""
    version = programme().version("kim_foerderlebenszyklus")
    (path,) = origins.sources("betrag", "bescheid_entwerfen.betrag")
    found = origins.asked(version, "bescheid_erlassen", path)
    assert (found.kind, found.step) == ("task", "Bescheid erstellen")
    assert "_" not in found.label
    assert found.label[0].isupper()


@pytest.mark.parametrize(
    ("field", "expression", "path"),
    [
        ("betrag", "= erfassen.betrag", ("erfassen", "betrag")),
        ("s[1].vzae", "for s in f.s return {id: s.id, vzae: s.anteil}", ("f", "s", 1, "anteil")),
        ("s[0].vzae", "for s in f.s[vzae > 0] return {vzae: s.anteil}", ("f", "s", 0, "anteil")),
        ("gericht.name", "{name: parameter.gericht_name, ort: parameter.ort}", ("parameter", "gericht_name")),
        ("rahmen[0].betrag", "[{jahr: a.jahr, betrag: b.betrag}]", ("b", "betrag")),
        ("bescheid.datum", "auswerten.bescheid", ("auswerten", "bescheid", "datum")),
        ("vorgang.nummer", None, ("vorgang", "nummer")),
    ],
)
def test_a_field_is_traced_through_its_expression(field: str, expression: str | None, path: Path) -> None:
    """Contexts, lists and loops are followed to the place in the data where the value lies."""
    assert origins.sources(field, expression) == (path,)
