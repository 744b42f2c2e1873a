"""Completing tasks: the turn from the click to the next point of rest, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.commands import Engine
from engine.errors import AlreadyDone, Invalid, NotAllowed, Stale
from tests.engine.shell.house import APPROVAL, FORMS, form, furnish, open_task


def test_a_completed_task_opens_the_next_and_keeps_its_answers(engine: Engine) -> None:
    """What was answered lies in the history under its element, and the next task waits."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"]).case
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"),
        by=people["clerk"],
        answers={"betrag": "45833,33"},
    )
    page = engine.queries.case(case, people["clerk"].person, engine.clock.now())
    done = next(one for one in engine.queries.whole().events if one.kind == "TaskCompleted")
    assert done.payload["answers"] == {"betrag": Decimal("45833.33")}
    assert [row.title for row in page.open_tasks] == ["Antrag prüfen"]


def test_four_eyes_hold_for_persons(engine: Engine) -> None:
    """Who entered the application cannot approve it; the reason names the person."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "1"}
    )
    task = open_task(engine, people["second"], "Antrag prüfen")
    with pytest.raises(NotAllowed, match="Demo Sachbearbeitung hat in diesem Schritt schon gehandelt"):
        engine.complete(task, by=people["clerk"], answers={"ergebnis": "ja"})
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})


def test_a_case_ends_when_its_last_run_ends(engine: Engine) -> None:
    """After the last step the case is closed and nothing is open."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"]).case
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "1"}
    )
    engine.complete(
        open_task(engine, people["second"], "Antrag prüfen"), by=people["second"], answers={"ergebnis": "ja"}
    )
    page = engine.queries.case(case, people["clerk"].person, engine.clock.now())
    assert page.head.state == "ended"
    assert page.open_tasks == ()
    assert page.history[0].kind == "CaseEnded"


def test_the_second_of_two_learns_who_was_faster(engine: Engine) -> None:
    """Completing a completed task says who did it and when."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    task = open_task(engine, people["clerk"], "Antrag erfassen")
    engine.complete(task, by=people["clerk"], answers={"betrag": "1"})
    with pytest.raises(AlreadyDone, match="Demo Sachbearbeitung"):
        engine.complete(task, by=people["second"], answers={"betrag": "2"})


def test_a_repeated_request_gets_its_first_receipt(engine: Engine) -> None:
    """A double click does nothing twice."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    task = open_task(engine, people["clerk"], "Antrag erfassen")
    first = engine.complete(task, by=people["clerk"], answers={"betrag": "1"}, request_id="r-1")
    again = engine.complete(task, by=people["clerk"], answers={"betrag": "1"}, request_id="r-1")
    assert again.repeated
    assert again.revision == first.revision


def test_opening_twice_with_one_request_opens_one_case(engine: Engine) -> None:
    """A double click on "Vorgang eröffnen" makes one file."""
    people = furnish(engine)
    first = engine.open_case("freigabe", by=people["clerk"], request_id="r-1")
    again = engine.open_case("freigabe", by=people["clerk"], request_id="r-1")
    assert (again.case, again.number, again.repeated) == (first.case, "H-2021-001", True)


def test_a_stale_page_changes_nothing(engine: Engine) -> None:
    """A page from before the run moved is refused before anything happens."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"])
    engine.complete(case.next_tasks[0], by=people["clerk"], answers={"betrag": "1"})
    task = open_task(engine, people["second"], "Antrag prüfen")
    with pytest.raises(Stale):
        engine.complete(task, by=people["second"], answers={"ergebnis": "ja"}, revision=case.revision)
    assert engine.queries.task(task, people["second"].person, engine.clock.now()).state == "open"


def test_a_note_of_another_does_not_make_a_page_stale(engine: Engine) -> None:
    """Who writes a note or takes another task disturbs nobody's open form."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"])
    engine.comment(case.case, by=people["second"], text="Bitte Anlage prüfen")
    receipt = engine.complete(
        case.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, revision=case.revision
    )
    assert receipt.revision == case.revision + 2


def test_wrong_answers_are_named_field_by_field(engine: Engine) -> None:
    """An amount that is no amount is refused in the words of the form."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    task = open_task(engine, people["clerk"], "Antrag erfassen")
    with pytest.raises(Invalid) as refused:
        engine.complete(task, by=people["clerk"], answers={"betrag": "viel"})
    assert [problem.path for problem in refused.value.problems] == ["betrag"]


def test_handing_back_opens_the_earlier_step_again(engine: Engine) -> None:
    """The paper goes back with its reason; what was answered there is still filled in."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "7"}
    )
    task = open_task(engine, people["second"], "Antrag prüfen")
    engine.hand_back(task, by=people["second"], to="antrag", reason="Betrag unklar")
    again = open_task(engine, people["clerk"], "Antrag erfassen")
    page = engine.queries.task(again, people["clerk"].person, engine.clock.now())
    assert page.values["betrag"] == ["7,00"]
    assert "Betrag unklar" in page.history[1].sentence("de") + page.history[0].sentence("de")


def test_a_task_may_propose_anew_instead_of_the_former_answers(engine: Engine) -> None:
    """With `vorschlag: neu` the second round starts from the defaults; what is done is shown as answered."""
    anew = APPROVAL.replace(b'name="vierAugen" value="freigabe"/>', b'name="vorschlag" value="neu"/>', 1)
    people = furnish(engine, {"freigabe.bpmn": anew, **FORMS})
    engine.open_case("freigabe", by=people["clerk"])
    first = open_task(engine, people["clerk"], "Antrag erfassen")
    engine.complete(first, by=people["clerk"], answers={"betrag": "7"})
    task = open_task(engine, people["second"], "Antrag prüfen")
    engine.hand_back(task, by=people["second"], to="antrag", reason="Betrag unklar")
    again = open_task(engine, people["clerk"], "Antrag erfassen")
    now = engine.clock.now()
    assert engine.queries.task(again, people["clerk"].person, now).values == {}
    assert engine.queries.task(first, people["clerk"].person, now).values["betrag"] == ["7,00"]


def test_a_task_may_let_its_defaults_go_first(engine: Engine) -> None:
    """With `vorschlag: vorgaben` a default beats the former answer; what has no default keeps it."""
    first = APPROVAL.replace(
        b'name="vierAugen" value="freigabe"/>', b'name="vorschlag" value="vorgaben"/>', 1
    )
    money: dict[str, Any] = {"type": "string", "format": "money"}
    asked = form(betrag={**money, "x-vorgabe": "9"}, eigenmittel=money)
    people = furnish(engine, {"freigabe.bpmn": first, **FORMS, "forms/freigabe/antrag.json": asked})
    engine.open_case("freigabe", by=people["clerk"])
    task = open_task(engine, people["clerk"], "Antrag erfassen")
    engine.complete(task, by=people["clerk"], answers={"betrag": "7", "eigenmittel": "2"})
    task = open_task(engine, people["second"], "Antrag prüfen")
    engine.hand_back(task, by=people["second"], to="antrag", reason="Betrag unklar")
    again = open_task(engine, people["clerk"], "Antrag erfassen")
    values = engine.queries.task(again, people["clerk"].person, engine.clock.now()).values
    assert values == {"betrag": ["9,00"], "eigenmittel": ["2,00"]}


def test_a_draft_survives_and_is_no_event(engine: Engine) -> None:
    """What was typed is there again, valid or not, and the history does not know of it."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"])
    task = open_task(engine, people["clerk"], "Antrag erfassen")
    engine.save_draft(task, by=people["clerk"], fields={"betrag": ["etwa 500"]})
    page = engine.queries.task(task, people["clerk"].person, engine.clock.now())
    assert page.values == {"betrag": ["etwa 500"]}
    assert page.revision == case.revision


def test_the_chain_of_events_holds(engine: Engine) -> None:
    """Every leaf follows from its event and the leaf before it."""
    people = furnish(engine)
    number = engine.open_case("freigabe", by=people["clerk"]).number
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers={"betrag": "1"}
    )
    told = engine.queries.trace(number, engine.clock.now())
    assert told["case"]["chain_holds"]
    assert [event["kind"] for event in told["events"]][:3] == ["CaseOpened", "RunStarted", "TaskOpened"]


def test_a_due_date_keeps_its_calculation(engine: Engine) -> None:
    """A task due in five days says from which day it was counted."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"])
    answers = {"betrag": "1"}
    engine.complete(
        open_task(engine, people["clerk"], "Antrag erfassen"), by=people["clerk"], answers=answers
    )
    task = open_task(engine, people["second"], "Antrag prüfen")
    due = engine.queries.task(task, people["second"].person, engine.clock.now()).due
    assert due is not None
    assert (f"{due.day:%d.%m.%Y}", "01.03.2021" in due.steps[0]) == ("06.03.2021", True)
