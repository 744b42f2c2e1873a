"""Whatever somebody types: it is kept as it was, or refused in words; never a fault of the database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from engine.commands import Engine
from engine.errors import EngineError
from engine.people import Actor
from tests.engine.shell.house import flows, form, furnish, process, user
from tests.faults.invariants import broken

TEXTS = {
    "umlauts": "Größe: äöüß", "emoji": "👩‍🚀🇩🇪", "four bytes": "𝒳" * 400, "null": "a\0b", "long": "x" * 5_000,
    "megabyte": "x" * 1_000_000, "half a pair": "\ud800", "right to left": "\u202eabc",
    "typed": '{"$date": "x"}', "quote": "'; drop table event; --", "lines": "a\r\n\tb\x07",
}  # fmt: skip

SHOWN = process(
    '<startEvent id="beginn" name="Begonnen"/>'
    + user("antrag", "Antrag erfassen", kennzahl="antrag.betreff")
    + user("pruefen", "Antrag prüfen", 'camunda:candidateGroups="antrag.betreff"', kennzahl="antrag.betreff")
    + '<endEvent id="ende" name="Fertig"/>'
    + flows("beginn>antrag", "antrag>pruefen", "pruefen>ende"),
    lanes={"sachbearbeitung": "beginn antrag pruefen ende"},
)
FILES = {"freigabe.bpmn": SHOWN, "forms/freigabe/antrag.json": form(betreff={"type": "string"})}


def _kept_or_refused(act: Callable[[], object]) -> None:
    with contextlib.suppress(EngineError):
        act()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_text_is_kept_or_refused_in_words(engine: Engine, text: str) -> None:
    """In answers, notes, drafts, reasons, request ids and addresses of tasks."""
    people = furnish(engine, FILES)
    by: Actor = people["clerk"]
    case = engine.open_case("freigabe", by=by)
    task = case.next_tasks[0]
    for act in (
        lambda: engine.comment(case.case, by=by, text=text),
        lambda: engine.save_draft(task, by=by, fields={"betreff": [text]}),
        lambda: engine.claim(task, by=by, request_id=text),
        lambda: engine.release(text, by=by),
        lambda: engine.hand_back(task, by=by, to=text, reason=text),
        lambda: engine.complete(task, by=by, answers={"betreff": text}, request_id=f"{text}2"),
    ):
        _kept_or_refused(act)
    assert broken(engine) == []
    assert engine.queries.trace(case.number, engine.clock.now())["case"]["chain_holds"]


def test_a_long_answer_shown_in_the_list_does_not_stop_its_task(engine: Engine) -> None:
    """What a list shows of an answer is cut to its room; the answer itself is whole."""
    people = furnish(engine, FILES)
    task = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(task, by=people["clerk"], answers={"betreff": "x" * 500})
    (row,) = engine.queries.open_tasks()
    assert row.visible["antrag"]["betreff"] == "x" * 500
