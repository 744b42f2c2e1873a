"""Which tasks four eyes bar for a person, as a condition of a list. Not the rule itself (`rules.four_eyes`).

Who acted is kept in the row of the case: group → place → personnel id → name (docs/decisions/006). A list
must not offer what the rule would refuse, and a number must not count it; so the database asks.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.schema import case


def free_for(one: Any, personnel_id: Any, dialect: str) -> Any:
    """True for a row `one` of tasks if the person acted nowhere else in its four-eyes group and scope.

    `personnel_id` is a text or a column of what surrounds `one`.
    """
    group, place = _group_and_place(one, dialect)
    matter = case.alias("matter")
    acted = matter.c.acted if dialect == "sqlite" else sa.cast(matter.c.acted, sa.JSON)
    groups = sa.func.json_each(acted).table_valued("key", "value", name="in_group")
    places = sa.func.json_each(groups.c.value).table_valued("key", "value", name="at_place")
    people = sa.func.json_each(places.c.value).table_valued("key", "value", name="acting")
    joined = matter.join(groups, sa.true()).join(places, sa.true()).join(people, sa.true())
    barred = sa.select(sa.literal(1)).select_from(joined)
    barred = barred.where(
        matter.c.id == one.c.case_id,
        groups.c.key == group,
        places.c.key != place,
        people.c.key == personnel_id,
    )
    inside = barred.correlate_except(matter, groups, places, people)
    return sa.or_(one.c.four_eyes.is_(None), ~inside.exists())


def free_for_one_of(one: Any, bearers: Any, dialect: str) -> Any:
    """True if somebody of `bearers` (a list of process and personnel id) could do it in person.

    Where somebody represents two and one of them is barred, the other's place is still theirs to take.
    """
    bearer: Any
    process: Any
    eyes: Any
    if dialect == "sqlite":
        bearer = sa.func.json_each(bearers).table_valued("value", name="bearer")
        process, eyes = (sa.func.json_extract(bearer.c.value, f"$[{n}]") for n in range(2))
    else:
        bearer = sa.func.json_array_elements(bearers).table_valued("value", name="bearer")
        process, eyes = (bearer.c.value.op("->>")(n) for n in range(2))
    meant = sa.or_(process == "", process == one.c.process_id)
    found = sa.select(sa.literal(1)).select_from(bearer).where(meant, free_for(one, eyes, dialect))
    return found.correlate_except(bearer).exists()


def _group_and_place(one: Any, dialect: str) -> tuple[Any, Any]:
    """What `rules.four_eyes` calls group and place, out of `name:side@scope`, the element and the round."""
    find = sa.func.instr if dialect == "sqlite" else sa.func.strpos
    whole = one.c.four_eyes
    at = find(whole.concat("@"), "@")
    head = sa.func.substr(whole, 1, at - 1, type_=sa.String)
    colon = find(head.concat(":"), ":")
    side = sa.func.substr(head, colon, type_=sa.String)
    name = sa.func.substr(head, 1, colon - 1, type_=sa.String)
    group = name.concat(sa.func.substr(whole, at, type_=sa.String))
    alone = one.c.element.concat(_round(one, dialect))
    return group, sa.case((sa.func.length(side) > 1, side), else_=alone)


def _round(one: Any, dialect: str) -> Any:
    """`[2]` where the task itself is repeated, else nothing."""
    last: Any
    if dialect == "sqlite":
        last = sa.func.json_extract(one.c.scope, "$[#-1]")
        number = sa.func.json_type(one.c.scope, "$[#-1]") == "integer"
    else:
        last = sa.cast(one.c.scope, sa.JSON).op("->")(-1)
        number = sa.func.json_typeof(last) == "number"
    written = sa.literal("[").concat(sa.cast(last, sa.Text)).concat("]")
    return sa.case((number, written), else_="")
