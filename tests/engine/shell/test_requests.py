"""Request ids: the same request is answered once, and no other request is swallowed for it."""

from __future__ import annotations

import pytest

from engine.commands import Engine
from engine.errors import NotAllowed, NotFound, Rejected
from engine.people import Actor
from engine.store import directory
from tests.engine.shell.house import furnish, open_task


def test_a_request_id_of_another_case_swallows_nothing(engine: Engine) -> None:
    """Work on one case is not taken for the repetition of work on another."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"], request_id="r-1")
    other = engine.open_case("freigabe", by=people["clerk"], request_id="r-2")
    with pytest.raises(Rejected, match="etwas anderes"):
        engine.complete(other.next_tasks[0], by=people["clerk"], answers={"betrag": "1"}, request_id="r-1")


def test_a_request_id_of_another_task_swallows_nothing(engine: Engine) -> None:
    """Nor is work on the next task of the same case."""
    people = furnish(engine)
    first = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(first, by=people["clerk"], answers={"betrag": "1"}, request_id="r-1")
    second = open_task(engine, people["second"], "Antrag prüfen")
    with pytest.raises(Rejected, match="etwas anderes"):
        engine.complete(second, by=people["clerk"], answers={"ergebnis": "ja"}, request_id="r-1")


def test_a_request_id_of_another_person_tells_nothing(engine: Engine) -> None:
    """Who guesses a request id does not get the receipt of a stranger."""
    people = furnish(engine)
    engine.open_case("freigabe", by=people["clerk"], request_id="r-1")
    with pytest.raises(Rejected, match="etwas anderes"):
        engine.open_case("freigabe", by=people["head"], request_id="r-1")


def test_a_closed_account_does_nothing_at_all(engine: Engine) -> None:
    """Not even a note: a session that outlived its account is worth nothing."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"])
    with engine.store.transaction() as connection:
        directory.deactivate(connection, "clerk")
    with pytest.raises(NotFound):
        engine.comment(case.case, by=people["clerk"], text="Noch etwas")
    with pytest.raises(NotFound):
        engine.open_case("freigabe", by=people["clerk"])


def test_nobody_acts_for_somebody_without_an_arrangement(engine: Engine) -> None:
    """ "B für A" stands in a history only where B really represents A: also for notes and releases."""
    people = furnish(engine)
    case = engine.open_case("freigabe", by=people["clerk"])
    engine.claim(case.next_tasks[0], by=people["clerk"])
    pretended = Actor(people["second"].person, people["clerk"].person)
    for act in (
        lambda: engine.comment(case.case, by=pretended, text="Für A"),
        lambda: engine.release(case.next_tasks[0], by=pretended),
        lambda: engine.open_case("freigabe", by=pretended),
    ):
        with pytest.raises(NotAllowed):
            act()
