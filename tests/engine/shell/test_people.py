"""Who may: roles, periods, deputies, four eyes. The same answer refuses the verb and hides the button."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands import Engine
from engine.errors import NotAllowed
from engine.people import Actor, Deputy
from engine.store import directory
from tests.engine.shell.house import furnish, open_task


def _deputy(engine: Engine, people: dict[str, Actor], absent: str, deputy: str, until: date) -> Actor:
    a, b = people[absent].person, people[deputy].person
    with engine.store.transaction() as connection:
        directory.put_deputy(connection, Deputy(a.id, b.id, date(2021, 2, 1), until, "Urlaub"))
    return Actor(b, a)


def test_without_the_role_the_refusal_names_who_may(engine: Engine) -> None:
    """A person without the role reads whose task it is."""
    people = furnish(engine)
    task = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    with engine.store.transaction() as connection:
        directory.put_person(connection, login="fremd", name="Demo Fremd", personnel_id="F")
    stranger = engine.queries.by_login("fremd")
    assert stranger is not None
    with pytest.raises(NotAllowed, match="Demo Sachbearbeitung, Demo Zweite Sachbearbeitung"):
        engine.claim(task, by=Actor(stranger))


def test_a_deputy_acts_as_b_for_a(engine: Engine) -> None:
    """The history says who did it for whom."""
    people = furnish(engine)
    opened = engine.open_case("freigabe", by=people["clerk"])
    stand_in = _deputy(engine, people, "clerk", "head", date(2021, 3, 31))
    engine.complete(opened.next_tasks[0], by=stand_in, answers={"betrag": "1"})
    page = engine.queries.case(opened.case, people["clerk"].person, engine.clock.now())
    sentence = next(entry for entry in page.history if entry.kind == "TaskCompleted").sentence("de")
    assert sentence == "Demo Leitung für Demo Sachbearbeitung (i. V.) hat „Antrag erfassen“ erledigt."


def test_a_deputy_of_yesterday_is_none(engine: Engine) -> None:
    """After its last day an arrangement ends."""
    people = furnish(engine)
    task = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    stand_in = _deputy(engine, people, "clerk", "head", date(2021, 2, 28))
    with pytest.raises(NotAllowed, match="vertritt Demo Sachbearbeitung heute nicht"):
        engine.complete(task, by=stand_in, answers={"betrag": "1"})


@pytest.mark.parametrize(("acting", "represented"), [("head", None), ("second", "head"), ("second", "clerk")])
def test_four_eyes_count_the_represented_too(engine: Engine, acting: str, represented: str | None) -> None:
    """Head entered it for the clerk: neither of the two may approve it, in person or represented."""
    people = furnish(engine)
    task = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(
        task, by=_deputy(engine, people, "clerk", "head", date(2021, 3, 31)), answers={"betrag": "1"}
    )
    actor = people[acting]
    if represented:
        actor = _deputy(engine, people, represented, acting, date(2021, 3, 31))
    with pytest.raises(NotAllowed, match="Vier Augen"):
        engine.complete(
            open_task(engine, people["second"], "Antrag prüfen"), by=actor, answers={"ergebnis": "ja"}
        )


def test_the_button_knows_what_the_server_will_say(engine: Engine) -> None:
    """The page's verdict and the verb's refusal are the same sentence."""
    people = furnish(engine)
    first = engine.open_case("freigabe", by=people["clerk"]).next_tasks[0]
    engine.complete(first, by=people["clerk"], answers={"betrag": "1"})
    task = open_task(engine, people["second"], "Antrag prüfen")
    verdict = engine.queries.task(task, people["clerk"].person, engine.clock.now()).may["complete"]
    with pytest.raises(NotAllowed) as refused:
        engine.complete(task, by=people["clerk"], answers={"ergebnis": "ja"})
    assert verdict.reason == refused.value.reason
