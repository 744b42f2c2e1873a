"""List and rule agree on whom four eyes bar, whatever group, side, scope and round a task stands in."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.commands import Engine
from engine.people import Actor
from engine.queries.barred import free_for
from engine.rules import facts_of
from engine.rules.state import CaseState, TaskState
from engine.rules.tasks import acted
from engine.schema import case, run, task
from engine.store import rows
from tests.engine.inbox.desk import second_task, staff

GROUPS = ("bescheid", "prüfung", "a")
SIDES = ("", "", ":", ":freigabe", ":entwurf", ":a:b")
SCOPES = ("", "", "@", "@1", "@10", "@stellen.2", "@läufe.1.stellen.0", "@lauf:1")
ELEMENTS = ("zeichnen", "zeichnen2", "prüfen", "zeichnen[1]")
ROUNDS: tuple[tuple[str | int, ...], ...] = (
    (), (0,), (1,), (10,), ("stellen",), ("stellen", 2), ("stellen", 1, "unten"), (2, "unten", 1),
)  # fmt: skip
WHO = ("clerk", "second", "third", "head")
EXAMPLES = 300


def drawn(dice: random.Random, one: TaskState) -> TaskState:
    """The task somewhere else in some group; one in ten in none."""
    group = "".join(dice.choice(part) for part in (GROUPS, SIDES, SCOPES))
    return replace(
        one,
        four_eyes=group if dice.random() < 0.9 else None,
        element=dice.choice(ELEMENTS),
        scope=dice.choice(ROUNDS),
    )


def history(dice: random.Random, state: CaseState, one: TaskState, people: list[Actor]) -> CaseState:
    """The case after some acts at other places, most of them in the group and scope of the task."""
    name, at, scope = (one.four_eyes or "").partition("@")
    state = replace(state, acted={})
    for _ in range(dice.randrange(6)):
        other = drawn(dice, one)
        if one.four_eyes and dice.random() < 0.7:
            side = dice.choice(SIDES)
            other = replace(other, four_eyes=f"{name.partition(':')[0]}{side}{at}{scope}")
        who = dice.choice(people)
        absent = dice.choice(people) if dice.random() < 0.3 else None
        state = acted(state, other, Actor(who.person, absent.person if absent else None))
    return state


def kept(connection: Connection, state: CaseState, one: TaskState) -> None:
    """Both rows, written as the store writes them."""
    told = {"four_eyes": one.four_eyes, "element": one.element, "scope": json.dumps(one.scope)}
    connection.execute(sa.update(task).where(task.c.id == one.id).values(told))
    connection.execute(sa.update(case).where(case.c.id == state.id).values(acted=json.dumps(state.acted)))


def free(connection: Connection, one: TaskState, people: list[Actor]) -> set[str]:
    """Personnel ids for whom the list would offer the task."""
    row = task.alias("one")
    asked = {
        who.person.personnel_id: free_for(row, who.person.personnel_id, connection.dialect.name)
        for who in people
    }
    columns = [sa.case((found, 1), else_=0).label(pid) for pid, found in asked.items()]
    answer = connection.execute(sa.select(*columns).where(row.c.id == one.id)).one()
    return {pid for pid, found in answer._mapping.items() if found}


def test_the_list_bars_whom_the_rule_bars(engine: Engine) -> None:
    """Three hundred cases with random pasts: the database and `rules.tasks` say the same of everybody."""
    people = staff(engine)
    who, dice = [people[one] for one in WHO], random.Random(31)
    everybody = {one.person.personnel_id for one in who}
    identifier, barred = second_task(engine, people), 0
    with engine.store.transaction() as connection:
        columns = [one.label(f"task_{one.name}") for one in task.c]
        found = connection.execute(sa.select(*columns).where(task.c.id == identifier)).one()
        joined = sa.select(case).join(run, run.c.case_id == case.c.id).where(run.c.id == found.task_run_id)
        row, plain = connection.execute(joined).one(), rows.task_state(found)
        before = rows.case_state(row, {}, engine.queries.directory())
        for number in range(EXAMPLES):
            one = drawn(dice, plain)
            state = history(dice, before, one, who)
            kept(connection, state, one)
            facts = facts_of(one, state.acted)
            expected = everybody - (set(facts.acted) if facts.four_eyes else set())
            assert free(connection, one, who) == expected, (number, one.four_eyes, one.scope, state.acted)
            barred += expected != everybody
    assert EXAMPLES / 4 < barred < EXAMPLES
