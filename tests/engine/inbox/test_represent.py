"""Representing: who arranges it, what a deputy sees and may do, and where it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import NotAllowed, Rejected
from engine.people import Actor
from engine.worker import Worker
from tests.engine.inbox.desk import first_task, listed, staff
from tests.engine.shell.house import FORMS, flows, process, user

TODAY = date(2021, 3, 1)


def arrange(engine: Engine, people: dict[str, Actor], absent: str, deputy: str, **more: Any) -> str:
    """`absent` arranges `deputy` themselves."""
    options = {"by": people[absent], "reason": "Urlaub", **more}
    return engine.arrange_deputy(people[absent].person.id, people[deputy].person.id, **options).id


def test_a_deputy_sees_what_lies_with_the_absent_and_in_their_roles(engine: Engine) -> None:
    """Both the claimed task and the free one stand under "In Vertretung", with the reason."""
    people = staff(engine)
    claimed, free = first_task(engine, people), first_task(engine, people)
    engine.claim(claimed, by=people["clerk"])
    arrange(engine, people, "clerk", "messenger", until=date(2021, 3, 5))
    rows = listed(engine, people["messenger"], "represented")
    assert {row.task_id for row in rows} == {claimed, free}
    assert {str(row.why) for row in rows} == {"Sie vertreten Demo Sachbearbeitung bis 05.03.2021 (Urlaub)."}
    assert all(row.may_claim.allowed and row.acts_for for row in rows)
    assert engine.queries.counts(people["messenger"].person, engine.clock.now()).represented == 2


@pytest.mark.parametrize(
    ("limits", "seen"),
    [
        ({"roles": ["leitung"]}, 0),
        ({"roles": ["sachbearbeitung"]}, 1),
        ({"processes": ["anderer"]}, 0),
        ({"processes": ["freigabe"], "roles": ["sachbearbeitung"]}, 1),
    ],
)
def test_an_arrangement_reaches_as_far_as_it_says(engine: Engine, limits: dict[str, Any], seen: int) -> None:
    """Limited to roles or processes, a deputy neither sees nor may do anything else."""
    people = staff(engine)
    task = first_task(engine, people)
    arrange(engine, people, "head", "messenger", **limits)
    assert len(listed(engine, people["messenger"], "represented")) == seen
    stand_in = Actor(people["messenger"].person, people["head"].person)
    page = engine.queries.task(task, stand_in.person, engine.clock.now(), represents=people["head"].person)
    assert page.may["complete"].allowed == bool(seen)


def test_the_page_of_a_deputy_has_the_verdicts_of_acting_for_somebody(engine: Engine) -> None:
    """In person the messenger may not; for the clerk they may, and the page offers it."""
    people = staff(engine)
    task = first_task(engine, people)
    arrange(engine, people, "clerk", "messenger")
    who, now = people["messenger"].person, engine.clock.now()
    alone = engine.queries.task(task, who, now)
    acting = engine.queries.task(task, who, now, represents=people["clerk"].person)
    assert (alone.may["complete"].allowed, acting.may["complete"].allowed) == (False, True)
    assert [one.name for one in alone.could_act_for] == ["Demo Sachbearbeitung"]
    assert [one.id for one in engine.queries.represented(who, now)] == [people["clerk"].person.id]


def test_a_planned_deputy_begins_on_the_day(engine: Engine, clock: FakeClock) -> None:
    """Before it nothing is seen or allowed; on the day both are."""
    people = staff(engine)
    task = first_task(engine, people)
    arrange(engine, people, "clerk", "messenger", since=TODAY + timedelta(days=3))
    stand_in = Actor(people["messenger"].person, people["clerk"].person)
    assert listed(engine, stand_in, "represented") == ()
    with pytest.raises(NotAllowed, match="vertritt Demo Sachbearbeitung heute nicht"):
        engine.claim(task, by=stand_in)
    clock.advance(timedelta(days=3))
    engine.claim(task, by=stand_in)


def test_an_ended_arrangement_ends_at_once(engine: Engine) -> None:
    """From that moment the deputy is refused, and the directory's chain tells both facts."""
    people = staff(engine)
    task = first_task(engine, people)
    arrangement = arrange(engine, people, "clerk", "messenger")
    stand_in = Actor(people["messenger"].person, people["clerk"].person)
    engine.end_deputy(arrangement, by=people["clerk"])
    with pytest.raises(NotAllowed):
        engine.claim(task, by=stand_in)
    assert listed(engine, stand_in, "represented") == ()
    told = engine.queries.directory_history()
    assert [one.kind for one in told] == ["DeputyEnded", "DeputyArranged"]
    assert engine.queries.directory_chain_holds()


def test_several_deputies_at_once(engine: Engine) -> None:
    """Two people may stand in for one, and one for two."""
    people = staff(engine)
    first_task(engine, people)
    for absent, deputy in (("clerk", "messenger"), ("clerk", "admin"), ("second", "messenger")):
        arrange(engine, people, absent, deputy)
    now = engine.clock.now()
    assert len(engine.queries.represented(people["messenger"].person, now)) == 2
    assert len(listed(engine, people["admin"], "represented")) == 1
    assert len(listed(engine, people["messenger"], "represented")) == 1


@pytest.mark.parametrize(("by", "allowed"), [("head", True), ("admin", True), ("second", False)])
def test_others_deputies_are_arranged_by_superiors_and_administration(
    engine: Engine, by: str, allowed: bool
) -> None:
    """A colleague may not; the refusal says who may."""
    people = staff(engine)
    if allowed:
        arrange(engine, people, "clerk", "third", by=people[by])
        (row,) = engine.queries.deputies(people["third"].person, engine.clock.now())
        assert (row.absent.name, row.arranged_by) == ("Demo Sachbearbeitung", people[by].person.name)
    else:
        with pytest.raises(NotAllowed, match="nur Demo Sachbearbeitung selbst, Vorgesetzte"):
            arrange(engine, people, "clerk", "third", by=people[by])


def test_deputies_arrange_no_deputies_and_chains_are_not_followed(engine: Engine) -> None:
    """B acts for A and C for B: C does not act for A, and B cannot make it so."""
    people = staff(engine)
    task = first_task(engine, people)
    arrange(engine, people, "clerk", "messenger")
    arrange(engine, people, "messenger", "admin")
    with pytest.raises(NotAllowed, match="vertritt Demo Sachbearbeitung heute nicht"):
        engine.claim(task, by=Actor(people["admin"].person, people["clerk"].person))
    assert listed(engine, people["admin"], "represented") == ()
    acting = Actor(people["messenger"].person, people["clerk"].person)
    with pytest.raises(NotAllowed, match="keine weitere Vertretung"):
        arrange(engine, people, "clerk", "admin", by=acting)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"since": TODAY - timedelta(days=1)}, "deputy_backdated"),
        ({"since": TODAY, "until": TODAY - timedelta(days=1)}, "deputy_period"),
        ({"roles": ["leitung"]}, "deputy_role_unknown"),
    ],
)
def test_what_cannot_be_arranged_is_said(engine: Engine, wanted: dict[str, Any], code: str) -> None:
    """Without a reason, in the past, ending before it begins, for a role one does not hold."""
    people = staff(engine)
    with pytest.raises(Rejected) as refused:
        arrange(engine, people, "clerk", "second", **wanted)
    assert refused.value.reason.code == code


def test_a_second_account_is_no_deputy(engine: Engine) -> None:
    """Two accounts of one person cannot represent one another."""
    people = staff(engine)
    with pytest.raises(NotAllowed, match="auch nicht mit einem zweiten Konto"):
        arrange(engine, people, "clerk", "twin")


def test_a_double_click_arranges_once(engine: Engine) -> None:
    """The same request id gives the same arrangement."""
    people = staff(engine)
    ids = {arrange(engine, people, "clerk", "second", request_id="r-1") for _ in range(2)}
    assert len(ids) == 1
    assert len(engine.queries.directory().deputies) == 1


def test_who_is_concerned_is_told_once(engine: Engine) -> None:
    """The absent and the deputy each get one notice."""
    people = staff(engine)
    arrange(engine, people, "clerk", "second")
    Worker(engine).work_off()
    for key, number in (("clerk", 1), ("second", 1), ("third", 0)):
        assert engine.queries.counts(people[key].person, engine.clock.now()).notices == number


NO_DEPUTY = process(
    '<startEvent id="beginn" name="Begonnen"/>'
    + user("antrag", "Antrag erfassen", vertretung="nein")
    + '<endEvent id="ende" name="Fertig"/>'
    + flows("beginn>antrag", "antrag>ende"),
    lanes={"sachbearbeitung": "beginn antrag ende"},
)


def test_a_task_that_allows_no_deputy_is_not_among_the_represented(engine: Engine) -> None:
    """It is not offered, and acting for the absent is refused with the reason."""
    people = staff(engine, {"freigabe.bpmn": NO_DEPUTY, **FORMS})
    task = first_task(engine, people)
    arrange(engine, people, "clerk", "messenger")
    assert listed(engine, people["messenger"], "represented") == ()
    with pytest.raises(NotAllowed, match="keine Vertretung zugelassen"):
        engine.claim(task, by=Actor(people["messenger"].person, people["clerk"].person))
