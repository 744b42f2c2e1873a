"""A case under way and new versions of its process, for the tests of migration."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.check import Bundle
from engine.commands import Engine
from engine.ids import OrganisationId
from engine.library import Programme
from engine.people import Actor, Assignment, Organisation
from engine.schema import event, job, run, task
from engine.store import directory, publishing
from tests.engine.shell.house import APPROVAL, FORMS, YAML, flows, furnish, process, user

WHY = "Neue Dienstanweisung vom 1. März"


def publish(engine: Engine, drawn: bytes, **more: bytes) -> None:
    """A new version of the process `freigabe`."""
    programme = Programme(Bundle({**YAML, **FORMS, **more, "freigabe.bpmn": drawn}))
    with engine.store.transaction() as connection:
        publishing.publish(connection, programme, by="A", released_by="B", now=engine.clock.now())


def person(engine: Engine, role: str, place: str = "haus") -> Actor:
    """Somebody who holds this role alone."""
    with engine.store.transaction() as connection:
        directory.put_organisation(connection, Organisation(OrganisationId("fern"), "Demo Fern", "fern"))
        held = [Assignment(role, OrganisationId(place))]
        name = f"Demo {role} {place}"
        found = directory.put_person(connection, login=name, name=name, personnel_id=name, assignments=held)
    return Actor(engine.queries.directory().persons[found])  # type: ignore[index]


def checked(steps: str = "antrag>pruefen pruefen>buchen buchen>ende", **changed: str) -> bytes:
    """A row of tasks, each with the four-eyes group of the old version."""
    titles = {"antrag": "Antrag erfassen", "pruefen": "Antrag prüfen", "buchen": "Antrag buchen", **changed}
    ids = [one for one in titles if f"{one}>" in steps]
    return process(
        '<startEvent id="beginn" name="Begonnen"/><endEvent id="ende" name="Freigegeben"/>'
        + "".join(user(one, titles[one], vierAugen="freigabe") for one in ids)
        + flows(f"beginn>{ids[0]}", *steps.split()),
        lanes={"sachbearbeitung": f"beginn {' '.join(ids)} ende"},
    )


def scene(engine: Engine, drawn: bytes = APPROVAL) -> tuple[str, str, dict[str, Actor]]:
    """A case at its second task (its id, the task), and the people."""
    people = {
        **furnish(engine, {"freigabe.bpmn": drawn, **FORMS}),
        "owner": person(engine, "prozessverantwortung"),
    }
    opened = engine.open_case("freigabe", by=people["clerk"])
    done = engine.complete(opened.next_tasks[0], by=people["clerk"], answers={"betrag": "1"})
    return opened.case, done.next_tasks[0], people


def history(engine: Engine, case: str) -> list[Any]:
    with engine.store.transaction() as connection:
        rows = sa.select(event).where(event.c.case_id == case).order_by(event.c.seq)
        return list(connection.execute(rows))


def everything(engine: Engine) -> list[Any]:
    """All rows that a migration could touch."""
    with engine.store.transaction() as connection:
        return [list(connection.execute(sa.select(table))) for table in (event, run, task, job)]
