"""Four eyes hold whatever people do: deputies, delegations, signatures, recalls, second accounts."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import tree
from engine.commands import Engine
from engine.errors import EngineError, NotAllowed
from engine.people import Actor, Deputy
from engine.schema import event
from engine.store import directory
from tests.engine.inbox.desk import staff
from tests.engine.shell.house import FORMS, flows, process, user

WHO = ("clerk", "twin", "second", "third", "head", "messenger", "admin")
VERBS = (
    *("claim", "complete", "complete", "delegate", "lend", "give_back"),
    *("reassign", "recall", "hand_back", "cosign", "sign"),
)

ACT = st.tuples(
    st.sampled_from(VERBS), st.sampled_from(WHO), st.none() | st.sampled_from(WHO), st.sampled_from(WHO)
)
STANDS_BEHIND = {"TaskCompleted", "TaskReturned", "CoSigned"}


def _everybody_for_everybody(engine: Engine, people: dict[str, Actor]) -> None:
    """Every pair arranged, chains and circles included."""
    with engine.store.transaction() as connection:
        for absent, deputy in permutations(WHO, 2):
            a, b = people[absent].person, people[deputy].person
            since = engine.clock.now().date()
            directory.put_deputy(connection, Deputy(a.id, b.id, since, None, "Test"))


def _do(engine: Engine, verb: str, task: str, by: Actor, other: Actor) -> None:
    to = other.person.id
    match verb:
        case "claim":
            engine.claim(task, by=by)
        case "complete":
            page = engine.queries.task(task, by.person, engine.clock.now(), represents=by.represents)
            answers = {"betrag": "1"} if page.title == "Antrag erfassen" else {"ergebnis": "nein"}
            engine.complete(task, by=by, answers=answers)
        case "delegate" | "lend":
            engine.delegate(task, by=by, to=to, reason="Bitte", returns=verb == "lend")
        case "give_back":
            engine.return_delegated(task, by=by)
        case "reassign":
            engine.reassign(task, by=by, to=to, reason="Bitte")
        case "hand_back":
            engine.hand_back(task, by=by, to="antrag", reason="Bitte")
        case "recall":
            for done in engine.queries.inbox(by.person, "done", engine.clock.now(), limit=1).rows:
                engine.recall(done.task_id, by=by, reason="Bitte")
        case "cosign":
            engine.request_signatures(task, by=by, of=[to], text="Bitte")
        case _:
            for row in engine.queries.requests(by.person, engine.clock.now()):
                engine.sign(row.id, by=by, agrees=True)


def _open(engine: Engine, case: str, people: dict[str, Actor]) -> str:
    (row,) = engine.queries.case(case, people["clerk"].person, engine.clock.now()).open_tasks
    return row.task_id


def _behind(engine: Engine, case: str) -> dict[str, set[str]]:
    """Element → personnel ids of all who completed, prepared or co-signed it, acting or represented."""
    people = engine.queries.directory().persons
    found: dict[str, set[str]] = defaultdict(set)
    with engine.store.transaction() as connection:
        for row in connection.execute(event.select().where(event.c.case_id == case)):
            if row.kind in STANDS_BEHIND:
                both = {row.actor_id, row.represented_id} - {None}
                found[row.element] |= {people[one].personnel_id for one in both}
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACT, min_size=6, max_size=30))
def test_no_way_leads_around_four_eyes(engine: Engine, acts: list[tuple[str, str, str | None, str]]) -> None:
    """Whatever is tried in whatever order: who stands behind one step stands behind no other of the group."""
    people = staff(engine)
    if not engine.queries.directory().deputies:
        _everybody_for_everybody(engine, people)
    case = engine.open_case("freigabe", by=people["clerk"]).case
    for verb, who, absent, other in acts:
        represented = people[absent].person if absent and absent != who else None
        with suppress(EngineError):
            task = _open(engine, case, people)
            _do(engine, verb, task, Actor(people[who].person, represented), people[other])
    behind = _behind(engine, case)
    assert behind["antrag"] & behind["pruefen"] == set()


NEEDED, ASKED = 2, 3
REPEATED = (
    f"<multiInstanceLoopCharacteristics><loopCardinality>{ASKED}</loopCardinality>"
    f"<completionCondition>nrOfCompletedInstances >= {NEEDED}</completionCondition>"
    "</multiInstanceLoopCharacteristics>"
)
BOARD = process(
    '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Freigegeben"/>'
    + user("antrag", "Antrag erfassen", vierAugen="freigabe")
    + user("pruefen", "Antrag prüfen", vierAugen="freigabe").replace("</userTask>", REPEATED + "</userTask>")
    + flows("beginn>antrag", "antrag>pruefen", "pruefen>ende"),
    lanes={"sachbearbeitung": "beginn antrag pruefen ende"},
)


def _behind_each(engine: Engine, case: str) -> list[set[str]]:
    """For each completed task of the case the personnel ids of all who stand behind it."""
    people = engine.queries.directory().persons
    found: dict[str, set[str]] = defaultdict(set)
    with engine.store.transaction() as connection:
        for row in connection.execute(event.select().where(event.c.case_id == case)):
            if row.kind in STANDS_BEHIND:
                both = {row.actor_id, row.represented_id} - {None}
                found[tree.loads(row.payload)["task"]] |= {people[one].personnel_id for one in both}
    return list(found.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(ACT, st.integers(0, ASKED - 1)), min_size=8, max_size=30),
    entered=st.sampled_from(WHO),
)
def test_of_several_approvals_each_is_another_person(
    engine: Engine, acts: list[tuple[tuple[str, str, str | None, str], int]], entered: str
) -> None:
    """Two of three, with delegations, loans and deputies inside: nobody stands behind two of the tasks."""
    people = staff(engine, {"freigabe.bpmn": BOARD, **FORMS})
    if not engine.queries.directory().deputies:
        _everybody_for_everybody(engine, people)
    case = engine.open_case("freigabe", by=people["clerk"]).case
    with suppress(EngineError):
        _do(engine, "complete", _nth(engine, case, people, 0), people[entered], people[entered])
    for (verb, who, absent, other), which in acts:
        represented = people[absent].person if absent and absent != who else None
        with suppress(EngineError, IndexError):
            task = _nth(engine, case, people, which)
            _do(engine, verb, task, Actor(people[who].person, represented), people[other])
    behind = _behind_each(engine, case)
    assert sum(map(len, behind)) == len(set().union(*behind))


def _nth(engine: Engine, case: str, people: dict[str, Actor], which: int) -> str:
    return engine.queries.case(case, people["clerk"].person, engine.clock.now()).open_tasks[which].task_id


def test_two_of_three_are_enough_when_they_are_two_people(engine: Engine) -> None:
    """The clerk enters; the second approves once, not twice; the third is the other; then it is done."""
    people = staff(engine, {"freigabe.bpmn": BOARD, **FORMS})
    case = engine.open_case("freigabe", by=people["clerk"]).case
    _do(engine, "complete", _nth(engine, case, people, 0), people["clerk"], people["clerk"])
    _do(engine, "complete", _nth(engine, case, people, 0), people["second"], people["second"])
    for refused in ("second", "clerk", "twin"):
        with pytest.raises(NotAllowed):
            _do(engine, "complete", _nth(engine, case, people, 0), people[refused], people[refused])
    engine.delegate(
        _nth(engine, case, people, 0), by=people["head"], to=people["third"].person.id, reason="Bitte"
    )
    _do(engine, "complete", _nth(engine, case, people, 0), people["third"], people["third"])
    assert engine.queries.open_tasks() == ()
