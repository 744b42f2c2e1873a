"""Asking beside a task: questions hold nothing up, signatures do, and eyes stay different."""

from __future__ import annotations

import pytest

from engine.commands import Engine
from engine.errors import EngineError, NotAllowed, NotFound, NotOpen, Rejected
from engine.people import Actor
from engine.worker import Worker
from tests.engine.inbox.desk import first_task, second_task, staff

People = dict[str, Actor]


def requests(engine: Engine, who: Actor) -> list[str]:
    """Ids of what is asked of somebody."""
    return [row.id for row in engine.queries.requests(who.person, engine.clock.now())]


def cosign(engine: Engine, people: People, task: str, *of: str, sequential: bool = False) -> None:
    """The second clerk asks for signatures."""
    ids = [people[one].person.id for one in of]
    engine.request_signatures(
        task, by=people["second"], of=ids, text="Bitte mitzeichnen", sequential=sequential
    )


def test_a_question_is_asked_and_answered_beside_the_task(engine: Engine) -> None:
    """It lies in the other's inbox, the task stays, and the asker reads the answer."""
    people = staff(engine)
    task = first_task(engine, people)
    engine.ask(task, by=people["clerk"], of=people["messenger"].person.id, text="Ist die Anlage da?")
    (question,) = requests(engine, people["messenger"])
    engine.answer(question, by=people["messenger"], text="Ja, seit gestern.")
    page = engine.queries.task(task, people["clerk"].person, engine.clock.now())
    assert [(row.state, row.answer) for row in page.requests] == [("answered", "Ja, seit gestern.")]
    assert page.may["complete"].allowed
    assert requests(engine, people["messenger"]) == []


def test_a_question_ends_with_its_task(engine: Engine) -> None:
    """Once the task is done nobody is asked any more."""
    people = staff(engine)
    task = first_task(engine, people)
    engine.ask(task, by=people["clerk"], of=people["messenger"].person.id, text="Ist die Anlage da?")
    (question,) = requests(engine, people["messenger"])
    engine.complete(task, by=people["clerk"], answers={"betrag": "1"})
    assert requests(engine, people["messenger"]) == []
    with pytest.raises(NotOpen, match="schon beantwortet oder zurückgezogen"):
        engine.answer(question, by=people["messenger"], text="Ja")


def test_only_who_was_asked_answers(engine: Engine) -> None:
    """Another person is told that there is no such request."""
    people = staff(engine)
    task = first_task(engine, people)
    engine.ask(task, by=people["clerk"], of=people["messenger"].person.id, text="Ist die Anlage da?")
    (question,) = requests(engine, people["messenger"])
    with pytest.raises(NotFound):
        engine.answer(question, by=people["third"], text="Ja")


def test_a_task_waits_for_all_signatures(engine: Engine) -> None:
    """Asked at once, both sign in any order; only then it is completed."""
    people = staff(engine)
    task = second_task(engine, people)
    cosign(engine, people, task, "third", "messenger")
    for signer in ("messenger", "third"):
        with pytest.raises(NotAllowed, match="steht noch aus"):
            engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})
        (asked,) = requests(engine, people[signer])
        engine.sign(asked, by=people[signer], agrees=True)
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})


def test_one_after_the_other(engine: Engine) -> None:
    """The second signer is asked when the first has signed, and told then."""
    people = staff(engine)
    task = second_task(engine, people)
    cosign(engine, people, task, "third", "messenger", sequential=True)
    assert requests(engine, people["messenger"]) == []
    (asked,) = requests(engine, people["third"])
    engine.sign(asked, by=people["third"], agrees=True)
    (following,) = requests(engine, people["messenger"])
    engine.sign(following, by=people["messenger"], agrees=True)
    Worker(engine).work_off()
    assert engine.queries.counts(people["messenger"].person, engine.clock.now()).notices == 1
    engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})


def test_a_refused_signature_holds_the_task_until_it_is_settled(engine: Engine) -> None:
    """A refusal needs its reason; withdrawing the request is what settles it, and stands in the history."""
    people = staff(engine)
    task = second_task(engine, people)
    cosign(engine, people, task, "third")
    (asked,) = requests(engine, people["third"])
    with pytest.raises(Rejected):
        engine.sign(asked, by=people["third"], agrees=False)
    engine.sign(asked, by=people["third"], agrees=False, text="Betrag zu hoch")
    with pytest.raises(NotAllowed, match="hat nicht mitgezeichnet"):
        engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})
    engine.withdraw(asked, by=people["second"])
    done = engine.complete(task, by=people["second"], answers={"ergebnis": "ja"})
    kinds = {event["kind"] for event in engine.queries.trace(done.number, engine.clock.now())["events"]}
    assert {"SignatureRequested", "SignatureRefused", "RequestWithdrawn"} <= kinds


@pytest.mark.parametrize("asked", ["second", "clerk", "twin"])
def test_a_signer_is_another_pair_of_eyes(engine: Engine, asked: str) -> None:
    """Neither oneself nor who entered the application, by whichever account, is asked to sign."""
    people = staff(engine)
    task = second_task(engine, people)
    with pytest.raises(NotAllowed):
        cosign(engine, people, task, asked)


def test_who_signed_does_not_complete(engine: Engine) -> None:
    """The signer holds the role too, and is refused."""
    people = staff(engine)
    task = second_task(engine, people)
    cosign(engine, people, task, "third")
    (asked,) = requests(engine, people["third"])
    engine.sign(asked, by=people["third"], agrees=True)
    with pytest.raises(NotAllowed, match="Abschließen muss eine andere Person"):
        engine.complete(task, by=people["third"], answers={"ergebnis": "ja"})


def test_a_signature_is_given_in_person(engine: Engine) -> None:
    """A deputy of the signer is not the one who was asked."""
    people = staff(engine)
    task = second_task(engine, people)
    cosign(engine, people, task, "third")
    (asked,) = requests(engine, people["third"])
    engine.arrange_deputy(
        people["third"].person.id, people["messenger"].person.id, by=people["third"], reason="Urlaub"
    )
    with pytest.raises(EngineError):
        engine.sign(asked, by=Actor(people["messenger"].person, people["third"].person), agrees=True)
