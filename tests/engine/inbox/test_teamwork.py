"""A task goes from person to person: delegated, returned, reassigned, and never around four eyes."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from engine.commands import Engine
from engine.errors import EngineError, NotAllowed, Rejected
from engine.people import Actor
from engine.worker import Worker
from tests.engine.inbox.desk import first_task, listed, second_task, staff

People = dict[str, Actor]


def delegate(engine: Engine, people: People, task: str, to: str, *, returns: bool = False) -> None:
    """The second clerk gives the task away."""
    engine.delegate(
        task, by=people["second"], to=people[to].person.id, returns=returns, reason="Bitte übernehmen"
    )


def test_a_delegated_task_is_completed_by_the_delegate(engine: Engine) -> None:
    """It lies with the delegate, its owner sees where it is, and the history tells who gave it."""
    people = staff(engine)
    task = second_task(engine, people)
    delegate(engine, people, task, "third")
    (mine,), (away,) = listed(engine, people["third"], "mine"), listed(engine, people["second"], "waiting")
    assert (str(mine.why), str(away.why)) == (
        "Demo Zweite Sachbearbeitung hat Ihnen die Aufgabe gegeben.",
        "Sie haben die Aufgabe an Demo Dritte Sachbearbeitung gegeben.",
    )
    engine.complete(task, by=people["third"], answers={"ergebnis": "ja"})


def test_a_task_lent_for_preparing_comes_back_with_what_was_filled_in(engine: Engine) -> None:
    """The messenger, without the role, prepares and returns it; only the owner completes it."""
    people = staff(engine)
    task = second_task(engine, people)
    delegate(engine, people, task, "messenger", returns=True)
    with pytest.raises(NotAllowed):
        engine.complete(task, by=people["messenger"], answers={"ergebnis": "ja"})
    fields = {"ergebnis": ["ja"]}
    engine.save_draft(task, by=people["messenger"], fields=fields)
    engine.return_delegated(task, by=people["messenger"], fields=fields, note="Alles da")
    page = engine.queries.task(task, people["second"].person, engine.clock.now())
    assert (page.values, page.may["complete"].allowed, page.owner) == (fields, True, None)
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})


def test_who_prepared_counts_among_the_four_eyes(engine: Engine) -> None:
    """The clerk prepared the first task for another: they cannot approve it."""
    people = staff(engine)
    task = first_task(engine, people)
    engine.delegate(
        task, by=people["second"], to=people["clerk"].person.id, returns=True, reason="Bitte vorbereiten"
    )
    engine.return_delegated(task, by=people["clerk"])
    following = engine.complete(task, by=people["second"], answers={"betrag": "1"}).next_tasks[0]
    with pytest.raises(NotAllowed, match="Vier Augen: Demo Sachbearbeitung"):
        engine.complete(following, by=people["clerk"], answers={"ergebnis": "ja"})


@pytest.mark.parametrize("returns", [True, False])
@pytest.mark.parametrize("to", ["clerk", "twin"])
def test_nobody_is_given_what_four_eyes_forbid(engine: Engine, to: str, returns: bool) -> None:
    """Who entered the application, by whichever account, gets its approval neither to do nor to prepare."""
    people = staff(engine)
    task = second_task(engine, people)
    with pytest.raises(NotAllowed, match="Vier Augen"):
        delegate(engine, people, task, to, returns=returns)


def test_to_complete_it_one_must_hold_the_role(engine: Engine) -> None:
    """A messenger is not given a task to complete; the refusal names who holds the role."""
    people = staff(engine)
    task = second_task(engine, people)
    with pytest.raises(NotAllowed, match="Demo Dritte Sachbearbeitung"):
        delegate(engine, people, task, "messenger")


def test_the_owner_may_take_it_back(engine: Engine) -> None:
    """Claiming it again ends the delegation; anybody else is refused."""
    people = staff(engine)
    task = second_task(engine, people)
    delegate(engine, people, task, "messenger", returns=True)
    with pytest.raises(NotAllowed, match="liegt bei Demo Botendienst"):
        engine.claim(task, by=people["third"])
    engine.claim(task, by=people["second"])
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})


def test_what_is_lent_is_not_passed_on(engine: Engine) -> None:
    """Who prepares a task cannot delegate it further, nor put it back into the group."""
    people = staff(engine)
    task = second_task(engine, people)
    delegate(engine, people, task, "third", returns=True)
    for act in (
        lambda: engine.delegate(
            task, by=people["third"], to=people["head"].person.id, reason="Ich auch nicht"
        ),
        lambda: engine.release(task, by=people["third"]),
    ):
        with pytest.raises(NotAllowed, match="Demo Zweite Sachbearbeitung schließt sie ab"):
            act()


@pytest.mark.parametrize(
    ("by", "allowed"), [("head", True), ("admin", True), ("third", False), ("messenger", False)]
)
def test_superiors_and_administration_reassign(engine: Engine, by: str, allowed: bool) -> None:
    """The verdict of the page is that of the server."""
    people = staff(engine)
    task = second_task(engine, people)
    engine.claim(task, by=people["second"])
    verdict = engine.queries.task(task, people[by].person, engine.clock.now()).may["reassign"]
    assert verdict.allowed == allowed
    expected = nullcontext() if allowed else pytest.raises(NotAllowed, match=str(verdict.reason))
    with expected:
        engine.reassign(task, by=people[by], to=people["third"].person.id, reason="Krankheit")
    (row,) = listed(engine, people["third" if allowed else "second"], "mine")
    assert row.task_id == task


def test_reassigning_keeps_four_eyes_and_needs_a_reason(engine: Engine) -> None:
    """Neither the one who entered it nor, without a reason, anybody gets the task."""
    people = staff(engine)
    task = second_task(engine, people)
    with pytest.raises(NotAllowed, match="Vier Augen"):
        engine.reassign(task, by=people["head"], to=people["twin"].person.id, reason="Krankheit")
    with pytest.raises(Rejected, match="Grund"):
        engine.reassign(task, by=people["head"], to=people["third"].person.id, reason=" ")
    engine.reassign(task, by=people["head"], to=None, reason="Zurück in die Gruppe")
    assert listed(engine, people["second"], "mine") == ()


def test_the_dialog_says_who_may_before_anyone_tries(engine: Engine) -> None:
    """For each colleague the page knows the answer of the server, with its reason."""
    people = staff(engine)
    task = second_task(engine, people)
    rows = engine.queries.receivers(task, people["second"].person, engine.clock.now(), purpose="delegate")
    allowed = {row.name for row, verdict in rows if verdict.allowed}
    assert allowed == {"Demo Dritte Sachbearbeitung", "Demo Leitung"}
    for row, verdict in rows:
        if not verdict.allowed:
            with pytest.raises(EngineError) as refused:
                engine.delegate(task, by=people["second"], to=row.id, reason="Bitte übernehmen")
            assert refused.value.reason == verdict.reason


def test_the_new_bearer_is_told(engine: Engine) -> None:
    """A delegated task is announced to the delegate, once."""
    people = staff(engine)
    delegate(engine, people, second_task(engine, people), "third")
    Worker(engine).work_off()
    assert engine.queries.counts(people["third"].person, engine.clock.now()).notices == 1


def test_A18_the_trace_names_the_role_of_who_acted(engine: Engine) -> None:
    """Who reassigned, prepared or signed beside did so in a role of their own, not in that of the task."""
    people = staff(engine)
    task = second_task(engine, people)
    engine.reassign(task, by=people["admin"], to=people["second"].person.id, reason="Krankheit")
    delegate(engine, people, task, "messenger", returns=True)
    engine.return_delegated(task, by=people["messenger"])
    asked = [people["messenger"].person.id]
    engine.request_signatures(task, by=people["second"], of=asked, text="Bitte", sequential=False)
    (request,) = engine.queries.requests(people["messenger"].person, engine.clock.now())
    engine.sign(request.id, by=people["messenger"], agrees=True)
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})
    number = engine.queries.task(task, people["second"].person, engine.clock.now()).case.number
    told = engine.queries.trace(number, engine.clock.now())["events"]
    own = {one["kind"]: one["role"] for one in told if one["payload"].get("task") == task}
    assert own == {
        "TaskOpened": None, "TaskReassigned": "administration", "TaskDelegated": "sachbearbeitung",
        "TaskReturned": "bote", "SignatureRequested": "sachbearbeitung", "CoSigned": "bote",
        "TaskCompleted": "sachbearbeitung",
    }  # fmt: skip
