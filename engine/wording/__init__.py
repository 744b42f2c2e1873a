"""Every sentence the engine says to a person, in German and in English. Not the labels of web pages.

A sentence has a code (`reasons.task_done`) and stands in `wording/<language>/<catalogue>.toml`; facts fill
its braces. A test holds the two languages to the same codes and the same facts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["de", "en"]


def say(catalogue: str, code: str, language: Language = "de", /, **facts: Any) -> str:
    """The sentence `code` of `catalogue` (`reasons`, `findings`, `events` ...) with its facts filled in.

    A code without a sentence reads as the code and its facts: an auditor must still see something.
    """
    sentence = catalogue_of(catalogue, language).get(code)
    if sentence is None:
        return f"{code} {dict(facts)}" if facts else code
    return sentence.format_map(_Facts((name, _readable(fact, language)) for name, fact in facts.items()))


@cache
def catalogue_of(catalogue: str, language: Language) -> Mapping[str, str]:
    """All sentences of one catalogue by code; nested tables read as `table.code`.

    A large catalogue may be spread over files: `findings.toml`, `findings_forms.toml` ...
    """
    sentences: dict[str, str] = {}
    for source in files("engine.wording").joinpath(language).iterdir():
        stem = source.name.removesuffix(".toml")
        if stem == catalogue or stem.startswith(f"{catalogue}_"):
            sentences.update(_flatten(tomllib.loads(source.read_text(encoding="utf-8"))))
    return sentences


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows.extend(
            _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
        )
    return rows


def _readable(fact: Any, language: Language) -> Any:
    """A fact as people read it: German or English dates and amounts, a reason as its sentence."""
    if isinstance(fact, Decimal):
        text = f"{fact:,f}"
        return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
    if type(fact) is date:
        return fact.strftime("%d.%m.%Y" if language == "de" else "%d/%m/%Y")
    return fact.sentence(language) if hasattr(fact, "sentence") else fact


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
