"""Every sentence exists in German and English, with the same facts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from engine import events
from engine.events import changes
from engine.wording import Language, catalogue_of

FOLDER = Path(__file__).resolve().parents[2] / "engine" / "wording"
CATALOGUES = sorted({path.stem.partition("_")[0] for path in (FOLDER / "de").glob("*.toml")})


def _facts(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", sentence))


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_both_languages_know_the_same_sentences(catalogue: str) -> None:
    """A code that one language has, the other has too."""
    german, english = (set(catalogue_of(catalogue, language)) for language in get_args(Language))
    assert german == english


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_both_languages_tell_the_same_facts(catalogue: str) -> None:
    """No fact is lost in translation."""
    german, english = (catalogue_of(catalogue, language) for language in get_args(Language))
    different = [code for code in german if _facts(german[code]) != _facts(english[code])]
    assert different == []


def test_every_kind_of_event_has_a_sentence() -> None:
    """The timeline never shows a code."""
    kinds = {
        one.__name__
        for one in (*vars(events).values(), *vars(changes).values())
        if isinstance(one, type) and issubclass(one, events.Event)
    }
    assert kinds - {"Event", "InRun", "OnParameter", "Change"} <= set(catalogue_of("events", "de"))


def test_every_refusal_in_the_code_has_a_sentence() -> None:
    """Each code that the engine raises is in the catalogue of reasons."""
    sources = list(FOLDER.parent.rglob("*.py"))
    errors = "NotFound|NotAllowed|NotOpen|AlreadyDone|Stale|Rejected|EngineError|TransientError|Reason"
    raised = rf"(?:{errors})\(\s*\"([\w.]+)\""
    used = {code for path in sources for code in re.findall(raised, path.read_text(encoding="utf-8"))}
    assert used
    assert used - set(catalogue_of("reasons", "de")) == set()
