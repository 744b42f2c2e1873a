"""The owners' guide to forms: each example loads and does what stands below it; no word is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import forms
from engine.forms import Form, Reading, load, words

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "formulare.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```\n\n```\n(.*?)```", GUIDE, re.DOTALL)
CASE = {"bescheid": {"datum": date(2021, 2, 1), "jahr": 2021, "betrag": Decimal(55_000)}}
KNOWN = {"organisation": {"verein": "Demo-Verein"}}
PROOFS = [
    (source, *(part.strip() for part in line.split("→")))
    for source, lines in EXAMPLES
    for line in lines.strip().split("\n")
]


def form_of(source: str) -> Form:
    """A whole form as it stands there; single fields in a form around them."""
    whole = source.lstrip().startswith("{")
    text = source if whole else f'{{"title": "Beispiel", "type": "object", "properties": {{{source}}}}}'
    return load(text.encode(), "beispiel.json")


def entered(text: str) -> dict[str, list[str]]:
    """`von: 01.04.2021; bis: …` as the boxes of a page."""
    pairs = [part.split(": ") for part in text.split("; ") if part]
    return {name.strip(): [value.strip()] for name, value in pairs}


def value(form: Form, answers: dict[str, Any], claim: str) -> tuple[str, str]:
    """What is claimed of a field, and what it is."""
    name, wanted = claim.split(" ist ")
    return wanted, forms.show(answers.get(name), form.field(name))


def said(form: Form, reading: Reading, claim: str) -> str:
    """Every sentence that the page tells of this kind."""
    if claim.startswith("Summe"):
        sums = [forms.totals(one, reading.answers.get(one.name)) for one in form.fields if one.sheet]
        return " ".join(total.shown() for one in sums for total in one.values())
    if claim.startswith("Vergleich"):
        return " ".join(forms.balance(form, one, reading).reason.sentence() for one in form.comparisons)
    return " ".join(problem.reason.sentence() for problem in reading.problems)


@pytest.mark.parametrize(("source", "entry", "claim"), PROOFS)
def test_an_example_does_what_stands_below_it(source: str, entry: str, claim: str) -> None:
    """Typed on a page of the example, the left side leads to the right side."""
    form = form_of(source)
    reading = form.look(entered(entry), CASE, references=KNOWN)
    told, _, rest = claim.partition(": ")
    if told == "Vorgabe":
        wanted, found = value(form, form.defaults(CASE), rest)
    elif told == "im Vorjahr":
        wanted, found = value(form, form.from_last_year(reading.answers, CASE), rest)
    elif claim == "gut":
        wanted, found = "", said(form, reading, claim)
    elif claim.endswith(" fehlt"):
        missing = [one.path for one in reading.problems if one.reason.code == "forms.missing"]
        wanted, found = "True", str(claim.removesuffix(" fehlt") in missing)
    elif claim.endswith(" wird nicht gefragt"):
        wanted, found = "False", str(claim.removesuffix(" wird nicht gefragt") in reading.shown)
    elif rest:
        assert rest in said(form, reading, claim)
        return
    else:
        wanted, found = value(form, reading.answers, claim)
    assert found == wanted


def keys(value: Any) -> Iterator[str]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name
        yield from keys(inner)
    for inner in value if isinstance(value, list) else ():
        yield from keys(inner)


def test_every_word_and_every_kind_has_an_example() -> None:
    """A word that a form file may use is shown; a new one is missed here until it is."""
    used = {
        name
        for source, _ in EXAMPLES
        for name in keys(json.loads(source if source.startswith("{") else f"{{{source}}}"))
    }
    allowed = words.FORM | words.ROW | words.SECTION | words.CHECK | words.COMPARISON | {"art", "einheit"}
    allowed |= {word for kind in (words.OF_KIND, words.ITEMS) for found in kind.values() for word in found}
    kinds = {one.kind for source, _ in EXAMPLES for one in form_of(source).fields}
    assert allowed - used == set()
    assert words.OF_KIND.keys() - kinds == set()


def test_no_example_has_a_finding() -> None:
    """`check` would have nothing to say about any of them."""
    assert [form_of(source).findings() for source, _ in EXAMPLES] == [[]] * len(EXAMPLES)
