"""Nothing is typed twice: what a run knows already is proposed where it is asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from engine.forms import Field, Form
from engine.queries.whole import Told
from tests.processes.playing import finished, programme, whole

ENTERED = ("text", "textarea", "integer", "decimal", "money", "date", "month", "email", "iban")
"""Kinds that somebody types. Choices are decisions and are made anew each time."""
ANEW: dict[tuple[str, str], str] = {
    (
        "zahlungseingang_buchen",
        "betrag",
    ): "is read from the bank statement and compared with what was expected",
}
"""Element and field that are asked again on purpose, and why."""


def forms() -> dict[str, Form]:
    """Element → its form."""
    contents = programme().contents
    return {
        element.id: form
        for process in contents.processes.values()
        for element in process.elements.values()
        if (form := contents.form(process.id, element))
    }


def answered(value: Any, name: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every element with answers in a data tree."""
    if isinstance(value, Mapping):
        if "erledigt_am" in value:
            yield name, value
        for key, inner in value.items():
            yield from answered(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from answered(inner, name)


def typed(one: Field, answers: Mapping[str, Any]) -> bool:
    return one.kind in ENTERED and not one.default and not one.computed and answers.get(one.name) is not None


def place(element: str, answers: Mapping[str, Any], done: Sequence[Told]) -> int:
    """When these answers were given: answers only know their day, the events also the order within it."""
    given = (
        number
        for number, one in enumerate(done)
        if one.element == element
        and all(answers.get(name) == value for name, value in one.payload["answers"].items())
    )
    return max(given, default=0)


@pytest.mark.parametrize("name", ["mittelabruf", "quellfall", "zwei_monats_frist"])
def test_nobody_types_what_the_run_knows_already(name: str) -> None:
    """A field of the same name that got the same value at an earlier task has a proposal."""
    asked = forms()
    again: set[tuple[str, str]] = set()
    done = [one for one in whole(finished(name)).events if one.kind == "TaskCompleted"]
    for _, tree in whole(finished(name)).trees:
        before: dict[tuple[str, Any], str] = {}
        found = [(element, one) for element, one in answered(tree.values) if element in asked]
        for element, answers in sorted(found, key=lambda one: place(one[0], one[1], done)):
            for one in asked[element].fields:
                key = (one.name, answers.get(one.name))
                if typed(one, answers) and before.get(key, element) != element:
                    again.add((element, one.name))
                if one.kind in ENTERED:
                    before.setdefault(key, element)
    assert again - ANEW.keys() == set()
