"""What four eyes bar for a person is not offered to that person: neither listed nor counted."""

from __future__ import annotations

from engine.commands import Engine
from engine.people import Actor
from tests.engine.inbox.desk import listed, second_task, staff


def _offered(engine: Engine, who: Actor, task: str) -> tuple[bool, int]:
    rows = listed(engine, who, "groups")
    return task in {row.task_id for row in rows}, engine.queries.counts(who.person, engine.clock.now()).groups


def test_who_did_the_first_step_does_not_see_the_second(engine: Engine) -> None:
    """Neither in the groups nor in their number; a colleague sees it."""
    people = staff(engine)
    task = second_task(engine, people)
    assert _offered(engine, people["clerk"], task) == (False, 0)
    assert _offered(engine, people["second"], task) == (True, 1)


def test_a_second_account_of_the_same_person_sees_as_little(engine: Engine) -> None:
    """Persons differ, not accounts."""
    people = staff(engine)
    assert _offered(engine, people["twin"], second_task(engine, people)) == (False, 0)


def test_a_deputy_is_not_offered_what_is_barred_for_the_deputy(engine: Engine) -> None:
    """A colleague who claimed it is away: whoever did the step before does not step in."""
    people = staff(engine)
    task = second_task(engine, people)
    engine.claim(task, by=people["second"])
    for deputy in ("clerk", "third"):
        by = people["second"].person
        engine.arrange_deputy(by.id, people[deputy].person.id, by=people["second"], reason="Urlaub")
    seen = {
        who: [row.task_id for row in listed(engine, people[who], "represented")] for who in ("clerk", "third")
    }
    numbers = {who: engine.queries.counts(people[who].person, engine.clock.now()).represented for who in seen}
    assert seen == {"clerk": [], "third": [task]}
    assert numbers == {"clerk": 0, "third": 1}


def test_what_the_list_leaves_out_is_what_the_rule_refuses(engine: Engine) -> None:
    """Each row of everybody's groups may be claimed, as far as four eyes are concerned."""
    people = staff(engine)
    tasks = {second_task(engine, people, by) for by in ("clerk", "second", "third")}
    for who in ("clerk", "twin", "second", "third"):
        rows = listed(engine, people[who], "groups")
        assert rows
        assert all(row.may_claim.allowed for row in rows)
        assert len(tasks - {row.task_id for row in rows}) == 1


def _stand_in(engine: Engine, people: dict[str, Actor], *absent: str) -> None:
    for one in absent:
        deputy = people["messenger"].person.id
        engine.arrange_deputy(people[one].person.id, deputy, by=people[one], reason="Urlaub")


def _represented(engine: Engine, people: dict[str, Actor]) -> tuple[list[tuple[str, str]], int]:
    """Task and for whom, as the messenger finds them in deputising, and their number."""
    who = people["messenger"]
    rows = [
        (row.task_id, row.acts_for.name if row.acts_for else "") for row in listed(engine, who, "represented")
    ]
    return rows, engine.queries.counts(who.person, engine.clock.now()).represented


def test_a_deputy_is_not_offered_what_is_barred_for_the_absent(engine: Engine) -> None:
    """Who completed the first step is away: nobody completes the second in that name, free or on the desk."""
    people = staff(engine)
    second_task(engine, people)
    _stand_in(engine, people, "clerk", "twin")
    assert _represented(engine, people) == ([], 0)


def test_a_deputy_of_two_acts_for_the_one_who_is_free(engine: Engine) -> None:
    """One absent colleague is barred, the other is not: the task is offered once, in the other's name."""
    people = staff(engine)
    task = second_task(engine, people)
    _stand_in(engine, people, "clerk", "second")
    assert _represented(engine, people) == ([(task, people["second"].person.name)], 1)
    row = listed(engine, people["messenger"], "represented")[0]
    assert row.may_claim.allowed


def test_a_deputy_for_certain_processes_is_offered_those_only(engine: Engine) -> None:
    """Of two arrangements for one pool each opens what it is made for."""
    people = staff(engine)
    task = second_task(engine, people)
    deputy = people["messenger"].person.id
    for one, processes in (("clerk", ()), ("second", ("anderer",))):
        absent = people[one]
        engine.arrange_deputy(absent.person.id, deputy, by=absent, reason="Urlaub", processes=processes)
    assert task not in dict(_represented(engine, people)[0])
